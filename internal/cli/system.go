package cli

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/scenarios"
)

const (
	// doctorVersion is the version of `harden doctor -o json`. Within it fields are only added.
	doctorVersion = "hardenway.dev/doctor/v1"
	// versionVersion is the same of `harden version -o json`.
	versionVersion = "hardenway.dev/version/v1"
)

type doctorReport struct {
	APIVersion string           `json:"apiVersion"`
	OK         bool             `json:"ok"` // the default provider can be used
	Providers  []doctorProvider `json:"providers"`
}

type doctorProvider struct {
	Name     string           `json:"name"`
	Default  bool             `json:"default"`
	OK       bool             `json:"ok"`
	Findings []labs.Diagnosis `json:"findings"`
}

func newDoctor(f *Factory) *cobra.Command {
	var as format
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look whether this machine can run labs",
		Long:  "Looks at what each cluster provider needs and says how to mend what is missing. It fails only when the default provider cannot be used.",
		Example: `harden doctor
			harden doctor -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runDoctor(cmd.Context(), f, as)
		},
	}
	formatFlag(cmd, &as, formatJSON)
	return cmd
}

func runDoctor(ctx context.Context, f *Factory, as format) error {
	providers, err := f.Providers()
	if err != nil {
		return err
	}
	report := doctorReport{APIVersion: doctorVersion, Providers: []doctorProvider{}}
	for i, p := range providers {
		d := doctorProvider{Name: p.Name(), Default: i == 0, OK: true, Findings: p.Diagnose(ctx)}
		for _, finding := range d.Findings {
			d.OK = d.OK && finding.OK
		}
		if i == 0 {
			report.OK = d.OK
		}
		report.Providers = append(report.Providers, d)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if as == formatJSON {
		if err := writeJSON(f.out(), report); err != nil {
			return err
		}
	} else {
		doctorText(f, report)
	}
	if !report.OK {
		return &codeError{ExitFailed}
	}
	return nil
}

func doctorText(f *Factory, report doctorReport) {
	o := f.out()
	for i, p := range report.Providers {
		if i > 0 {
			o.Line()
		}
		state := "ready"
		if !p.OK {
			state = "not ready"
		}
		if p.Default {
			state += ", the default"
		}
		o.Line(o.Style(p.Name, term.Bold), ": ", state)
		widest := 0
		for _, d := range p.Findings {
			widest = max(widest, term.Width(d.Subject))
		}
		for _, d := range p.Findings {
			mark := verdictMark(o, "pass")
			if !d.OK {
				mark = verdictMark(o, "fail")
			}
			head := "  " + mark + " " + d.Subject + spaces(widest-term.Width(d.Subject)) + "  "
			indent := spaces(term.Width(head))
			o.Line(head, term.Wrap(term.Clean(d.Finding), o.TextWidth()-len(indent), indent))
			if !d.OK && d.Mend != "" {
				o.Line(indent, o.Style("try:", term.Bold), " ", term.Wrap(term.Clean(d.Mend), o.TextWidth()-len(indent)-5, indent+"     "))
			}
		}
	}
}

type versionInfo struct {
	APIVersion string `json:"apiVersion"`
	Harden     string `json:"harden"`
	Kubernetes string `json:"kubernetes"`
	Scenario   string `json:"scenarioFormat"`
	Report     string `json:"reportFormat"`
	Go         string `json:"go"`
	Platform   string `json:"platform"`
}

func newVersion(f *Factory) *cobra.Command {
	var as format
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Show the versions of harden, Kubernetes and the scenario format",
		Example: `harden version
			harden version -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			info := versionInfo{
				APIVersion: versionVersion, Harden: f.Build, Kubernetes: kubernetesVersion(),
				Scenario: scenarios.APIVersion, Report: grader.ReportVersion,
				Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
			}
			if as == formatJSON {
				return writeJSON(f.out(), info)
			}
			o := f.out()
			o.Line("harden          ", info.Harden)
			o.Line("Kubernetes      ", info.Kubernetes)
			o.Line("scenario format ", info.Scenario)
			o.Line("built with      ", info.Go, " for ", info.Platform)
			return nil
		},
	}
	formatFlag(cmd, &as, formatJSON)
	return cmd
}

// BuildVersion is the version of this binary: what the linker was told, or else what
// the go command wrote into it.
func BuildVersion(linked string) string {
	if linked != "" {
		return linked
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "devel-" + s.Value[:12]
		}
	}
	return "devel"
}

// kubernetesVersion is the version of the Kubernetes in this binary. The staging
// modules carry it as v0.x for Kubernetes v1.x.
func kubernetesVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return kubernetesFrom(info.Deps)
}

func kubernetesFrom(deps []*debug.Module) string {
	staging := ""
	for _, dep := range deps {
		switch dep.Path {
		case "k8s.io/kubernetes":
			return dep.Version
		case "k8s.io/client-go":
			staging = dep.Version
		}
	}
	if minor, ok := strings.CutPrefix(staging, "v0."); ok {
		return "v1." + minor
	}
	return "unknown"
}

func newCompletion(f *Factory) *cobra.Command {
	scripts := map[string]func(*cobra.Command, io.Writer) error{
		"bash":       func(c *cobra.Command, w io.Writer) error { return c.GenBashCompletionV2(w, true) },
		"zsh":        func(c *cobra.Command, w io.Writer) error { return c.GenZshCompletion(w) },
		"fish":       func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) },
		"powershell": func(c *cobra.Command, w io.Writer) error { return c.GenPowerShellCompletionWithDesc(w) },
	}
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion <shell>",
		Short: "Print the completion script for a shell",
		Long:  "Prints a script that completes commands, flags, and the names of scenarios and labs, for " + or(shells) + ".",
		Example: `source <(harden completion bash)
			harden completion zsh > "${fpath[1]}/_harden"
			harden completion fish > ~/.config/fish/completions/harden.fish
			harden completion powershell | Out-String | Invoke-Expression`,
		Args:              exactlyOne("the name of a shell: "+or(shells), "harden completion bash"),
		ValidArgsFunction: fixed(shells...),
		RunE: func(cmd *cobra.Command, args []string) error {
			script, ok := scripts[args[0]]
			if !ok {
				what := fmt.Sprintf("there is no completion for %q, but for %s", args[0], and(shells))
				return usagef("harden completion bash", "%s", what)
			}
			return script(cmd.Root(), f.out())
		},
	}
}
