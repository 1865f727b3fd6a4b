package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/go-logr/logr"
	"google.golang.org/grpc/grpclog"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"

	"github.com/hardenway/hardenway/internal/disk"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/progress"
	"github.com/hardenway/hardenway/scenarios"
)

// ScenariosVariable names a folder of scenarios to use instead of those in the binary.
const ScenariosVariable = "HARDEN_SCENARIOS"

// Parts are what main puts the command together from. Main has to make the process
// kubectl when it is started under that name: see selfKubectl.
type Parts struct {
	// Version is what the linker was told, or "".
	Version string
	// Providers makes the cluster providers, the default one first. It is called often
	// and has to be cheap.
	Providers func(Host) []labs.Provider
	// Generator makes questions for the quiz; nil for none.
	Generator Generator
}

// Host is what providers are told about where they run.
type Host struct {
	Home    labs.Home
	Self    string // path of this executable
	Version string // of this harden
}

// Main runs the command line of this process and returns what to exit with.
func Main(args []string, parts Parts) int {
	quiet()
	s := &signals{}
	ctx, stop := s.listen(context.Background())
	defer stop()
	f := parts.factory()
	f.Delegate = s.delegate
	return int(Run(ctx, f, args))
}

func (p Parts) factory() *Factory {
	f := &Factory{
		IO:    term.System(os.Getenv, false),
		Env:   os.Getenv,
		Now:   time.Now,
		Build: BuildVersion(p.Version),
		Home:  labs.FindHome,

		Generator: p.Generator,
		Self:      os.Executable,
		Free:      disk.Free,
	}
	f.Kubectl = func(ctx context.Context, kubeconfig string, args []string, stdio labs.Stdio) (int, error) {
		self, err := os.Executable()
		if err != nil {
			return 0, fmt.Errorf("finding the path of harden itself: %w", err)
		}
		return selfKubectl(self)(ctx, kubeconfig, args, stdio)
	}
	f.Catalogue = func() (*scenarios.Catalogue, error) {
		if dir := f.Env(ScenariosVariable); dir != "" {
			return scenarios.Open(dir)
		}
		return scenarios.Builtin(), nil
	}
	host := func() (Host, error) {
		home, err := f.Home()
		if err != nil {
			return Host{}, err
		}
		self, err := os.Executable()
		if err != nil {
			return Host{}, fmt.Errorf("finding the path of harden itself: %w", err)
		}
		return Host{Home: home, Self: self, Version: f.Build}, nil
	}
	f.Providers = func() ([]labs.Provider, error) {
		h, err := host()
		if err != nil {
			return nil, err
		}
		return p.Providers(h), nil
	}
	f.Record = func() (Record, error) {
		home, err := f.Home()
		if err != nil {
			return nil, err
		}
		return progress.Open(home.Progress()), nil
	}
	f.Engine = func(catalogue *scenarios.Catalogue) (Engine, error) {
		h, err := host()
		if err != nil {
			return nil, err
		}
		own := engine{&labs.Engine{
			Home: h.Home, Providers: p.Providers(h), Scenarios: catalogue, Version: h.Version, Self: h.Self,
		}}
		return f.withGuest(own, catalogue, h.Self)
	}
	return f
}

// quiet keeps what client libraries log out of a person's way. What matters of it comes back
// as an error, in harden's own words.
func quiet() {
	klog.SetLogger(logr.Discard())
	grpclog.SetLoggerV2(grpclog.NewLoggerV2(io.Discard, io.Discard, io.Discard))
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
}
