package workload

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
)

// env is a container's environment for a test.
func env(out *bytes.Buffer, vars map[string]string) Env {
	return Env{Getenv: func(name string) string { return vars[name] }, Stdout: out, Stderr: out}
}

func TestMainRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		vars map[string]string
		code int
		want string
	}{
		{"no program", nil, nil, exitUsage, "which program? Give its name as the container's first argument: idle, shop, prober"},
		{"unknown program", []string{"shopp"}, nil, exitUsage, `there is no program "shopp"; there are: idle, shop`},
		{"unknown flag", []string{"shop", "--porrt=1"}, nil, exitUsage, "flag provided but not defined: -porrt"},
		{"stray argument", []string{"idle", "now"}, nil, exitUsage, `idle: unexpected argument "now"; settings are given as --name=value`},
		{"bad port", []string{"shop", "--port=0"}, nil, exitFailed, "shop: listening on port 0: a port is 1 to 65535"},
		{"prober without a URL", []string{"prober"}, nil, exitUsage, "prober: what shall be called?"},
		{"dashboard outside a pod", []string{"dashboard"}, nil, exitFailed, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"},
		{"dashboard with a strange path", []string{"dashboard", "--base-path=x y"}, nil, exitUsage, "--base-path=/x y: want something like ops"},
		{"image guard without images", []string{"image-guard"}, nil, exitUsage, "which images are good?"},
		{"image guard without a certificate", []string{"image-guard", "--allow=x"}, map[string]string{"HARDENWAY_MOUNTS": "[]"}, exitFailed, "/tls/tls.crt"},
		{"authorizer without a certificate", []string{"authorizer"}, map[string]string{"HARDENWAY_MOUNTS": "[]"}, exitFailed, "/etc/authorizer/tls.crt"},
		{"metadata at no address", []string{"metadata", "--address=here"}, nil, exitUsage, "--address=here: want an IP address"},
		{"no address", []string{"address"}, nil, exitUsage, "want one IPv4 address"},
		{"an address without a network", []string{"address", "169.254.169.254"}, map[string]string{"HARDENWAY_MOUNTS": "[]"}, exitFailed, "this pod has no network of its own"},
		{"unknown system call", []string{"syscalls", "reboot"}, nil, exitUsage, `no call "reboot" is known here; there are: `},
		{"system call", []string{"syscalls", "getpid"}, nil, exitOK, "getpid=ok\n"},
		{"broken mounts", []string{"idle"}, map[string]string{"HARDENWAY_MOUNTS": "{"}, exitFailed, "reading HARDENWAY_MOUNTS"},
		{"probe without words", []string{"/bin/probe"}, nil, exitUsage, "want: probe http PORT PATH"},
		{"help is no failure", []string{"shop", "--help"}, nil, exitOK, "-port int"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			if code := Main(t.Context(), tt.args, env(&out, tt.vars)); code != tt.code {
				t.Errorf("exit code %d, want %d\n%s", code, tt.code, out.String())
			}
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("it said:\n%s\nwant in it: %s", out.String(), tt.want)
			}
		})
	}
}

func TestIdleEndsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	if code := Main(ctx, []string{"idle"}, env(&out, nil)); code != exitOK {
		t.Errorf("exit code %d, want 0:\n%s", code, out.String())
	}
}

func TestProgramsAreDescribed(t *testing.T) {
	var seen []string
	for _, p := range Programs() {
		if p.Name == "" || p.Summary == "" || p.run == nil {
			t.Errorf("program %+v lacks something", p)
		}
		if strings.HasSuffix(p.Summary, ".") {
			t.Errorf("%s: the summary ends in a full stop", p.Name)
		}
		if slices.Contains(seen, p.Name) {
			t.Errorf("%s is listed twice", p.Name)
		}
		seen = append(seen, p.Name)
	}
}
