package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// templateID stands in the template for the id of the scenario that is made of it.
const templateID = "template-scenario"

// New writes a new scenario below dir, in a folder called like the id: a small, whole
// scenario that passes its own proof, to be changed step by step. It returns the
// folder. Nothing is overwritten.
func New(dir string, id ID) (string, error) {
	what := fmt.Sprintf("making scenario %q", string(id))
	refuse := func(why, mend string) (string, error) {
		return "", &refusal{what: what, why: errors.New(why), mend: mend}
	}
	if !id.Valid() {
		return refuse("its name also names labs and folders", "use 1 to 40 lower-case letters, digits and dashes, starting and ending with a letter or digit")
	}
	if _, err := fs.Stat(embedded, string(id)); err == nil {
		return refuse("the built-in catalogue has one of that name", "choose another name")
	}
	target := filepath.Join(dir, string(id))
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.Mkdir(target, 0o755)
	}
	if errors.Is(err, fs.ErrExist) {
		return refuse(target+" is there already", "choose another name, or move it away")
	}
	if err != nil {
		return "", &refusal{what: what, why: err, mend: "name a folder you can write to"}
	}
	if err := copyTemplate(target, id); err != nil {
		// The folder was not there before, so all that is in it is ours.
		return "", errors.Join(&refusal{what: what, why: err, mend: "name a folder you can write to"}, os.RemoveAll(target))
	}
	return target, nil
}

func copyTemplate(target string, id ID) error {
	template, err := fs.Sub(embedded, templateDir)
	if err != nil {
		return err
	}
	return fs.WalkDir(template, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(target, filepath.FromSlash(name))
		if entry.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		data, err := fs.ReadFile(template, name)
		if err != nil {
			return err
		}
		data = []byte(strings.ReplaceAll(string(data), templateID, string(id)))
		return os.WriteFile(to, data, 0o644)
	})
}
