package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/hosted/house"
	"github.com/hardenway/hardenway/labs/workshop"
)

type workshopLabOptions struct {
	Listen string
	Health string
	TLS    string
}

func newWorkshopLab(f *Factory) *cobra.Command {
	o := &workshopLabOptions{}
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Give a workshop's server one lab, until SIGTERM",
		Long: `Makes embedded clusters as the workshop's server asks for them, one at a time, as an ordinary user and below HARDEN_HOME. Whoever has not the certificate of that server is refused.

One such process serves one learner. The server is told of it by harden workshop serve --labs; docs/workshop.md has the parts.`,
		Example: `harden workshop lab --tls /etc/harden/tls
			harden workshop lab --tls certificates/127.0.0.1 --listen 127.0.0.1:7444 --health 127.0.0.1:7445`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWorkshopLab(cmd.Context(), f, o) },
	}
	cmd.Flags().StringVar(&o.Listen, "listen", ":7444", "`address` at which the workshop's server comes")
	cmd.Flags().StringVar(&o.Health, "health", ":7445", "`address` of /healthz and /readyz, by plain HTTP; empty for none")
	cmd.Flags().StringVar(&o.TLS, "tls", "", "`directory` with ca.crt, tls.crt and tls.key")
	return cmd
}

// endTime is how long removing the lab may take at the end.
const endTime = 12 * time.Second

func runWorkshopLab(ctx context.Context, f *Factory, o *workshopLabOptions) (err error) {
	if o.TLS == "" {
		return usagef("harden workshop lab --tls DIR; harden workshop lab-certificates makes such directories", "harden workshop lab needs its certificates: --tls names their directory")
	}
	certificate, err := hosted.ReadCertificate(o.TLS)
	if err != nil {
		return err
	}
	if err := hasUsers(); err != nil {
		return err
	}
	providers, err := f.Providers()
	if err != nil {
		return err
	}
	self, err := f.Self()
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return &labs.Problem{Err: fmt.Errorf("cannot listen on %s: %w", o.Listen, err), Try: "--listen with another port"}
	}
	defer listener.Close()
	agent := &hosted.Agent{Provider: providers[0], Most: 1, Harden: f.Build, Log: slog.New(slog.NewTextHandler(f.IO.Err.Underlying(), nil))}
	var ready atomic.Bool
	if o.Health != "" {
		stop, err := serveHealth(ctx, o.Health, &ready)
		if err != nil {
			return err
		}
		defer stop()
	}
	if err := warm(self); err != nil {
		return fmt.Errorf("reading harden itself: %w", err)
	}
	ready.Store(true)
	f.note("A lab for the workshop's server, at ", listener.Addr().String(), ".")
	err = agent.Serve(ctx, listener, certificate)
	ready.Store(false)
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	if err := errors.Join(err, agent.RemoveAll(undo)); err != nil {
		return err
	}
	// Told to end it has not done its work: on a cluster another pod takes the place of one that did not succeed.
	return &codeError{ExitCancelled}
}

// hasUsers fails where a kubelet would not start, which looks up its user.
func hasUsers() error {
	const users = "/etc/passwd"
	if _, err := os.Stat(users); runtime.GOOS == "linux" && errors.Is(err, fs.ErrNotExist) {
		return &labs.Problem{Err: fmt.Errorf("there is no %s, without which a kubelet does not start", users), Try: "an empty file of that name in the container's image; harden workshop image makes one with it"}
	}
	return nil
}

// warm reads the program once, so that its components start from memory: an image that was just pulled, or a disk
// elsewhere, would otherwise make the first learner wait for it.
func warm(self string) error {
	file, err := os.Open(self)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, file)
	return errors.Join(err, file.Close())
}

// healthTime is how long a request for health may take.
const healthTime = 5 * time.Second

func serveHealth(ctx context.Context, address string, ready *atomic.Bool) (stop func(), err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, &labs.Problem{Err: fmt.Errorf("cannot listen on %s: %w", address, err), Try: `--health with another port, or --health ""`}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !ready.Load() {
			http.Error(w, "not ready yet", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ok\n")
	})
	server := &http.Server{Handler: mux, ReadTimeout: healthTime, WriteTimeout: healthTime, MaxHeaderBytes: 4 << 10, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
	go func() { _ = server.Serve(listener) }()
	return func() { _ = server.Close() }, nil
}

func newWorkshopLabCertificates(f *Factory) *cobra.Command {
	var days int
	cmd := &cobra.Command{
		Use:   "lab-certificates <directory> <host>...",
		Short: "Make the certificates of hosted labs",
		Long: `Makes a CA, a certificate by which labs know the workshop's server, and one for the lab at each host. The server's directory is for harden workshop serve --labs-tls, each host's for harden workshop lab --tls there.

The CA's key is thrown away: with another lab, make all of them anew.`,
		Example: `harden workshop lab-certificates certificates 127.0.0.1
			harden workshop lab-certificates certificates lab-0.labs.workshop.svc lab-1.labs.workshop.svc`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usagef("harden workshop lab-certificates certificates 127.0.0.1", "%s needs a directory, and the host of each lab", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return runLabCertificates(f, args[0], args[1:], days) },
	}
	cmd.Flags().IntVar(&days, "days", 7, "how many `days` they hold")
	return cmd
}

func runLabCertificates(f *Factory, dir string, hosts []string, days int) error {
	const try = "harden workshop lab-certificates certificates 127.0.0.1"
	if days < 1 || days > 366 {
		return usagef(try, "--days %d: use 1 to 366", days)
	}
	if _, err := os.Stat(filepath.Join(dir, "server")); err == nil {
		return usagef("another directory", "%s holds certificates already, and labs know the server by those", dir)
	}
	for _, host := range hosts {
		if host == "server" || host != filepath.Base(host) || host == "." || host == ".." {
			return usagef(try, "%q is no host of a lab", host)
		}
	}
	all, err := hosted.NewCertificates(hosts, f.Now(), f.Now().AddDate(0, 0, days))
	if err != nil {
		return err
	}
	if err := all.Server.Write(filepath.Join(dir, "server")); err != nil {
		return err
	}
	f.out().Line(filepath.Join(dir, "server"))
	for _, host := range hosts {
		if err := all.Labs[host].Write(filepath.Join(dir, host)); err != nil {
			return err
		}
		f.out().Line(filepath.Join(dir, host))
	}
	return nil
}

// labsOptions are those of serve that are about hosted labs.
type labsOptions struct {
	File  string
	TLS   string
	Until string
}

func (o *labsOptions) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.File, "labs", "", "`file` with the addresses of hosted labs, one on each line")
	cmd.Flags().StringVar(&o.TLS, "labs-tls", "", "`directory` with ca.crt, tls.crt and tls.key by which hosted labs know this server")
	cmd.Flags().StringVar(&o.Until, "labs-until", "", "`time` at which hosted labs end, otherwise when the event does")
}

// until is when hosted labs end; zero for never.
func (o *labsOptions) until(plan *workshop.Plan, now time.Time) (time.Time, error) {
	until := plan.End()
	if o.Until != "" {
		var err error
		if until, err = time.Parse(time.RFC3339, o.Until); err != nil {
			return until, usagef("--labs-until "+now.Add(8*time.Hour).Format(time.RFC3339), "--labs-until %s is no time", o.Until)
		}
	}
	return until, nil
}

// house is who gives learners labs, or nil without --labs.
func (o *labsOptions) house(f *Factory, plan *workshop.Plan, dir string, log *slog.Logger) (*house.House, error) {
	if o.File == "" {
		if o.TLS != "" || o.Until != "" {
			return nil, usagef("harden workshop serve --help", "--labs-tls and --labs-until are about hosted labs: --labs names them")
		}
		return nil, nil //nolint:nilnil // there are none
	}
	if o.TLS == "" {
		return nil, usagef("harden workshop lab-certificates, which makes them", "hosted labs know this server by its certificate: --labs-tls names its directory")
	}
	until, err := o.until(plan, f.Now())
	if err != nil {
		return nil, err
	}
	if !until.IsZero() && !until.After(f.Now()) {
		// A server that is started again afterwards still has results to show.
		f.note("The hosted labs ended at ", until.Local().Format("15:04 on 2 January"), ", so none is given.")
	}
	addresses, err := hosted.ReadAddresses(o.File)
	if err != nil {
		return nil, err
	}
	certificate, err := hosted.ReadCertificate(o.TLS)
	if err != nil {
		return nil, err
	}
	catalogue, err := f.Catalogue()
	if err != nil {
		return nil, err
	}
	options := house.Options{
		Dir: filepath.Join(dir, "hosted"), Scenarios: catalogue, Version: f.Build, Until: until, Now: f.Now, Log: log,
		Event: func(scenario string) bool { return plan.Scenario(scenario) != nil },
	}
	for _, address := range addresses {
		agent, err := hosted.NewAgentClient(address, certificate)
		if err != nil {
			return nil, err
		}
		options.Agents = append(options.Agents, agent)
	}
	return house.New(options), nil
}
