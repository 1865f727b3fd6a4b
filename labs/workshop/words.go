package workshop

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of what people type, in characters.
const (
	MaxName    = 40
	MaxMessage = 500
	MaxNote    = 300
	maxSaid    = 600
	maxID      = 80
)

// CleanName is a learner's name as it is shown everywhere: normal form, one space between words. The
// error says why it cannot be one, fit to follow "the name …: ".
func CleanName(name string) (string, error) {
	if len(name) > 16*MaxName || !utf8.ValidString(name) {
		return "", fmt.Errorf("it is longer than %d characters, or no text", MaxName)
	}
	name = strings.Join(strings.Fields(norm.NFC.String(name)), " ")
	switch {
	case name == "":
		return "", errors.New("it is empty")
	case utf8.RuneCountInString(name) > MaxName:
		return "", fmt.Errorf("it is longer than %d characters", MaxName)
	}
	letters, marks := 0, 0
	for _, r := range name {
		switch {
		case r != ' ' && !unicode.IsPrint(r), invisible(r):
			return "", fmt.Errorf("%U in it cannot be seen, or turns the direction of text", r)
		case unicode.IsLetter(r), unicode.IsDigit(r):
			letters, marks = letters+1, 0
		case unicode.IsMark(r):
			if marks++; marks > 3 { // more climb over the lines above
				return "", errors.New("it has too many marks on one letter")
			}
		}
	}
	if letters == 0 {
		return "", errors.New("it has no letter")
	}
	return name, nil
}

// nameKey is what two names share that would be taken for one.
func nameKey(name string) string { return strings.ToLower(norm.NFKC.String(name)) }

// invisible characters are printable to Unicode, and nothing is seen of them.
func invisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
		return true
	case r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0', r == '\u2800', r == '\u034f':
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r)
}

// printable says whether a text is one line that can be shown, of at most that many characters.
func printable(text string, most int) bool {
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > most || strings.TrimSpace(text) == "" {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) || invisible(r) })
}

// cleanText is a text of several lines that may come from anywhere, as it can be shown: what cannot
// be seen is left out, and what is longer is cut.
func cleanText(text string, most int) string {
	if len(text) > 8*most {
		text = text[:8*most]
	}
	var b strings.Builder
	n := 0
	for _, r := range strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\ufffd") {
		if r != '\n' && (r == '\t' || unicode.IsSpace(r)) {
			r = ' '
		}
		if r != '\n' && (!unicode.IsPrint(r) || invisible(r)) {
			continue
		}
		if n++; n > most {
			b.WriteString("…")
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// cleanLine is cleanText on one line.
func cleanLine(text string, most int) string {
	return strings.Join(strings.Fields(cleanText(text, most)), " ")
}

// codeLetters are those that nobody mistakes for another when they are read aloud or from afar.
const codeLetters = "abcdefghjkmnpqrstuvwxyz23456789"

// newCode makes a join code of 40 bits: two groups of four.
func newCode() string {
	b := make([]byte, 8)
	for i := range b {
		b[i] = codeLetters[randomBelow(len(codeLetters))]
	}
	return string(b[:4]) + "-" + string(b[4:])
}

// randomBelow is evenly spread over [0, n), n at most 256.
func randomBelow(n int) int {
	var b [1]byte
	for {
		random(b[:])
		if limit := 256 - 256%n; int(b[0]) < limit {
			return int(b[0]) % n
		}
	}
}

// random fills b. Since Go 1.24 the system's source of randomness cannot fail without ending the program.
func random(b []byte) { _, _ = rand.Read(b) }

// plainCode is what counts of a code: neither case nor dashes nor spaces.
func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(strings.TrimSpace(code)))
}
