// Harden is a hands-on lab for Kubernetes security; see harden help.
package main

import (
	"context"
	"os"

	"github.com/spf13/pflag"

	"github.com/hardenway/hardenway/internal/cli"
	"github.com/hardenway/hardenway/internal/kubectl"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/embedded"
	"github.com/hardenway/hardenway/labs/embedded/node"
	"github.com/hardenway/hardenway/labs/kind"
	"github.com/hardenway/hardenway/labs/workload"
)

// version is set by the linker in a release.
var version string

func main() {
	if code, ok := component(); ok {
		os.Exit(code)
	}
	os.Exit(harden())
}

// component runs as a part of a node, or as kubectl, when it was started under that name.
func component() (code int, ok bool) {
	if code, ok := node.Dispatch(context.Background(), os.Args, workload.Process); ok {
		return code, true
	}
	return kubectl.Dispatch(os.Args)
}

func harden() int {
	// A library of Kubernetes puts its --version there, and cobra takes what is there into every command.
	pflag.CommandLine = pflag.NewFlagSet(os.Args[0], pflag.ContinueOnError)
	return cli.Main(embedded.ShellArgs(os.Args, os.Getenv), cli.Parts{Version: version, Generator: generator{}, Providers: func(h cli.Host) []labs.Provider {
		return []labs.Provider{
			&embedded.Provider{Dir: h.Home.Provider(embedded.Name), Executable: h.Self, Version: h.Version},
			&kind.Provider{Dir: h.Home.Provider(kind.Name), Version: h.Version, Image: os.Getenv(kind.EnvImage)},
		}
	}})
}
