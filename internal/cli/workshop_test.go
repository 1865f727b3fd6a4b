package cli

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hardenway/hardenway/internal/porttest"
	"github.com/hardenway/hardenway/scenarios"
)

// hold puts an address into a variable whose port nobody else gets while the script runs: hold ADDRESS.
func hold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hold VARIABLE")
	}
	address, release, err := porttest.Hold()
	ts.Check(err)
	ts.Defer(release)
	ts.Setenv(args[0], address)
}

// grab waits until a file has a line that matches, and keeps what is in its brackets in a variable: grab URL
// served.txt 'join (\S+)'.
func grab(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: grab VARIABLE file regexp")
	}
	pattern, err := regexp.Compile(args[2])
	ts.Check(err)
	deadline := time.Now().Add(time.Minute)
	for {
		data, _ := os.ReadFile(ts.MkAbs(args[1])) // it may not be there yet
		if match := pattern.FindSubmatch(data); match != nil {
			ts.Setenv(args[0], string(match[1]))
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s has no %s:\n%s", args[1], args[2], data)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// workshopAct does what the instructor's page does: act do=message text=Coffee.
func workshopAct(ts *testscript.TestScript, neg bool, args []string) {
	form := url.Values{}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		form.Set(name, strings.ReplaceAll(value, "+", " "))
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, ts.Getenv("URL")+"/instructor/act", strings.NewReader(form.Encode()))
	ts.Check(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+ts.Getenv("TOKEN"))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	ts.Check(err)
	ts.Check(answer.Body.Close())
	if neg || answer.StatusCode != http.StatusSeeOther {
		ts.Fatalf("%v: %s", args, answer.Status)
	}
}

// The event in docs/workshop.md can be served.
func TestWorkshopExample(t *testing.T) {
	page, err := os.ReadFile("../../docs/workshop.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "```yaml\n")
	example, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("the page has no example")
	}
	file := filepath.Join(t.TempDir(), "event.yaml")
	if err := os.WriteFile(file, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	f, _, _ := testFactory(t)
	f.Catalogue = func() (*scenarios.Catalogue, error) { return scenarios.Builtin(), nil }
	plan, err := f.plan(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Items) != 5 || len(plan.Items[3].Questions) != 4 || len(plan.Items[1].Checks) == 0 {
		t.Errorf("%+v", plan)
	}
}
