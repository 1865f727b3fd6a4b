package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func testFactory(t *testing.T, pairs ...string) (*Factory, *bytes.Buffer, *bytes.Buffer) {
	t.Helper()
	var out, talk bytes.Buffer
	env := map[string]string{"HARDEN_HOME": t.TempDir(), "HARDEN_SCENARIOS": "testdata/scenarios"}
	for i := 0; i+1 < len(pairs); i += 2 {
		env[pairs[i]] = pairs[i+1]
	}
	return fakeFactory(func(name string) string { return env[name] }, strings.NewReader(""), &out, &talk), &out, &talk
}

// The reference in docs/ is what the commands say.
func TestCommandsMarkdown(t *testing.T) {
	const file = "../../docs/commands.md"
	f, _, _ := testFactory(t)
	got := CommandsMarkdown(NewRoot(f))
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what the commands say; write it anew with go test ./internal/cli -update", file)
	}
}

func everyCommand(root *cobra.Command, visit func(*cobra.Command)) {
	for _, c := range root.Commands() {
		visit(c)
		everyCommand(c, visit)
	}
}

// Every command has a line that says what it does, and examples that could be typed.
func TestExamples(t *testing.T) {
	f, _, _ := testFactory(t)
	root := NewRoot(f)
	everyCommand(root, func(c *cobra.Command) {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: its short text %q should be one phrase without a full stop", c.CommandPath(), c.Short)
		}
		if len(c.Short) > 66 {
			t.Errorf("%s: its short text does not fit into help at 80 columns: %q", c.CommandPath(), c.Short)
		}
		if isTopic(c) {
			return
		}
		if c.Example == "" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for line := range strings.SplitSeq(exampleText(c), "\n") {
			_, typed, found := strings.Cut(line, "harden ")
			if !found {
				t.Errorf("%s: the example %q does not use harden", c.CommandPath(), line)
				continue
			}
			typed, _, _ = strings.Cut(typed, " > ")
			typed, _, _ = strings.Cut(typed, " | ")
			typed = strings.TrimRight(typed, `")`)
			words := strings.Fields(typed)
			fresh := NewRoot(f)
			at, rest, err := fresh.Find(words)
			if err != nil {
				t.Errorf("%s: the example %q: %v", c.CommandPath(), line, err)
				continue
			}
			if at.DisableFlagParsing {
				continue
			}
			at.InitDefaultHelpFlag()
			if err := at.ParseFlags(rest); err != nil {
				t.Errorf("%s: the example %q: %v", c.CommandPath(), line, err)
				continue
			}
			if at.Args == nil {
				continue
			}
			if err := at.Args(at, at.Flags().Args()); err != nil {
				t.Errorf("%s: the example %q: %v", c.CommandPath(), line, err)
			}
		}
	})
}

// No help is wider than 80 columns, and none has a line that is only half there.
func TestHelpFits(t *testing.T) {
	everyCommand(NewRoot(must(testFactory(t))), func(c *cobra.Command) {
		f, out, _ := testFactory(t, "FAKE_TTY", "80x24", "NO_COLOR", "1")
		path := strings.Fields(c.CommandPath())[1:]
		if code := Run(t.Context(), f, append([]string{"help"}, path...)); code != ExitOK {
			t.Fatalf("help %v: exit code %d", path, code)
		}
		for line := range strings.SplitSeq(out.String(), "\n") {
			// An example is copied, so it is not broken.
			if len(line) > 80 && !strings.HasPrefix(line, "  harden ") {
				t.Errorf("help %v: %d columns: %s", path, len(line), line)
			}
			if strings.HasSuffix(line, " ") {
				t.Errorf("help %v: the line %q ends with a space", path, line)
			}
		}
	})
}

func must(f *Factory, _, _ *bytes.Buffer) *Factory { return f }
