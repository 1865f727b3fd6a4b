package shell

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"

	"github.com/itchyny/gojq"
	"go.yaml.in/yaml/v3"
)

func base64Command(ctx context.Context, c *Call) int {
	f, ok := c.options("d decode=d D=d w: wrap=w: i ignore-garbage=i")
	if !ok {
		return 1
	}
	wrap, err := strconv.Atoi(f.get("w", "76"))
	if err != nil || wrap < 0 {
		c.Errorf("invalid wrap size: '%s'", f.get("w", ""))
		return 1
	}
	return c.inputs(ctx, f.args, func(_ string, r io.Reader) error {
		r = ctxReader{ctx, r}
		if f.has("d") {
			data, err := io.ReadAll(io.LimitReader(r, maxRead))
			if err != nil {
				return err
			}
			text := strings.Map(func(r rune) rune {
				if r == '\n' || r == '\r' || f.has("i") && !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=", r) {
					return -1
				}
				return r
			}, string(data))
			out, err := base64.StdEncoding.DecodeString(text)
			if perr := c.print(string(out)); perr != nil {
				return perr
			}
			if err != nil {
				return errors.New("invalid input")
			}
			return nil
		}
		bw := bufio.NewWriter(outWriter{c})
		lw := &wrapWriter{w: bw, width: wrap}
		enc := base64.NewEncoder(base64.StdEncoding, lw)
		if _, err := io.Copy(enc, r); err != nil {
			return err
		}
		if err := errors.Join(enc.Close(), lw.end()); err != nil {
			return err
		}
		return bw.Flush()
	})
}

// wrapWriter breaks what it is given into lines.
type wrapWriter struct {
	w     *bufio.Writer
	width int
	col   int
	any   bool
}

func (w *wrapWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		take := len(p)
		if w.width > 0 {
			if w.col == w.width {
				if err := w.w.WriteByte('\n'); err != nil {
					return 0, err
				}
				w.col = 0
			}
			take = min(take, w.width-w.col)
		}
		if _, err := w.w.Write(p[:take]); err != nil {
			return 0, err
		}
		w.col += take
		w.any = true
		p = p[take:]
	}
	return n, nil
}

func (w *wrapWriter) end() error {
	if w.width > 0 && w.any {
		return w.w.WriteByte('\n')
	}
	return nil
}

func sha256sum(ctx context.Context, c *Call) int {
	f, ok := c.options("c check=c b t quiet status")
	if !ok {
		return 1
	}
	sum := func(r io.Reader) (string, error) {
		h := sha256.New()
		_, err := io.Copy(h, ctxReader{ctx, r})
		return hex.EncodeToString(h.Sum(nil)), err
	}
	if !f.has("c") {
		return c.inputs(ctx, f.args, func(name string, r io.Reader) error {
			s, err := sum(r)
			if err != nil {
				return err
			}
			return c.print(s + "  " + name + "\n")
		})
	}
	bad := 0
	code := c.inputs(ctx, f.args, func(_ string, list io.Reader) error {
		return eachLine(ctx, list, func(text string, _ bool) error {
			want, name, ok := strings.Cut(text, " ")
			if !ok {
				return fmt.Errorf("no properly formatted checksum line: %q", text)
			}
			name = strings.TrimLeft(name, " *")
			verdict := "OK"
			r, err := c.Open(name)
			if err == nil {
				defer done(r)
				var got string
				if got, err = sum(r); err == nil && !strings.EqualFold(got, want) {
					verdict = "FAILED"
				}
			}
			if err != nil {
				verdict = "FAILED open or read"
			}
			if verdict != "OK" {
				bad++
			}
			if f.has("status") || f.has("quiet") && verdict == "OK" {
				return nil
			}
			return c.print(name + ": " + verdict + "\n")
		})
	})
	if bad > 0 {
		if !f.has("status") {
			c.Errorf("WARNING: %d computed checksum did NOT match", bad)
		}
		return 1
	}
	return code
}

// dumpInput reads what xxd and od show: all of the input, or -s and -l/-N of it.
func (c *Call) dumpInput(ctx context.Context, names []string, skip, limit string) ([]byte, error) {
	from, n := int64(0), int64(maxRead)
	for _, o := range []struct {
		text string
		to   *int64
	}{{skip, &from}, {limit, &n}} {
		if o.text == "" {
			continue
		}
		v, err := strconv.ParseInt(o.text, 0, 64)
		if err != nil || v < 0 {
			return nil, fmt.Errorf("invalid number '%s'", o.text)
		}
		*o.to = v
	}
	var readers []io.Reader
	if len(names) == 0 {
		names = []string{"-"}
	}
	for _, name := range names {
		r, err := c.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %s", name, reason(err))
		}
		defer done(r)
		readers = append(readers, r)
	}
	r := ctxReader{ctx, io.MultiReader(readers...)}
	if _, err := io.CopyN(io.Discard, r, from); err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.New(reason(err))
	}
	data, err := io.ReadAll(io.LimitReader(r, min(n, maxRead)))
	if err != nil {
		return nil, errors.New(reason(err))
	}
	return data, nil
}

func xxd(ctx context.Context, c *Call) int {
	f, ok := c.options("p ps=p plain=p r revert=r l: len=l: s: c: u g: i")
	if !ok {
		return 1
	}
	if f.has("r") {
		data, err := c.dumpInput(ctx, f.args, "", "")
		if err != nil {
			c.Errorf("%v", err)
			return 1
		}
		var text strings.Builder
		for line := range strings.Lines(string(data)) {
			if !f.has("p") {
				_, rest, _ := strings.Cut(line, ": ")
				line, _, _ = strings.Cut(rest, "  ")
			}
			text.WriteString(strings.Map(func(r rune) rune {
				if strings.ContainsRune(" \t\r\n", r) {
					return -1
				}
				return r
			}, line))
		}
		out, err := hex.DecodeString(text.String())
		if err != nil {
			c.Errorf("not a hex dump: %v", err)
			return 1
		}
		code, _ := c.write(out)
		return code
	}
	data, err := c.dumpInput(ctx, f.args, f.get("s", ""), f.get("l", ""))
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	cols := 16
	if f.has("p") {
		cols = 30
	}
	if text := f.get("c", ""); text != "" {
		if cols, err = strconv.Atoi(text); err != nil || cols < 0 || cols > 256 {
			c.Errorf("invalid number of columns (max. 256): '%s'", text)
			return 1
		}
	}
	var b strings.Builder
	if f.has("p") {
		if cols == 0 {
			cols = max(1, len(data))
		}
		for at := 0; at < len(data); at += cols {
			b.WriteString(hex.EncodeToString(data[at:min(len(data), at+cols)]) + "\n")
		}
		code, _ := c.write([]byte(b.String()))
		return code
	}
	cols = max(1, cols)
	for at := 0; at < len(data); at += cols {
		row := data[at:min(len(data), at+cols)]
		fmt.Fprintf(&b, "%08x:", at)
		for i := range cols {
			if i%2 == 0 {
				b.WriteByte(' ')
			}
			if i < len(row) {
				fmt.Fprintf(&b, "%02x", row[i])
			} else {
				b.WriteString("  ")
			}
		}
		b.WriteString("  ")
		for _, ch := range row {
			if ch < ' ' || ch > '~' {
				ch = '.'
			}
			b.WriteByte(ch)
		}
		b.WriteByte('\n')
	}
	code, _ := c.write([]byte(b.String()))
	return code
}

func od(ctx context.Context, c *Call) int {
	f, ok := c.options("c x b A: address-radix=A: t: format=t: N: read-bytes=N: j: skip-bytes=j: v w?")
	if !ok {
		return 1
	}
	data, err := c.dumpInput(ctx, f.args, f.get("j", ""), f.get("N", ""))
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	kind := f.get("t", "o2")
	for _, o := range []struct{ option, kind string }{{"c", "c"}, {"x", "x2"}, {"b", "o1"}} {
		if f.has(o.option) {
			kind = o.kind
		}
	}
	size, width := 1, 4
	cell := func(v uint16) string { return fmt.Sprintf("%03o", v) }
	switch kind {
	case "c":
		cell = func(v uint16) string {
			if s, ok := map[uint16]string{0: `\0`, 7: `\a`, 8: `\b`, 9: `\t`, 10: `\n`, 11: `\v`, 12: `\f`, 13: `\r`}[v]; ok {
				return s
			}
			if v >= ' ' && v <= '~' {
				return string(rune(v))
			}
			return fmt.Sprintf("%03o", v)
		}
	case "x1":
		cell, width = func(v uint16) string { return fmt.Sprintf("%02x", v) }, 3
	case "o1":
	case "u1", "d1":
		cell = func(v uint16) string { return strconv.Itoa(int(v)) }
	case "x2", "x":
		size, width = 2, 5
		cell = func(v uint16) string { return fmt.Sprintf("%04x", v) }
	case "o2", "o":
		size, width = 2, 7
		cell = func(v uint16) string { return fmt.Sprintf("%06o", v) }
	default:
		c.Errorf("-t %s is not known here: use c, x1, x2, o1, o2 or u1", kind)
		return 1
	}
	address := func(n int) string {
		switch f.get("A", "o") {
		case "n":
			return ""
		case "x":
			return fmt.Sprintf("%06x", n)
		case "d":
			return fmt.Sprintf("%07d", n)
		}
		return fmt.Sprintf("%07o", n)
	}
	var b strings.Builder
	for at := 0; at < len(data); at += 16 {
		b.WriteString(address(at))
		row := data[at:min(len(data), at+16)]
		for i := 0; i < len(row); i += size {
			v := uint16(row[i])
			if size == 2 && i+1 < len(row) {
				v |= uint16(row[i+1]) << 8
			}
			fmt.Fprintf(&b, "%*s", width, cell(v))
		}
		b.WriteByte('\n')
	}
	if end := address(len(data)); end != "" {
		b.WriteString(end + "\n")
	}
	code, _ := c.write([]byte(b.String()))
	return code
}

// jqQuery is a compiled filter and the values of its variables.
type jqQuery struct {
	code   *gojq.Code
	values []any
}

// compileJQ compiles a filter. It sees the environment of the Call and no modules.
func (c *Call) compileJQ(filter string, names []string, values []any, inputs gojq.Iter) (*jqQuery, error) {
	query, err := gojq.Parse(filter)
	if err != nil {
		return nil, fmt.Errorf("%s is no filter: %w", filter, err)
	}
	options := []gojq.CompilerOption{gojq.WithVariables(names), gojq.WithEnvironLoader(c.Environ)}
	if inputs != nil {
		options = append(options, gojq.WithInputIter(inputs))
	}
	code, err := gojq.Compile(query, options...)
	if err != nil {
		return nil, fmt.Errorf("%s is no filter: %w", filter, err)
	}
	return &jqQuery{code, values}, nil
}

// each calls f for every value the filter gives for input.
func (q *jqQuery) each(ctx context.Context, input any, f func(any) error) error {
	iter := q.code.RunWithContext(ctx, input, q.values...)
	for {
		v, ok := iter.Next()
		if !ok {
			return nil
		}
		if err, ok := v.(error); ok {
			if halt, ok := errors.AsType[*gojq.HaltError](err); ok && halt.Value() == nil {
				return nil
			}
			return err
		}
		if err := f(v); err != nil {
			return err
		}
	}
}

// jsonText writes a value as jq does.
func jsonText(v any, compact, tab bool) (string, error) {
	data, err := gojq.Marshal(v)
	if err != nil || compact {
		return string(data), err
	}
	indent := "  "
	if tab {
		indent = "\t"
	}
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", indent); err != nil {
		return "", err
	}
	return b.String(), nil
}

// jqVariables takes --arg and its like out of the words, which hold two values each.
func (c *Call) jqVariables() (args, names []string, values []any, err error) {
	named := map[string]any{}
	var positional []any
	words, rest := c.Args, ""
	for i := 0; i < len(words); i++ {
		word := words[i]
		switch word {
		case "--arg", "--argjson", "--slurpfile", "--rawfile":
			if i+2 >= len(words) {
				return nil, nil, nil, fmt.Errorf("%s takes two parameters (e.g. %s name value)", word, word)
			}
			name, text := words[i+1], words[i+2]
			i += 2
			var value any = text
			switch word {
			case "--argjson":
				list, err := decodeJSON(strings.NewReader(text))
				if err != nil || len(list) != 1 {
					return nil, nil, nil, fmt.Errorf("invalid JSON text passed to --argjson: %s", text)
				}
				value = list[0]
			case "--slurpfile", "--rawfile":
				data, err := c.ReadFile(text)
				if err != nil {
					return nil, nil, nil, fmt.Errorf("%s: %s", text, reason(err))
				}
				value = string(data)
				if word == "--slurpfile" {
					list, err := decodeJSON(bytes.NewReader(data))
					if err != nil {
						return nil, nil, nil, fmt.Errorf("%s: %w", text, err)
					}
					value = list
				}
			}
			names, values = append(names, "$"+name), append(values, value)
			named[name] = value
		case "--args", "--jsonargs":
			rest = word
		default:
			// The filter goes before the arguments, wherever --args stands.
			if rest == "" || strings.HasPrefix(word, "-") || !hasOperand(args) {
				args = append(args, word)
				continue
			}
			var value any = word
			if rest == "--jsonargs" {
				list, err := decodeJSON(strings.NewReader(word))
				if err != nil || len(list) != 1 {
					return nil, nil, nil, fmt.Errorf("invalid JSON text passed to --jsonargs: %s", word)
				}
				value = list[0]
			}
			positional = append(positional, value)
		}
	}
	if positional == nil {
		positional = []any{}
	}
	names = append(names, "$ARGS")
	values = append(values, map[string]any{"named": named, "positional": positional})
	return args, names, values, nil
}

func hasOperand(args []string) bool {
	for i, arg := range args {
		if i > 0 && !strings.HasPrefix(arg, "-") {
			return true
		}
	}
	return false
}

func decodeJSON(r io.Reader) (list []any, err error) {
	list = []any{}
	dec := json.NewDecoder(r)
	dec.UseNumber()
	for {
		var v any
		if err := dec.Decode(&v); err == io.EOF {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		list = append(list, jsonNumbers(v))
	}
}

// jsonNumbers makes Go numbers of json.Number, integers staying exact.
func jsonNumbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil && int64(int(n)) == n {
			return int(n)
		}
		if !strings.ContainsAny(v.String(), ".eE") {
			if n, ok := new(big.Int).SetString(v.String(), 10); ok {
				return n
			}
		}
		n, err := v.Float64()
		if err != nil {
			return v.String()
		}
		return n
	case []any:
		for i := range v {
			v[i] = jsonNumbers(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = jsonNumbers(v[k])
		}
	}
	return v
}

// jsonInputs gives one value after the other, as it is read.
type jsonInputs struct {
	dec *json.Decoder
	err error
}

func (j *jsonInputs) Next() (any, bool) {
	if j.err != nil {
		return nil, false
	}
	var v any
	if j.err = j.dec.Decode(&v); errors.Is(j.err, io.EOF) {
		return nil, false
	} else if j.err != nil {
		return j.err, true
	}
	return jsonNumbers(v), true
}

func jq(ctx context.Context, c *Call) int {
	args, names, values, err := c.jqVariables()
	if err != nil {
		c.Errorf("%v", err)
		return 2
	}
	f, err := options(args, "r raw-output=r c compact-output=c e exit-status=e n null-input=n s slurp=s R raw-input=R j join-output=j a M C monochrome-output=M color-output=C S sort-keys=S f: from-file=f: tab indent: raw-output0")
	if err != nil {
		c.Errorf("%v", err)
		return 2
	}
	files := f.args
	filter := ""
	switch {
	case f.has("f"):
		data, err := c.ReadFile(f.get("f", ""))
		if err != nil {
			c.failed(f.get("f", ""), err)
			return 2
		}
		filter = string(data)
	case len(files) > 0:
		filter, files = files[0], files[1:]
	default:
		c.Errorf("usage: jq [OPTION]... FILTER [FILE]...")
		return 2
	}
	var readers []io.Reader
	code := 0
	for _, name := range files {
		r, err := c.Open(name)
		if err != nil {
			c.failed(name, err)
			code = 2
			continue
		}
		defer done(r)
		readers = append(readers, r)
	}
	if len(files) == 0 {
		readers = append(readers, c.In)
	}
	in := io.Reader(ctxReader{ctx, io.MultiReader(readers...)})

	var inputs gojq.Iter
	decoder := &jsonInputs{dec: json.NewDecoder(in)}
	decoder.dec.UseNumber()
	inputs = decoder
	switch {
	case f.has("R"):
		data, err := io.ReadAll(io.LimitReader(in, maxRead))
		if err != nil {
			c.Errorf("%s", reason(err))
			return 2
		}
		if f.has("s") {
			inputs = gojq.NewIter(string(data))
			break
		}
		var list []any
		for line := range strings.Lines(string(data)) {
			list = append(list, strings.TrimSuffix(line, "\n"))
		}
		inputs = gojq.NewIter(list...)
	case f.has("s"):
		list := []any{}
		for {
			v, ok := inputs.Next()
			if !ok {
				break
			}
			if err, ok := v.(error); ok {
				c.Errorf("error (at <stdin>): %v", err)
				return 2
			}
			list = append(list, v)
		}
		inputs = gojq.NewIter[any](list)
	}
	q, err := c.compileJQ(filter, names, values, inputs)
	if err != nil {
		c.Errorf("%v", err)
		return 3
	}
	var last any
	gave := false
	show := func(v any) error {
		last, gave = v, true
		text, err := jsonText(v, f.has("c") || f.get("indent", "") == "0", f.has("tab"))
		if err != nil {
			return err
		}
		if s, ok := v.(string); ok && (f.has("r") || f.has("j")) {
			text = s
		}
		if !f.has("j") {
			text += "\n"
		}
		return c.print(text)
	}
	run := func(v any) bool {
		err := q.each(ctx, v, show)
		if err == nil {
			return true
		}
		if w, ok := errors.AsType[*writeError](err); ok {
			code = c.unwritable(w.err)
			return false
		}
		if ctx.Err() != nil {
			code = 137
			return false
		}
		if exit, ok := err.(interface{ ExitCode() int }); ok {
			code = exit.ExitCode()
			if _, halts := errors.AsType[*gojq.HaltError](err); halts {
				c.errf("%s", err.Error())
				return false
			}
		}
		code = 5
		c.Errorf("error: %v", err)
		return true
	}
	if f.has("n") {
		run(nil)
	} else {
		for {
			v, ok := inputs.Next()
			if !ok {
				break
			}
			if err, ok := v.(error); ok {
				if ctx.Err() != nil {
					return 137
				}
				c.Errorf("error: the input is not JSON: %v", err)
				return 2
			}
			if !run(v) {
				break
			}
		}
	}
	if code == 0 && f.has("e") {
		switch {
		case !gave:
			return 4
		case last == nil || last == false:
			return 1
		}
	}
	return code
}

// yq runs a jq filter over YAML documents and prints YAML, or JSON with -o json.
// Comments and the order of keys are not kept.
func yq(ctx context.Context, c *Call) int {
	args, names, values, err := c.jqVariables()
	if err != nil {
		c.Errorf("%v", err)
		return 2
	}
	f, err := options(args, "i inplace=i in-place=i y yaml-output=y Y=y r raw-output=r o: output-format=o: j tojson=j c compact-output=c e exit-status=e n null-input=n P p: N M C s")
	if err != nil {
		c.Errorf("%v", err)
		return 2
	}
	files, filter := f.args, "."
	if len(files) > 0 && (files[0] == "eval" || files[0] == "e") {
		files = files[1:]
	}
	if len(files) > 0 {
		filter, files = files[0], files[1:]
	}
	q, err := c.compileJQ(filter, names, values, nil)
	if err != nil {
		c.Errorf("%v", err)
		return 3
	}
	if f.has("i") && len(files) != 1 {
		c.Errorf("-i needs exactly one file")
		return 2
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	format := strings.TrimPrefix(f.get("o", "yaml"), "=")
	asJSON := (f.has("j") || format == "json" || format == "j") && !f.has("y") && !f.has("i")
	code := 0
	var last any
	for _, name := range files {
		var docs []any
		if f.has("n") {
			docs = []any{nil}
		} else {
			data, err := c.ReadFile(name)
			if err != nil {
				c.failed(name, err)
				return 2
			}
			if docs, err = decodeYAML(data); err != nil {
				c.Errorf("%s: %v", name, err)
				return 2
			}
		}
		var b strings.Builder
		n := 0
		for _, doc := range docs {
			err := q.each(ctx, doc, func(v any) error {
				last = v
				var text string
				var err error
				switch s, isString := v.(string); {
				case isString && !f.has("i") && !asJSON:
					text = s + "\n"
				case asJSON:
					text, err = jsonText(v, f.has("c"), false)
					text += "\n"
				default:
					text, err = encodeYAML(v)
				}
				if err != nil {
					return err
				}
				if _, object := v.(map[string]any); n > 0 && !asJSON && (object || f.has("i")) {
					b.WriteString("---\n")
				}
				n++
				b.WriteString(text)
				return nil
			})
			if ctx.Err() != nil {
				return 137
			}
			if err != nil {
				c.Errorf("error: %v", err)
				return 5
			}
		}
		if f.has("i") {
			if err := c.replaceFile(name, []byte(b.String())); err != nil {
				return c.failed(name, err)
			}
			continue
		}
		if code, ok := c.write([]byte(b.String())); !ok {
			return code
		}
	}
	if f.has("e") && (last == nil || last == false) {
		return 1
	}
	return code
}

// decodeYAML reads every document of a text into the values jq works on.
func decodeYAML(data []byte) ([]any, error) {
	var docs []any
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var v any
		err := dec.Decode(&v)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		if err != nil {
			return nil, err
		}
		if v, err = yamlToJSON(v); err != nil {
			return nil, err
		}
		docs = append(docs, v)
	}
}

func yamlToJSON(v any) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		for k, item := range v {
			item, err := yamlToJSON(item)
			if err != nil {
				return nil, err
			}
			v[k] = item
		}
		return v, nil
	case map[any]any:
		out := make(map[string]any, len(v))
		for k, item := range v {
			item, err := yamlToJSON(item)
			if err != nil {
				return nil, err
			}
			out[fmt.Sprint(k)] = item
		}
		return out, nil
	case []any:
		for i, item := range v {
			item, err := yamlToJSON(item)
			if err != nil {
				return nil, err
			}
			v[i] = item
		}
		return v, nil
	case nil, bool, string, int, float64:
		return v, nil
	case int64:
		return int(v), nil
	case uint64:
		return new(big.Int).SetUint64(v), nil
	case interface{ String() string }: // a date is its text to jq
		if b, err := yaml.Marshal(v); err == nil {
			return strings.TrimSpace(string(b)), nil
		}
		return v.String(), nil
	}
	return nil, fmt.Errorf("cannot use a %T here", v)
}

func encodeYAML(v any) (string, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(yamlNumbers(v)); err != nil {
		return "", err
	}
	return b.String(), enc.Close()
}

// yamlNumbers makes whole floats integers again, as they were before jq counted with
// them.
func yamlNumbers(v any) any {
	switch v := v.(type) {
	case float64:
		if n := int64(v); float64(n) == v && n < 1<<53 && n > -1<<53 {
			return n
		}
	case *big.Int:
		if v.IsInt64() {
			return v.Int64()
		}
		if v.IsUint64() {
			return v.Uint64()
		}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = yamlNumbers(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k := range v {
			out[k] = yamlNumbers(v[k])
		}
		return out
	}
	return v
}

// hexdump shows bytes as hexdump -C does, with the repeated rows of which it shows one.
func hexdump(ctx context.Context, c *Call) int {
	f, ok := c.options("C canonical=C v no-squeezing=v n: length=n: s: skip=s:")
	if !ok {
		return 1
	}
	if !f.has("C") {
		c.Errorf("this shell knows hexdump -C only")
		return 1
	}
	data, err := c.dumpInput(ctx, f.args, f.get("s", ""), f.get("n", ""))
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	var b strings.Builder
	var last []byte
	starred := false
	for at := 0; at < len(data); at += 16 {
		row := data[at:min(len(data), at+16)]
		if bytes.Equal(row, last) && len(row) == 16 && !f.has("v") {
			if !starred {
				b.WriteString("*\n")
			}
			starred = true
			continue
		}
		last, starred = row, false
		fmt.Fprintf(&b, "%08x ", at)
		for i := range 16 {
			if i == 8 {
				b.WriteByte(' ')
			}
			if i < len(row) {
				fmt.Fprintf(&b, " %02x", row[i])
			} else {
				b.WriteString("   ")
			}
		}
		b.WriteString("  |")
		for _, ch := range row {
			if ch < ' ' || ch > '~' {
				ch = '.'
			}
			b.WriteByte(ch)
		}
		b.WriteString("|\n")
	}
	if len(data) > 0 {
		fmt.Fprintf(&b, "%08x\n", len(data))
	}
	code, _ := c.write([]byte(b.String()))
	return code
}

// stringsCommand prints the runs of printable characters in a file.
func stringsCommand(ctx context.Context, c *Call) int {
	f, ok := c.options("n: bytes=n: a all=a")
	if !ok {
		return 1
	}
	least, err := strconv.Atoi(f.get("n", "4"))
	if err != nil || least < 1 {
		c.Errorf("invalid minimum string length %s", f.get("n", ""))
		return 1
	}
	return c.inputs(ctx, f.args, func(_ string, r io.Reader) error {
		br := bufio.NewReader(ctxReader{ctx, r})
		var run []byte
		for {
			ch, err := br.ReadByte()
			if err == nil && (ch >= ' ' && ch <= '~' || ch == '\t') && len(run) < maxLine {
				run = append(run, ch)
				continue
			}
			if len(run) >= least {
				if perr := c.print(string(run) + "\n"); perr != nil {
					return perr
				}
			}
			run = run[:0]
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}
