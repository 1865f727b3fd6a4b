package console

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mvdan.cc/sh/v3/syntax"
)

// Language is the word that begins the info string of a block: ```console.
const Language = "console"

// Prompt begins a line with a command.
const Prompt = "$ "

// Block is one block of a page.
type Block struct {
	Line     int // of the opening fence, in the page's file
	Info     Info
	Commands []Command
}

// Info is what the info string says besides the language.
type Info struct {
	// Exit is the exit code that the last command must have; nil says nothing of it.
	Exit *int
	// Within is how long the last command is repeated until its output fits.
	Within time.Duration
	// On is the only provider whose clusters can run the block; "" is any.
	On string
	// NoRun is the reason why the block is never run; "" runs it.
	NoRun string
}

// Command is what is typed, and what is shown of its output.
type Command struct {
	Line   int    // in the page's file
	Text   string // without the prompt; of several lines where it goes on
	Output string // each line with its end; "" shows none
}

// Problem is one thing wrong with a block.
type Problem struct {
	Line            int // in the page's file
	What, Why, Mend string
}

// Parse reads a block. info is its whole info string, line that of the opening fence, and text
// what stands between the fences. The block is whole only where there are no problems.
func Parse(info, text string, line int) (Block, []Problem) {
	p := &parser{block: Block{Line: line}}
	p.info(info)
	p.commands(strings.SplitAfter(text, "\n"))
	return p.block, p.problems
}

type parser struct {
	block    Block
	problems []Problem
}

func (p *parser) problem(line int, what, why, mend string) {
	p.problems = append(p.problems, Problem{Line: line, What: what, Why: why, Mend: mend})
}

// keys are what an info string may say.
const keys = "exit=1, within=20s, on=kind or norun=\"the reason\""

// MaxWithin is the longest time for which a command is repeated.
const MaxWithin = 3 * time.Minute

func (p *parser) info(info string) {
	b := &p.block
	rest := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(info), Language))
	var seen []string
	for rest != "" {
		key, value, more, err := word(rest)
		rest = more
		if err != nil {
			p.problem(b.Line, "the info string cannot be read", err.Error(), "write "+keys)
			return
		}
		if slices.Contains(seen, key) {
			p.problem(b.Line, fmt.Sprintf("the info string says %s twice", key), "", "remove one")
		}
		seen = append(seen, key)
		switch key {
		case "exit":
			code, err := strconv.Atoi(value)
			if err != nil || code < 0 || code > 255 {
				p.problem(b.Line, fmt.Sprintf("exit is %q", value), "an exit code is a number from 0 to 255", "")
			}
			b.Info.Exit = &code
		case "within":
			b.Info.Within, err = time.ParseDuration(value)
			if err != nil || b.Info.Within <= 0 || b.Info.Within > MaxWithin {
				p.problem(b.Line, fmt.Sprintf("within is %q", value), "it is a time of at most "+MaxWithin.String(), "write it like 20s")
			}
		case "on":
			if b.Info.On = value; value == "" {
				p.problem(b.Line, "on says nothing", "it names the provider that the block needs", "write on=kind")
			}
		case "norun":
			if b.Info.NoRun = strings.TrimSpace(value); b.Info.NoRun == "" {
				p.problem(b.Line, "norun has no reason", "a block that is not run says why", "write norun=\"needs a cloud account\"")
			}
		default:
			p.problem(b.Line, fmt.Sprintf("the info string says %q", key), "nothing reads that", "write "+keys)
		}
	}
	if b.Info.NoRun != "" && len(seen) > 1 {
		p.problem(b.Line, "the block is not run and says how", "", "leave one of both out")
	}
}

// word reads key=value or key="a value" from the beginning of text.
func word(text string) (key, value, rest string, err error) {
	at := strings.IndexAny(text, "= ")
	if at < 0 || text[at] == ' ' {
		return "", "", "", fmt.Errorf("%q is no key=value", text)
	}
	key, rest = text[:at], text[at+1:]
	if quoted, ok := strings.CutPrefix(rest, `"`); ok {
		value, rest, ok = strings.Cut(quoted, `"`)
		if !ok {
			return "", "", "", fmt.Errorf("the quotes of %s do not end", key)
		}
	} else {
		value, rest, _ = strings.Cut(rest, " ")
	}
	return key, value, strings.TrimSpace(rest), nil
}

// mostLinesOfCommand is far above what one has. Each line is read together with those before it.
const mostLinesOfCommand = 200

// commands reads the lines of a block, each with its end.
func (p *parser) commands(lines []string) {
	b := &p.block
	output := 0 // where that of the last command begins
	end := func(at int) {
		if n := len(b.Commands); n > 0 {
			b.Commands[n-1].Output = withEnd(strings.Join(lines[output:at], ""))
		}
	}
	for i := 0; i < len(lines); i++ {
		at := b.Line + 1 + i
		text, is := strings.CutPrefix(lines[i], Prompt)
		if !is {
			switch {
			case len(b.Commands) > 0:
			case strings.TrimSpace(lines[i]) != "":
				p.problem(at, "the block begins with output", "nothing says which command printed it", "begin it with `$ ` and the command, or call the block `text`")
				return
			}
			continue
		}
		end(i)
		for n := 1; n < mostLinesOfCommand && i+1 < len(lines) && lines[i+1] != "" && !strings.HasPrefix(lines[i+1], Prompt) && goesOn(text); n++ {
			i++
			text += lines[i]
		}
		output = i + 1
		text = strings.TrimRight(text, "\n")
		if strings.TrimSpace(text) == "" {
			p.problem(at, "there is a prompt without a command", "", "add it, or remove the line")
			continue
		}
		if err := parse(text); err != nil {
			p.problem(at, "the command is not one of a shell", err.Error(), "")
		}
		b.Commands = append(b.Commands, Command{Line: at, Text: text})
	}
	end(len(lines))
	if len(b.Commands) == 0 && len(p.problems) == 0 {
		p.problem(b.Line, "the block shows no command", "", "begin a line with `$ `, or call the block `text`")
	}
}

// withEnd is a text without empty lines at its end.
func withEnd(text string) string {
	if text = strings.TrimRight(text, "\n"); text != "" {
		text += "\n"
	}
	return text
}

// goesOn says whether a command goes on in the next line: after a backslash, within quotes or a
// loop, or until its here-document ends.
func goesOn(text string) bool {
	line := strings.TrimSuffix(text, "\n")
	if strings.HasSuffix(line, `\`) && !strings.HasSuffix(line, `\\`) {
		return true
	}
	err := parse(line)
	// The parser does not count a here-document among what is incomplete.
	return syntax.IsIncomplete(err) || err != nil && strings.Contains(err.Error(), "unclosed here-document")
}

func parse(text string) error {
	_, err := syntax.NewParser().Parse(strings.NewReader(text+"\n"), "")
	if unknown, ok := errors.AsType[syntax.ParseError](err); ok {
		unknown.Filename = ""
		return unknown
	}
	return err
}
