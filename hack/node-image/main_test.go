//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestVersionsAgree: the node runs the Kubernetes that the embedded cluster is, with the same
// modules, so that what was compiled for the one serves the other.
func TestVersionsAgree(t *testing.T) {
	versions := func(name string) map[string]string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, m := range regexp.MustCompile(`(?m)^\s*(?:require )?(\S+) (v\S+)`).FindAllStringSubmatch(string(data), -1) {
			found[m[1]] = m[2]
		}
		return found
	}
	ours, kube := versions("../../go.mod"), versions("kube/go.mod")
	if ours["k8s.io/kubernetes"] == "" {
		t.Fatal("go.mod names no Kubernetes")
	}
	for module, version := range kube {
		if own, shared := ours[module]; shared && own != version {
			t.Errorf("%s is %s in go.mod and %s in hack/node-image/kube/go.mod: copy its requirements there, and go mod tidy", module, own, version)
		}
	}
}

func TestConstants(t *testing.T) {
	b := &builder{}
	if err := b.find(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, err := b.constants("pkg/build/nodeimage", "defaultCNIManifest", "kindnetdImage")
	if err != nil {
		t.Fatal(err)
	}
	if image := found["kindnetdImage"]; image == "" || !strings.Contains(found["defaultCNIManifest"], "image: "+image) {
		t.Errorf("kind's manifest does not name its image %q:\n%s", image, found["defaultCNIManifest"])
	}
	if _, err := b.constants("pkg/build/nodeimage", "noSuchConstant"); err == nil || !strings.Contains(err.Error(), "noSuchConstant of kind's pkg/build/nodeimage") {
		t.Errorf("a constant that is not there: %v", err)
	}
}

func TestCRISpec(t *testing.T) {
	for _, before := range []string{`{"process":{"rlimits":[1],"cwd":"/"}}`, `{"process":{},"hooks":{"createContainer":[{"path":"/other"}]}}`} {
		got, err := criSpec([]byte(before))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(got, []byte("rlimits")) || !bytes.Contains(got, []byte(`{"path":"/kind/bin/mount-product-files.sh"}]`)) || bytes.Contains([]byte(before), []byte("/other")) != bytes.Contains(got, []byte("/other")) {
			t.Errorf("%s became %s", before, got)
		}
		if !json.Valid(got) {
			t.Errorf("no JSON: %s", got)
		}
	}
}

func TestReplaceIn(t *testing.T) {
	name := t.TempDir() + "/config.toml"
	if err := os.WriteFile(name, []byte("a = 1\nb = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := replaceIn(name, "= 1", "= 2"); err == nil || !strings.Contains(err.Error(), `does not say "= 1" once`) {
		t.Errorf("an ambiguous setting: %v", err)
	}
	if err := replaceIn(name, "a = 1", "a = 2"); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(name); err != nil || string(data) != "a = 2\nb = 1\n" {
		t.Errorf("got %q, %v", data, err)
	}
}
