package grader

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/google/cel-go/cel"
	celast "github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/types"
	"k8s.io/apimachinery/pkg/util/version"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

// celVersion is the Kubernetes version whose CEL libraries expressions may use. It is
// pinned, so that an expression means the same whatever the cluster's version is.
var celVersion = version.MajorMinor(1, 37)

// celCost bounds one evaluation. A search through a body of 1 MiB costs about 100000, and 2000000 take a second or two.
const celCost = 2_000_000

// expression is one compiled CEL expression.
type expression struct {
	source   string
	program  cel.Program
	canaries []string // the names used as canary.<name>
}

var canaryUse = regexp.MustCompile(`\bcanary\.([A-Za-z][A-Za-z0-9]*)`)

var environments sync.Map // kind name -> func() (*cel.Env, error)

// environmentOf returns the CEL environment of one kind of probe: Kubernetes' own
// libraries, and the kind's facts with their types, so that a misspelt fact is
// found when the scenario is loaded and not when a learner is waiting.
func environmentOf(kind string) (*cel.Env, error) {
	made, _ := environments.LoadOrStore(kind, sync.OnceValues(func() (*cel.Env, error) {
		return newEnvironment(kindNamed(kind))
	}))
	return made.(func() (*cel.Env, error))()
}

func newEnvironment(kind *Kind) (*cel.Env, error) {
	types := map[string]*apiservercel.DeclType{
		"bool": apiservercel.BoolType, "int": apiservercel.IntType, "string": apiservercel.StringType, "dyn": apiservercel.DynType,
	}
	var typeOf func(string) (*apiservercel.DeclType, error)
	record := func(name string) (*apiservercel.DeclType, error) {
		for _, r := range kind.Records {
			if r.Name != name {
				continue
			}
			fields := map[string]*apiservercel.DeclField{}
			for _, f := range r.Facts {
				t, err := typeOf(f.Type)
				if err != nil {
					return nil, fmt.Errorf("%s.%s: %w", name, f.Name, err)
				}
				fields[f.Name] = apiservercel.NewDeclField(f.Name, t, false, nil, nil)
			}
			return apiservercel.NewObjectType("hardenway."+kind.Name+"."+name, fields), nil
		}
		return nil, fmt.Errorf("no type %q", name)
	}
	typeOf = func(name string) (*apiservercel.DeclType, error) {
		if t := types[name]; t != nil {
			return t, nil
		}
		if elem, ok := strings.CutPrefix(name, "list("); ok {
			t, err := typeOf(strings.TrimSuffix(elem, ")"))
			if err != nil {
				return nil, err
			}
			return apiservercel.NewListType(t, -1), nil
		}
		if elem, ok := strings.CutPrefix(name, "map(string,"); ok {
			t, err := typeOf(strings.TrimSuffix(elem, ")"))
			if err != nil {
				return nil, err
			}
			return apiservercel.NewMapType(apiservercel.StringType, t, -1), nil
		}
		t, err := record(name)
		if err != nil {
			return nil, err
		}
		types[name] = t
		return t, nil
	}

	options := environment.VersionedOptions{IntroducedVersion: version.MajorMinor(1, 0)}
	for _, f := range append(CommonFacts(), kind.Facts...) {
		t, err := typeOf(f.Type)
		if err != nil {
			return nil, fmt.Errorf("fact %s of %s: %w", f.Name, kind.Name, err)
		}
		options.EnvOptions = append(options.EnvOptions, cel.Variable(f.Name, t.CelType()))
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if t := types[name]; t.IsObject() {
			options.DeclTypes = append(options.DeclTypes, t)
		}
	}
	set, err := environment.MustBaseEnvSet(celVersion).Extend(options)
	if err != nil {
		return nil, fmt.Errorf("the CEL environment of %s: %w", kind.Name, err)
	}
	return set.NewExpressionsEnv(), nil
}

// scope says which of a kind's variables one probe offers, and for those with parts
// named by the author, which names there are. A nil list means that any will do.
type scope map[string][]string

type compileKey struct{ kind, scope, source string }

var compiled sync.Map // compileKey -> *expression

// compile checks an expression against the facts of a probe. It must be a bool.
func compile(kind string, in scope, source string) (*expression, error) {
	key := compileKey{kind, fmt.Sprint(in), source}
	if e, ok := compiled.Load(key); ok {
		return e.(*expression), nil
	}
	env, err := environmentOf(kind)
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(source)
	if err := issues.Err(); err != nil {
		return nil, fmt.Errorf("%s", tidyIssues(issues))
	}
	if out := ast.OutputType(); !out.IsExactType(types.BoolType) {
		if out.IsExactType(types.DynType) {
			return nil, fmt.Errorf("it may be anything, and must be true or false: compare it with something, as in %s == true", source)
		}
		return nil, fmt.Errorf("it is of type %s, and must be true or false", out)
	}
	if err := inScope(kind, in, ast.NativeRep().Expr(), nil); err != nil {
		return nil, err
	}
	program, err := env.Program(ast, cel.CostLimit(celCost), cel.InterruptCheckFrequency(1000))
	if err != nil {
		return nil, err
	}
	e := &expression{source: source, program: program}
	for _, m := range canaryUse.FindAllStringSubmatch(source, -1) {
		e.canaries = append(e.canaries, m[1])
	}
	compiled.Store(key, e)
	return e, nil
}

// tidyIssues puts cel-go's issues on one line each, without the drawing.
func tidyIssues(issues *cel.Issues) string {
	var lines []string
	for _, e := range issues.Errors() {
		lines = append(lines, fmt.Sprintf("%s (column %d)", strings.TrimSpace(e.Message), e.Location.Column()+1))
	}
	return strings.Join(lines, "; ")
}

// inScope finds variables this probe does not offer, and ids nothing has.
func inScope(kind string, in scope, e celast.Expr, shadowed []string) error {
	known := func(name string) bool {
		return !slices.Contains(shadowed, name) && slices.ContainsFunc(kindNamed(kind).Facts, func(f Fact) bool { return f.Name == name })
	}
	part := func(operand celast.Expr, id string) error {
		if operand.Kind() != celast.IdentKind || !known(operand.AsIdent()) {
			return nil
		}
		if ids := in[operand.AsIdent()]; ids != nil && !slices.Contains(ids, id) {
			return fmt.Errorf("nothing here has the id %q: there is %s", id, orNothing(ids))
		}
		return nil
	}
	var children []celast.Expr
	switch e.Kind() {
	case celast.IdentKind:
		if _, offered := in[e.AsIdent()]; known(e.AsIdent()) && !offered {
			return fmt.Errorf("%q is not there with what this probe asks: use %s", e.AsIdent(), orNothing(slices.Sorted(maps.Keys(in))))
		}
	case celast.SelectKind:
		if err := part(e.AsSelect().Operand(), e.AsSelect().FieldName()); err != nil {
			return err
		}
		children = append(children, e.AsSelect().Operand())
	case celast.CallKind:
		call := e.AsCall()
		if args := call.Args(); len(args) == 2 && args[1].Kind() == celast.LiteralKind &&
			slices.Contains([]string{"_[_]", "_?._", "_[?_]"}, call.FunctionName()) {
			if id, ok := args[1].AsLiteral().Value().(string); ok {
				if err := part(args[0], id); err != nil {
					return err
				}
			}
		}
		if call.IsMemberFunction() {
			children = append(children, call.Target())
		}
		children = append(children, call.Args()...)
	case celast.ListKind:
		children = e.AsList().Elements()
	case celast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			children = append(children, entry.AsMapEntry().Key(), entry.AsMapEntry().Value())
		}
	case celast.ComprehensionKind:
		c := e.AsComprehension()
		if err := inScope(kind, in, c.IterRange(), shadowed); err != nil {
			return err
		}
		shadowed = append(slices.Clone(shadowed), c.IterVar(), c.IterVar2(), c.AccuVar())
		children = []celast.Expr{c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()}
	case celast.StructKind, celast.LiteralKind, celast.UnspecifiedExprKind:
	}
	for _, child := range children {
		if err := inScope(kind, in, child, shadowed); err != nil {
			return err
		}
	}
	return nil
}

func orNothing(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// eval judges the facts. An error means that it cannot be told: a missing key, a wrong
// type, too much work, or no time left.
func (e *expression) eval(ctx context.Context, facts map[string]any) (bool, error) {
	val, _, err := e.program.ContextEval(ctx, facts)
	if err != nil {
		return false, err
	}
	verdict, ok := val.Value().(bool)
	if !ok {
		return false, fmt.Errorf("it came to %v, which is neither true nor false", val)
	}
	return verdict, nil
}
