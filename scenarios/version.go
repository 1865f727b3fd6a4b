package scenarios

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// comparison is one part of a constraint: an operator and a version of two or three
// numbers. It compares as many numbers as it has, so that "<=1.36" holds for 1.36.5.
type comparison struct {
	op      string
	numbers []int
}

var (
	comparisonPattern = regexp.MustCompile(`^(>=|<=|!=|>|<|=)?v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$`)
	versionPattern    = regexp.MustCompile(`^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:[-+].*)?$`)
	spaceAfterOp      = regexp.MustCompile(`([<>=!])\s+`)
)

// parseConstraint reads ">=1.34 <1.38". All of its parts must hold; no part always does.
func parseConstraint(text string) ([]comparison, error) {
	var all []comparison
	joined := spaceAfterOp.ReplaceAllString(text, "$1")
	for _, part := range strings.FieldsFunc(joined, func(r rune) bool { return r == ' ' || r == ',' }) {
		match := comparisonPattern.FindStringSubmatch(part)
		if match == nil {
			return nil, fmt.Errorf("%q does not compare with a version", part)
		}
		c := comparison{op: match[1]}
		for _, digits := range match[2:] {
			if digits == "" {
				continue
			}
			n, err := strconv.Atoi(digits)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", part, err)
			}
			c.numbers = append(c.numbers, n)
		}
		all = append(all, c)
	}
	return all, nil
}

// ErrVersion: a cluster's version could not be read.
var ErrVersion = errors.New("that is not a Kubernetes version")

// RunsOn says whether the scenario is meant for a cluster of that version, such as
// "v1.37.1". Build and pre-release suffixes do not count.
func (m Meta) RunsOn(version string) (bool, error) {
	match := versionPattern.FindStringSubmatch(version)
	if match == nil {
		return false, fmt.Errorf("%q: %w", version, ErrVersion)
	}
	var have []int
	for _, digits := range match[1:] {
		n, err := strconv.Atoi(digits)
		if err != nil {
			return false, fmt.Errorf("%q: %w", version, ErrVersion)
		}
		have = append(have, n)
	}
	constraint, err := parseConstraint(m.Kubernetes)
	if err != nil {
		return false, err
	}
	for _, c := range constraint {
		order := slices.Compare(have[:len(c.numbers)], c.numbers)
		holds := map[string]bool{
			"": order == 0, "=": order == 0, "!=": order != 0,
			">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0,
		}[c.op]
		if !holds {
			return false, nil
		}
	}
	return true, nil
}
