package cli

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
)

// JUnit's XML as CI systems read it. There is no standard; this is the part that all
// of them agree on.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Skipped  int          `xml:"skipped,attr"`
		Time     string       `xml:"time,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name      string      `xml:"name,attr"`
		Tests     int         `xml:"tests,attr"`
		Failures  int         `xml:"failures,attr"`
		Errors    int         `xml:"errors,attr"`
		Skipped   int         `xml:"skipped,attr"`
		Time      string      `xml:"time,attr"`
		Timestamp string      `xml:"timestamp,attr,omitempty"`
		Cases     []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string     `xml:"classname,attr"`
		Name    string     `xml:"name,attr"`
		Time    string     `xml:"time,attr"`
		Failure *junitText `xml:"failure"`
		Error   *junitText `xml:"error"`
		Skipped *junitText `xml:"skipped"`
		Out     string     `xml:"system-out,omitempty"`
	}
	junitText struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",cdata"`
	}
)

func writeJUnit(w io.Writer, suites junitSuites) error {
	for i := range suites.Suites {
		s := &suites.Suites[i]
		s.Tests = len(s.Cases)
		for _, c := range s.Cases {
			switch {
			case c.Failure != nil:
				s.Failures++
			case c.Error != nil:
				s.Errors++
			case c.Skipped != nil:
				s.Skipped++
			}
		}
		suites.Tests += s.Tests
		suites.Failures += s.Failures
		suites.Errors += s.Errors
		suites.Skipped += s.Skipped
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(suites); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05")
}

func gradeJUnit(report *grader.Report) junitSuites {
	took := time.Duration(report.Took)
	suite := junitSuite{Name: report.Scenario, Time: seconds(took), Timestamp: timestamp(report.Started)}
	for _, r := range report.Results {
		c := junitCase{
			Class: report.Scenario + "." + string(r.Role), Name: r.ID + ": " + r.Title,
			Time: seconds(time.Duration(r.Took)),
		}
		said := &junitText{Message: term.Clean(r.Said), Text: evidenceText(r.Evidence)}
		switch r.Outcome {
		case grader.Pass:
		case grader.Fail:
			c.Failure = said
		case grader.Pending:
			// Not passed, and CI has no word for "not yet".
			said.Message = strings.TrimSpace("not settled yet: " + said.Message)
			c.Failure = said
		default:
			c.Error = said
		}
		suite.Cases = append(suite.Cases, c)
	}
	return junitSuites{Name: "harden check", Time: seconds(took), Suites: []junitSuite{suite}}
}

func evidenceText(e grader.Evidence) string {
	var b strings.Builder
	b.WriteString("\n")
	for _, seen := range e.Seen {
		fmt.Fprintf(&b, "asked:  %s\n", seen.Asked)
		if seen.As != "" {
			fmt.Fprintf(&b, "as:     %s\n", seen.As)
		}
		if seen.From != "" {
			fmt.Fprintf(&b, "from:   %s\n", seen.From)
		}
		fmt.Fprintf(&b, "got:    %s\n", seen.Got)
	}
	fmt.Fprintf(&b, "wanted: %s\n", e.Wanted)
	for _, note := range e.Notes {
		fmt.Fprintf(&b, "note:   %s\n", note)
	}
	return term.Clean(b.String())
}

func proofJUnit(report *labs.ProofReport) junitSuites {
	suites := junitSuites{Name: "harden prove", Time: seconds(report.Took)}
	for _, s := range report.Scenarios {
		suite := junitSuite{Name: string(s.Scenario), Time: seconds(s.Took), Timestamp: timestamp(report.Started)}
		for _, step := range s.Steps {
			suite.Cases = append(suite.Cases, stepCase(s, step))
		}
		if s.Problem != "" || len(s.Steps) == 0 {
			c := junitCase{Class: string(s.Scenario), Name: "whole proof", Time: seconds(s.Took)}
			text := &junitText{Message: term.Clean(s.Problem)}
			switch s.Outcome {
			case labs.Proven:
			case labs.NotRunnable:
				c.Skipped = text
			default:
				c.Error = text
			}
			suite.Cases = append(suite.Cases, c)
		}
		suites.Suites = append(suites.Suites, suite)
	}
	return suites
}

func stepCase(s labs.ScenarioProof, step labs.ProofStep) junitCase {
	c := junitCase{
		Class: string(s.Scenario), Name: strings.TrimSuffix(step.Name+": "+step.Title, ": "),
		Time: seconds(step.Took), Out: term.Clean(step.Output),
	}
	text := &junitText{
		Message: term.Clean(strings.Join(step.Wrong, "; ")),
		Text: term.Clean(fmt.Sprintf("\nexpected:\n  %s\nseen:\n  %s\n",
			strings.Join(step.Expected, "\n  "), strings.Join(step.Seen, "\n  "))),
	}
	switch step.Outcome {
	case labs.Proven:
	case labs.Disproven:
		c.Failure = text
	case labs.NotRunnable:
		c.Skipped = text
	default:
		if text.Message == "" {
			text.Message = "not run to its end"
		}
		c.Error = text
	}
	return c
}
