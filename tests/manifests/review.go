package manifests

import (
	"fmt"
	"slices"
)

// Verdict is what a list says of differences.
type Verdict struct {
	// Unexplained are the differences that no entry explains, with their inputs, for people to read; sorted.
	Unexplained []string
	// By are the indexes of the entries that explain something of an input, in the order in which they are met.
	By map[string][]int
	// Stale are the parts of entries that explain nothing, for people to read.
	Stale []string
}

// Review holds differences, by the name of the input that has them, against a list.
func Review(entries []Reviewed, found map[string][]Difference) Verdict {
	out := Verdict{By: map[string][]int{}}
	used := map[use]bool{}
	for input, differences := range found {
		for _, d := range differences {
			explained := false
			for i, entry := range entries {
				for _, u := range entry.explains(i, input, d) {
					used[u], explained = true, true
					if !slices.Contains(out.By[input], i) {
						out.By[input] = append(out.By[input], i)
					}
				}
			}
			if !explained {
				out.Unexplained = append(out.Unexplained, input+": "+d.String())
			}
		}
	}
	for i, entry := range entries {
		for _, u := range entry.uses(i) {
			if !used[u] {
				out.Stale = append(out.Stale, fmt.Sprintf("%q: %s %s", entry.What, u.kind, u.name))
			}
		}
	}
	slices.Sort(out.Unexplained)
	return out
}
