package player

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/quiz"
)

// typist types slowly enough for each key to be one.
type typist struct {
	keys []string
	hold bool // afterwards the terminal stays
}

func (k *typist) Read(p []byte) (int, error) {
	if len(k.keys) == 0 {
		if k.hold {
			select {}
		}
		return 0, io.EOF
	}
	time.Sleep(time.Millisecond)
	n := copy(p, k.keys[0])
	k.keys = k.keys[1:]
	return n, nil
}

const (
	enter = "\r"
	down  = "\x1b[B"
	space = " "
)

// TestKeys: what keys answer is what the same thing typed answers.
func TestKeys(t *testing.T) {
	p := pool(t)
	question := func(id quiz.ID) quiz.Presented {
		q, ok := p.Question(id)
		if !ok {
			t.Fatalf("no question %s", id)
		}
		return quiz.Present(q, 7)
	}
	typed := func(id quiz.ID, text string) reply {
		a, err := question(id).Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return reply{act: answer, answer: a}
	}
	practice, exam := quiz.ModePractice, quiz.ModeExam
	for _, tc := range []struct {
		name string
		id   quiz.ID
		mode quiz.Mode
		keys []string
		want reply
	}{
		{"the first one", "t-single", practice, []string{enter}, typed("t-single", "a")},
		{"by arrows", "t-single", practice, []string{down, down, enter}, typed("t-single", "c")},
		{"by letter", "t-single", practice, []string{"c", "b", enter}, typed("t-single", "b")},
		{"help goes and comes", "t-single", practice, []string{"?", "?", "b", enter}, typed("t-single", "b")},
		{"verdict", "t-verdict", practice, []string{"b", enter}, typed("t-verdict", "b")},
		{"several by letter", "t-multiple", practice, []string{"a", "c", enter}, typed("t-multiple", "a,c")},
		{"several by space", "t-multiple", practice, []string{space, down, down, down, space, enter}, typed("t-multiple", "a,d")},
		{"chosen no more", "t-multiple", practice, []string{"a", "b", "a", enter}, typed("t-multiple", "b")},
		{"none of several is no answer", "t-multiple", practice, []string{enter, "d", enter}, typed("t-multiple", "d")},
		{"true", "t-boolean", practice, []string{"f", "t", enter}, typed("t-boolean", "true")},
		{"false", "t-boolean", practice, []string{down, enter}, typed("t-boolean", "false")},
		{"a word", "t-short", practice, []string{"a", "b", enter}, typed("t-short", "ab")},
		{"nothing is no word", "t-short", practice, []string{enter, "x", enter}, typed("t-short", "x")},
		{"an order", "t-order", practice, []string{"3", " ", "1", " ", "2", enter}, typed("t-order", "3 1 2")},
		{"half an order is none", "t-order", practice, []string{"3", enter, "1", "2", enter}, typed("t-order", "312")},
		{"a matching", "t-match", practice, []string{"c", enter, "a", enter}, typed("t-match", "1=c 2=a")},
		{"lines", "t-line", practice, []string{"5", ",", "1", "0", enter}, typed("t-line", "5,10")},
		{"later", "t-single", practice, []string{"s"}, reply{act: later}},
		{"later, typed", "t-short", practice, []string{"s", enter}, reply{act: later}},
		{"given up", "t-single", practice, []string{"G"}, reply{act: giveUp}},
		{"given up, typed", "t-line", practice, []string{"g", enter}, reply{act: giveUp}},
		{"stop", "t-multiple", practice, []string{"q"}, reply{act: stop}},
		{"no giving up in an exam", "t-single", exam, []string{"G", "q"}, reply{act: stop}},
		{"the question before", "t-single", exam, []string{"\x1b[5~"}, reply{act: goTo, to: 2}},
		{"the question after", "t-short", exam, []string{"\x1b[6~"}, reply{act: goTo, to: 4}},
		{"hand in", "t-boolean", exam, []string{"H"}, reply{act: handIn}},
		{"hand in, typed", "t-line", exam, append(strings.Split("hand in", ""), enter), reply{act: handIn}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b bytes.Buffer
			k := &keys{screen: screen{out: output(&b, true, 80, nil)}, in: &typist{keys: tc.keys, hold: true}}
			got, err := k.reply(t.Context(), &card{Presented: question(tc.id), number: 3, total: 8, mode: tc.mode})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("%q mean %+v, want %+v", tc.keys, got, tc.want)
			}
		})
	}
}

// TestKeysEnd: a terminal that goes away, Ctrl-C and a context that ends answer nothing.
func TestKeysEnd(t *testing.T) {
	q, _ := pool(t).Question("t-single")
	c := &card{Presented: quiz.Present(q, 7), number: 1, total: 8, mode: quiz.ModePractice}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tc := range []struct {
		name string
		ctx  context.Context
		in   io.Reader
		want error
	}{
		{"the terminal goes away", t.Context(), &typist{keys: []string{down}}, ErrInputEnded},
		{"Ctrl-C", t.Context(), &typist{keys: []string{down, "\x03"}, hold: true}, context.Canceled},
		{"a signal", ended, &typist{hold: true}, context.Canceled},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b bytes.Buffer
			k := &keys{screen: screen{out: output(&b, true, 80, nil)}, in: tc.in}
			if r, err := k.reply(tc.ctx, c); !errors.Is(err, tc.want) || r.act != 0 {
				t.Errorf("%+v, %v; want %v", r, err, tc.want)
			}
			if tc.name == "Ctrl-C" {
				return // its typist types nothing more
			}
			if _, err := k.pause(tc.ctx); !errors.Is(err, tc.want) {
				t.Errorf("the pause ended with %v, want %v", err, tc.want)
			}
		})
	}
}

// TestKeysTimeUp: a form ends by itself when the time is up.
func TestKeysTimeUp(t *testing.T) {
	q, _ := pool(t).Question("t-single")
	left := 2
	c := &card{Presented: quiz.Present(q, 7), number: 1, total: 8, mode: quiz.ModeExam, left: func() time.Duration {
		left-- // it is asked each time something is drawn
		return time.Duration(max(left, 0)) * time.Millisecond
	}}
	var b bytes.Buffer
	k := &keys{screen: screen{out: output(&b, true, 80, nil)}, in: &typist{hold: true}}
	if r, err := k.reply(t.Context(), c); err != nil || r.act != timeUp {
		t.Errorf("%+v, %v", r, err)
	}
}
