package labs

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
	"github.com/hardenway/hardenway/scenarios"
)

// HomeVariable names the environment variable that moves everything harden
// keeps on this machine.
const HomeVariable = "HARDEN_HOME"

// Home is the one directory in which harden keeps what it knows: labs, locks,
// progress, and the providers' clusters. Nothing is written outside of it.
//
//	labs/<id>/lab.json      what runs there, versioned
//	labs/<id>/seeded.json   the digest of the seeded state, which reset is proved against
//	locks/<id>.lock         held while a lab starts, stops or resets
//	quiz/                   the learner's answers, and the quiz that is not finished
//	scenarios/              scenarios that bundles brought, <id>.zip
//	damaged/                state files that could not be read, kept for a person to look at
//	<provider>/             the provider's own
type Home string

// FindHome returns $HARDEN_HOME, or else the place for application data of this
// operating system (on Linux $XDG_DATA_HOME/harden or ~/.local/share/harden). The
// directory need not exist.
func FindHome() (Home, error) {
	return findHome(runtime.GOOS, os.Getenv, os.UserHomeDir)
}

func findHome(goos string, getenv func(string) string, userHome func() (string, error)) (Home, error) {
	if dir := getenv(HomeVariable); dir != "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", fmt.Errorf("%s=%q: %w", HomeVariable, dir, err)
		}
		return Home(abs), nil
	}
	switch goos {
	case "windows":
		if dir := getenv("LocalAppData"); dir != "" {
			return Home(filepath.Join(dir, "harden")), nil
		}
	case "darwin", "ios":
	default:
		// The specification has relative values ignored.
		if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return Home(filepath.Join(dir, "harden")), nil
		}
	}
	home, err := userHome()
	if err != nil {
		return "", &Problem{
			Err: fmt.Errorf("no place to keep labs in: %w", err),
			Try: "set " + HomeVariable + " to a directory you can write",
		}
	}
	switch goos {
	case "windows":
		return Home(filepath.Join(home, "AppData", "Local", "harden")), nil
	case "darwin", "ios":
		return Home(filepath.Join(home, "Library", "Application Support", "harden")), nil
	default:
		return Home(filepath.Join(home, ".local", "share", "harden")), nil
	}
}

// Provider is the directory in which the provider of that name keeps its clusters.
func (h Home) Provider(name string) string { return filepath.Join(string(h), name) }

// Progress is the learner's progress file.
func (h Home) Progress() string { return filepath.Join(string(h), "progress.jsonl") }

// Quiz is the directory of the learner's answers to questions.
func (h Home) Quiz() string { return filepath.Join(string(h), "quiz") }

// Scenarios is the directory of scenarios that bundles brought.
func (h Home) Scenarios() string { return filepath.Join(string(h), "scenarios") }

// Lab is the directory of one lab's state. The cluster itself is in the
// provider's directory.
func (h Home) Lab(id ID) string { return filepath.Join(string(h), "labs", string(id)) }

func (h Home) statePath(id ID) string  { return filepath.Join(h.Lab(id), "lab.json") }
func (h Home) seededPath(id ID) string { return filepath.Join(h.Lab(id), "seeded.json") }
func (h Home) lockPath(id ID) string   { return filepath.Join(string(h), "locks", string(id)+".lock") }

// StateVersion is the version of lab.json that this build writes. It rises when
// an older build could no longer look after a lab that a newer one made.
const StateVersion = 1

// Phase is what was last begun with a lab.
type Phase string

// The phases. A lab found in another phase than PhaseReady, with nobody holding its
// lock, was cut short.
const (
	PhaseStarting  Phase = "starting"
	PhaseReady     Phase = "ready"
	PhaseResetting Phase = "resetting"
	PhaseStopping  Phase = "stopping"
)

// State is what is remembered of a lab between commands: the content of lab.json.
type State struct {
	Version  int       `json:"version"`
	Harden   string    `json:"harden"` // the build that wrote it
	ID       ID        `json:"id"`
	Scenario string    `json:"scenario"`
	Digest   string    `json:"scenarioDigest"` // of the scenario's files when it was seeded
	Provider string    `json:"provider"`
	Phase    Phase     `json:"phase"`
	Created  time.Time `json:"created"`
	// Image is the node image that was asked for, if one was.
	Image string `json:"image,omitempty"`
	// Foreign says that the scenario is not of harden's catalogue: the lab has a copy.
	Foreign bool `json:"foreign,omitempty"`
	// Resets counts how often the lab went back to its seeded state.
	Resets int `json:"resets,omitempty"`
}

// foreign is the folder of a lab's copy of a scenario.
func (h Home) foreign(id ID) string { return filepath.Join(h.Lab(id), "scenario") }

// keepScenario copies a scenario into its lab's directory and loads it from there.
func (h Home) keepScenario(id ID, scenario *scenarios.Scenario) (*scenarios.Scenario, error) {
	dir := h.foreign(id)
	if err := os.RemoveAll(dir); err != nil {
		return nil, mendFile(err)
	}
	target := filepath.Join(dir, string(scenario.ID))
	err := fs.WalkDir(scenario.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(name, "."): // .git and the like, which loading skips too
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(target, filepath.FromSlash(name)), 0o700)
		}
		data, err := fs.ReadFile(scenario.FS, name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(target, filepath.FromSlash(name)), data, 0o600)
	})
	if err != nil {
		return nil, fmt.Errorf("keeping a copy of scenario %q: %w", scenario.ID, mendFile(err))
	}
	return h.foreignScenario(id, scenario.ID)
}

// foreignScenario is the copy that a lab keeps of a scenario from elsewhere.
func (h Home) foreignScenario(id ID, name scenarios.ID) (*scenarios.Scenario, error) {
	catalogue, err := scenarios.OpenDir(h.foreign(id))
	if err != nil {
		return nil, err
	}
	scenario, err := catalogue.Get(name)
	if err != nil {
		return nil, err
	}
	scenario.Foreign = true // Get has made it for this call
	return scenario, nil
}

// readState reads lab.json. Its errors: *NotFoundError, *DamagedError, *VersionError.
func (h Home) readState(id ID) (*State, error) {
	path := h.statePath(id)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &NotFoundError{ID: id}
	}
	if err != nil {
		return nil, fmt.Errorf("reading the state of lab %q: %w", id, mendFile(err))
	}
	// The version first: a newer file may well not fit the rest of this build's State.
	var head struct {
		Version int    `json:"version"`
		Harden  string `json:"harden"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, &DamagedError{ID: id, Path: path, Why: err}
	}
	switch {
	case head.Version > StateVersion:
		return nil, &VersionError{ID: id, Lab: head.Version, LabHarden: head.Harden, Known: StateVersion}
	case head.Version < 1:
		return nil, &DamagedError{ID: id, Path: path, Why: fmt.Errorf("version is %d", head.Version)}
	}
	state := &State{}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(state); err != nil {
		return nil, &DamagedError{ID: id, Path: path, Why: err}
	}
	if err := state.validate(id); err != nil {
		return nil, &DamagedError{ID: id, Path: path, Why: err}
	}
	return state, nil
}

func (s *State) validate(id ID) error {
	switch {
	case s.ID != id:
		return fmt.Errorf("it is the state of lab %q", s.ID)
	case s.Scenario == "":
		return errors.New("it names no scenario")
	case s.Provider == "":
		return errors.New("it names no provider")
	case !slices.Contains([]Phase{PhaseStarting, PhaseReady, PhaseResetting, PhaseStopping}, s.Phase):
		return fmt.Errorf("phase is %q", s.Phase)
	}
	return nil
}

func (h Home) writeState(state *State) error {
	state.Version = StateVersion
	data, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the state of lab %q: %w", state.ID, err)
	}
	return h.writeFile(h.statePath(state.ID), append(data, '\n'))
}

// writeFile replaces a file whole or not at all, whatever happens meanwhile: the
// content goes to a temporary file next to it, reaches the disk, and is renamed.
func (h Home) writeFile(path string, data []byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing %s: %w", path, mendFile(err))
		}
	}()
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()           // its error would hide the one that matters
			_ = os.Remove(temp.Name()) // likewise
		}
	}()
	if _, err := temp.Write(data); err != nil {
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return disk.SyncDir(dir)
}

// keepDamaged moves a state file that cannot be read out of the way and returns where to.
// It never deletes one: what is in it may be all there is to find out what happened.
func (h Home) keepDamaged(damaged *DamagedError) (string, error) {
	dir := filepath.Join(string(h), "damaged")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", mendFile(err)
	}
	suffix := make([]byte, 3)
	if _, err := rand.Read(suffix); err != nil {
		return "", err
	}
	kept := filepath.Join(dir, fmt.Sprintf("%s-%s-%s.json", damaged.ID,
		time.Now().UTC().Format("20060102T150405Z"), hex.EncodeToString(suffix)))
	if err := os.Rename(damaged.Path, kept); err != nil {
		return "", fmt.Errorf("keeping the damaged state file aside: %w", mendFile(err))
	}
	return kept, nil
}

// labIDs lists the labs that have a directory, in order of name.
func (h Home) labIDs() ([]ID, error) {
	entries, err := os.ReadDir(filepath.Join(string(h), "labs"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing labs: %w", mendFile(err))
	}
	var ids []ID
	for _, entry := range entries {
		id := ID(entry.Name())
		if entry.IsDir() && id.Validate() == nil {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// removeLab removes a lab's state. A directory that is not there is no error.
func (h Home) removeLab(id ID) error {
	if err := id.Validate(); err != nil {
		return err
	}
	if err := os.RemoveAll(h.Lab(id)); err != nil {
		return fmt.Errorf("removing the state of lab %q: %w", id, mendFile(err))
	}
	return nil
}

// writable fails, with the way to mend it, when nothing can be written below the home.
// It is asked before minutes of work, not after.
func (h Home) writable() error {
	probe := filepath.Join(string(h), ".writable-"+strings.ToLower(rand.Text()[:8]))
	if err := h.writeFile(probe, []byte("x")); err != nil {
		return err
	}
	if err := os.Remove(probe); err != nil {
		return mendFile(err)
	}
	return nil
}
