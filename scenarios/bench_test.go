package scenarios

import (
	"bytes"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
)

// sixty is a catalogue of sixty scenarios, each as large as the largest there is.
func sixty(b *testing.B) fs.FS {
	b.Helper()
	catalogue := fstest.MapFS{}
	largest, files := 0, map[string][]byte{}
	entries, err := fs.ReadDir(embedded, ".")
	if err != nil {
		b.Fatal(err)
	}
	id := ""
	for _, entry := range entries {
		data, err := fs.ReadFile(embedded, entry.Name()+"/"+fileScenario)
		if err != nil || len(data) < largest || entry.Name() == templateDir {
			continue
		}
		largest, id = len(data), entry.Name()
	}
	err = fs.WalkDir(embedded, id, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files[name[len(id):]], err = fs.ReadFile(embedded, name)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for i := range 60 {
		copied := fmt.Sprintf("copy-%d", i)
		for name, data := range files {
			data = bytes.ReplaceAll(data, []byte("  id: "+id+"\n"), []byte("  id: "+copied+"\n"))
			catalogue[copied+name] = &fstest.MapFile{Data: data}
		}
	}
	return catalogue
}

// BenchmarkList60 is what `harden list` pays for sixty scenarios.
func BenchmarkList60(b *testing.B) {
	fsys := sixty(b)
	for b.Loop() {
		c := &Catalogue{fsys: fsys, name: "benchmark"}
		all, err := c.All()
		if err != nil || len(all) != 60 {
			b.Fatal(len(all), err)
		}
	}
}

// BenchmarkGet is what `harden start` pays for its one scenario.
func BenchmarkGet(b *testing.B) {
	c := &Catalogue{fsys: sixty(b), name: "benchmark"}
	for b.Loop() {
		if _, err := c.Get("copy-7"); err != nil {
			b.Fatal(err)
		}
	}
}
