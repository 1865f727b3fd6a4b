package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// TestBuiltin holds every scenario in the program to the rules.
func TestBuiltin(t *testing.T) {
	all, err := Builtin().All()
	if err != nil {
		t.Error(err)
	}
	if len(all) == 0 {
		t.Fatal("there are no scenarios")
	}
	for _, m := range all {
		t.Run(string(m.ID), func(t *testing.T) {
			s, err := Builtin().Get(m.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range Lint(s) {
				t.Error(p)
			}
		})
	}
}

// TestEmbedded: what is on disk is in the program, and a part that no pattern names does
// not go missing unseen.
func TestEmbedded(t *testing.T) {
	disk := os.DirFS(".")
	scenarioFiles, err := fs.Glob(disk, "*/"+fileScenario)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range scenarioFiles {
		dir := filepath.Dir(name)
		err := fs.WalkDir(disk, dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") && strings.Count(name, "/") == 1 {
				return err
			}
			want, err := fs.ReadFile(disk, name)
			if err != nil {
				return err
			}
			got, err := fs.ReadFile(embedded, name)
			if err != nil {
				return err
			}
			if string(got) != string(want) {
				return fmt.Errorf("%s differs", name)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
	err = fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if ext := filepath.Ext(name); err == nil && (ext == ".go" || strings.HasPrefix(name, "testdata")) {
			t.Errorf("%s is in the program", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// write puts the sample on disk.
func write(t *testing.T, dir string, edits ...edit) string {
	t.Helper()
	files := sample(t)
	all(edits...)(t, files)
	for name, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "sample")
}

// TestLoad reads the sample and looks at all that became of it.
func TestLoad(t *testing.T) {
	c, err := OpenDir(filepath.Dir(write(t, t.TempDir())))
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Get("sample")
	if err != nil {
		t.Fatal(err)
	}
	if s.ID != "sample" || s.Title != "The reader that reads secrets" || s.Difficulty != Easy || s.Minutes != 10 || !s.HasTag("rbac") || s.HasTag("etcd") {
		t.Errorf("meta %+v", s.Meta)
	}
	if got := []string{s.Manifests[0].Name, s.Manifests[1].Name}; !slices.Equal(got, []string{"manifests/10-shop.yaml", "manifests/20-rights.yaml"}) {
		t.Errorf("manifests %v", got)
	}
	if file := s.NodeFiles["etc/hardenway/notice.txt"]; file.Mode != 0o640 || len(file.Data) == 0 {
		t.Errorf("node file %v, %d bytes", file.Mode, len(file.Data))
	}
	var titles []string
	for _, hint := range s.Hints {
		titles = append(titles, hint.Title)
		if strings.HasPrefix(hint.Text, "#") || hint.Text == "" {
			t.Errorf("hint %s: %q", hint.Name, hint.Text)
		}
	}
	if !slices.Equal(titles, []string{"Who may do what", "Where the right comes from", "What to write instead"}) {
		t.Errorf("hints %q", titles)
	}
	if len(s.Proof.Solutions) != 2 || len(s.Proof.Wrong) != 5 || !strings.Contains(s.Proof.Wrong[4].Script.Text, "delete secret payment") || !slices.Equal(s.Proof.Wrong[4].Fails, []string{"no-secrets", "secret-kept"}) {
		t.Errorf("proof %+v", s.Proof)
	}
	if condition := s.Ready[0].Condition; condition == nil || condition.ID != "ready-1" || condition.Objects == nil {
		t.Errorf("ready %+v", s.Ready)
	}
	if check, ok := s.Check("reads-settings"); !ok || check.Access == nil || check.Access.As.ServiceAccount != "shop/reader" {
		t.Errorf("check %+v, %t", check, ok)
	}
	if _, ok := s.Check("nobody"); ok {
		t.Error("there is a check nobody")
	}
	if data, err := fs.ReadFile(s.FS, "manifests/10-shop.yaml"); err != nil || string(data) != string(s.Manifests[0].Data) {
		t.Errorf("FS: %v", err)
	}
}

// TestHead: a list shows what Get returns, wherever the keys stand.
func TestHead(t *testing.T) {
	tests := []struct {
		name string
		edit edit
	}{
		{"in the usual order", all()},
		{"requires below the checks", all(yml("requires: []\n", ""), yml("proof:\n", "requires: [etcd]\nproof:\n"))},
		{"requires at the end and in quotes", all(yml("requires: []\n", ""), func(tb testing.TB, files fstest.MapFS) {
			tb.Helper()
			files["sample/"+fileScenario].Data = append(files["sample/"+fileScenario].Data, "\"requires\": [kubelet-api]\n"...)
		})},
		{"the checks first", all(yml("apiVersion: hardenway.dev/v1alpha1\n", "attacker: {from: host, as: anonymous}\napiVersion: hardenway.dev/v1alpha1\n"), yml("attacker: {from: host, as: serviceaccount shop/reader, story: someone who took over the process that reads the settings}\n", ""))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := sample(t)
			tt.edit(t, files)
			s, err := Load(files, "sample")
			if err != nil {
				t.Fatal(err)
			}
			list, err := (&Catalogue{fsys: files}).All()
			if err != nil || len(list) != 1 {
				t.Fatalf("All = %v, %v", list, err)
			}
			if got, want := fmt.Sprintf("%+v", list[0]), fmt.Sprintf("%+v", s.Meta); got != want {
				t.Errorf("the list has\n%s\nand the scenario\n%s", got, want)
			}
		})
	}
}

func TestCatalogueOfBroken(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, yml("kind: Scenario", "kind: Lesson"))
	if _, err := New(dir, "good-one"); err != nil {
		t.Fatal(err)
	}
	c, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.All()
	if len(list) != 1 || list[0].ID != "good-one" {
		t.Errorf("list %v", list)
	}
	want := fmt.Sprintf("scenario %q has 1 problem\n%s:10: kind is \"Lesson\": the folder holds a scenario; use Scenario", dir, filepath.Join(dir, "sample", "scenario.yaml"))
	if err == nil || err.Error() != want {
		t.Errorf("error\n%v\nwant\n%s", err, want)
	}
	if _, err := c.Get("sample"); err == nil || !strings.HasPrefix(err.Error(), `scenario "sample" has 1 problem`+"\n"+dir) {
		t.Errorf("Get: %v", err)
	}
}

func TestOpenDir(t *testing.T) {
	dir := t.TempDir()
	one := write(t, dir)
	empty := t.TempDir()
	none := filepath.Join(dir, "none")
	tests := []struct{ path, want string }{
		{none, "opening the scenarios in " + none + ": no such file or directory"},
		{filepath.Join(one, "brief.md"), "opening the scenarios in " + filepath.Join(one, "brief.md") + ": it is not a folder"},
		{empty, "opening the scenarios in " + empty + ": no folder in it has a scenario.yaml"},
	}
	for _, tt := range tests {
		if _, err := OpenDir(tt.path); err == nil || runtime.GOOS != "windows" && err.Error() != tt.want {
			t.Errorf("%s: error\n%v\nwant\n%s", tt.path, err, tt.want)
		}
	}
	t.Run("a link to the folder of one scenario", func(t *testing.T) {
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(one, link); err != nil {
			t.Skip(err)
		}
		c, err := OpenDir(link)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Get("sample"); err != nil {
			t.Error(err)
		}
	})
	t.Run("the folder of one scenario, from within", func(t *testing.T) {
		if _, err := New(dir, "another"); err != nil {
			t.Fatal(err)
		}
		t.Chdir(one)
		c, err := OpenDir(".")
		if err != nil {
			t.Fatal(err)
		}
		list, err := c.All()
		if err != nil || len(list) != 1 || list[0].ID != "sample" {
			t.Errorf("All = %v, %v", list, err)
		}
		if _, err := c.Get("another"); err == nil {
			t.Error("a scenario next to it counts")
		}
	})
}

func TestUnknown(t *testing.T) {
	c := &Catalogue{fsys: sample(t), name: "test"}
	tests := []struct {
		id   ID
		want string
	}{
		{"smaple", `there is no scenario "smaple"; did you mean "sample"?`},
		{"SAMPLE", `there is no scenario "SAMPLE"; did you mean "sample"?`},
		{"something-else-entirely", `there is no scenario "something-else-entirely"`},
		{"../sample", `there is no scenario "../sample"; did you mean "sample"?`},
		{"", `there is no scenario ""`},
		{"_template", `there is no scenario "_template"`},
	}
	for _, tt := range tests {
		_, err := c.Get(tt.id)
		if _, is := errors.AsType[*UnknownError](err); !is || err.Error() != tt.want {
			t.Errorf("Get(%q): %v, want %s", tt.id, err, tt.want)
		}
	}
}

// TestHidden: what editors and file managers leave about is nobody's mistake, and a node's
// hidden files are part of the scenario.
func TestHidden(t *testing.T) {
	files := sample(t)
	all(
		put(".DS_Store", "\x00"), put(".git/objects/ab", "\x00"), put("hints/.01-who.md.swp", "\x00"), put("solutions/.gitkeep", ""),
		put("node/root/.bash_history", "kubectl get secrets\n"),
	)(t, files)
	s, err := Load(files, "sample")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.NodeFiles["root/.bash_history"]; !ok || len(s.NodeFiles) != 2 {
		t.Errorf("node files %v", s.NodeFiles)
	}
}

func TestTagged(t *testing.T) {
	c := &Catalogue{fsys: sample(t), name: "test"}
	tests := []struct {
		tags []string
		want int
		err  string
	}{
		{nil, 1, ""},
		{[]string{"rbac"}, 1, ""},
		{[]string{"rbac", "secrets"}, 1, ""},
		{[]string{"rbac", "etcd"}, 0, ""},
		{[]string{"rback"}, 0, `there is no tag "rback"; did you mean "rbac"?`},
	}
	for _, tt := range tests {
		list, err := c.Tagged(tt.tags...)
		if got := fmt.Sprint(err); len(list) != tt.want || tt.err != "" && got != tt.err || tt.err == "" && err != nil {
			t.Errorf("Tagged(%v) = %v, %v; want %d, %q", tt.tags, list, err, tt.want, tt.err)
		}
	}
}

// TestAtOnce is for the race detector.
func TestAtOnce(t *testing.T) {
	c := &Catalogue{fsys: sample(t), name: "test"}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			list, err := c.All()
			if err != nil || len(list) != 1 {
				t.Error(list, err)
			}
			list[0].Title = "changed" // the caller's own
			if _, err := c.Get("sample"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if list, err := c.All(); err != nil || list[0].Title == "changed" {
		t.Errorf("a caller changed the catalogue: %v, %v", list, err)
	}
}

func TestNew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "yet")
	folder, err := New(dir, "my-first")
	if err != nil {
		t.Fatal(err)
	}
	c, err := OpenDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Get("my-first")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Lint(s) {
		t.Error(p)
	}
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), templateID) {
			t.Errorf("%s still has the template's id", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	refused := []struct {
		id   ID
		want string
	}{
		{"my-first", `making scenario "my-first": ` + folder + " is there already"},
		{"My First", `making scenario "My First": its name also names labs and folders`},
		{"../up", `making scenario "../up": its name also names labs and folders`},
		{"weak-rbac", `making scenario "weak-rbac": the built-in catalogue has one of that name`},
	}
	for _, tt := range refused {
		if _, err := New(dir, tt.id); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("New(%q): %v, want %s", tt.id, err, tt.want)
		}
	}
}

// TestObjectFile: an object that a check keeps in a file is in its place after a load, so
// that the grader needs no folder.
func TestObjectFile(t *testing.T) {
	files := sample(t)
	all(
		yml("verb: get, resource: secrets, namespace: shop, name: payment, mode: request}", "verb: create, resource: configmaps, namespace: shop, mode: request, file: files/map.yaml}"),
		put("files/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\ndata: {count: \"3\"}\n"),
	)(t, files)
	s, err := Load(files, "sample")
	if err != nil {
		t.Fatal(err)
	}
	request := s.Checks[2].Access.Requests[0]
	want := map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "new"}, "data": map[string]any{"count": "3"}}
	if request.File != "" || !reflect.DeepEqual(request.Object, want) {
		t.Errorf("file %q, object %v", request.File, request.Object)
	}
	put("files/map.yaml", "apiVersion: v1\nkind: ConfigMap\nkind: Secret\n")(t, files)
	_, err = Load(files, "sample")
	wantErr := "scenario \"sample\" has 1 problem\nsample/files/map.yaml:3: \"kind\" is there twice: the first is in line 2; remove one"
	if err == nil || err.Error() != wantErr {
		t.Errorf("error\n%v\nwant\n%s", err, wantErr)
	}
}

func TestRunsOn(t *testing.T) {
	m := Meta{Kubernetes: ">=1.34 <1.38"}
	for version, want := range map[string]bool{"v1.33.9": false, "v1.37.1": true, "v1.38.0": false} {
		if got, err := m.RunsOn(version); err != nil || got != want {
			t.Errorf("RunsOn(%s) = %v, %v; want %v", version, got, err, want)
		}
	}
	if _, err := m.RunsOn("new"); !errors.Is(err, ErrVersion) {
		t.Errorf("RunsOn(new): %v, want ErrVersion", err)
	}
}
