package proof

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestLines(t *testing.T) {
	t.Parallel()
	unknown := plan.Hidden{Unknown: true}
	for name, c := range map[string]struct {
		reason string
		body   map[string]any
		want   []any
	}{
		"order":   {"the same object is the same list", map[string]any{"b": "x", "a": map[string]any{"d": int64(1), "c": true}}, []any{"a.c: true", "a.d: 1", "b: x"}},
		"texts":   {"a text isn't what it looks like", map[string]any{"a": "true", "b": "1", "c": "", "d": "null", "e": nil}, []any{`a: "true"`, `b: "1"`, `c: ""`, `d: "null"`, "e: null"}},
		"quotes":  {"nor a text with commas two", map[string]any{"a": []any{"x, y", "z"}, "d": []any{"a:b", "{}"}}, []any{`a: ["x, y", z]`, `d: [a:b, "{}"]`}},
		"numbers": {"as JSON writes them", map[string]any{"a": 0.5, "b": int64(15014)}, []any{"a: 0.5", "b: 15014"}},
		"empty":   {"an empty map or list says something, too", map[string]any{"a": map[string]any{}, "b": []any{}}, []any{"a: {}", "b: []"}},
		"keys":    {"a dot in a key isn't a step", map[string]any{"istio.io/rev": "x"}, []any{`["istio.io/rev"]: x`}},
		"list":    {"a list of leaves is one", map[string]any{"verbs": []any{"get", "2", int64(2)}}, []any{`verbs: [get, "2", 2]`}},
		"named": {"an entry with a name keeps its path when another comes before it",
			map[string]any{"c": []any{map[string]any{"name": "discovery", "image": "a"}, map[string]any{"name": "x"}}},
			[]any{"c[discovery].image: a", "c[discovery].name: discovery", "c[x].name: x"}},
		"numbered": {"without a name of its own each goes by its number",
			map[string]any{"c": []any{map[string]any{"name": "a"}, map[string]any{"name": "a"}, []any{int64(1)}}},
			[]any{"c[0].name: a", "c[1].name: a", "c[2]: [1]"}},
		"lines": {"a text keeps its lines", map[string]any{"mesh": "a: 1\nb: 2\n"}, []any{"mesh: |\n  a: 1\n  b: 2\n  "}},
		"hidden": {"what isn't known has its place, and a secret is masked",
			map[string]any{"a": unknown, "b": plan.Hidden{}, "c": []any{"x", unknown}, "d": []any{"x", plan.Hidden{}}},
			[]any{unknown, "b: [secret]", unknown, "d: [x, [secret]]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, lines(c.body), c.reason)
		})
	}
}
