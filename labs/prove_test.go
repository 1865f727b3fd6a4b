package labs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/scenarios"
)

func graderOptions() grader.Options { return grader.Options{} }

// scripted is a lab that follows a script: after each of the scenario's scripts its checks
// come to what the test says.
type scripted struct {
	scenario *scenarios.Scenario
	// after tells the outcomes after a script, by check; what is not named passes. "" is the
	// fresh lab and "stopped" the one without an API server.
	after map[string]map[string]grader.Outcome
	// later is what they change to after a time: a state that does not last, or is slow.
	later map[string]change
	said  string         // what a failing check says
	exit  map[string]int // exit codes of scripts; attack.sh is told by state: "attack.sh after x"
	fail  map[string]error
	reset func(n int) (*ResetReport, error)
	begin func() error // of the outage

	state   string
	since   time.Time
	down    bool
	resets  int
	starts  int
	history []string
}

type change struct {
	after time.Duration
	to    map[string]grader.Outcome
}

func (s *scripted) start(context.Context) error {
	s.starts++
	s.history = append(s.history, "start")
	s.state, s.since = "", time.Now()
	return s.fail[fmt.Sprintf("start %d", s.starts)]
}

func (s *scripted) grade(_ context.Context, o grader.Options) (*grader.Report, error) {
	if o.Settle {
		time.Sleep(10 * time.Second) // what a failing check is given
	}
	outcomes := s.after[s.state]
	if later, ok := s.later[s.state]; ok && time.Since(s.since) >= later.after {
		outcomes = later.to
	}
	if s.down {
		outcomes = s.after["stopped"]
	}
	report := &grader.Report{}
	for _, check := range s.scenario.Checks {
		outcome, named := outcomes[check.ID]
		if !named {
			outcome = grader.Pass
		}
		if s.down && !named {
			outcome = grader.Error
		}
		result := grader.Result{ID: check.ID, Role: check.Role, Outcome: outcome}
		if outcome == grader.Fail {
			result.Said = s.said
		}
		report.Results = append(report.Results, result)
	}
	return report, nil
}

func (s *scripted) script(_ context.Context, name string, out io.Writer) (int, error) {
	s.history = append(s.history, name)
	if err := s.fail[name]; err != nil {
		return 0, err
	}
	if _, err := io.WriteString(out, "output of "+name+"\n"); err != nil {
		return 0, err
	}
	if name == "attack.sh" {
		return s.exit["attack.sh after "+s.state], nil
	}
	s.state, s.since = name, time.Now()
	return s.exit[name], nil
}

func (s *scripted) resetLab() (*ResetReport, error) {
	s.resets++
	s.history = append(s.history, "reset")
	s.state, s.since = "", time.Now()
	if s.reset != nil {
		return s.reset(s.resets)
	}
	return &ResetReport{Digest: "sha256:same"}, nil
}

type scriptedGround struct{ *scripted }

func (g scriptedGround) reset(context.Context) (*ResetReport, error) { return g.resetLab() }

func (g scriptedGround) outages() []outage {
	return []outage{{name: "stopped", begin: func(context.Context) (func(context.Context) error, error) {
		if g.begin != nil {
			if err := g.begin(); err != nil {
				return nil, err
			}
		}
		g.down = true
		return func(context.Context) error { g.down = false; return nil }, nil
	}}}
}

// shopScenario has a goal, a second goal, a guard and a trap; two solutions and two wrong fixes.
func shopScenario() *scenarios.Scenario {
	script := func(name string) scenarios.Script { return scenarios.Script{Name: name} }
	within := grader.Duration(20 * time.Second)
	feedback := []grader.Feedback{{When: "true", Say: "Look at ${node.name} (again). "}}
	return &scenarios.Scenario{
		Meta: scenarios.Meta{ID: "shop", Title: "The shop"},
		Checks: []grader.Check{
			{ID: "closed", Role: grader.Goal, Feedback: feedback, Within: &within},
			{ID: "narrow", Role: grader.Goal, Feedback: feedback},
			{ID: "works", Role: grader.Guard, Feedback: feedback},
			{ID: "lost", Role: grader.Trap, Feedback: feedback},
		},
		Attack: script("attack.sh"),
		Proof: scenarios.Proof{
			Solutions: []scenarios.Solution{{Title: "One", Script: script("solutions/one.sh")}, {Title: "Two", Script: script("solutions/two.sh")}},
			Wrong: []scenarios.WrongFix{
				{Title: "Half", Script: script("wrong/half.sh"), Fails: []string{"narrow"}},
				{Title: "Axe", Script: script("wrong/axe.sh"), Fails: []string{"works", "lost"}, Errors: []string{"narrow"}},
			},
		},
	}
}

func goodShop() *scripted {
	fails := func(ids ...string) map[string]grader.Outcome {
		m := map[string]grader.Outcome{}
		for _, id := range ids {
			m[id] = grader.Fail
		}
		return m
	}
	axe := fails("works", "lost")
	axe["narrow"] = grader.Error
	return &scripted{
		scenario: shopScenario(), said: "Look at node-7 (again).",
		after: map[string]map[string]grader.Outcome{"": fails("closed", "narrow"), "wrong/half.sh": fails("narrow"), "wrong/axe.sh": axe},
		later: map[string]change{},
		exit:  map[string]int{"attack.sh after solutions/one.sh": 1, "attack.sh after solutions/two.sh": 1},
		fail:  map[string]error{},
	}
}

// TestProof: the good proof is proven, and each way in which a scenario can be wrong
// disproves exactly its step.
func TestProof(t *testing.T) {
	pass, fail, errs := grader.Pass, grader.Fail, grader.Error
	for _, test := range []struct {
		name    string
		change  func(*scripted)
		step    string // the step that is not proven
		outcome ProofOutcome
		wrong   string // in that step
		others  bool   // other steps fail too
	}{
		{name: "good", outcome: Proven},
		{
			name: "green at the start", change: func(s *scripted) { s.after[""]["narrow"] = pass },
			step: "fresh", outcome: Disproven, wrong: "goal narrow: should fail, but is pass",
		},
		{
			name: "guard broken at the start", change: func(s *scripted) { s.after[""]["works"] = fail },
			step: "fresh", outcome: Disproven, wrong: "guard works: should pass, but is fail: Look at node-7 (again).",
		},
		{
			name: "trap sprung at the start", change: func(s *scripted) { s.after[""]["lost"] = fail },
			step: "fresh", outcome: Disproven, wrong: "trap lost: should pass, but is fail: Look at node-7 (again).",
		},
		{
			name: "a goal that cannot be told", change: func(s *scripted) { s.after[""]["closed"] = errs },
			step: "fresh", outcome: Disproven, wrong: "goal closed: should fail, but is error",
		},
		{
			name: "a goal that comes true by itself", change: func(s *scripted) {
				s.later[""] = change{after: 9 * time.Second, to: map[string]grader.Outcome{"narrow": fail}}
			},
			step: "fresh", outcome: Disproven, wrong: "goal closed: should fail, but is pass",
		},
		{
			name: "attack does not work", change: func(s *scripted) { s.exit["attack.sh after "] = 1 },
			step: "fresh", outcome: Disproven, wrong: "the attack was refused (exit 1), but should work",
		},
		{
			name: "attack cannot run", change: func(s *scripted) { s.exit["attack.sh after "] = 127 },
			step: "fresh", outcome: Disproven, wrong: "attack.sh exited 127: it could not be run to its end, which shows nothing",
		},
		{
			name: "solution leaves a goal", change: func(s *scripted) { s.after["solutions/two.sh"] = map[string]grader.Outcome{"narrow": fail} },
			step: "solutions/two.sh", outcome: Disproven, wrong: "goal narrow: should pass, but is fail: Look at node-7 (again).",
		},
		{
			name: "solution does not last", change: func(s *scripted) {
				s.later["solutions/one.sh"] = change{after: 5 * time.Second, to: map[string]grader.Outcome{"works": fail}}
			},
			step: "solutions/one.sh", outcome: Disproven, wrong: "guard works: should pass, but is fail: Look at node-7 (again).",
		},
		{
			name: "solution is slow", change: func(s *scripted) {
				s.after["solutions/one.sh"] = map[string]grader.Outcome{"closed": fail}
				s.later["solutions/one.sh"] = change{after: 40 * time.Second}
			},
			outcome: Proven,
		},
		{
			name: "attack works after a solution", change: func(s *scripted) { s.exit["attack.sh after solutions/one.sh"] = 0 },
			step: "solutions/one.sh", outcome: Disproven, wrong: "the attack still works",
		},
		{
			name: "attack broken by a solution", change: func(s *scripted) { s.exit["attack.sh after solutions/one.sh"] = 127 },
			step: "solutions/one.sh", outcome: Disproven, wrong: "attack.sh exited 127: it could not be run to its end, which shows nothing",
		},
		{
			name: "solution's script fails", change: func(s *scripted) { s.exit["solutions/one.sh"] = 2 },
			step: "solutions/one.sh", outcome: Disproven, wrong: "solutions/one.sh exited 2, so what it wants to show was not reached",
		},
		{
			name: "solution cannot be run", change: func(s *scripted) { s.fail["solutions/one.sh"] = errors.New("no shell") },
			step: "solutions/one.sh", outcome: NotProvable, wrong: "no shell",
		},
		{
			name: "wrong fix passes", change: func(s *scripted) { s.after["wrong/half.sh"] = nil },
			step: "wrong/half.sh", outcome: Disproven, wrong: "goal narrow: should fail, but is pass",
		},
		{
			name: "wrong fix passes after a while", change: func(s *scripted) { s.later["wrong/half.sh"] = change{after: 9 * time.Second} },
			step: "wrong/half.sh", outcome: Disproven, wrong: "goal narrow: should fail, but is pass",
		},
		{
			name: "wrong fix fails one check more", change: func(s *scripted) { s.after["wrong/half.sh"]["works"] = fail },
			step: "wrong/half.sh", outcome: Disproven, wrong: "guard works: should pass, but is fail: Look at node-7 (again).",
		},
		{
			name: "wrong fix is an error instead of a failure", change: func(s *scripted) { s.after["wrong/half.sh"]["narrow"] = errs },
			step: "wrong/half.sh", outcome: Disproven, wrong: "goal narrow: should fail, but is error",
		},
		{
			name: "wrong fix fails instead of an error", change: func(s *scripted) { s.after["wrong/axe.sh"]["narrow"] = fail },
			step: "wrong/axe.sh", outcome: Disproven, wrong: "goal narrow: should error, but is fail: Look at node-7 (again).",
		},
		{
			name: "wrong fix pends", change: func(s *scripted) { s.after["wrong/half.sh"]["narrow"] = grader.Pending },
			step: "wrong/half.sh", outcome: Disproven, wrong: "goal narrow: should fail, but is pending",
		},
		{
			name: "wrong fix without a word", change: func(s *scripted) { s.said = "This is not so yet." },
			step: "wrong/half.sh", outcome: Disproven, others: true,
			wrong: `goal narrow: fails as declared, but no feedback of the scenario's fits: a learner is told only "This is not so yet."`,
		},
		{
			name: "wrong fix declares nothing", change: func(s *scripted) {
				s.scenario.Proof.Wrong[0].Fails = nil
				s.after["wrong/half.sh"] = nil
			},
			step: "wrong/half.sh", outcome: Disproven, wrong: "it declares no check that fails",
		},
		{
			name: "passes without an API server", change: func(s *scripted) { s.after["stopped"] = map[string]grader.Outcome{"closed": pass} },
			step: "stopped", outcome: Disproven, wrong: "goal closed: is pass without an API server",
		},
		{
			name: "fails without an API server", change: func(s *scripted) { s.after["stopped"] = map[string]grader.Outcome{"works": fail} },
			step: "stopped", outcome: Disproven, wrong: "guard works: is fail without an API server",
		},
		{
			name: "API server cannot be stopped", change: func(s *scripted) { s.begin = func() error { return errors.New("it goes on") } },
			step: "stopped", outcome: NotProvable, wrong: "it goes on",
		},
		{
			name: "last reset differs", change: func(s *scripted) {
				s.reset = func(n int) (*ResetReport, error) {
					if n == 6 {
						return nil, &ResetError{ID: "proving-shop", Differences: []Difference{{Kind: ObjectDifference, Name: "clusterroles/rest", What: "added"}}}
					}
					return &ResetReport{}, nil
				}
			},
			step: "reset", outcome: Disproven, wrong: `lab "proving-shop" was reset, but differs from how it was seeded: object clusterroles/rest added`,
		},
		{
			name: "a reset in between fails", change: func(s *scripted) {
				s.reset = func(n int) (*ResetReport, error) {
					if n == 2 {
						return nil, errors.New("etcd is gone")
					}
					return &ResetReport{}, nil
				}
			},
			step: "reset", outcome: Disproven, wrong: "before solutions/two.sh: etcd is gone",
		},
		{
			name: "a reset in between makes a new lab", change: func(s *scripted) {
				s.reset = func(n int) (*ResetReport, error) {
					if n == 3 {
						return &ResetReport{Recreated: "no checkpoint"}, nil
					}
					return &ResetReport{}, nil
				}
			},
			step: "reset", outcome: Disproven, wrong: "before wrong/half.sh: the lab had to be made anew: no checkpoint",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lab := goodShop()
				if test.change != nil {
					test.change(lab)
				}
				proof := prove(t, lab, ProveOptions{})
				if proof.Outcome != test.outcome {
					t.Errorf("the proof is %q, want %q", proof.Outcome, test.outcome)
				}
				if len(proof.Steps) != 7 {
					t.Errorf("%d steps were made, want all 7", len(proof.Steps))
				}
				for _, step := range proof.Steps {
					if step.Name != test.step {
						if step.Outcome != Proven && !test.others {
							t.Errorf("%s is %q as well: %v", step.Name, step.Outcome, step.Wrong)
						}
						continue
					}
					if step.Outcome != test.outcome {
						t.Errorf("%s is %q, want %q", step.Name, step.Outcome, test.outcome)
					}
					if !slices.Contains(step.Wrong, test.wrong) {
						t.Errorf("%s says\n%s\nwant\n%s", step.Name, strings.Join(step.Wrong, "\n"), test.wrong)
					}
				}
			})
		})
	}
}

func prove(t *testing.T, lab *scripted, o ProveOptions) *ScenarioProof {
	t.Helper()
	proof := &ScenarioProof{Scenario: lab.scenario.ID}
	(&prover{scenario: lab.scenario, ground: scriptedGround{lab}}).run(t.Context(), proof, o)
	return proof
}

// Every step but the first begins from a reset, and events number them.
func TestProofOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := goodShop()
		var events []string
		proof := prove(t, lab, ProveOptions{Report: func(e ProofEvent) {
			if e.Done {
				events = append(events, fmt.Sprintf("%d/%d %s %s", e.Number, e.Steps, e.Step.Name, e.Step.Outcome))
			}
		}})
		want := []string{
			"start", "attack.sh", "reset", "solutions/one.sh", "attack.sh", "reset", "solutions/two.sh", "attack.sh",
			"reset", "wrong/half.sh", "reset", "wrong/axe.sh", "reset", "reset",
		}
		if !slices.Equal(lab.history, want) {
			t.Errorf("did\n%v\nwant\n%v", lab.history, want)
		}
		wantEvents := []string{
			"1/7 fresh proven", "2/7 solutions/one.sh proven", "3/7 solutions/two.sh proven", "4/7 wrong/half.sh proven",
			"5/7 wrong/axe.sh proven", "6/7 stopped proven", "7/7 reset proven",
		}
		if !slices.Equal(events, wantEvents) {
			t.Errorf("told\n%v\nwant\n%v", events, wantEvents)
		}
		if proof.Steps[1].Output != "output of solutions/one.sh\noutput of attack.sh\n" {
			t.Errorf("output is %q", proof.Steps[1].Output)
		}
	})
}

func TestProofOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := goodShop()
		proof := prove(t, lab, ProveOptions{Only: []string{"wrong/ha", "reset"}})
		if len(proof.Steps) != 2 || proof.Steps[0].Name != "wrong/half.sh" || proof.Outcome != Proven {
			t.Errorf("got %+v", proof)
		}
		none := prove(t, goodShop(), ProveOptions{Only: []string{"fersh"}})
		if none.Outcome != NotProvable || none.Problem != "no step's name contains fersh" {
			t.Errorf("a word that fits nothing: %+v", none)
		}
	})
}

// A scenario that does not start, or is not seeded as it says, has no proof, and says why.
func TestProofStart(t *testing.T) {
	for _, test := range []struct {
		name    string
		err     error
		outcome ProofOutcome
	}{
		{"no cluster", errors.New("port 6443 is taken"), NotProvable},
		{"too old a cluster", runsOn(&scenarios.Scenario{Meta: scenarios.Meta{ID: "shop", Kubernetes: ">=1.40"}}, "fake", "v1.37.1"), NotRunnable},
		{"not as it says", &SeededError{Scenario: "shop", Last: "deployment/shop/web: 0 of 1 replicas are available"}, Disproven},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lab := goodShop()
				lab.fail["start 1"] = test.err
				proof := prove(t, lab, ProveOptions{})
				if test.outcome == NotRunnable {
					want := `cannot start "shop": it needs Kubernetes >=1.40, which the fake cluster does not have`
					if proof.Outcome != NotRunnable || proof.Problem != want || len(proof.Steps) != 0 {
						t.Errorf("got %+v", proof)
					}
					return
				}
				if proof.Outcome != test.outcome || len(proof.Steps) != 1 || proof.Steps[0].Wrong[0] != test.err.Error() {
					t.Errorf("got %+v", proof)
				}
				if proof.Problem != "the lab did not start, so the other steps were not made" {
					t.Errorf("problem is %q", proof.Problem)
				}
			})
		})
	}
}

func TestProofCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := goodShop()
		ctx, cancel := context.WithCancel(t.Context())
		proof := &ScenarioProof{}
		(&prover{scenario: lab.scenario, ground: scriptedGround{lab}}).run(ctx, proof, ProveOptions{Report: func(e ProofEvent) {
			if e.Done && e.Number == 2 {
				cancel()
			}
		}})
		if len(proof.Steps) != 2 || proof.Outcome != NotProvable || proof.Problem != "context canceled" {
			t.Errorf("got %+v", proof)
		}
	})
}

func TestProofReportOutcome(t *testing.T) {
	for _, test := range []struct {
		scenarios []ProofOutcome
		want      ProofOutcome
	}{
		{nil, Unproven},
		{[]ProofOutcome{Proven, Proven}, Proven},
		{[]ProofOutcome{Proven, NotRunnable}, Proven},
		{[]ProofOutcome{NotRunnable, Proven}, Proven},
		{[]ProofOutcome{NotRunnable}, NotRunnable},
		{[]ProofOutcome{Unproven}, NotProvable},
		{[]ProofOutcome{Proven, NotProvable, Proven}, NotProvable},
		{[]ProofOutcome{Disproven, NotProvable, Proven}, Disproven},
		{[]ProofOutcome{NotProvable, Disproven}, Disproven},
		{[]ProofOutcome{NotProvable, NotRunnable}, NotProvable},
	} {
		report := &ProofReport{}
		for _, outcome := range test.scenarios {
			report.Scenarios = append(report.Scenarios, ScenarioProof{Outcome: outcome})
		}
		if got := report.Outcome(); got != test.want {
			t.Errorf("%v together are %q, want %q", test.scenarios, got, test.want)
		}
	}
}

// Proving with a provider that cannot seed leaves no cluster, no state and no lock.
func TestProveClearsUp(t *testing.T) {
	fake, poor := newFake("fake", AllCapabilities()...), newFake("poor")
	e := newEngine(t, fake, poor)
	report, err := e.Prove(t.Context(), ProveOptions{Scenarios: []scenarios.ID{"weak-rbac", "anonymous-kubelet", "nobody"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(fake.created) != 2 || len(fake.clusters) != 0 {
		t.Errorf("made %d, left %v", len(fake.created), fake.clusters)
	}
	if ids, err := e.Home.labIDs(); err != nil || len(ids) != 0 {
		t.Errorf("left %v, %v", ids, err)
	}
	if report.Outcome() != NotProvable || report.Scenarios[2].Problem != `there is no scenario "nobody"` {
		t.Errorf("got %+v", report)
	}
	if report.Scenarios[0].Steps[0].Wrong[0] != "this cluster has no API server" {
		t.Errorf("got %+v", report.Scenarios[0])
	}
	report, err = e.Prove(t.Context(), ProveOptions{Scenarios: []scenarios.ID{"anonymous-kubelet"}, Provider: "poor"})
	if err != nil || report.Outcome() != NotRunnable || len(poor.created) != 0 {
		t.Errorf("on a cluster that lacks what it needs: %+v, %v", report, err)
	}
}

func TestProveCancelled(t *testing.T) {
	fake := newFake("fake", AllCapabilities()...)
	e := newEngine(t, fake)
	ctx, cancel := context.WithCancel(t.Context())
	fake.create = func(context.Context) error { cancel(); return nil }
	report, err := e.Prove(ctx, ProveOptions{Scenarios: []scenarios.ID{"weak-rbac", "anonymous-kubelet"}, Parallel: 1})
	if !errors.Is(err, context.Canceled) || len(fake.clusters) != 0 || len(fake.created) != 1 {
		t.Errorf("got %v, left %v, made %d", err, fake.clusters, len(fake.created))
	}
	if report.Outcome() != NotProvable {
		t.Errorf("got %+v", report)
	}
}

func TestProofID(t *testing.T) {
	for _, scenario := range []scenarios.ID{"a", "weak-rbac", "a-name-of-forty-characters-is-the-longest"} {
		id := proofID(scenario)
		if err := id.Validate(); err != nil {
			t.Error(err)
		}
		if err := (id + "-proof").Validate(); err != nil {
			t.Error(err)
		}
	}
}

func TestAuthored(t *testing.T) {
	check := grader.Check{Feedback: []grader.Feedback{{Say: "Port ${node.kubeletPort} is *open*."}, {Say: " Line one.\nLine two. "}}}
	for _, test := range []struct {
		said string
		want bool
	}{
		{"Port 10250 is *open*.", true},
		{"Port 10250 is *open*. Really.", false},
		{"Port 10250 is open.", false},
		{"Line one.\nLine two.", true},
		{"This is not so yet.", false},
		{"", false},
	} {
		if got := authored(check, test.said); got != test.want {
			t.Errorf("%q is authored: %v, want %v", test.said, got, test.want)
		}
	}
}

func TestTail(t *testing.T) {
	var out tail
	for i := range 5000 {
		if _, err := fmt.Fprintf(&out, "line %d\n", i); err != nil {
			t.Fatal(err)
		}
	}
	got := out.String()
	if len(got) > tailSize || !strings.HasPrefix(got, "line ") || !strings.HasSuffix(got, "line 4999\n") {
		t.Errorf("kept %d bytes: %.20q … %q", len(got), got, got[len(got)-20:])
	}
}

// What is found in the files is a step of the proof, before the cluster is asked anything.
func TestProofReadsTheFiles(t *testing.T) {
	finding := scenarios.Problem{Path: "scenario.yaml", Line: 7, What: "the summary is too long"}
	for name, findings := range map[string][]scenarios.Problem{"nothing": nil, "one": {finding}} {
		t.Run(name, func(t *testing.T) {
			p := &prover{lint: func(*scenarios.Scenario) []scenarios.Problem { return findings }}
			step := &ProofStep{}
			if err := p.read(t.Context(), step); err != nil {
				t.Fatal(err)
			}
			if len(step.Wrong) != len(findings) {
				t.Fatalf("wrong = %q for %d findings", step.Wrong, len(findings))
			}
			if len(findings) > 0 && !strings.Contains(step.Wrong[0], "scenario.yaml:7: the summary is too long") {
				t.Errorf("wrong = %q", step.Wrong)
			}
		})
	}
}
