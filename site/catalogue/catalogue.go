// Package catalogue hands the site what harden has: its lessons, scenarios, questions and pages of
// documentation. It alone of the site's packages reads scenarios, and it takes of them what a learner
// may see.
package catalogue

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/docs"
	"github.com/hardenway/hardenway/quiz/banks"
	"github.com/hardenway/hardenway/scenarios"
	"github.com/hardenway/hardenway/site"
)

// Course is what a site is made of, with the scenarios of the catalogue. Build and kubernetes are
// versions. The error tells of what cannot be read.
func Course(from *scenarios.Catalogue, build, kubernetes string) (*site.Course, error) {
	lessons, err := content.Lessons()
	if err != nil {
		return nil, err
	}
	topics, err := content.Topics()
	if err != nil {
		return nil, err
	}
	list, err := read(from)
	if err != nil {
		return nil, err
	}
	return &site.Course{
		Build: build, Kubernetes: kubernetes,
		Lessons: lessons, Pictures: content.FS, Topics: topics,
		Scenarios: list, Banks: banks.All(), Docs: docs.Pages,
	}, nil
}

// read reads every scenario, on all processors: most of a build's time is this.
func read(from *scenarios.Catalogue) ([]site.Scenario, error) {
	metas, err := from.All()
	if err != nil {
		return nil, err
	}
	list, errs := make([]site.Scenario, len(metas)), make([]error, len(metas))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				var s *scenarios.Scenario
				if s, errs[i] = from.Get(metas[i].ID); errs[i] == nil {
					list[i] = Shown(s)
				}
			}
		})
	}
	for i := range metas {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("reading the scenarios for the site: %w", err)
		}
	}
	return list, nil
}

// kindOnly are the capabilities that the embedded cluster does not have, in words. Package site must
// not ask a provider, and this is told to people only.
var kindOnly = map[string]string{
	"containers": "real containers", "host-volumes": "real host volumes", "network-policy": "enforced NetworkPolicy",
}

// Shown is what a learner may see of a scenario.
func Shown(s *scenarios.Scenario) site.Scenario {
	shown := site.Scenario{
		ID: string(s.ID), Title: s.Title, Summary: s.Summary, Difficulty: string(s.Difficulty), Minutes: s.Minutes,
		Tags: s.Tags, Topics: s.Covers.Seeds, Kubernetes: s.Kubernetes, Start: "harden start " + string(s.ID),
		Brief: s.Brief, Debrief: s.Debrief,
	}
	for _, list := range []site.Standard{
		{Name: "CIS Benchmark", Numbers: s.Covers.CIS}, {Name: "ATT&CK", Numbers: s.Covers.Attack}, {Name: "Microsoft threat matrix", Numbers: s.Covers.Microsoft},
	} {
		if len(list.Numbers) > 0 {
			shown.Standards = append(shown.Standards, list)
		}
	}
	for _, word := range s.Requires {
		if needs, ok := kindOnly[word]; ok && !slices.Contains(shown.Needs, needs) {
			shown.Needs = append(shown.Needs, needs)
		}
	}
	if len(shown.Needs) > 0 {
		shown.Start += " --on kind"
	}
	if a := s.Attacker; a.Story != "" {
		shown.Attacker = strings.ToUpper(a.Story[:1]) + strings.TrimSuffix(a.Story[1:], ".")
	}
	for _, h := range s.Hints {
		shown.Hints = append(shown.Hints, site.Hint{Title: h.Title, Text: h.Text})
	}
	return shown
}
