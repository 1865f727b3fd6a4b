package content

import (
	"slices"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/nearest"
)

// Meta is what a lesson says about itself: its front matter. The JSON schema is made from this
// type and its comments.
type Meta struct {
	// ID names the lesson among all. It is the file's name without the number and .md.
	ID    string `json:"id"`
	Title string `json:"title"`
	// Module is where the lesson belongs, such as M10. The file stands in the folder of that
	// name.
	Module string `json:"module"`
	// Tags are words of the vocabulary.
	Tags []string `json:"tags"`
	// Topics are those of content/topics.yaml that the lesson takes up, such as S3-23.
	Topics []string `json:"topics,omitempty"`
	// Minutes is how long it takes to read it and to do what it shows.
	Minutes int `json:"minutes"`
	// Kubernetes is a semantic version constraint such as ">=1.36": where the lesson holds.
	Kubernetes string `json:"kubernetes,omitempty"`
	// Scenarios are those of the catalogue in which it can be practised.
	Scenarios []string `json:"scenarios,omitempty"`
	// Lab is where the console blocks are run. A lesson without it has none to run.
	Lab *Lab `json:"lab,omitempty"`
	// Summary is one line.
	Summary string `json:"summary"`
	// Sources say where the facts stand.
	Sources []Source `json:"sources,omitempty"`
}

// Lab is where a lesson's console blocks are run, one after the other, when it is fresh.
type Lab struct {
	// Scenario is one of the catalogue.
	Scenario string `json:"scenario"`
}

// Source is where a fact stands.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
	// Module is a path in a Go module that harden is built from, such as
	// k8s.io/api/core/v1/types.go#MaxSecretSize.
	Module string `json:"module,omitempty"`
}

// Lesson is one lesson: what it says about itself, and its text.
type Lesson struct {
	Meta
	// File is where it stands, such as kubelet-nodes/10-kubelet-api.md.
	File string
	// Body is the markdown below the front matter, which begins in line BodyLine of the file.
	Body     string
	BodyLine int
}

// HasTag says whether the lesson carries the tag.
func (l *Lesson) HasTag(tag string) bool { return slices.Contains(l.Tags, tag) }

// ByID finds a lesson, or returns nil.
func ByID(lessons []*Lesson, id string) *Lesson {
	if i := slices.IndexFunc(lessons, func(l *Lesson) bool { return l.ID == id }); i >= 0 {
		return lessons[i]
	}
	return nil
}

// ByModule are the lessons of a module, which is given by its id or slug.
func ByModule(lessons []*Lesson, module string) []*Lesson {
	m, ok := vocabulary.ModuleOf(module)
	if !ok {
		return nil
	}
	return filter(lessons, func(l *Lesson) bool { return l.Module == m.ID })
}

// ByTag are the lessons that carry a tag, in any of its spellings.
func ByTag(lessons []*Lesson, tag string) []*Lesson {
	canonical, ok := vocabulary.Canonical(tag)
	if !ok {
		return nil
	}
	return filter(lessons, func(l *Lesson) bool { return l.HasTag(canonical) })
}

// ByScenario are the lessons that a scenario of the catalogue is practice for.
func ByScenario(lessons []*Lesson, id string) []*Lesson {
	return filter(lessons, func(l *Lesson) bool { return slices.Contains(l.Scenarios, id) })
}

// Nearest are ids of lessons that look like name.
func Nearest(lessons []*Lesson, name string) []string {
	var ids []string
	for _, l := range lessons {
		ids = append(ids, l.ID)
	}
	return nearest.Names(name, ids)
}

func filter(lessons []*Lesson, keep func(*Lesson) bool) []*Lesson {
	var kept []*Lesson
	for _, l := range lessons {
		if keep(l) {
			kept = append(kept, l)
		}
	}
	return kept
}
