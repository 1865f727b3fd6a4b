package shell

import (
	"fmt"
	"slices"
	"strings"
)

// flags are the options a command was given.
type flags struct {
	order []option // as given
	args  []string
}

type option struct{ name, value string }

func (f *flags) has(name string) bool {
	return slices.ContainsFunc(f.order, func(o option) bool { return o.name == name })
}

// get returns the last value of an option, or otherwise.
func (f *flags) get(name, otherwise string) string {
	for _, o := range slices.Backward(f.order) {
		if o.name == name {
			return o.value
		}
	}
	return otherwise
}

func (f *flags) all(name string) (values []string) {
	for _, o := range f.order {
		if o.name == name {
			values = append(values, o.value)
		}
	}
	return values
}

// options reads the words after the command's name the way GNU commands do: options
// may come after operands, short ones may be joined, "--" ends them.
//
// spec names what is known, separated by spaces: "r" a short option, "n:" one with a
// value, "recursive=r" a long option that means a short one, "color" one for itself,
// "arg?" a long one whose value is optional and must be joined with "=". A leading "+"
// ends the options at the first operand.
func options(args []string, spec string) (*flags, error) {
	type known struct {
		name            string
		value, optional bool
	}
	long, short := map[string]known{}, map[string]known{}
	posix := false
	for word := range strings.FieldsSeq(spec) {
		if word == "+" {
			posix = true
			continue
		}
		k := known{}
		k.value = strings.HasSuffix(word, ":")
		k.optional = strings.HasSuffix(word, "?")
		word = strings.TrimRight(word, ":?")
		from, to, ok := strings.Cut(word, "=")
		k.name = from
		if ok {
			k.name = to
		}
		if len(from) == 1 {
			short[from] = k
		} else {
			long[from] = k
		}
	}
	f := &flags{}
	for i := 1; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			f.args = append(f.args, args[i+1:]...)
			return f, nil
		case strings.HasPrefix(arg, "--"):
			name, value, joined := strings.Cut(arg[2:], "=")
			k, ok := long[name]
			switch {
			case !ok:
				return nil, fmt.Errorf("unrecognized option '--%s'", name)
			case k.value && !joined:
				if i++; i == len(args) {
					return nil, fmt.Errorf("option '--%s' requires an argument", name)
				}
				value = args[i]
			case !k.value && !k.optional && joined:
				return nil, fmt.Errorf("option '--%s' doesn't allow an argument", name)
			}
			f.order = append(f.order, option{k.name, value})
		case len(arg) > 1 && arg[0] == '-':
			for j := 1; j < len(arg); j++ {
				name := arg[j : j+1]
				k, ok := short[name]
				if !ok {
					return nil, fmt.Errorf("invalid option -- '%s'", name)
				}
				if !k.value && !k.optional {
					f.order = append(f.order, option{k.name, ""})
					continue
				}
				value := arg[j+1:]
				if value == "" && k.value {
					if i++; i == len(args) {
						return nil, fmt.Errorf("option requires an argument -- '%s'", name)
					}
					value = args[i]
				}
				f.order = append(f.order, option{k.name, value})
				break
			}
		case posix:
			f.args = append(f.args, args[i:]...)
			return f, nil
		default:
			f.args = append(f.args, arg)
		}
	}
	return f, nil
}

// options reads the Call's options. When they are wrong it says so and ok is false.
func (c *Call) options(spec string) (f *flags, ok bool) {
	f, err := options(c.Args, spec)
	if err != nil {
		c.Errorf("%v", err)
		return nil, false
	}
	return f, true
}
