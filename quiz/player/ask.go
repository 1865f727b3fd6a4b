package player

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
)

// asker puts questions to a person. There is one for lines and one for keys.
type asker interface {
	// show shows a question, as far as reply does not.
	show(c *card)
	// reply waits until the person has answered the question or wants something else.
	reply(ctx context.Context, c *card) (reply, error)
	// pause gives time to read. It returns false when the person wants to stop.
	pause(ctx context.Context) (bool, error)
	// confirm asks a question that is answered with yes or no.
	confirm(ctx context.Context, question string) (bool, error)
	// allAnswered asks what to do with an exam in which nothing is left to answer.
	allAnswered(ctx context.Context, c *card) (reply, error)
}

// ErrInputEnded: there was nothing more to read. The question in hand is not answered.
var ErrInputEnded = errors.New("the input ended")

// act is what a person wants.
type act int

const (
	answer act = iota + 1
	later      // another question first
	giveUp     // see the answer; it counts as not known
	stop       // go on another day
	goTo       // of an exam: to another question
	handIn     // of an exam: end it now
	timeUp     // of an exam, and nobody's wish
)

type reply struct {
	act    act
	answer quiz.Answer
	to     int // of goTo: the question's number, from 1
}

// command is what is typed in place of an answer. Where a word may be the answer, only
// letters are commands.
func command(text string, c *card) (reply, bool) {
	word := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	if c.Question.Type != quiz.Short {
		switch word {
		case "skip":
			word = "s"
		case "quit", "exit", "stop":
			word = "q"
		}
	}
	switch word {
	case "s":
		return reply{act: later}, true
	case "q":
		return reply{act: stop}, true
	}
	if !c.exam() {
		if word == "g" {
			return reply{act: giveUp}, true
		}
		return reply{}, false
	}
	if word == "hand in" {
		return reply{act: handIn}, true
	}
	if number, ok := strings.CutPrefix(word, "go "); ok {
		if n, err := strconv.Atoi(number); err == nil {
			return reply{act: goTo, to: n}, true
		}
	}
	return reply{}, false
}

// commands are the commands with what they do.
func commands(c *card) [][2]string {
	list := [][2]string{{"s", "leave this question for later"}}
	if c.exam() {
		list = append(list, [2]string{"go 3", "go to question 3, also to one that is answered"}, [2]string{"hand in", "end the exam now"})
	} else {
		list = append(list, [2]string{"g", "give up and see the answer; it counts as not known"})
	}
	return append(list, [2]string{"q", "stop; harden quiz goes on from here another time"}, [2]string{"?", "show this"})
}

// help says how the question is answered, and what else can be typed.
func (s screen) help(c *card) {
	s.paragraph(manner(c))
	for _, row := range commands(c) {
		s.hang(fmt.Sprintf("%s%s  ", margin+margin, s.out.Style(fmt.Sprintf("%-7s", row[0]), term.Cyan)), row[1])
	}
}

// sentence makes an error of the engine a sentence.
func sentence(err error) string {
	text := term.Clean(err.Error())
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
