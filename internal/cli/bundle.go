package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/bundle"
	"github.com/hardenway/hardenway/labs/workload"
	"github.com/hardenway/hardenway/scenarios"
)

// bundleVersion is the version of `harden bundle show -o json`. Within it fields are only added.
const bundleVersion = "hardenway.dev/bundle/v1"

func newBundle(f *Factory) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bundle",
		Short: "Carry what labs on kind need to where there is no network",
		Long: `A bundle is one file with the node image for --on kind, with scenarios that are not of harden's catalogue, and if you want harden itself. It is locked by digests: one that is damaged or was added to is refused.

The embedded cluster needs no bundle, and neither do harden's own scenarios: both are inside harden. Only scenarios that need kind, or that you want to play there, need a bundle.`,
		Example: `harden bundle save --all -f class.tar
			harden bundle load class.tar`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			writeHelp(f.out(), cmd)
			return nil
		},
	}
	cmd.AddCommand(newBundleSave(f), newBundleShow(f), newBundleLoad(f))
	return cmd
}

// images finds the provider whose nodes are images.
func (f *Factory) images() (bundle.Images, string, error) {
	providers, err := f.Providers()
	if err != nil {
		return nil, "", err
	}
	for _, p := range providers {
		if images, ok := p.(bundle.Images); ok {
			return images, p.Name(), nil
		}
	}
	return nil, "", errors.New("this harden has no provider whose nodes are images, so there is nothing to carry")
}

type bundleSaveOptions struct {
	Targets    []string
	All        bool
	File       string
	Image      string
	WithHarden bool
	DryRun     bool
	Yes        bool
	Force      bool
}

func newBundleSave(f *Factory) *cobra.Command {
	o := &bundleSaveOptions{}
	cmd := &cobra.Command{
		Use:   "save [scenario or folder...]",
		Short: "Write a bundle",
		Long: `Writes the node image that --on kind would use, and the scenarios of folders that are named. How large all is to be is shown first, and on a terminal you are asked whether to go on.

The file is there when it is whole and not before: Ctrl-C leaves nothing.`,
		Example: `harden bundle save --all -f class.tar
			harden bundle save default-deny ./my-scenario --with-harden -f class.tar
			harden bundle save --all --dry-run -f class.tar`,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			names, _ := f.completeScenarios(0)(cmd, args, word)
			return names, cobra.ShellCompDirectiveDefault // folders are fine too
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Targets = args
			return runBundleSave(cmd.Context(), f, o)
		},
	}
	cmd.Flags().BoolVarP(&o.All, "all", "a", false, "for every scenario in this build")
	cmd.Flags().StringVarP(&o.File, "file", "f", "", "the `file` to write")
	cmd.Flags().StringVar(&o.Image, "image", "", "node `image` to carry, the one --on kind would use if not given")
	cmd.Flags().BoolVar(&o.WithHarden, "with-harden", false, "put this harden in as well, for machines like this one")
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "show the sizes and write nothing")
	cmd.Flags().BoolVarP(&o.Yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&o.Force, "force", false, "replace a file that is there")
	return cmd
}

func runBundleSave(ctx context.Context, f *Factory, o *bundleSaveOptions) error {
	switch {
	case o.File == "":
		return usagef("harden bundle save --all -f class.tar", "harden bundle save needs the name of a file to write: -f")
	case o.All && slices.ContainsFunc(o.Targets, func(target string) bool { return !isFolder(target) }):
		return usagef("harden bundle save --all -f "+shellQuote(o.File), "--all is for every scenario, and beside it there can only be folders, not %s", and(quoted(o.Targets)))
	case !o.All && len(o.Targets) == 0:
		return usagef("harden bundle save --all -f "+shellQuote(o.File), "harden bundle save needs the name of a scenario, a folder, or --all")
	}
	if _, err := os.Stat(o.File); err == nil && !o.Force && !o.DryRun {
		return usagef("another -f, or --force, which replaces it", "%s is there already", o.File)
	}
	images, provider, err := f.images()
	if err != nil {
		return err
	}
	plan := bundle.NewPlan(f.Build, kubernetesVersion(), f.Now())
	if err := f.planScenarios(plan, o, provider); err != nil {
		return err
	}
	if o.WithHarden {
		self, err := f.Self()
		if err != nil {
			return err
		}
		if err := plan.AddHarden(self, runtime.GOOS+"/"+runtime.GOARCH); err != nil {
			return err
		}
	}
	image, err := images.NodeImage(ctx, o.Image)
	if err != nil {
		return err
	}
	if err := plan.AddImage(images, image); err != nil {
		return err
	}
	// What is only shown is the result; else it is talk about one.
	to := f.IO.Err
	if o.DryRun {
		to = f.out()
	}
	bundleTable(to, plan.Items(), plan.Size(), true)
	if err := f.room(to, o, plan.Size()); err != nil {
		return err
	}
	bundleNotes(f, plan.Listed(), provider)
	if o.DryRun {
		return nil
	}
	if !o.Yes {
		if err := f.ask(ctx, "Write "+o.File+"?"); err != nil {
			return err
		}
	}
	var digest string
	err = f.withProgress(ctx, false, func(report labs.Reporter) error {
		var err error
		_, digest, err = plan.Save(ctx, o.File, report)
		return err
	})
	if err != nil {
		return err
	}
	f.out().Line(o.File, "  ", digest)
	f.note()
	f.note("Where it is carried to:")
	if o.WithHarden {
		f.note("  tar -xf ", shellQuote(filepath.Base(o.File)), " harden   (for who has no harden)")
	}
	f.note("  harden bundle load ", shellQuote(filepath.Base(o.File)))
	return nil
}

// planScenarios puts scenarios into a plan: those of harden's own catalogue by name only.
func (f *Factory) planScenarios(plan *bundle.Plan, o *bundleSaveOptions, provider string) error {
	catalogue, err := f.Catalogue()
	if err != nil {
		return err
	}
	providers, err := f.Providers()
	if err != nil {
		return err
	}
	// A catalogue that is not harden's own has to be carried.
	own := f.Env(ScenariosVariable) == ""
	add := func(from *scenarios.Catalogue, meta scenarios.Meta, own bool) error {
		if own {
			on := runsOn(meta, providers)
			plan.List(meta.ID, !slices.ContainsFunc(on, func(name string) bool { return name != provider }))
			return nil
		}
		s, err := from.Get(meta.ID)
		if err != nil {
			return err
		}
		if others := bundle.OtherImages(s, workload.Image); len(others) > 0 {
			f.note(fmt.Sprintf("%s uses images that no bundle carries: %s. On kind, its pods wait for them.", meta.ID, term.CleanLine(and(others))))
		}
		return plan.AddScenario(s)
	}
	if o.All {
		metas, err := catalogue.All()
		if err != nil {
			return err
		}
		for _, meta := range metas {
			if err := add(catalogue, meta, own); err != nil {
				return err
			}
		}
	}
	for _, target := range o.Targets {
		if !isFolder(target) {
			s, err := catalogue.Get(scenarios.ID(target))
			if err != nil {
				return err
			}
			if err := add(catalogue, s.Meta, own); err != nil {
				return err
			}
			continue
		}
		folder, err := scenarios.Open(target)
		if err != nil {
			return &usageError{what: err.Error(), try: "harden new my-scenario, which writes one to begin with", err: err}
		}
		metas, err := folder.All()
		if err != nil {
			return err
		}
		for _, meta := range metas {
			if err := add(folder, meta, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// room says how much of it there is, and fails when it is too little.
func (f *Factory) room(to *term.Output, o *bundleSaveOptions, size int64) error {
	dir := filepath.Dir(o.File)
	if _, err := os.Stat(dir); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return usagef("-f with a file in a directory that is there", "there is no directory %s", dir)
		}
		return err
	}
	free, err := f.Free(dir)
	if err != nil {
		to.Line("How much is free in ", dir, " could not be found out: ", term.CleanLine(err.Error()))
		return nil
	}
	to.Line("Free in ", dir, ": ", sizeWord(int64(min(free, 1<<62))))
	if uint64(size) > free {
		return &labs.Problem{Err: fmt.Errorf("the bundle takes about %s, and %s has %s", sizeWord(size), dir, sizeWord(int64(free))), Try: "free some space there, or name a file on another disk"}
	}
	return nil
}

// sizeWord is a number of bytes as people say it.
func sizeWord(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 999_500:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	case n < 999_500_000:
		return fmt.Sprintf("%.0f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

func itemWord(kind bundle.ItemKind) string {
	switch kind {
	case bundle.NodeImage:
		return "node image"
	case bundle.Scenario:
		return "scenario"
	case bundle.Harden:
		return "harden"
	}
	return string(kind)
}

func bundleTable(o *term.Output, items []bundle.Item, total int64, planned bool) {
	table := &term.Table{Columns: []term.Column{{Title: "WHAT"}, {Title: "NAME", Flexible: true}, {Title: "FOR"}, {Title: "SIZE", Right: true}}}
	about := ""
	if planned {
		about = "about " // how large docker save makes it, only docker save knows
	}
	for _, item := range items {
		size := sizeWord(item.Size)
		if item.Kind == bundle.NodeImage {
			size = about + size
		}
		table.Row(itemWord(item.Kind), item.Name, item.Platform, size)
	}
	table.Row("total", "", "", about+sizeWord(total))
	table.Write(o)
}

// bundleNotes says what of the catalogue needs no bundle.
func bundleNotes(f *Factory, listed []bundle.Listed, provider string) {
	var need, free []string
	for _, l := range listed {
		if l.NeedsKind {
			need = append(need, string(l.ID))
		} else {
			free = append(free, string(l.ID))
		}
	}
	wrap := func(text string) { f.note(term.Wrap(text, f.IO.Err.TextWidth(), "")) }
	if len(listed) > 0 {
		wrap("Every harden has its own scenarios, and the programs of their pods, inside itself; they are not in the bundle.")
	}
	if len(need) > 0 {
		wrap("Need " + provider + ", and so this image: " + strings.Join(need, ", ") + ".")
	}
	if len(free) > 0 {
		words := strings.Join(free, ", ")
		if len(free) > 6 {
			words = fmt.Sprintf("%d others", len(free))
		}
		wrap("Run without " + provider + " too, with nothing but harden: " + words + ".")
	}
}

// ask asks a person. Without one it goes on.
func (f *Factory) ask(ctx context.Context, question string) error {
	if !f.IO.InTTY || !f.IO.Err.TTY {
		return nil
	}
	f.IO.Err.Print(question, " [y/N] ")
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(f.IO.In).ReadString('\n') // the end of input is a no
		answer <- line
	}()
	select {
	case <-ctx.Done():
		f.note()
		return context.Cause(ctx)
	case line := <-answer:
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "y", "yes":
			return nil
		}
	}
	return context.Canceled
}

type bundleShowOptions struct {
	File   string
	Check  bool
	Format format
}

type bundleShown struct {
	APIVersion string `json:"apiVersion"`
	File       string `json:"file"`
	Size       int64  `json:"size"`
	Digest     string `json:"digest"`
	// Checked says that every file was compared with its digest.
	Checked bool `json:"checked"`
	bundle.Index
}

func newBundleShow(f *Factory) *cobra.Command {
	o := &bundleShowOptions{}
	cmd := &cobra.Command{
		Use:   "show <file>",
		Short: "Show what is in a bundle",
		Long:  `Shows what a bundle holds, and the digest that stands for the whole. With --check all of it is read and compared with its digests: do that once after copying.`,
		Example: `harden bundle show class.tar
			harden bundle show class.tar --check
			harden bundle show class.tar -o json`,
		Args: exactlyOne("the name of a bundle", "harden bundle show class.tar"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.File = args[0]
			return runBundleShow(cmd.Context(), f, o)
		},
	}
	cmd.Flags().BoolVar(&o.Check, "check", false, "read all of it and compare it with its digests")
	formatFlag(cmd, &o.Format, formatJSON)
	return cmd
}

func runBundleShow(ctx context.Context, f *Factory, o *bundleShowOptions) error {
	images, provider, err := f.images()
	if err != nil {
		return err
	}
	b, err := bundle.Open(o.File)
	if err != nil {
		return err
	}
	defer b.Close() //nolint:errcheck // it was only read
	if o.Check {
		err := f.withProgress(ctx, false, func(report labs.Reporter) error { return b.Verify(ctx, images, report) })
		if err != nil {
			return err
		}
	}
	if o.Format == formatJSON {
		return writeJSON(f.out(), bundleShown{APIVersion: bundleVersion, File: o.File, Size: b.Size, Digest: b.Digest, Checked: o.Check, Index: b.Index})
	}
	out := f.out()
	bundleTable(out, b.Index.Items, b.Size, false)
	out.Line()
	pairs(out, [][2]string{
		{"made by", fmt.Sprintf("harden %s with Kubernetes %s", term.CleanLine(b.Index.Harden), term.CleanLine(b.Index.Kubernetes))},
		{"made at", b.Index.Created.UTC().Format("2006-01-02 15:04 UTC")},
		{"digest", b.Digest},
		{"digests", map[bool]string{true: "all as they should be", false: "not compared: --check does it"}[o.Check]},
	}, out.TextWidth())
	bundleNotes(f, b.Index.Scenarios, provider)
	return nil
}

type bundleLoadOptions struct {
	File   string
	Digest string
}

func newBundleLoad(f *Factory) *cobra.Command {
	o := &bundleLoadOptions{}
	cmd := &cobra.Command{
		Use:   "load <file>",
		Short: "Bring what is in a bundle onto this machine",
		Long: `Compares all of the bundle with its digests, then gives the node image to Docker and puts scenarios below HARDEN_HOME. A bundle that is not whole is refused, and nothing of it is used. What is there already stays, so after Ctrl-C the same command does the rest.

From then on harden start --on kind takes that image by itself. --image and the variable HARDEN_NODE_IMAGE go before it.`,
		Example: `harden bundle load class.tar
			harden bundle load class.tar --digest sha256:0f3a...`,
		Args: exactlyOne("the name of a bundle", "harden bundle load class.tar"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.File = args[0]
			return runBundleLoad(cmd.Context(), f, o)
		},
	}
	cmd.Flags().StringVar(&o.Digest, "digest", "", "refuse a bundle of another `digest` than the one that save told")
	return cmd
}

func runBundleLoad(ctx context.Context, f *Factory, o *bundleLoadOptions) error {
	images, provider, err := f.images()
	if err != nil {
		return err
	}
	home, err := f.Home()
	if err != nil {
		return err
	}
	b, err := bundle.Open(o.File)
	if err != nil {
		return err
	}
	defer b.Close() //nolint:errcheck // it was only read
	var done []bundle.Done
	err = f.withProgress(ctx, false, func(report labs.Reporter) error {
		var err error
		done, err = b.Load(ctx, bundle.LoadOptions{Images: images, Scenarios: home.Scenarios(), Digest: o.Digest, Report: report})
		return err
	})
	if err != nil {
		return err
	}
	table := &term.Table{Columns: []term.Column{{Title: "WHAT"}, {Title: "NAME", Flexible: true}, {Title: "NOW"}}}
	var start []string
	for _, d := range done {
		table.Row(itemWord(d.Item.Kind), d.Item.Name, string(d.Outcome))
		if d.Path != "" {
			start = append(start, shellQuote(d.Path))
		}
	}
	table.Write(f.out())
	f.note()
	for _, l := range b.Index.Scenarios {
		if l.NeedsKind {
			start = append(start, string(l.ID))
		}
	}
	if len(start) == 0 {
		start = append(start, "SCENARIO")
	}
	f.note("Labs on ", provider, " take that image by themselves now:")
	for _, what := range start {
		f.note("  harden start ", term.CleanLine(what), " --on ", provider)
	}
	f.missingScenarios(b.Index)
	if named := f.Env("HARDEN_NODE_IMAGE"); named != "" {
		f.note("HARDEN_NODE_IMAGE is set to ", term.CleanLine(named), ", and goes before it.")
	}
	return nil
}

// missingScenarios tells of scenarios that the harden which saved had, and this one has not.
func (f *Factory) missingScenarios(index bundle.Index) {
	catalogue, err := f.Catalogue()
	if err != nil {
		return
	}
	all, _ := catalogue.All() // of those that cannot be read, harden list tells
	for _, l := range index.Scenarios {
		if !slices.ContainsFunc(all, func(m scenarios.Meta) bool { return m.ID == l.ID }) {
			f.note(fmt.Sprintf("This harden (%s) does not have %s; %s did.", f.Build, l.ID, term.CleanLine(index.Harden)))
		}
	}
}
