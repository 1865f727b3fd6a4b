package scenarios

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	k8sjson "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/hardenway/hardenway/internal/strictyaml"
)

// kubernetesTypes decodes the kinds of Kubernetes' own, strictly.
var kubernetesTypes = k8sjson.NewSerializerWithOptions(k8sjson.DefaultMetaFactory, scheme.Scheme, scheme.Scheme, k8sjson.SerializerOptions{Strict: true})

// quotedField finds the field in `unknown field "spec.replica"`.
var quotedField = regexp.MustCompile(`"([^"]+)"`)

// manifests reads manifests/ in the order of the names and checks every object.
func (l *loader) manifests(s *Scenario) {
	seen := map[string]string{}
	for _, part := range s.Manifests { // of uses
		d := newDecoder(part.Name)
		docs, _ := d.ParseAll(part.Data)
		for _, doc := range docs {
			d.NextDocument()
			l.manifestObject(doc, d, seen)
		}
		l.problems = append(l.problems, d.Problems...)
	}
	for _, name := range l.in(dirManifests) {
		if strings.Count(name, "/") > 1 || path.Ext(name) != ".yaml" {
			l.problem(name, 0, "this is no manifest", "manifests are YAML files right below "+dirManifests+"/, applied in the order of their names", "call it like "+dirManifests+"/10-shop.yaml")
			continue
		}
		data := l.files[name]
		d := newDecoder(l.at(name))
		docs, ok := d.ParseAll(data)
		if ok && len(docs) == 0 {
			d.Report(0, "the file holds no object", "", "remove it, or put one in")
		}
		for _, doc := range docs {
			d.NextDocument()
			l.manifestObject(doc, d, seen)
		}
		l.problems = append(l.problems, d.Problems...)
		s.Manifests = append(s.Manifests, Manifest{Name: name, Data: data})
	}
}

// manifestObject checks one object of a manifest.
func (l *loader) manifestObject(doc *yaml.Node, d *strictyaml.Decoder, seen map[string]string) {
	before := len(d.Problems)
	value, ok := d.Generic(doc, "")
	if !ok || len(d.Problems) > before {
		return
	}
	fields, ok := value.(map[string]any)
	if !ok {
		d.WrongType(doc, "", "an object with apiVersion, kind and metadata")
		return
	}
	data, err := json.Marshal(fields)
	if err != nil {
		d.Report(doc.Line, "the object cannot be used", err.Error(), "")
		return
	}
	u := &unstructured.Unstructured{}
	if err := u.UnmarshalJSON(data); err != nil {
		d.Report(doc.Line, "this is no Kubernetes object", err.Error(), "begin it with apiVersion, kind and metadata")
		return
	}
	what := strings.TrimSpace(u.GetKind() + " " + strings.TrimPrefix(u.GetNamespace()+"/"+u.GetName(), "/"))
	switch {
	case u.GetAPIVersion() == "":
		d.Report(doc.Line, what+" has no apiVersion", "", "add it")
		return
	case u.IsList():
		d.Report(doc.Line, "this is a list", "objects are applied one by one", "write its items as documents of their own, with `---` between them")
		return
	case u.GetName() == "":
		d.Report(doc.Line, what+" has no metadata.name", "a reset must find the same object again", "give it a name")
		return
	}
	key := u.GroupVersionKind().GroupKind().String() + " " + u.GetNamespace() + "/" + u.GetName()
	here := fmt.Sprintf("%s:%d", d.Path(), doc.Line)
	if first, twice := seen[key]; twice {
		d.Report(doc.Line, what+" is there twice", "the first is "+first, "remove one")
		return
	}
	seen[key] = here
	if !scheme.Scheme.Recognizes(u.GroupVersionKind()) {
		return // a kind that the scenario brings itself, or that the cluster will refuse
	}
	_, _, err = kubernetesTypes.Decode(data, nil, nil)
	if strict, is := runtime.AsStrictDecodingError(err); is {
		for _, e := range strict.Errors() {
			line := doc.Line
			if match := quotedField.FindStringSubmatch(e.Error()); match != nil {
				line = d.Line(match[1])
			}
			d.Report(line, what+" has a mistake", e.Error(), "see `kubectl explain "+strings.ToLower(u.GetKind())+"`")
		}
	} else if err != nil {
		d.Report(doc.Line, what+" cannot be decoded", err.Error(), "see `kubectl explain "+strings.ToLower(u.GetKind())+"`")
	}
}
