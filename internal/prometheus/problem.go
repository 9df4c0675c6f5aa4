package prometheus

import (
	"fmt"
	"strings"
)

// Problem is something that Prometheus would refuse, or that can't be meant.
type Problem struct {
	// Path leads to it from the value that was checked, for example `[1].relabel_configs[0]`; "" is the whole value.
	Path string
	// Reason says what is wrong and what to write instead.
	Reason string
}

// Unknown stands for a value that isn't known yet or that must not be repeated: checks leave it alone.
type Unknown struct{}

// hasUnknown reports whether anything of a value is unknown.
func hasUnknown(v any) bool {
	switch v := v.(type) {
	case Unknown:
		return true
	case map[string]any:
		for _, e := range v {
			if hasUnknown(e) {
				return true
			}
		}
	case []any:
		for _, e := range v {
			if hasUnknown(e) {
				return true
			}
		}
	}
	return false
}

type problems []Problem

func (p *problems) add(path, format string, args ...any) {
	*p = append(*p, Problem{strings.TrimPrefix(path, "."), fmt.Sprintf(format, args...)})
}

// kindOf names what stands where something else is wanted.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case map[string]any:
		return "a map"
	case []any:
		return "a list"
	case string:
		return "a text"
	case bool:
		return "true or false"
	}
	return "a number"
}
