// Package constraint reads version constraints such as ">=1.34 <1.38", by which scenarios and
// questions say for which versions of Kubernetes they are meant.
package constraint

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Constraint is a set of comparisons that must all hold. One without any always holds.
type Constraint []comparison

// comparison is an operator and a version of two or three numbers. It compares as many
// numbers as it has, so that "<=1.36" holds for 1.36.5.
type comparison struct {
	op      string
	numbers []int
}

var (
	comparisonPattern = regexp.MustCompile(`^(>=|<=|!=|>|<|=)?v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$`)
	versionPattern    = regexp.MustCompile(`^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:[-+].*)?$`)
	spaceAfterOp      = regexp.MustCompile(`([<>=!])\s+`)
)

// Parse reads a constraint. Its parts are divided by spaces or commas.
func Parse(text string) (Constraint, error) {
	var all Constraint
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

// ErrVersion: a version could not be read.
var ErrVersion = errors.New("that is not a Kubernetes version")

// Admits says whether a version such as "v1.37.1" meets the constraint. Build and
// pre-release suffixes do not count.
func (c Constraint) Admits(version string) (bool, error) {
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
	return !slices.ContainsFunc(c, func(part comparison) bool { return !part.holds(have) }), nil
}

func (c comparison) holds(have []int) bool {
	order := slices.Compare(have[:len(c.numbers)], c.numbers)
	switch c.op {
	case "!=":
		return order != 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	default: // "=" or nothing
		return order == 0
	}
}
