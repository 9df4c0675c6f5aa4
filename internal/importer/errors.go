package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Error is one thing that is wrong with the input.
type Error struct {
	// Line counts from 1; 0 is none in particular. Path is that of the field, "" for the input as a whole.
	Line int
	Path string
	// Message says what is wrong and what to write instead.
	Message string
}

// Error returns line, path and message.
func (e Error) Error() string {
	var at []string
	if e.Line > 0 {
		at = append(at, fmt.Sprintf("line %d", e.Line))
	}
	if e.Path != "" {
		at = append(at, e.Path)
	}
	return strings.Join(append(at, e.Message), ": ")
}

// Errors is all that is wrong with the input, by line.
type Errors []Error

// Error lists them, each on a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns each of them.
func (e Errors) Unwrap() []error {
	out := make([]error, len(e))
	for i, one := range e {
		out[i] = one
	}
	return out
}

// mostErrors is how many are told; the rest are most likely of the same kind.
const mostErrors = 50

func (e *Errors) add(one Error) {
	if len(*e) < mostErrors {
		*e = append(*e, one)
	}
}

func (e *Errors) at(n *node, format string, args ...any) {
	e.add(Error{Line: n.line, Path: n.path, Message: fmt.Sprintf(format, args...)})
}

func (e Errors) err() error {
	if len(e) == 0 {
		return nil
	}
	slices.SortStableFunc(e, func(a, b Error) int { return a.Line - b.Line })
	return e
}

// didYouMean names the nearest of the known names, where one is near.
func didYouMean(name string, known []string) string {
	best, least := "", 1+len(name)/3
	for _, k := range known {
		if d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(k), nil); d <= least && (best == "" || d < least) {
			best, least = k, d
		}
	}
	if best == "" {
		return "leave it out"
	}
	return "write " + best + ", or leave it out"
}
