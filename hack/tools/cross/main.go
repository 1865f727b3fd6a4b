// Cross looks whether harden would build on systems other than this one, and runs go vet
// as on each of them.
//
// go vet needs every dependency compiled. For Kubernetes itself that is minutes of
// work for each system, so packages that import it are type-checked from their sources
// instead, which takes seconds; with -all they are vetted too.
//
// It is run in the directory of its own module, and looks at the one two levels up.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/tools/go/packages"
)

const (
	module     = "github.com/hardenway/hardenway"
	kubernetes = "k8s.io/kubernetes"
)

// target is a GOOS and a GOARCH.
type target struct{ system, machine string }

func (t target) String() string { return t.system + "/" + t.machine }

// targets is every system that harden builds for.
func targets() []target {
	return []target{
		{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, talk io.Writer) int {
	flags := flag.NewFlagSet("cross", flag.ContinueOnError)
	flags.SetOutput(talk)
	all := flags.Bool("all", false, "run go vet on packages that import Kubernetes too")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if err := os.Chdir("../.."); err != nil {
		_, _ = fmt.Fprintf(talk, "cross: %v\n", err)
		return 1
	}
	failed := false
	for _, t := range targets() {
		if t.system == runtime.GOOS && t.machine == runtime.GOARCH {
			continue // make vet
		}
		if names := flags.Args(); len(names) > 0 && !slices.Contains(names, t.String()) {
			continue
		}
		began := time.Now()
		err := check(ctx, t, *all, talk)
		if ctx.Err() != nil {
			return 130
		}
		if err != nil {
			failed = true
			_, _ = fmt.Fprintf(talk, "cross: %s: %v\n", t, err)
		}
		_, _ = fmt.Fprintf(talk, "cross: %s took %.0f s\n", t, time.Since(began).Seconds())
	}
	if failed {
		return 1
	}
	return 0
}

// check vets what is cheap to vet and type-checks the rest.
func check(ctx context.Context, t target, all bool, talk io.Writer) error {
	env := append(os.Environ(), "GOOS="+t.system, "GOARCH="+t.machine, "CGO_ENABLED=0", "GOFLAGS=-trimpath")
	heavy, light, err := split(ctx, env)
	if err != nil {
		return err
	}
	if all {
		heavy, light = nil, append(light, heavy...)
	}
	vet := exec.CommandContext(ctx, "go", append([]string{"vet"}, light...)...)
	vet.Env, vet.Stdout, vet.Stderr = env, talk, talk
	err = vet.Run()
	if err != nil {
		err = fmt.Errorf("go vet: %w", err)
	}
	if len(heavy) > 0 {
		err = errors.Join(err, typeCheck(ctx, env, heavy))
	}
	return err
}

// split lists our packages: those that import Kubernetes itself, somehow, and the others.
func split(ctx context.Context, env []string) (heavy, light []string, err error) {
	list := exec.CommandContext(ctx, "go", "list", "-test", "-f", `{{if not .ForTest}}{{.ImportPath}}{{range .Deps}} {{.}}{{end}}{{end}}`, "./...")
	list.Env = env
	out, err := list.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, nil, fmt.Errorf("go list: %w: %s", err, exit.Stderr)
	} else if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{} // package: it is heavy
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		// The test binary of a package is listed as "path.test", with the test's imports.
		name := strings.TrimSuffix(fields[0], ".test")
		seen[name] = seen[name] || slices.ContainsFunc(fields[1:], func(dep string) bool { return strings.HasPrefix(dep, kubernetes+"/") })
	}
	for name, isHeavy := range seen {
		if isHeavy {
			heavy = append(heavy, name)
		} else {
			light = append(light, name)
		}
	}
	slices.Sort(heavy)
	slices.Sort(light)
	if len(heavy) == 0 || len(light) == 0 {
		return nil, nil, fmt.Errorf("of %d packages %d import Kubernetes: that cannot be", len(seen), len(heavy))
	}
	return heavy, light, nil
}

// typeCheck loads packages and everything they import from source. Functions of other
// modules are taken by their signatures.
func typeCheck(ctx context.Context, env, names []string) error {
	cfg := &packages.Config{
		Context: ctx, Env: env, Tests: true,
		Mode: packages.NeedName | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps | packages.NeedTypes | packages.NeedTypesSizes | packages.NeedModule,
		ParseFile: func(set *token.FileSet, name string, src []byte) (*ast.File, error) {
			file, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
			if file != nil && isForeign(name) {
				hollowOut(file)
			}
			return file, err
		},
	}
	loaded, err := packages.Load(cfg, names...)
	if err != nil {
		return err
	}
	var errs []error
	checked := 0
	packages.Visit(loaded, nil, func(p *packages.Package) {
		checked++
		if strings.HasSuffix(p.ID, ".test") {
			return // the main that go test makes; it was made with its functions' bodies in mind
		}
		ours := p.Module != nil && p.Module.Path == module
		for _, e := range p.Errors {
			// What only a function used is unused without its body.
			if !ours && strings.Contains(e.Msg, "imported") && strings.HasSuffix(e.Msg, "and not used") {
				continue
			}
			errs = append(errs, e)
		}
	})
	if checked < 1000 {
		errs = append(errs, fmt.Errorf("only %d packages were found, Kubernetes has more", checked))
	}
	return errors.Join(errs...)
}

// isForeign is true of files outside this module. The files of a module in the cache are
// in a directory with its version, and those of Go in GOROOT.
func isForeign(name string) bool {
	wd, err := os.Getwd()
	return err == nil && !strings.HasPrefix(name, wd+string(os.PathSeparator))
}

// hollowOut replaces the body of every function by a panic, which returns any result.
func hollowOut(file *ast.File) {
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
			f.Body = &ast.BlockStmt{Lbrace: f.Body.Lbrace, Rbrace: f.Body.Rbrace, List: []ast.Stmt{
				&ast.ExprStmt{X: &ast.CallExpr{Fun: ast.NewIdent("panic"), Args: []ast.Expr{ast.NewIdent("nil")}}},
			}}
		}
	}
}
