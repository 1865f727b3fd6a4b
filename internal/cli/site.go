package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/site"
	"github.com/hardenway/hardenway/site/catalogue"
)

// siteVersion is the version of `harden site build -o json`. Within it fields are only added.
const siteVersion = "hardenway.dev/site/v1"

// siteFolder is where a site is put when nobody says where.
const siteFolder = "hardenway-site"

func newSite(f *Factory) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "site",
		Short: "Make the course into pages to read in a browser",
		Long: `Lessons, scenarios with their hints, questions, slides and documentation as one folder. It works from a disk, from any path of any web server, and without a network. No solution is in it.

With HARDEN_SCENARIOS the site has the scenarios of that folder.`,
		Example: `harden site build
			harden site serve`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			writeHelp(f.out(), cmd)
			return nil
		},
	}
	cmd.AddCommand(newSiteBuild(f), newSiteServe(f))
	return cmd
}

// site builds the site in memory.
func (f *Factory) site() (*site.Site, error) {
	// A quarter of the time went into collecting garbage of a heap that is small and soon gone: this
	// takes 100 MB more at the peak.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	from, err := f.Catalogue()
	if err != nil {
		return nil, err
	}
	course, err := catalogue.Course(from, f.Build, kubernetesVersion())
	if err != nil {
		return nil, err
	}
	return site.Build(course)
}

type siteReport struct {
	APIVersion   string `json:"apiVersion"`
	Folder       string `json:"folder"`
	Pages        int    `json:"pages"`
	Files        int    `json:"files"`
	Bytes        int64  `json:"bytes"`
	Milliseconds int64  `json:"milliseconds"`
}

func newSiteBuild(f *Factory) *cobra.Command {
	var as format
	cmd := &cobra.Command{
		Use:   "build [folder]",
		Short: "Write the site into a folder",
		Long:  "Writes into " + siteFolder + " when no folder is named. A folder that holds a site from before is brought up to date, and what others have put there stays; any other folder that is not empty is refused. The same harden writes the same bytes.",
		Example: `harden site build
			harden site build ./public -o json`,
		Args: atMost(1, "one folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			return runSiteBuild(f, first(args), as)
		},
	}
	formatFlag(cmd, &as, formatJSON)
	return cmd
}

func runSiteBuild(f *Factory, dir string, as format) error {
	if dir == "" {
		dir = siteFolder
	}
	began := f.Now()
	s, err := f.site()
	if err != nil {
		return err
	}
	if err := s.Write(dir); err != nil {
		return err
	}
	took := f.Now().Sub(began)
	if as == formatJSON {
		return writeJSON(f.out(), siteReport{siteVersion, dir, s.Pages(), len(s.Files), s.Size(), took.Milliseconds()})
	}
	f.out().Line(fmt.Sprintf("%s, %s, in %.1f s: %s", count(s.Pages(), "page"), sizeWord(s.Size()), took.Seconds(), filepath.Join(dir, "index.html")))
	return nil
}

func newSiteServe(f *Factory) *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the site from memory until Ctrl-C",
		Long:  "Prints the address, and answers there until Ctrl-C. Only this machine can reach it, unless --listen names an address that others can.",
		Example: `harden site serve
			harden site serve --listen 127.0.0.1:8080`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSiteServe(cmd.Context(), f, listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "`address` to listen on; port 0 is any that is free")
	return cmd
}

func runSiteServe(ctx context.Context, f *Factory, address string) error {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return usagef("harden site serve --listen 127.0.0.1:8080", "--listen %s is no address with a port", address)
	}
	s, err := f.site()
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return &labs.Problem{Err: fmt.Errorf("cannot listen on %s: %w", address, err), Try: "harden site serve, which takes a port that is free"}
	}
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10,
	}
	f.out().Line("http://", listener.Addr().String(), "/")
	if at, ok := listener.Addr().(*net.TCPAddr); ok && !at.IP.IsLoopback() {
		f.note("Whoever reaches this machine on port ", fmt.Sprint(at.Port), " can read it.")
	}
	f.note("Ctrl-C ends it.")
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving the site: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if err := server.Shutdown(last); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("ending the server: %w", err)
	}
	return &codeError{ExitCancelled}
}
