package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/scenarios"
)

func TestErrors(t *testing.T) {
	for _, tc := range []struct {
		name string
		err  error
		code ExitCode
		want string
	}{
		{"none", nil, ExitOK, ""},
		{"result", &codeError{ExitFailed}, ExitFailed, ""},
		{"cancelled", fmt.Errorf("starting etcd: %w", context.Canceled), ExitCancelled, "harden: cancelled\n"},
		{"cancelled twice", errors.Join(context.Canceled, fmt.Errorf("x: %w", context.Canceled)), ExitCancelled, "harden: cancelled\n"},
		{
			"cancelled, and clearing up failed", errors.Join(context.Canceled, errors.New("a process would not end")), ExitCancelled,
			"harden: cancelled\nharden: a process would not end\n",
		},
		{"deadline", fmt.Errorf("waiting for etcd: %w", context.DeadlineExceeded), ExitUnknown, "harden: waiting for etcd: context deadline exceeded\n"},
		{
			"unsupported", fmt.Errorf("lab: %w", &labs.UnsupportedError{What: "x", Provider: "embedded", Missing: []labs.Capability{labs.Containers, labs.HostVolumes}}), ExitNotHere,
			"harden: cannot start \"x\": it needs real containers and real host volumes, which the embedded cluster does not have\n",
		},
		{
			"not found", &labs.NotFoundError{ID: "x"}, ExitUsage,
			"harden: no lab \"x\" is on this machine\n  try: harden status, which shows the labs there are\n",
		},
		{
			"unknown scenario", &scenarios.UnknownError{ID: "x"}, ExitUsage,
			"harden: there is no scenario \"x\"\n  try: harden list, which shows every scenario\n",
		},
		{
			"permission", fmt.Errorf("making the directory: %w", fs.ErrPermission), ExitUnknown,
			"harden: making the directory: permission denied\n  try: harden doctor, which looks at this machine\n",
		},
		{
			"several lines", errors.New("scenario has 2 problems\na.yaml:1: one\na.yaml:2: two"), ExitUnknown,
			"harden: scenario has 2 problems\n  a.yaml:1: one\n  a.yaml:2: two\n",
		},
		{"text from elsewhere", errors.New("the server said \x1b[2J"), ExitUnknown, "harden: the server said \\x1b[2J\n"},
		{
			"advice of its own", &labs.Problem{Err: errors.New("the port is taken"), Try: "another port"}, ExitUnknown,
			"harden: the port is taken\n  try: another port\n",
		},
		{
			"damaged", &labs.DamagedError{ID: "x", Path: "lab.json", Why: errors.New("unexpected end")}, ExitUnknown,
			"harden: the state of lab \"x\" is damaged: lab.json: unexpected end\n  try: harden stop x, which removes the lab and keeps that file aside; then start it again\n",
		},
		{
			"newer", &labs.VersionError{ID: "x", Lab: 2, Known: 1, LabHarden: "v9"}, ExitUnknown,
			"harden: lab \"x\" was made by a newer harden (v9): its state has version 2 and this build knows up to 1; it was left as it is\n  try: harden v9 for this lab, or another --name for a new one\n",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := exitCode(tc.err); got != tc.code {
				t.Errorf("exit code %d, want %d", got, tc.code)
			}
			f, _, talk := testFactory(t)
			renderError(f.IO.Err, tc.err)
			if got := talk.String(); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

// Every code that the command can return by itself is in the table, once.
func TestExitCodes(t *testing.T) {
	var codes []ExitCode
	for _, row := range ExitCodes() {
		if slices.Contains(codes, row.Code) {
			t.Errorf("code %d is in the table twice", row.Code)
		}
		codes = append(codes, row.Code)
		if !strings.Contains(ExitCodesMarkdown(), fmt.Sprintf("| %d | %s | %s |\n", row.Code, row.Name, row.Meaning)) {
			t.Errorf("code %d is not in the rendered table", row.Code)
		}
	}
	if want := []ExitCode{0, 1, 2, 3, 4, 130}; !slices.Equal(codes, want) {
		t.Errorf("the table has %v, want %v", codes, want)
	}
}

func TestEnvironmentTopicNamesEveryVariable(t *testing.T) {
	f, out, _ := testFactory(t)
	if code := Run(t.Context(), f, []string{"help", "environment"}); code != ExitOK {
		t.Fatalf("exit code %d", code)
	}
	for _, name := range []string{labs.HomeVariable, LabVariable, ScenariosVariable, "HARDEN_NODE_IMAGE", "ACCESSIBLE", "NO_COLOR", "CLICOLOR_FORCE"} {
		if !strings.Contains(out.String(), "\n  "+name+" ") {
			t.Errorf("help environment does not tell of %s", name)
		}
	}
}

func TestExportLine(t *testing.T) {
	for _, tc := range []struct{ goos, path, want string }{
		{"linux", "/home/a/.local/share/harden/x", "export KUBECONFIG=/home/a/.local/share/harden/x"},
		{"linux", "/home/a b/it's", `export KUBECONFIG='/home/a b/it'\''s'`},
		{"darwin", "/Users/a/Library/Application Support/harden", "export KUBECONFIG='/Users/a/Library/Application Support/harden'"},
		{"linux", "/tmp/$(reboot)", "export KUBECONFIG='/tmp/$(reboot)'"},
		{"windows", `C:\Users\a\it's`, `$env:KUBECONFIG = 'C:\Users\a\it''s'`},
	} {
		if got := exportLine(tc.goos, tc.path); got != tc.want {
			t.Errorf("exportLine(%s, %s) = %s, want %s", tc.goos, tc.path, got, tc.want)
		}
	}
}

func TestKubectlEnv(t *testing.T) {
	got := kubectlEnv([]string{"HOME=/home/a", "KUBECONFIG=/home/a/.kube/config", "KUBERC=/x", "KUBECACHEDIR=/y", "Kubeconfig=z", "KUBE_EDITOR=vi"}, "/labs/x/kubeconfig")
	want := []string{"HOME=/home/a", "KUBE_EDITOR=vi", "KUBECONFIG=/labs/x/kubeconfig", "KUBERC=off", "KUBECACHEDIR=/labs/x/kubectl-cache"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKubernetesVersion(t *testing.T) {
	for _, tc := range []struct {
		deps []*debug.Module
		want string
	}{
		{[]*debug.Module{{Path: "k8s.io/client-go", Version: "v0.37.1"}, {Path: "k8s.io/kubernetes", Version: "v1.37.2"}}, "v1.37.2"},
		{[]*debug.Module{{Path: "k8s.io/client-go", Version: "v0.37.1"}}, "v1.37.1"},
		{nil, "unknown"},
	} {
		if got := kubernetesFrom(tc.deps); got != tc.want {
			t.Errorf("kubernetesFrom = %s, want %s", got, tc.want)
		}
	}
	if got := BuildVersion("v1.2.3"); got != "v1.2.3" {
		t.Errorf("BuildVersion ignores the linker: %s", got)
	}
	if got := BuildVersion(""); got == "" {
		t.Error("BuildVersion is empty")
	}
}

func TestCapabilitiesHaveWords(t *testing.T) {
	for _, c := range labs.AllCapabilities() {
		if got := capabilities([]labs.Capability{c}); got == string(c) {
			t.Errorf("capability %q is not said in words", c)
		}
	}
}

func TestAge(t *testing.T) {
	f, _, _ := testFactory(t)
	for want, ago := range map[string]string{"30s": "30s", "5m": "5m59s", "3h07m": "3h7m", "4d": "100h"} {
		d, err := time.ParseDuration(ago)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.age(fakeNow.Add(-d)); got != want {
			t.Errorf("age of %s is %q, want %q", ago, got, want)
		}
	}
}

func TestSelfKubectl(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", "/home/a/.kube/config")
	var out bytes.Buffer
	code, err := selfKubectl(self)(t.Context(), "/labs/x/kubeconfig", []string{"get", "pods", "-A"}, labs.Stdio{Out: &out, Err: &out})
	if err != nil || code != 7 {
		t.Errorf("code %d, error %v, want kubectl's own 7", code, err)
	}
	if got, want := out.String(), "[\"get\" \"pods\" \"-A\"] KUBECONFIG=/labs/x/kubeconfig KUBERC=off\n"; got != want {
		t.Errorf("kubectl saw %q, want %q", got, want)
	}
	if _, err := selfKubectl("/nowhere/harden")(t.Context(), "/x", nil, labs.Stdio{}); err == nil || !strings.HasPrefix(err.Error(), "running kubectl: ") {
		t.Errorf("an executable that is gone gives %v", err)
	}
}

func TestSelfKubectlEndsWithTheContext(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	in, keep, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer keep.Close()
	began := writerFunc(func(p []byte) (int, error) {
		cancel()
		return len(p), nil
	})
	code, err := selfKubectl(self)(ctx, "/x", []string{"sleep"}, labs.Stdio{In: in, Out: began})
	if err == nil && code != int(ExitCancelled) {
		t.Errorf("code %d, want %d", code, ExitCancelled)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want to be cancelled", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestLessonsOfDebrief: who has solved a scenario is told what to read; not so for a stranger's,
// which may be called like ours.
func TestLessonsOfDebrief(t *testing.T) {
	for _, foreign := range []bool{false, true} {
		var told bytes.Buffer
		f := fakeFactory(func(string) string { return "" }, strings.NewReader(""), io.Discard, &told)
		f.noteLessons(&scenarios.Scenario{Meta: scenarios.Meta{ID: "weak-rbac"}, Foreign: foreign})
		if got := strings.Contains(told.String(), "harden lesson roles-and-bindings  "); got == foreign {
			t.Errorf("foreign %v: told %q", foreign, told.String())
		}
	}
}
