package scenarios

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// FuzzLoad: whatever bytes a folder holds, Load ends soon, and ends with a scenario or
// with problems that each fit on a line.
func FuzzLoad(f *testing.F) {
	add := func(files fstest.MapFS) {
		get := func(name string) []byte {
			if file := files["sample/"+name]; file != nil && len(file.Data) < 8<<10 {
				return file.Data
			}
			return nil
		}
		f.Add(get(fileScenario), get("manifests/20-rights.yaml"), get(fileAttack), get("hints/01-who-may-what.md"))
	}
	add(sample(f))
	for _, tt := range brokenSamples() {
		files := sample(f)
		tt.edit(f, files)
		add(files)
	}
	f.Add([]byte("a: [1, 2\n"), []byte("---\n---\n"), []byte("$((1 +"), []byte("#  \n"))
	f.Add([]byte("? [a]\n: b\n"), []byte("{}"), []byte("cat <<EOF"), []byte("\xff"))
	f.Fuzz(func(t *testing.T, scenario, manifest, script, hint []byte) {
		files := sample(t)
		for name, data := range map[string][]byte{fileScenario: scenario, "manifests/20-rights.yaml": manifest, fileAttack: script, "hints/01-who-may-what.md": hint} {
			files["sample/"+name] = &fstest.MapFile{Data: data}
		}
		begin := time.Now()
		s, err := Load(files, "sample")
		head, headProblems := loadHead(files, "sample")
		if took := time.Since(begin); took > 10*time.Second {
			t.Fatalf("took %s", took)
		}
		if err == nil {
			if s == nil || len(headProblems) > 0 || !reflect.DeepEqual(head, s.Meta) {
				t.Fatalf("loads as %+v, and its head as %+v with %v", s, head, headProblems)
			}
			Lint(s)
			return
		}
		problems, is := errors.AsType[*Problems](err)
		if !is || s != nil || len(problems.List) == 0 {
			t.Fatalf("Load = %v, %v", s, err)
		}
		if lines := strings.Count(err.Error(), "\n"); lines != len(problems.List) {
			t.Fatalf("%d problems in %d lines:\n%v", len(problems.List), lines, err)
		}
	})
}
