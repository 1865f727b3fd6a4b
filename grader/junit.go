package grader

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The parts of JUnit's XML that test reporters agree on.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name      string      `xml:"name,attr"`
		Tests     int         `xml:"tests,attr"`
		Failures  int         `xml:"failures,attr"`
		Errors    int         `xml:"errors,attr"`
		Skipped   int         `xml:"skipped,attr"`
		Time      string      `xml:"time,attr"`
		Timestamp string      `xml:"timestamp,attr"`
		Cases     []junitCase `xml:"testcase"`
	}
	junitCase struct {
		ClassName string        `xml:"classname,attr"`
		Name      string        `xml:"name,attr"`
		Time      string        `xml:"time,attr"`
		Failure   *junitProblem `xml:"failure,omitempty"`
		Error     *junitProblem `xml:"error,omitempty"`
		Skipped   *junitProblem `xml:"skipped,omitempty"`
		SystemOut string        `xml:"system-out,omitempty"`
	}
	junitProblem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes reports as JUnit XML, one suite each. A failed check is a failure, one
// that could not be told is an error, and a pending one counts as skipped.
func WriteJUnit(w io.Writer, reports ...*Report) error {
	out := junitSuites{}
	for _, r := range reports {
		suite := junitSuite{
			Name: or(r.Scenario, "checks"), Tests: len(r.Results), Failures: r.Count(Fail), Errors: r.Count(Error), Skipped: r.Count(Pending),
			Time: seconds(r.Took), Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05"),
		}
		for _, res := range r.Results {
			c := junitCase{ClassName: suite.Name + "." + string(res.Role), Name: res.ID, Time: seconds(res.Took)}
			text := res.Title + "\n" + res.Evidence.String()
			problem := &junitProblem{Message: res.Said, Type: string(res.Role), Text: text}
			switch res.Outcome {
			case Pass:
				c.SystemOut = text
			case Fail:
				c.Failure = problem
			case Pending:
				c.Skipped = &junitProblem{Message: "pending: " + res.Said}
				c.SystemOut = text
			case Error:
				c.Error = problem
			}
			suite.Cases = append(suite.Cases, c)
		}
		out.Suites = append(out.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func seconds(d Duration) string { return fmt.Sprintf("%.3f", time.Duration(d).Seconds()) }

// String is the evidence as lines of text.
func (e Evidence) String() string {
	var b strings.Builder
	for _, o := range e.Seen {
		fmt.Fprintf(&b, "asked:  %s\n", o.Asked)
		if o.As != "" {
			fmt.Fprintf(&b, "as:     %s\n", o.As)
		}
		if o.From != "" {
			fmt.Fprintf(&b, "from:   %s\n", o.From)
		}
		fmt.Fprintf(&b, "got:    %s\n", o.Got)
	}
	fmt.Fprintf(&b, "wanted: %s\n", strings.Join(strings.Fields(e.Wanted), " "))
	for _, n := range e.Notes {
		fmt.Fprintf(&b, "note:   %s\n", n)
	}
	return b.String()
}
