package labs

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/hardenway/hardenway/scenarios"
)

// FuzzReadState: whatever is in a state file, reading it says so and leaves it alone.
func FuzzReadState(f *testing.F) {
	for _, seed := range []string{
		"", "{}", `{"version":1}`, `{"version":2,"harden":"v9"}`, `{"version":1,"id":"shop","scenario":"a","provider":"b","phase":"ready"}`,
		`{"version":1,"id":"shop","scenario":"a","provider":"b","phase":"ready"} trailing`, `[1]`, "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		home := Home(t.TempDir())
		if err := home.writeFile(home.statePath("shop"), data); err != nil {
			t.Fatal(err)
		}
		state, err := home.readState("shop")
		if err != nil {
			_, damaged := errors.AsType[*DamagedError](err)
			_, version := errors.AsType[*VersionError](err)
			if !damaged && !version || Advice(err) == "" {
				t.Errorf("an error that helps nobody: %v", err)
			}
		} else if state.ID != "shop" || state.Scenario == "" || state.Provider == "" || state.Phase == "" || state.Version != StateVersion {
			t.Errorf("accepted %+v", state)
		}
		if after, err := os.ReadFile(home.statePath("shop")); err != nil || !bytes.Equal(after, data) {
			t.Errorf("reading changed the file: %v", err)
		}
	})
}

// FuzzDecodeManifests: whatever is in a manifest, it is objects with a name or an error.
func FuzzDecodeManifests(f *testing.F) {
	for _, seed := range []string{
		"", "---\n---\n", "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: a}}]}",
		"apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n", "- 1\n", "kind: {}\n", "a: &a [*a]\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		objects, err := decodeManifests([]scenarios.Manifest{{Name: "manifests/1.yaml", Data: data}})
		if err != nil {
			return
		}
		for _, object := range objects {
			if object.GetKind() == "" || object.GetAPIVersion() == "" || object.GetName() == "" && object.GetGenerateName() == "" {
				t.Errorf("accepted %v", object.Object)
			}
		}
	})
}

// FuzzEtcdctlArguments: no words make it panic, and none is lost.
func FuzzEtcdctlArguments(f *testing.F) {
	f.Add("get", "--prefix", "/a")
	f.Add("--limit", "-", "--")
	f.Add("-w=json", "---", "-")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		words, flags, err := etcdctlArguments([]string{a, b, c})
		if err == nil && len(words)+2*len(flags) > 6 {
			t.Errorf("%q became %q and %q", []string{a, b, c}, words, flags)
		}
	})
}
