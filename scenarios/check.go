package scenarios

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/nearest"
	"github.com/hardenway/hardenway/internal/strictyaml"
)

// check puts the objects that a check keeps in files in their place, and lets the
// grader say what is wrong with the check.
func (l *loader) check(c *grader.Check, field string, d *strictyaml.Decoder) {
	var requests []grader.AccessRequest
	prefix := ""
	switch {
	case c.Access != nil:
		requests, prefix = c.Access.Requests, "access"
	case c.Audit != nil:
		requests, prefix = c.Audit.Requests, "audit"
	}
	for i := range requests {
		r := &requests[i]
		l.object(&r.Object, &r.File, fmt.Sprintf("%s.%s.requests[%d]", field, prefix, i), d)
	}
	if c.Admission != nil {
		for i := range c.Admission.Cases {
			r := &c.Admission.Cases[i]
			l.object(&r.Object, &r.File, fmt.Sprintf("%s.admission.cases[%d]", field, i), d)
		}
		if twin := c.Admission.Twin; twin != nil {
			l.object(&twin.Object, &twin.File, field+".admission.twin", d)
		}
	}
	for _, problem := range c.Validate() {
		where := field
		if problem.Path != "" {
			where = strictyaml.Join(field, problem.Path)
		}
		d.At(where, where+": "+problem.Message, "", "")
	}
}

// object reads the one object of a file into the check, so that the grader needs
// no file system.
func (l *loader) object(object *map[string]any, file *string, field string, d *strictyaml.Decoder) {
	name := *file
	if name == "" {
		return
	}
	wrong := func(what, why, mend string) {
		d.At(field+".file", what, why, mend)
		d.Spoil(field) // the grader need not complain of what follows from it
	}
	switch {
	case *object != nil:
		wrong(field+" has both object and file", "one of them would not be used", "remove one")
		return
	case !fs.ValidPath(name):
		wrong(fmt.Sprintf("%s.file is %q", field, name), "it leads out of the scenario's folder", "write it relative to the folder, such as files/pod.yaml")
		return
	case l.files[name] == nil:
		wrong(fmt.Sprintf("there is no file %s", name), "", nearest.DidYouMean(name, append(l.in(dirFiles), l.in(dirManifests)...)))
		return
	}
	inner := newDecoder(l.at(name))
	if root, ok := inner.Parse(l.files[name]); ok {
		inner.Decode(root, object, "")
		*file = ""
	}
	l.problems = append(l.problems, inner.Problems...)
	if len(inner.Problems) > 0 {
		d.Spoil(field)
	}
	if ext := path.Ext(name); ext != ".yaml" && ext != ".json" {
		wrong(fmt.Sprintf("%s.file is %q", field, name), "it holds an object", "call it ….yaml")
	}
}
