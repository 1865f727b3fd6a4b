package player

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
)

// lines asks line by line. Everything is said in the order in which it is to be read, and
// nothing is ever drawn over: what a screen reader needs, and a pipe.
type lines struct {
	screen

	in *lineReader
	// tty says that a person sits there, who sees what they type and can be waited for.
	tty  bool
	told bool // that there is help
}

func (l *lines) show(c *card) { l.question(c, true) }

func (l *lines) reply(ctx context.Context, c *card) (reply, error) {
	if !l.told {
		l.told = true
		l.paragraph(manner(c) + " ? shows what else can be typed.")
	}
	for {
		text, err := l.read(ctx, fmt.Sprintf("Your answer (%s): ", wanted(c)))
		if err != nil {
			return reply{}, err
		}
		if strings.TrimSpace(text) == "?" {
			l.help(c)
			continue
		}
		if r, ok := command(text, c); ok {
			return r, nil
		}
		a, err := c.Parse(text)
		if err == nil {
			return reply{act: answer, answer: a}, nil
		}
		l.paragraph(refusal(c, err))
	}
}

// refusal says why something typed is no answer, and how one is written.
func refusal(c *card, err error) string {
	if errors.Is(err, quiz.ErrNoAnswer) {
		return "There is no answer yet. " + manner(c) + " s leaves the question for later."
	}
	return sentence(err)
}

func (l *lines) pause(ctx context.Context) (bool, error) {
	if !l.tty {
		return true, nil
	}
	l.line()
	text, err := l.read(ctx, "Enter goes on, q stops: ")
	text = strings.ToLower(strings.TrimSpace(text))
	return text != "q" && text != "quit", err
}

func (l *lines) confirm(ctx context.Context, question string) (bool, error) {
	for {
		text, err := l.read(ctx, question+" Yes or no: ")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		l.paragraph("Type yes or no.")
	}
}

// allAnswered ends the exam where nobody is there who could want to look at it again.
func (l *lines) allAnswered(ctx context.Context, c *card) (reply, error) {
	if !l.tty {
		return reply{act: handIn}, nil
	}
	l.line()
	l.paragraph("Every question has an answer. An empty line hands the exam in. go 3 goes back to question 3, q stops.")
	for {
		text, err := l.read(ctx, "> ")
		if err != nil {
			return reply{}, err
		}
		if strings.TrimSpace(text) == "" {
			return reply{act: handIn}, nil
		}
		if r, ok := command(text, c); ok && r.act != later {
			return r, nil
		}
		l.paragraph("Type an empty line, go and a number, or q.")
	}
}

// read asks for a line. Where nobody sees what is typed it is shown, so that what a pipe
// was told can be read afterwards.
func (l *lines) read(ctx context.Context, prompt string) (string, error) {
	l.out.Print(l.out.Style(prompt, term.Bold))
	text, err := l.in.next(ctx)
	switch {
	case err != nil:
		l.line()
	case !l.tty:
		l.line(term.CleanLine(text))
	}
	return text, err
}

// maxLine is more than anybody types.
const maxLine = 64 << 10

// lineReader reads lines, and gives up waiting when a context ends.
type lineReader struct {
	from  *bufio.Reader
	lines chan readLine // of the read that is under way; nil when none is
}

type readLine struct {
	text string
	err  error
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{from: bufio.NewReaderSize(r, maxLine)}
}

// next is the next whole line, without its end. What stands before the end of the input
// without having been ended is no line: half an answer must not count as one. A read that
// was given up is not lost; the next call gets its line.
func (r *lineReader) next(ctx context.Context) (string, error) {
	if r.lines == nil {
		r.lines = make(chan readLine, 1)
		go func(to chan<- readLine) {
			text, err := r.from.ReadSlice('\n')
			to <- readLine{strings.TrimRight(string(text), "\r\n"), err}
		}(r.lines)
	}
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case line := <-r.lines:
		r.lines = nil
		switch {
		case errors.Is(line.err, io.EOF):
			return "", ErrInputEnded
		case errors.Is(line.err, bufio.ErrBufferFull):
			return "", fmt.Errorf("reading an answer: a line is longer than %d KiB", maxLine>>10)
		case line.err != nil:
			return "", fmt.Errorf("reading an answer: %w", line.err)
		}
		return line.text, nil
	}
}
