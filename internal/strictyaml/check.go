package strictyaml

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/hardenway/hardenway/internal/nearest"
)

// Words reports entries of a list that are not in the vocabulary, or there twice.
func (d *Decoder) Words(field string, list, vocabulary []string, noun string) {
	for i, word := range list {
		element := fmt.Sprintf("%s[%d]", field, i)
		if !slices.Contains(vocabulary, word) {
			d.At(element, fmt.Sprintf("unknown %s %q in %s", noun, word, field), "", nearest.DidYouMean(word, vocabulary))
		} else if slices.Contains(list[:i], word) {
			d.At(element, fmt.Sprintf("%q is in %s twice", word, field), "", "remove one")
		}
	}
}

// Patterns reports entries of a list that do not match the pattern, or are there twice.
func (d *Decoder) Patterns(field string, list []string, pattern *regexp.Regexp, example string) {
	for i, entry := range list {
		element := fmt.Sprintf("%s[%d]", field, i)
		if !pattern.MatchString(entry) {
			d.At(element, fmt.Sprintf("%q in %s is no such number", entry, field), "", "write it like "+example)
		} else if slices.Contains(list[:i], entry) {
			d.At(element, fmt.Sprintf("%q is in %s twice", entry, field), "", "remove one")
		}
	}
}
