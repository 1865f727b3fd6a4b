package editorial

import (
	"fmt"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"It is so.":                      "",
		"a != b":                         "",
		"Stop! Now":                      "4 !",
		"You simply say TODO; see S1-12": "4 simply, 25 S1-12, 15 TODO",
		"Good :)":                        "5 :)",
	} {
		var got []string
		for _, f := range Words(text) {
			got = append(got, fmt.Sprint(f.At, " ", f.Found))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestBadURL(t *testing.T) {
	for url, want := range map[string]string{
		"https://kubernetes.io/docs/": "",
		"http://kubernetes.io/docs/":  "it does not begin with https://",
		"https://example.com/":        "example.com is not among the hosts of internal/editorial/sources.go",
		"https://kubernetes.io:8443/": "it has a user or a port",
		"https://kubernetes.io/a`b":   "it has characters that no address has",
	} {
		if got := BadURL(url); got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
}
