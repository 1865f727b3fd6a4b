package shell

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

// The interpreter asks handlers for most of what touches the host, but not for all.
// This file closes the rest. What is left to close, by the place in the interpreter:
//
//	process substitution  makes a named pipe in TMPDIR        refused here; TMPDIR is poisoned
//	files named sh-interp-* in TMPDIR  opened on the host      TMPDIR is poisoned (session.go)
//	~user                 looks up the host's users            quoted here
//	$$ PPID $0            process ids of the host              renamed here
//	HOME UID EUID GID     of the host when unset               always set (session.go)
//	type, command -v, .   stat along PATH on the host          replaced here
//	pwd -P                resolves links of the host           replaced here
//	test -O, -G           look up the host's user, and panic   refused here
//	Dir option            stat on the host                     set directly (session.go)
//	getopts, shift -1, declare -n, unset "", mixed arrays      panic; replaced or refused here
//
// eval, trap, alias and source bring text that is parsed later, so they pass through
// here too.

// The variables that stand for $$, PPID and $0.
const (
	varPID  = "_pid"
	varPPID = "_ppid"
	varZero = "_zero"
)

// sourcePrefix begins a name that only the shell can ask for; no script can say NUL,
// and no host has such a file.
const sourcePrefix = "\x00/"

// vet refuses or rewrites, in place, what a handler would not see.
func (s *session) vet(node syntax.Node) error {
	_, err := s.rewrite(node)
	return err
}

// rewrite is vet that also says whether it changed the text.
func (s *session) rewrite(root syntax.Node) (changed bool, err error) {
	verbatim := map[*syntax.Word]bool{} // here-documents, in which ~ means itself
	refuse := func(n syntax.Node, what string) bool {
		if err == nil {
			err = fmt.Errorf("line %d: %s", n.Pos().Line(), what)
		}
		return false
	}
	syntax.Walk(root, func(n syntax.Node) bool {
		if err != nil {
			return false
		}
		switch n := n.(type) {
		case *syntax.ProcSubst:
			return refuse(n, "this shell has no process substitution, <(...) or >(...): use a pipe or a file in /tmp")
		case *syntax.CoprocClause:
			return refuse(n, "this shell has no coproc: start the command with & instead")
		case *syntax.TestDecl:
			return refuse(n, "this shell has no @test")
		case *syntax.Stmt:
			if n.Coprocess {
				return refuse(n, "this shell has no |&: start the command with & instead")
			}
		case *syntax.FuncDecl:
			if n.Name != nil {
				s.mu.Lock()
				s.funcs[n.Name.Value] = n.Body
				s.mu.Unlock()
			}
		case *syntax.Redirect:
			if n.Hdoc != nil {
				verbatim[n.Hdoc] = true
			}
		case *syntax.DeclClause:
			if what := badDeclaration(n); what != "" {
				return refuse(n, what)
			}
		case *syntax.CStyleLoop:
			changed = noPPID(n.Init, n.Cond, n.Post) || changed
		case *syntax.ArrayElem:
			changed = noPPID(n.Index) || changed
		case *syntax.Assign:
			changed = noPPID(n.Index) || changed
			if n.Array != nil && mixedArray(n.Array, false) {
				return refuse(n, "an array with some keys must have a key for every value")
			}
		case *syntax.UnaryTest:
			switch n.Op {
			case syntax.TsUsrOwn, syntax.TsGrpOwn:
				return refuse(n, "this shell has no test -O and -G: there is only one user")
			case syntax.TsVarSet, syntax.TsRefVar:
				if w, ok := n.X.(*syntax.Word); !ok || w.Lit() == "" {
					return refuse(n, "test -v and -R need the name of a variable here, not an expansion")
				}
			}
		case *syntax.ParamExp:
			if n.Param == nil {
				break
			}
			changed = noPPID(n.Index) || changed
			if n.Slice != nil {
				changed = noPPID(n.Slice.Offset, n.Slice.Length) || changed
			}
			if n.Excl && n.Names == 0 && n.Index == nil {
				// It would also tell $$ and PPID by a name made at run time.
				return refuse(n, "this shell has no ${!name}: use eval")
			}
			if to, ok := map[string]string{"$": varPID, "PPID": varPPID, "0": varZero}[n.Param.Value]; ok && n.Names == 0 {
				n.Param.Value, n.Short, changed = to, false, true
			}
		case *syntax.ArithmExp:
			changed = noPPID(n.X) || changed
		case *syntax.ArithmCmd:
			changed = noPPID(n.X) || changed
		case *syntax.ParenArithm:
			changed = noPPID(n.X) || changed
		case *syntax.UnaryArithm:
			changed = noPPID(n.X) || changed
		case *syntax.BinaryArithm:
			changed = noPPID(n.X, n.Y) || changed
		case *syntax.LetClause:
			changed = noPPID(n.Exprs...) || changed
		case *syntax.Word:
			if verbatim[n] || len(n.Parts) == 0 {
				break
			}
			lit, ok := n.Parts[0].(*syntax.Lit)
			if !ok || !strings.HasPrefix(lit.Value, "~") {
				break
			}
			user, rest, slash := strings.Cut(lit.Value[1:], "/")
			if user == "" {
				break
			}
			changed = true
			first := &syntax.SglQuoted{Value: "~" + user}
			if user == s.sh.o.User.name() {
				first.Value = s.sh.o.User.home()
			}
			parts := []syntax.WordPart{first}
			if slash {
				parts = append(parts, &syntax.Lit{Value: "/" + rest})
			}
			n.Parts = append(parts, n.Parts[1:]...)
		}
		return true
	})
	return changed, err
}

// badDeclaration says what is wrong with a declaration the interpreter would break on.
func badDeclaration(n *syntax.DeclClause) string {
	keys, prints := false, false
	for _, as := range n.Args {
		switch {
		case prints && as.Name == nil && as.Value.Lit() == "":
			return "declare -p needs the names of variables here, not an expansion"
		case as.Name != nil && as.Name.Value == "PPID":
			return "PPID cannot be declared"
		case as.Name == nil && as.Value != nil:
			option := as.Value.Lit()
			if !strings.HasPrefix(option, "-") {
				continue
			}
			if strings.Contains(option, "n") {
				return "this shell has no references to variables (declare -n)"
			}
			keys = keys || strings.Contains(option, "A")
			prints = prints || strings.Contains(option, "p")
		case as.Array != nil && mixedArray(as.Array, keys):
			return "an array with some keys must have a key for every value"
		}
	}
	if n.Variant.Value == "nameref" {
		return "this shell has no references to variables (nameref)"
	}
	return ""
}

// mixedArray says whether an array's values have no key where one must be: everywhere
// when keys is set or the first key is a quoted word.
func mixedArray(a *syntax.ArrayExpr, keys bool) bool {
	for i, e := range a.Elems {
		w, ok := e.Index.(*syntax.Word)
		if i == 0 && ok && len(w.Parts) == 1 {
			switch w.Parts[0].(type) {
			case *syntax.DblQuoted, *syntax.SglQuoted:
				keys = true
			}
		}
		if keys && !ok {
			return true
		}
	}
	return false
}

// noPPID renames PPID where arithmetic names it without a dollar.
func noPPID(exprs ...syntax.ArithmExpr) (changed bool) {
	for _, e := range exprs {
		if w, ok := e.(*syntax.Word); ok && w.Lit() == "PPID" {
			w.Parts = []syntax.WordPart{&syntax.Lit{Value: varPPID, ValuePos: w.Pos(), ValueEnd: w.End()}}
			changed = true
		}
	}
	return changed
}

// maxNesting is how deep brackets may stand in each other. The parser and the
// interpreter call themselves for each.
const maxNesting = 250

// checkText refuses a script by its looks, before the parser sees it.
func (s *session) checkText(text string) error {
	if limit := s.sh.o.Limits.Script; len(text) > limit {
		return fmt.Errorf("the script is longer than %d bytes", limit)
	}
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(', '{':
			if depth++; depth > maxNesting {
				return fmt.Errorf("more than %d brackets stand in each other", maxNesting)
			}
		case ')', '}':
			depth = max(0, depth-1)
		}
	}
	return nil
}

// vetText is rewrite for text that the interpreter will parse itself.
func (s *session) vetText(text, name string) (string, error) {
	if err := s.checkText(text); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	file, err := syntax.NewParser().Parse(strings.NewReader(text), name)
	if err != nil {
		return "", err
	}
	changed, err := s.rewrite(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if !changed {
		return text, nil
	}
	var b strings.Builder
	if err := syntax.NewPrinter().Print(&b, file); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return b.String(), nil
}

// onCall sees every simple command before it runs and replaces those that would
// reach the host.
func (s *session) onCall(ctx context.Context, args []string) ([]string, error) {
	if err := s.tooDeep(); err != nil {
		return nil, err
	}
	say := func(code int, format string, a ...any) []string {
		return []string{"%say", strconv.Itoa(code), fmt.Sprintf(format, a...)}
	}
	inner, direct := builtinOf(args)
	if len(inner) == 0 {
		return args, nil
	}
	name, rest := inner[0], inner[1:]
	if direct && s.isFunction(name) {
		return args, nil
	}
	switch name {
	case "echo", "printf", "pwd", "umask", "ulimit", "hash", "type":
		if name == "type" {
			return s.query("%type", rest), nil
		}
		return append([]string{"%" + name}, rest...), nil
	case "command": // with -v or -V
		return s.query("%command"+rest[0], rest[1:]), nil
	case "eval":
		text, err := s.vetText(strings.Join(rest, " "), "eval")
		if err != nil {
			return say(2, "sh: %v", err), nil
		}
		return []string{"eval", text}, nil
	case "trap":
		rest = append([]string(nil), rest...)
		for i, arg := range rest {
			if i > 0 || len(rest) < 2 || strings.HasPrefix(arg, "-") {
				break
			}
			text, err := s.vetText(arg, "trap")
			if err != nil {
				return say(2, "sh: %v", err), nil
			}
			rest[i] = text
		}
		// Signals never come here; a script that prepares for them runs all the same.
		kept := rest
		if len(rest) > 1 && !strings.HasPrefix(rest[0], "-") {
			kept = rest[:1:1]
			for _, sig := range rest[1:] {
				switch strings.TrimPrefix(strings.ToUpper(sig), "SIG") {
				case "0", "EXIT":
					kept = append(kept, "EXIT")
				case "HUP", "INT", "QUIT", "TERM", "PIPE", "USR1", "USR2", "1", "2", "3", "13", "15":
				default:
					kept = append(kept, sig)
				}
			}
			if len(kept) == 1 {
				return []string{"true"}, nil
			}
		}
		return append([]string{"trap"}, kept...), nil
	case "alias":
		for _, arg := range rest {
			_, value, ok := strings.Cut(arg, "=")
			if !ok {
				continue
			}
			if text, err := s.vetText(value, "alias"); err != nil || text != value {
				return say(2, "sh: alias %s: this shell only takes an alias of plain words", arg), nil
			}
		}
	case "source", ".":
		return s.source(ctx, name, rest, say), nil
	case "test", "[":
		for i, arg := range rest {
			switch arg {
			case "-O", "-G":
				return say(2, "sh: %s: %s is not known here: there is only one user", name, arg), nil
			case "-v", "-R":
				if i+1 < len(rest) && rest[i+1] == "" {
					return []string{"false"}, nil
				}
			}
		}
	case "shopt":
		if slices.Contains(rest, "globstar") {
			// It follows links, so a link to its own directory never ends.
			return say(1, "sh: shopt: ** is not known here: use find"), nil
		}
	case "shift":
		if len(rest) == 1 && strings.HasPrefix(rest[0], "-") {
			return say(1, "sh: shift: %s is out of range", rest[0]), nil
		}
	case "getopts", "%getopts":
		switch {
		case len(rest) < 2 || !syntax.ValidName(rest[1]):
			return say(2, "sh: usage: getopts OPTIONS NAME [ARGUMENT]..."), nil
		case len(rest) == 2 && name == "getopts":
			q, err := syntax.Quote(rest[0], syntax.LangBash)
			if err != nil {
				return say(2, "sh: getopts: %v", err), nil
			}
			return []string{"eval", "%getopts " + q + " " + rest[1] + ` "$@"`}, nil
		}
		return getopts(interp.HandlerCtx(ctx).Env, rest[0], rest[1], rest[2:]), nil
	case "unset":
		for _, arg := range rest {
			if arg == "" {
				return say(1, "sh: unset: an empty name is no variable"), nil
			}
		}
	}
	return args, nil
}

// builtinOf looks through "command" and "builtin" for what is really called. direct
// says that neither was there, so a function of that name goes first. An empty answer
// is nothing to look at.
func builtinOf(args []string) (inner []string, direct bool) {
	inner, direct = args, true
	for len(inner) > 0 {
		switch inner[0] {
		case "builtin":
			inner = inner[1:]
		case "command":
			rest := inner[1:]
			switch {
			case len(rest) > 1 && (rest[0] == "-v" || rest[0] == "-V"):
				return inner, false
			case len(rest) > 0 && rest[0] == "--":
				rest = rest[1:]
			case len(rest) > 0 && strings.HasPrefix(rest[0], "-"):
				return nil, false // the interpreter knows no other option and says so
			}
			inner = rest
		default:
			return inner, direct
		}
		direct = false
	}
	return nil, false
}

func (s *session) isFunction(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.funcs[name] != nil
}

// query asks the interpreter whether a name is one of its functions, which nobody
// else can tell, and our own command about everything else.
func (s *session) query(ask string, names []string) []string {
	var b strings.Builder
	for _, name := range names {
		if strings.HasPrefix(name, "-") && ask == "%type" {
			ask += " " + name
			continue
		}
		q, err := syntax.Quote(name, syntax.LangBash)
		if err != nil {
			return []string{"%say", "1", fmt.Sprintf("sh: %q is no name", name)}
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		if syntax.ValidName(name) {
			said := q
			switch ask {
			case "%type", "%command-V":
				said = q + "' is a function'"
			case "%type -t":
				said = "function"
			}
			fmt.Fprintf(&b, "if declare -f %s >/dev/null; then echo %s; else %s %s; fi", q, said, ask, q)
		} else {
			fmt.Fprintf(&b, "%s %s", ask, q)
		}
	}
	return []string{"eval", b.String()}
}

// source reads the file through the FS and hands its text to the source builtin
// under a name that no host can have.
func (s *session) source(ctx context.Context, builtin string, args []string, say func(int, string, ...any) []string) []string {
	if len(args) == 0 {
		return say(2, "sh: %s: needs the name of a file", builtin)
	}
	hc := interp.HandlerCtx(ctx)
	c := s.call([]string{builtin}, hc.Env, hc.Dir, streams{strings.NewReader(""), hc.Stdout, hc.Stderr})
	name := args[0]
	if !strings.Contains(name, "/") {
		for _, dir := range append(strings.Split(c.Getenv("PATH"), ":"), c.Dir) {
			if fi, err := s.fs.Stat(abs(c.Dir, abs(dir, args[0]))); err == nil && !fi.IsDir() {
				name = abs(dir, args[0])
				break
			}
		}
	}
	data, err := c.readFile(name, int64(s.sh.o.Limits.Script)+1)
	if err != nil {
		return say(1, "sh: %s: %s: %s", builtin, args[0], reason(err))
	}
	text, err := s.vetText(string(data), args[0])
	if err != nil {
		return say(2, "sh: %v", err)
	}
	s.mu.Lock()
	s.nsource++
	id := strconv.Itoa(s.nsource)
	s.sources[id] = []byte(text)
	s.mu.Unlock()
	return append([]string{"source", sourcePrefix + id}, args[1:]...)
}

// getopts is the builtin of that name. The interpreter's breaks when the arguments
// change between two calls. It answers with assignments for the shell to make.
func getopts(env expand.Environ, known, name string, args []string) []string {
	number := func(name string) int {
		n, err := strconv.Atoi(env.Get(name).String())
		if err != nil || n < 0 {
			return 0
		}
		return n
	}
	// _optpos is where in a word such as -abc the next option stands, _optind the
	// OPTIND it belongs to.
	at, pos := max(0, number("OPTIND")-1), number("_optpos")
	if number("_optind") != at+1 {
		pos = 0
	}
	silent := strings.HasPrefix(known, ":")
	known = strings.TrimPrefix(known, ":")
	opt, value, hasValue, message, code := "?", "", false, "", "true"
	switch {
	case at >= len(args) || len(args[at]) < 2 || args[at][0] != '-':
		code = "false"
	case args[at] == "--":
		code = "false"
		at++
	default:
		letters := []rune(args[at][1:])
		if pos >= len(letters) {
			pos = 0
		}
		opt = string(letters[pos])
		rest := string(letters[pos+1:])
		pos++
		i := strings.Index(known, opt)
		takes := i >= 0 && strings.HasPrefix(known[i+len(opt):], ":")
		switch {
		case i < 0 || opt == ":":
			message = "illegal option -- " + opt
			value, hasValue, opt = opt, silent, "?"
		case takes && rest != "":
			value, hasValue, pos = rest, true, len(letters)
		case takes && at+1 < len(args):
			value, hasValue, pos = args[at+1], true, len(letters)
			at++
		case takes:
			message = "option requires an argument -- " + opt
			value, hasValue = opt, silent
			if opt = "?"; silent {
				opt = ":"
			}
		}
		if pos >= len(letters) {
			at, pos = at+1, 0
		}
	}
	text := "unset OPTARG"
	if hasValue {
		q, err := syntax.Quote(value, syntax.LangBash)
		if err != nil {
			return []string{"%say", "2", fmt.Sprintf("sh: getopts: %v", err)}
		}
		text = "OPTARG=" + q
	}
	if message != "" && !silent {
		q, err := syntax.Quote("sh: "+message, syntax.LangBash)
		if err != nil {
			return []string{"%say", "2", fmt.Sprintf("sh: getopts: %v", err)}
		}
		text += "; echo " + q + " >&2"
	}
	q, err := syntax.Quote(opt, syntax.LangBash)
	if err != nil {
		return []string{"%say", "2", fmt.Sprintf("sh: getopts: %v", err)}
	}
	return []string{"eval", fmt.Sprintf("%s; %s=%s; OPTIND=%d; _optind=%d; _optpos=%d; %s", text, name, q, at+1, at+1, pos, code)}
}

var errNoNetwork = errors.New("there is no network here")
