package cli

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/internal/rollout/rollouttest"
	"github.com/hardenway/hardenway/labs/workshop/deploy"
)

const deployEvent = `apiVersion: hardenway.dev/v1alpha1
kind: Workshop
title: A small day
items:
- scenario: open-door
`

// deploySite is a cluster, an event, and somebody at a terminal or not.
type deploySite struct {
	t         *testing.T
	cluster   *rollouttest.Cluster
	event     string
	home      string
	scenarios string
	out, talk string // of the last command
}

func newDeploySite(t *testing.T) *deploySite {
	t.Helper()
	scenarios, err := filepath.Abs("testdata/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	s := &deploySite{t: t, scenarios: scenarios, cluster: rollouttest.New(t), event: filepath.Join(t.TempDir(), "event.yaml"), home: t.TempDir()}
	if err := os.WriteFile(s.event, []byte(deployEvent), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", s.cluster.Kubeconfig(t, "prod", "test"))
	return s
}

// typing runs a command at a terminal where somebody types that; without any, there is no terminal.
func (s *deploySite) typing(typed *string, args ...string) ExitCode {
	s.t.Helper()
	env := map[string]string{"HARDEN_HOME": s.home, "HARDEN_SCENARIOS": s.scenarios, "FAKE_CLOCK": "1"}
	in := ""
	if typed != nil {
		env["FAKE_TTY"], env["ACCESSIBLE"], in = "100x40", "1", *typed
	}
	var out, talk bytes.Buffer
	f := fakeFactory(func(name string) string { return env[name] }, strings.NewReader(in), &out, &talk)
	code := Run(s.t.Context(), f, args)
	s.out, s.talk = out.String(), talk.String()
	return code
}

func (s *deploySite) run(args ...string) ExitCode { s.t.Helper(); return s.typing(nil, args...) }

func (s *deploySite) want(code, wanted ExitCode, texts ...string) {
	s.t.Helper()
	if code != wanted {
		s.t.Errorf("exit code %d, not %d", code, wanted)
	}
	for _, text := range texts {
		if !strings.Contains(s.out+s.talk, text) {
			s.t.Errorf("it does not say %q", text)
		}
	}
	if s.t.Failed() {
		s.t.Fatalf("it says\n%s\n%s", s.out, s.talk)
	}
}

func text(s string) *string { return &s }

// Nothing is touched unless somebody names the cluster, at the terminal or by a flag.
func TestDeployConfirms(t *testing.T) {
	s := newDeploySite(t)
	untouched := func() {
		t.Helper()
		for _, request := range s.cluster.Log() {
			if !strings.Contains(request, "selfsubjectreviews") {
				t.Fatalf("it was touched: %s", request)
			}
		}
	}
	args := []string{"workshop", "deploy", s.event, "--learners", "3"}
	s.want(s.run(args...), ExitUsage, "harden: which cluster is meant has to be confirmed, and nobody is at this terminal", "try: --yes --context with its name")
	s.want(s.run(append(args, "--yes")...), ExitUsage, "harden: --yes does not ask, so the cluster has to be named: --context")
	s.want(s.run("workshop", "undeploy"), ExitUsage, "nobody is at this terminal")
	s.want(s.run("workshop", "undeploy", "--yes"), ExitUsage, "--yes does not ask")
	for _, typed := range []string{"", "\n", "y\n", "yes\n", "test\n", "PROD\n"} {
		s.want(s.typing(&typed, args...), ExitUsage, "that is not the context's name, so nothing was done", "context     prod", "user        alice@example.org",
			"cluster     "+s.cluster.URL+", Kubernetes v1.37.1", "namespace   hardenway-workshop, which is made", "asks for    memory 1.9 GiB, processors 0.7", "on 1 node")
		untouched()
	}
	s.want(s.run(append(args, "--yes", "--context", "none")...), ExitUsage, `the kubeconfig has no context "none"`, "--context with one of: prod, test")
	untouched()
}

// Harden's own labs are no place for it, by where their kubeconfig is and by what their node is.
func TestDeployRefusesLabs(t *testing.T) {
	s := newDeploySite(t)
	s.cluster.Put("/api/v1/nodes/lab", rollouttest.Object{"metadata": rollouttest.Object{"name": "lab"}, "status": rollouttest.Object{"nodeInfo": rollouttest.Object{"containerRuntimeVersion": "hardenway://0.1.0"}}})
	for _, args := range [][]string{{"workshop", "deploy", s.event, "--learners", "3"}, {"workshop", "undeploy"}} {
		s.want(s.run(append(args, "--yes", "--context", "prod")...), ExitUsage, `the context "prod" is one of harden's own labs (its node lab is an embedded lab), which is no place for a workshop`)
	}
	other := newDeploySite(t)
	data, err := os.ReadFile(os.Getenv("KUBECONFIG"))
	if err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(other.home, "embedded", "weak-rbac", "kubeconfig")
	if err := os.MkdirAll(filepath.Dir(mine), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mine, data, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", mine)
	other.want(other.typing(text("prod\n"), "workshop", "deploy", other.event, "--learners", "3"), ExitUsage, "one of harden's own labs (its kubeconfig is "+mine+")")
	if log := other.cluster.Log(); len(log) != 0 {
		t.Errorf("it was asked: %v", log)
	}
}

func TestDeploy(t *testing.T) {
	s := newDeploySite(t)
	// At a terminal.
	s.want(s.typing(text("prod\n"), "workshop", "deploy", s.event, "--learners", "3"), ExitOK, "harden workshop join https://127.0.0.1:7443 ", "fingerprint ", "/login#hwi_",
		"kubectl --context prod -n hardenway-workshop port-forward service/workshop 7443:7443", "server ready, 3 of 3 labs ready", "All of it is ready.")
	grab := func(begin, end string) string {
		t.Helper()
		_, rest, ok := strings.Cut(s.out, begin)
		got, _, _ := strings.Cut(rest, end)
		if !ok || got == "" {
			t.Fatalf("there is no %s in\n%s", begin, s.out)
		}
		return strings.TrimSpace(got)
	}
	join, fingerprint, token := grab("harden workshop join ", "\n"), grab("fingerprint", "\n"), grab("/login#", "\n")
	hash := func() any {
		return s.cluster.Get("/api/v1/namespaces/hardenway-workshop/secrets/instructor")["data"].(rollouttest.Object)["sha256"]
	}
	before := hash()
	for _, at := range s.cluster.Paths("/") {
		if o := s.cluster.Get(at); strings.Contains(fmt.Sprint(o), token) {
			t.Errorf("the instructor's token is on the cluster: %s", at)
		}
	}
	// Again, with more: who joined, and what they know the server by, stays.
	s.want(s.run("workshop", "deploy", s.event, "--learners", "5", "--yes", "--context", "prod"), ExitOK, "which has this workshop with 3 labs", "labs there  3 labs go on running", "5 of 5 labs ready",
		"The instructor's link was shown before")
	if grab("harden workshop join ", "\n") != join || grab("fingerprint", "\n") != fingerprint || hash() != before {
		t.Errorf("it is another workshop:\n%s", s.out)
	}
	s.want(s.run("workshop", "deploy", s.event, "--learners", "2", "--yes", "--context", "prod"), ExitOK, "the first 2 stay; 3 more END")
	// Another image means other labs.
	s.want(s.run("workshop", "deploy", s.event, "--learners", "2", "--yes", "--context", "prod", "--image", "hardenway/harden:v2", "--new-token"), ExitOK, "2 labs: they END", "/login#hwi_")
	if hash() == before {
		t.Error("the new token is the old one")
	}
	// Another event is not put over it.
	if err := os.WriteFile(s.event, []byte(strings.Replace(deployEvent, "A small day", "Another day", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.want(s.run("workshop", "deploy", s.event, "--learners", "2", "--yes", "--context", "prod"), ExitUsage, `the workshop "A small day" is in the namespace "hardenway-workshop", and this is "Another day"`)
}

func TestDeployFails(t *testing.T) {
	s := newDeploySite(t)
	deploying := func(more ...string) ExitCode {
		t.Helper()
		return s.run(append([]string{"workshop", "deploy", s.event, "--learners", "2", "--yes", "--context", "prod"}, more...)...)
	}
	s.cluster.Put("/api/v1/namespaces/shop", rollouttest.Object{"metadata": rollouttest.Object{"name": "shop"}})
	s.want(deploying("-n", "shop"), ExitUsage, `the namespace "shop" of prod was not made by harden workshop deploy, and is left alone`, "--namespace with another name")
	s.cluster.Refuse("GET /apis/storage.k8s.io/v1/storageclasses/standard", 0)
	s.cluster.Put("/apis/storage.k8s.io/v1/storageclasses/standard", rollouttest.Object{"metadata": rollouttest.Object{"name": "standard"}})
	s.want(deploying(), ExitUnknown, "the cluster has no default storage class", "--storage none")
	s.cluster.Break("ImagePullBackOff")
	s.want(deploying("--storage", "none", "--image", "hardenway/harden:v1"), ExitUnknown, "they are LOST when it ends", "the cluster cannot get the image hardenway/harden:v1", "docker load -i harden.tar",
		"kind load image-archive harden.tar", "the same command again, which goes on from there; or harden workshop undeploy --context prod -n hardenway-workshop")
	s.cluster.Break("")
	s.want(deploying("--storage", "none", "--image", "hardenway/harden:v1"), ExitOK, "All of it is ready.", "The instructor's link was shown before")
	s.cluster.Refuse("PATCH /apis/batch/v1/namespaces/hardenway-workshop/jobs/lab", 403)
	s.want(deploying("--storage", "none"), ExitUnknown, "making the Job lab: the test says Forbidden", "try: --context with a user that may")
}

func TestDeployUsage(t *testing.T) {
	s := newDeploySite(t)
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"for how many": {nil, "harden workshop deploy needs to know for how many: --learners"},
		"too many":     {[]string{"--learners", "900"}, "900 learners: a workshop on a cluster is for 1 to 500"},
		"namespace":    {[]string{"--learners", "3", "-n", "A_B"}, `the namespace "A_B" cannot be one`},
		"expose":       {[]string{"--learners", "3", "--expose", "ingress"}, `"ingress" is no way to reach a server: use cluster-ip, node-port or load-balancer`},
		"hours":        {[]string{"--learners", "3", "--hours", "1000"}, "--hours 1000: labs live for an hour up to a month"},
		"url":          {[]string{"--learners", "3", "--url", "http://127.0.0.1:80"}, "the server speaks TLS, so its address begins with https://"},
		"image":        {[]string{"--learners", "3", "--image", "Bad"}, `"Bad" is no name of an image`},
		"dry and yes":  {[]string{"--learners", "3", "--dry-run", "--yes"}, "--dry-run applies nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.want(s.run(append([]string{"workshop", "deploy", s.event}, tt.args...)...), ExitUsage, tt.want)
		})
	}
	s.t = t
	if err := os.WriteFile(s.event, []byte(deployEvent+"start: 2020-03-04T09:00:00Z\nminutes: 60\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.want(s.run("workshop", "deploy", s.event, "--learners", "3", "--dry-run"), ExitUsage, "the event ended at ", "--hours 9, or another end in the event")
	s.want(s.run("workshop", "deploy", s.event, "--learners", "3", "--dry-run", "--hours", "2"), ExitOK, "The labs are given 2h")
}

// What --dry-run prints asks no cluster, and is what would be applied.
func TestDeployDryRun(t *testing.T) {
	s := newDeploySite(t)
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	s.want(s.run("workshop", "deploy", s.event, "--learners", "3", "--dry-run", "--hours", "9"), ExitOK, "kind: Namespace", "completions: 3", "activeDeadlineSeconds: 32400", "--url",
		"has secrets in it", "/login#hwi_", "fingerprint  ")
	if strings.Contains(s.out, "hwi_") || !strings.Contains(s.out, "code: ") {
		t.Errorf("the token is among the manifests, or there is no code:\n%s", s.out)
	}
	if n := strings.Count(s.out, "\n---\n"); n != 14 {
		t.Errorf("there are %d documents", n+1)
	}
	s.want(s.run("workshop", "deploy", s.event, "--learners", "3", "--dry-run", "--expose", "load-balancer"), ExitOK, "Where learners reach it was not known")
	if log := s.cluster.Log(); len(log) != 0 {
		t.Errorf("the cluster was asked: %v", log)
	}
}

func TestUndeploy(t *testing.T) {
	s := newDeploySite(t)
	t.Chdir(t.TempDir())
	s.want(s.run("workshop", "undeploy", "--yes", "--context", "prod"), ExitOK, "There is no namespace hardenway-workshop at prod, so there is nothing to remove.")
	s.want(s.run("workshop", "undeploy", "--yes", "--context", "prod", "--discard", "--results", "x"), ExitUsage, "--results and --discard are two wishes")
	s.cluster.Put("/api/v1/namespaces/kube-system", rollouttest.Object{"metadata": rollouttest.Object{"name": "kube-system"}})
	s.want(s.run("workshop", "undeploy", "--yes", "--context", "prod", "-n", "kube-system"), ExitUsage, "was not made by harden workshop deploy, and is left alone")
	s.want(s.run("workshop", "deploy", s.event, "--learners", "2", "--yes", "--context", "prod"), ExitOK)
	there := func() bool { return s.cluster.Get("/api/v1/namespaces/hardenway-workshop") != nil }
	s.want(s.typing(text("test\n"), "workshop", "undeploy"), ExitUsage, "that is not the context's name", "results     are written to hardenway-workshop-results.json first")
	if err := os.WriteFile("mine.json", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.want(s.run("workshop", "undeploy", "--yes", "--context", "prod", "--results", "mine.json"), ExitUsage, "mine.json is there already")
	// This cluster has no pod that would answer, so there are no results: nothing is removed.
	s.want(s.run("workshop", "undeploy", "--yes", "--context", "prod"), ExitUnknown, "fetching the results from the server", "--discard, which removes the results unseen")
	if !there() {
		t.Fatal("it was removed, and its results with it")
	}
	if _, err := os.Stat("hardenway-workshop-results.json"); err == nil {
		t.Error("there is a file of results without any")
	}
	s.want(s.typing(text("prod\n"), "workshop", "undeploy", "--discard"), ExitOK, "results     are LOST", "Nothing of it is left at prod.")
	if there() || s.cluster.Get("/api/v1/namespaces/kube-system") == nil {
		t.Error("what is to be gone is there, or the other way round")
	}
	for _, at := range s.cluster.Paths("/") {
		if strings.Contains(at, deploy.JobName+"/") || strings.Contains(at, "hardenway-workshop") {
			t.Errorf("%s is left", at)
		}
	}
}

// program is as much of an executable as says what it is for.
func program(t *testing.T, machine elf.Machine, dynamic bool) string {
	t.Helper()
	var b bytes.Buffer
	head := elf.Header64{Type: uint16(elf.ET_EXEC), Machine: uint16(machine), Version: 1, Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: 1}
	copy(head.Ident[:], "\x7fELF\x02\x01\x01")
	kind := elf.PT_LOAD
	if dynamic {
		kind = elf.PT_INTERP
	}
	for _, part := range []any{head, elf.Prog64{Type: uint32(kind)}} {
		if err := binary.Write(&b, binary.LittleEndian, part); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "harden")
	if err := os.WriteFile(file, b.Bytes(), 0o755); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWorkshopImage(t *testing.T) {
	s := newDeploySite(t)
	t.Chdir(t.TempDir())
	good := program(t, elf.EM_AARCH64, false)
	s.want(s.run("workshop", "image", "-f", "harden.tar", "--program", good), ExitOK, "hardenway/harden:v0.1.0-test  linux/arm64", "kind load image-archive harden.tar")
	data, err := os.ReadFile("harden.tar")
	if err != nil || !bytes.Contains(data, []byte(`"docker.io/hardenway/harden:v0.1.0-test"`)) || !bytes.Contains(data, []byte("65532:65532")) {
		t.Errorf("the file is not an image: %v", err)
	}
	s.want(s.run("workshop", "image", "-f", "harden.tar", "--program", good), ExitUsage, "harden.tar is there already", "--force")
	s.want(s.run("workshop", "image", "-f", "harden.tar", "--program", good, "--force", "--name", "registry.example.org/harden:v2"), ExitOK, "registry.example.org/harden:v2")
	for name, tt := range map[string]struct {
		args []string
		code ExitCode
		want string
	}{
		"no file":         {nil, ExitUsage, "harden workshop image needs the name of a file to write: -f"},
		"a name":          {[]string{"-f", "x", "--name", "A B"}, ExitUsage, `--name: "A B" is no name of an image with a tag`},
		"no program":      {[]string{"-f", "x", "--program", s.event}, ExitUnknown, "event.yaml cannot be in an image: it is no program for Linux"},
		"not there":       {[]string{"-f", "x", "--program", "none"}, ExitUnknown, "none cannot be in an image: "},
		"another machine": {[]string{"-f", "x", "--program", program(t, elf.EM_RISCV, false)}, ExitUnknown, "cannot be in an image: it is for EM_RISCV"},
		"dynamic":         {[]string{"-f", "x", "--program", program(t, elf.EM_X86_64, true)}, ExitUnknown, "it needs libraries of the system's, and the image has none"},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.want(s.run(append([]string{"workshop", "image"}, tt.args...)...), tt.code, tt.want)
			if _, err := os.Stat("x"); err == nil {
				t.Error("there is a file all the same")
			}
		})
	}
	s.t = t
	if runtime.GOOS != "linux" {
		s.want(s.run("workshop", "image", "-f", "y"), ExitUsage, "containers run Linux, and this harden does not")
	}
}
