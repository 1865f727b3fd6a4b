package scenarios

import (
	"slices"
	"strings"
	"testing"
)

func TestParts(t *testing.T) {
	for _, part := range Parts() {
		t.Run(part.Name, func(t *testing.T) {
			if part.Summary == "" || !strings.HasSuffix(part.Summary, ".") {
				t.Errorf("summary = %q, want a sentence from the comment at its head", part.Summary)
			}
			values := map[string]string{}
			for _, param := range part.Params {
				if param.Required {
					values[param.Name] = "given"
				}
			}
			if text := string(part.manifest(values).Data); strings.Contains(text, "${") {
				t.Errorf("a value was not put in:\n%s", text)
			}
		})
	}
}

func TestUses(t *testing.T) {
	files := sample(t)
	yml("cluster: {}", "cluster: {}\nuses: [{part: shop, with: {namespace: shop, name: stall}}]")(t, files)
	s, err := Load(files, "sample")
	if err != nil {
		t.Fatal(err)
	}
	first := s.Manifests[0]
	if want := "part shop name=stall namespace=shop"; first.Name != want {
		t.Errorf("the first manifest is %q, want %q: parts come before the scenario's own", first.Name, want)
	}
	for _, want := range []string{"name: stall", "namespace: shop", "replicas: 1"} {
		if !slices.Contains(strings.Fields(strings.ReplaceAll(string(first.Data), ": ", ":")), strings.ReplaceAll(want, ": ", ":")) {
			t.Errorf("the manifest has no %q:\n%s", want, first.Data)
		}
	}
}
