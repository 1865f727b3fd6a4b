package cli

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
)

// JUnit's XML as CI systems read it, for proofs; that of a grading is the grader's own.
// There is no standard; this is the part that all of them agree on.
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
