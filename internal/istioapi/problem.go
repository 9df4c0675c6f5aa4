package istioapi

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
)

// Kind is what sort of problem it is.
type Kind string

// The kinds.
const (
	// Unknown is a field that no release known here has.
	Unknown Kind = "unknown"
	// Enum is a value that isn't one of an enum's.
	Enum Kind = "enum"
	// Type is a value of a wrong type: a number for a string, a text that is no duration.
	Type Kind = "type"
	// Newer is a field or an enum value that came after the chosen release.
	Newer Kind = "newer"
	// Rule is a value that Istio's validation refuses, or that has no effect.
	Rule Kind = "rule"
	// Deprecated is a field that still works but has a successor, or none. It is a warning.
	Deprecated Kind = "deprecated"
	// Doubt is what Istio takes, and most likely isn't meant. It is a warning.
	Doubt Kind = "doubt"
)

// Warning reports whether Istio takes a tree with such a problem and does what it says.
func (k Kind) Warning() bool { return k == Deprecated || k == Doubt }

// Problem is one thing that is wrong in a tree.
type Problem struct {
	// Path is where: `meshConfig.defaultConfig.proxyMetadata["a.b"]` or `spec.egress[0].hosts[1]`. It is never empty.
	Path string
	// Message says what is wrong and what to write instead.
	Message string
	// Kind is the sort of problem.
	Kind Kind
	// Nearest is the name or value that was most likely meant, "" where none is near.
	Nearest string
}

// String returns path and message.
func (p Problem) String() string { return p.Path + ": " + p.Message }

// problems collects.
type problems struct{ list []Problem }

func (p *problems) add(kind Kind, path, format string, args ...any) {
	p.list = append(p.list, Problem{Path: path, Message: fmt.Sprintf(format, args...), Kind: kind})
}

func (p *problems) near(kind Kind, path, nearest, format string, args ...any) {
	p.add(kind, path, format, args...)
	p.list[len(p.list)-1].Nearest = nearest
}

// sorted orders them by path, so that the same tree has the same list, and leaves out what was found twice.
func (p *problems) sorted() []Problem {
	slices.SortStableFunc(p.list, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(p.list)
}

// errors reports whether any is more than a warning.
func (p *problems) errors() bool {
	for _, one := range p.list {
		if !one.Kind.Warning() {
			return true
		}
	}
	return false
}

// join appends a field or a map's key to a path, in brackets where a dot couldn't tell it.
func join(path, key string) string {
	if key == "" || strings.ContainsAny(key, `.[]"\ `) || key != strings.ToValidUTF8(key, "") {
		return path + "[" + strconv.Quote(key) + "]"
	}
	return path + "." + key
}

// index appends an item's position to a path.
func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// nearest is the known word that a mistyped one is likely to be: at most a third of it differs.
func nearest(word string, known []string) string {
	best, least := "", len(word)/3+1
	for _, k := range known {
		if d := levenshtein.Distance(strings.ToLower(word), strings.ToLower(k), nil); d <= least && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}
