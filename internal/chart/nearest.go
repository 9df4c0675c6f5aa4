package chart

import (
	"strings"

	"github.com/agext/levenshtein"
)

// How many letters of a name may differ: for a name of that many runes, the count.
type tolerance func(runes int) int

// sure is for what is a slip of the pen, likely for what is worth asking.
func sure(runes int) int {
	switch {
	case runes < 4:
		return 0
	case runes < 8:
		return 1
	}
	return 2
}

func likely(runes int) int { return max(1, runes/3) }

// nearest returns the known name that comes closest, or "" if none is within tolerance. Only another case is nothing.
func nearest(name string, known []string, within tolerance) string {
	best, least := "", within(len([]rune(name)))+1
	for _, k := range known {
		if d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(k), nil); d < least && k != name {
			best, least = k, d
		}
	}
	return best
}
