package computed

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/pod-security-admission/api"

	"github.com/hardenway/hardenway/quiz"
)

// podQuestion draws a question on a pod and a level of Pod Security. One without a type is a
// draw that came to nothing.
func podQuestion(c *chance) (quiz.Question, error) {
	q, err := formOf(c, isAdmitted, isAdmitted, whichSetting, whichLines, whichMay)(c, c.level)
	if err != nil || q.Type == "" {
		return quiz.Question{}, err
	}
	q.Tags = []string{"admission", "containersec"}
	q.Sources = []quiz.Source{
		{Title: "The checks of Pod Security", Module: "k8s.io/pod-security-admission/policy/checks.go#DefaultChecks"},
		{Title: "Pod Security Standards", URL: "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
	}
	q.Practice = quiz.Practice{Scenario: "psa-baseline-namespace", Lesson: "M09"}
	return q, nil
}

// verdictOn is what Pod Security says to a drawn pod. A pod that the API server itself would
// refuse is no pod to ask about.
func verdictOn(level string, s sketch) (ok bool, says string, reasons int, err error) {
	at, err := levelVersion(level, "")
	if err != nil {
		return false, "", 0, err
	}
	result, err := violationsOf(at, s.yaml())
	return result.Allowed, result.ForbiddenDetail(), len(result.ForbiddenReasons), err
}

// drawn is a pod with tweaks that are made to different things in it.
func drawn(base sketch, tweaks []tweak) sketch {
	s := base.clone()
	for _, t := range tweaks {
		t.apply(&s)
	}
	return s
}

// differentTweaks are n tweaks of which no two are made to the same thing.
func differentTweaks(c *chance, n int, from []tweak) []tweak {
	var chosen []tweak
	for _, t := range some(c, len(from), from) {
		if len(chosen) < n && !slices.ContainsFunc(chosen, func(o tweak) bool { return bare(o.key) == bare(t.key) }) {
			chosen = append(chosen, t)
		}
	}
	return chosen
}

// bare is what a tweak is about, whether for the pod or for a container.
func bare(key string) string { return strings.TrimPrefix(key, "container ") }

// labelled says what a namespace is labelled with, in markdown.
func labelled(s sketch, level string) string {
	return fmt.Sprintf("The namespace `%s` is labelled `%s: %s`.", s.namespace, api.EnforceLevelLabel, level)
}

// podGiven shows a pod.
func podGiven(s sketch) []quiz.Given {
	return []quiz.Given{{Title: "pod.yaml", Language: "yaml", Text: s.yaml()}}
}

// isAdmitted asks whether a pod is admitted. One that is not fails one check.
func isAdmitted(c *chance, level string) (quiz.Question, error) {
	want := wanted(c, true, false)
	base := newSketch(c, level == "restricted")
	made := differentTweaks(c, byDifficulty(c, 1, 2, 3), tweaksFor(c, base))
	s := drawn(base, made)
	ok, says, reasons, err := verdictOn(level, s)
	if err != nil || ok != want || (!ok && reasons != 1) {
		return quiz.Question{}, nil //nolint:nilerr // what is no valid pod is drawn again
	}
	truth := quiz.PodSecurityTruth{Level: level, Pod: s.yaml()}
	q := quiz.Question{
		Type: quiz.Verdict, Truth: &quiz.Truth{PodSecurity: &truth}, Given: podGiven(s),
		Text: labelled(s, level) + " What does Pod Security admission say to this pod?",
		Options: []quiz.Option{
			{Text: "The pod is admitted.", Value: allowed, Correct: want},
			{Text: "The pod is refused.", Value: denied, Correct: !want},
		},
	}
	if want {
		q.Options[0].Why = "It passes every check of the level."
		q.Options[1].Why = "What looks dangerous in it is nothing that this level forbids."
		q.Explanation = allowedBecause(level, made)
	} else {
		q.Options[0].Why = "One check of the level fails: " + says + "."
		q.Options[1].Why = "One failed check is enough."
		q.Explanation = fmt.Sprintf("The admission's own words are: %s. The level `%s` wants all of its checks to pass.", code(says), level)
	}
	return q, nil
}

// allowedBecause explains why what is set in a pod is in order.
func allowedBecause(level string, made []tweak) string {
	var notes []string
	for _, t := range made {
		if note := t.noteAt(level); note != "" {
			notes = append(notes, fmt.Sprintf("%s: %s", capital(t.text), note))
		}
	}
	if len(notes) == 0 {
		return fmt.Sprintf("No check of `%s` fails.", level)
	}
	return strings.Join(notes, " ")
}

// whichSetting asks which of four settings a pod is refused for. The truth of an option is the
// pod without that setting.
func whichSetting(c *chance, level string) (quiz.Question, error) {
	base := newSketch(c, level == "restricted")
	made := differentTweaks(c, 4, tweaksFor(c, base))
	s := drawn(base, made)
	ok, says, reasons, err := verdictOn(level, s)
	if err != nil || ok || reasons != 1 {
		return quiz.Question{}, nil //nolint:nilerr // what is no valid pod is drawn again
	}
	q := quiz.Question{
		Type: quiz.Single, Given: podGiven(s),
		Text:        labelled(s, level) + " This pod is refused. Which setting is it refused for?",
		Explanation: fmt.Sprintf("The admission's own words are: %s. The other settings may stay as they are.", code(says)),
	}
	for i, t := range made {
		without := drawn(base, slices.Delete(slices.Clone(made), i, i+1))
		ok, _, _, err := verdictOn(level, without)
		if err != nil {
			return quiz.Question{}, nil //nolint:nilerr // what is no valid pod is drawn again
		}
		option := quiz.Option{
			Text: capital(t.text), Correct: ok,
			Truth: &quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: level, Pod: without.yaml(), Ask: "bool"}},
		}
		if ok {
			option.Why = "Without it the pod is admitted: " + says + "."
		} else if option.Why = t.noteAt(level); option.Why == "" {
			return quiz.Question{}, nil
		}
		q.Options = append(q.Options, option)
	}
	if rights(q.Options) != 1 || !distinct(q.Options) {
		return quiz.Question{}, nil
	}
	shuffle(c, q.Options)
	return q, nil
}

// whichLines asks for the lines that a pod is refused for.
func whichLines(c *chance, level string) (quiz.Question, error) {
	base := newSketch(c, level == "restricted")
	s := drawn(base, differentTweaks(c, byDifficulty(c, 2, 3, 4), tweaksFor(c, base)))
	if ok, _, reasons, err := verdictOn(level, s); err != nil || ok || reasons > 2 {
		return quiz.Question{}, nil //nolint:nilerr // what is no valid pod is drawn again
	}
	at, err := levelVersion(level, "")
	if err != nil {
		return quiz.Question{}, err
	}
	faults, err := findFaults(at, s.yaml())
	if err != nil || len(faults) > byDifficulty(c, 1, 2, 2) {
		return quiz.Question{}, nil //nolint:nilerr // something is missing rather than wrong
	}
	q := quiz.Question{
		Type: quiz.Line, Manifest: s.yaml(), Truth: &quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: level}},
		Text: labelled(s, level) + " Which lines is this pod refused for?",
	}
	var said []string
	for _, fault := range faults {
		q.Lines = append(q.Lines, quiz.FaultLine{Line: fault.line, Why: "It fails a check: " + fault.says + "."})
		said = append(said, code(fault.says))
	}
	if len(faults) == 1 {
		q.Text = labelled(s, level) + " Which line is this pod refused for?"
	}
	q.Explanation = fmt.Sprintf("The admission's own words are: %s. With that mended the pod is admitted; the other lines may stay.", strings.Join(said, " and "))
	return q, nil
}

// whichMay asks which settings a pod that is admitted may get and still be admitted. The truth
// of an option is the pod with that setting.
func whichMay(c *chance, level string) (quiz.Question, error) {
	base := newSketch(c, level == "restricted")
	if ok, _, _, err := verdictOn(level, base); err != nil || !ok {
		return quiz.Question{}, err
	}
	q := quiz.Question{
		Type: quiz.Multiple, Given: podGiven(base),
		Text: labelled(base, level) + " This pod is admitted. Which changes, each made alone, leave it admitted?",
	}
	for _, t := range differentTweaks(c, 4, tweaksFor(c, base)) {
		with := drawn(base, []tweak{t})
		ok, says, _, err := verdictOn(level, with)
		if err != nil || with.yaml() == base.yaml() || (ok && t.note == "") {
			return quiz.Question{}, nil //nolint:nilerr // what is no valid pod is drawn again
		}
		option := quiz.Option{
			Text: capital(t.text), Correct: ok, Why: t.noteAt(level),
			Truth: &quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: level, Pod: with.yaml(), Ask: "bool"}},
		}
		if !ok {
			option.Why = "It fails a check: " + says + "."
		}
		q.Options = append(q.Options, option)
	}
	if n := rights(q.Options); n == 0 || n == len(q.Options) || !distinct(q.Options) {
		return quiz.Question{}, nil
	}
	q.Explanation = fmt.Sprintf("The level `%s` is a list of checks, and what none of them looks at is in order. A namespace's label says which level is enforced for all of its pods.", level)
	return q, nil
}
