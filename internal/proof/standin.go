package proof

import (
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// standins are what a rendering gets in place of hidden values. Texts of both are names that Kubernetes takes, and so do
// for most templates; the others show where a template made a number or a choice of one.
type standins struct {
	unknown any
	secret  string
	number  int
	truth   bool
}

var (
	first  = standins{unknown: "meshstack-unknown", secret: "meshstack-secret", number: 2, truth: true}
	second = standins{unknown: 7919, secret: "meshstack-hidden", number: 3, truth: false}
)

// apply returns a tree for Helm.
func (s standins) apply(v any) any {
	switch v := v.(type) {
	case plan.Tree:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = s.apply(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = s.apply(e)
		}
		return out
	case plan.Hidden:
		switch {
		case v.Unknown:
			return s.unknown
		case v.Number:
			return s.number
		case v.Bool:
			return s.truth
		}
		return s.secret
	}
	return v
}

// hides reports whether a text holds a stand-in of the first rendering, and of which kind.
func hides(text string) (unknown, secret bool) {
	return strings.Contains(text, first.unknown.(string)), strings.Contains(text, first.secret)
}
