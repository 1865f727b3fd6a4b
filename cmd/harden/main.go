// Harden is a hands-on lab for Kubernetes security; see harden help.
package main

import (
	"os"

	"github.com/hardenway/hardenway/internal/cli"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/embedded"
)

// version is set by the linker in a release.
var version string

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.Parts{Version: version, Providers: func(h cli.Host) []labs.Provider {
		return []labs.Provider{&embedded.Provider{Dir: h.Home.Provider(embedded.Name), Executable: h.Self, Version: h.Version}}
	}}))
}
