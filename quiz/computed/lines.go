package computed

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// faultLines finds the lines of a manifest for which its pod is denied, such as "7, 12".
//
// A line is a candidate if the pod fails fewer checks, or in fewer containers, once what
// begins on that line is mended: taken out, or given another value. Of lines of which one
// belongs to the other, the inner one counts. Those candidates are at fault without which the
// pod stays denied, and with them mended it has to be allowed.
func faultLines(at api.LevelVersion, manifest string) (string, error) {
	faults, err := findFaults(at, manifest)
	if err != nil {
		return "", err
	}
	var lines []int
	for _, fault := range faults {
		lines = append(lines, fault.line)
	}
	return lineList(lines), nil
}

// fault is a line at fault, and what Pod Security says once all others are mended.
type fault struct {
	line int
	says string
}

// findFaults is what faultLines says, by line.
func findFaults(at api.LevelVersion, manifest string) ([]fault, error) {
	document, err := parseParts(manifest)
	if err != nil {
		return nil, err
	}
	before, err := violationsOf(at, manifest)
	if err != nil {
		return nil, err
	}
	if before.Allowed {
		return nil, fmt.Errorf("podSecurity: the manifest is allowed at %s, so no line is at fault", at.Level)
	}
	candidates := mends{}
	for i, part := range document.parts {
		if slices.ContainsFunc(slices.Collect(maps.Keys(candidates)), func(c int) bool { return part.contains(document.parts[c]) }) {
			continue
		}
		for _, mend := range part.mends {
			// What is no pod any more is no better one.
			after, err := document.violations(at, mends{i: mend})
			if err == nil && fewer(after, before) {
				candidates[i] = mend
				break
			}
		}
	}
	guilty := mends{}
	var faults []fault
	for i, mend := range candidates {
		others := maps.Clone(candidates)
		delete(others, i)
		if after, err := document.violations(at, others); err != nil || !after.Allowed {
			guilty[i] = mend
			faults = append(faults, fault{document.parts[i].line, after.ForbiddenDetail()})
		}
	}
	after, err := document.violations(at, guilty)
	if err != nil {
		return nil, err
	}
	if !after.Allowed {
		return nil, fmt.Errorf("podSecurity: no lines explain why the manifest is denied: something is missing in it, or either of two would do: %s", after.ForbiddenDetail())
	}
	slices.SortFunc(faults, func(a, b fault) int { return a.line - b.line })
	return slices.CompactFunc(faults, func(a, b fault) bool { return a.line == b.line }), nil
}

// lineList is how a truth says which lines.
func lineList(lines []int) string {
	lines = slices.Compact(slices.Sorted(slices.Values(lines)))
	words := make([]string, len(lines))
	for i, line := range lines {
		words[i] = strconv.Itoa(line)
	}
	return strings.Join(words, ", ")
}

// violations are those that remain with the mends made.
func (d *document) violations(at api.LevelVersion, made mends) (policy.AggregateCheckResult, error) {
	manifest, err := d.with(made)
	if err != nil {
		return policy.AggregateCheckResult{}, err
	}
	return violationsOf(at, manifest)
}

// violationsOf evaluates the pod in a manifest.
func violationsOf(at api.LevelVersion, manifest string) (policy.AggregateCheckResult, error) {
	meta, spec, err := decodePod(manifest)
	if err != nil {
		return policy.AggregateCheckResult{}, err
	}
	return violations(at, meta, spec)
}

// fewer says whether a pod fails nothing new and less than before. The reasons are the
// failed checks; a reason's detail has a word for each container and value that it is about.
func fewer(after, before policy.AggregateCheckResult) bool {
	words := func(r policy.AggregateCheckResult) int { return len(strings.Fields(r.ForbiddenDetail())) }
	for _, reason := range after.ForbiddenReasons {
		if !slices.Contains(before.ForbiddenReasons, reason) {
			return false
		}
	}
	return words(after) < words(before)
}
