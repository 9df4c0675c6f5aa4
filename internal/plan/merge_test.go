package plan_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestMergeOfKnown(t *testing.T) {
	t.Parallel()
	leaf := secret("x")
	for name, c := range map[string]struct {
		reason           string
		base, over, want any
	}{
		"maps": {
			"key by key, at every depth",
			plan.Tree{"a": 1, "m": plan.Tree{"x": 1, "y": 1}}, plan.Tree{"b": 2, "m": plan.Tree{"y": 2}},
			plan.Tree{"a": 1, "b": 2, "m": plan.Tree{"x": 1, "y": 2}},
		},
		"lists": {
			"a list replaces a list, as in Helm",
			plan.Tree{"l": []any{1, 2, 3}}, plan.Tree{"l": []any{4}}, plan.Tree{"l": []any{4}},
		},
		"empty list":          {"so does an empty one", plan.Tree{"l": []any{1}}, plan.Tree{"l": []any{}}, plan.Tree{"l": []any{}}},
		"empty map":           {"an empty map changes nothing", plan.Tree{"m": plan.Tree{"a": 1}}, plan.Tree{"m": plan.Tree{}}, plan.Tree{"m": plan.Tree{"a": 1}}},
		"null":                {"null must reach Helm, which then deletes the chart's default", plan.Tree{"a": 1}, plan.Tree{"a": nil}, plan.Tree{"a": nil}},
		"null over a map":     {"a whole map can be deleted", plan.Tree{"m": plan.Tree{"a": 1}}, plan.Tree{"m": nil}, plan.Tree{"m": nil}},
		"null without base":   {"a default that only the chart has can be deleted", plan.Tree{}, plan.Tree{"a": nil}, plan.Tree{"a": nil}},
		"map over a scalar":   {"the last one wins", plan.Tree{"a": 1}, plan.Tree{"a": plan.Tree{"b": 2}}, plan.Tree{"a": plan.Tree{"b": 2}}},
		"scalar over a map":   {"the last one wins", plan.Tree{"a": plan.Tree{"b": 2}}, plan.Tree{"a": 1}, plan.Tree{"a": 1}},
		"over null":           {"a value may follow a null", plan.Tree{"a": nil}, plan.Tree{"a": 1}, plan.Tree{"a": 1}},
		"no base":             {"nothing to lay over", nil, plan.Tree{"a": 1}, plan.Tree{"a": 1}},
		"other maps":          {"free-form maps count as trees", map[string]any{"m": map[string]any{"a": 1}}, map[string]any{"m": map[string]any{"b": 2}}, plan.Tree{"m": plan.Tree{"a": 1, "b": 2}}},
		"SDK maps":            {"so do the SDK's", pulumi.StringMap{"a": pulumi.String("x")}, map[string]any{"b": "y"}, plan.Tree{"a": "x", "b": "y"}},
		"leaf beside":         {"an Input elsewhere changes nothing for the rest", plan.Tree{"a": leaf}, plan.Tree{"b": 1}, plan.Tree{"a": leaf, "b": 1}},
		"leaf over a scalar":  {"an Input that can't be a map replaces at once", plan.Tree{"a": 1}, plan.Tree{"a": leaf}, plan.Tree{"a": leaf}},
		"leaf over a list":    {"the same", plan.Tree{"a": []any{1}}, plan.Tree{"a": leaf}, plan.Tree{"a": leaf}},
		"scalar over a leaf":  {"the last one wins, whatever the Input is", plan.Tree{"a": leaf}, plan.Tree{"a": 1}, plan.Tree{"a": 1}},
		"null over a leaf":    {"also null", plan.Tree{"a": leaf}, plan.Tree{"a": nil}, plan.Tree{"a": nil}},
		"list over a leaf":    {"also a list", plan.Tree{"a": leaf}, plan.Tree{"a": []any{1}}, plan.Tree{"a": []any{1}}},
		"leaf where none was": {"there is nothing to merge with", plan.Tree{}, plan.Tree{"a": leaf}, plan.Tree{"a": leaf}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, plan.Merge(c.base, c.over), c.reason)
		})
	}
}

func TestMergeOfInputs(t *testing.T) {
	t.Parallel()
	m := func(kv ...any) map[string]any {
		out := map[string]any{}
		for i := 0; i < len(kv); i += 2 {
			out[kv[i].(string)] = kv[i+1]
		}
		return out
	}
	for name, c := range map[string]struct {
		reason     string
		base, over any
		want       awaited
	}{
		"output over a tree": {
			"merged once it is known, key by key, with lists replaced and nulls kept",
			plan.Tree{"a": 1, "m": plan.Tree{"x": 1, "l": []any{1, 2}}, "d": 1}, output(m("m", m("y", 2, "l", []any{3}), "d", nil)),
			awaited{m("a", 1, "m", m("x", 1, "y", 2, "l", []any{3}), "d", nil), true, false},
		},
		"tree over an output":    {"the same the other way", output(m("a", 1, "m", m("x", 1))), plan.Tree{"m": plan.Tree{"y": 2}}, awaited{m("a", 1, "m", m("x", 1, "y", 2)), true, false}},
		"output over an output":  {"the same with both", output(m("a", 1)), output(m("b", 2)), awaited{m("a", 1, "b", 2), true, false}},
		"secret over a tree":     {"what holds a secret is one", plan.Tree{"a": 1}, secret(m("b", 2)), awaited{m("a", 1, "b", 2), true, true}},
		"tree over a secret":     {"the same", secret(m("a", 1)), plan.Tree{"b": 2}, awaited{m("a", 1, "b", 2), true, true}},
		"tree with a secret":     {"a secret deep in the other side counts", plan.Tree{"m": []any{plan.Tree{"a": secret("x")}}}, output(m("b", 2)), awaited{m("m", []any{m("a", "x")}, "b", 2), true, true}},
		"unknown over a tree":    {"unknown until it is known", plan.Tree{"a": 1}, unknown(), awaited{}},
		"tree over an unknown":   {"the same", unknown(), plan.Tree{"a": 1}, awaited{}},
		"unknown over a secret":  {"and secret all the same", secret(m("a", 1)), unknown(), awaited{nil, false, true}},
		"output that is null":    {"null deletes, known late or early", plan.Tree{"a": 1}, output(nil), awaited{nil, true, false}},
		"output that is a list":  {"what isn't a map replaces", plan.Tree{"a": 1}, output([]any{1}), awaited{[]any{1}, true, false}},
		"null within the base":   {"a null in our own values stays", plan.Tree{"a": nil}, output(m("b", 1)), awaited{m("a", nil, "b", 1), true, false}},
		"map output of the SDK":  {"typed outputs merge too", plan.Tree{"a": "x"}, pulumi.StringMap{"b": pulumi.String("y")}.ToStringMapOutput(), awaited{m("a", "x", "b", "y"), true, false}},
		"list inside the output": {"trees inside lists come back as plain maps", plan.Tree{}, output(m("l", []any{m("a", 1)})), awaited{m("l", []any{m("a", 1)}), true, false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, await(t, plan.Merge(c.base, c.over)), c.reason)
		})
	}
}

func TestMergeLeavesBothSidesAlone(t *testing.T) {
	t.Parallel()
	base := plan.Tree{"m": plan.Tree{"a": 1}}
	over := plan.Tree{"m": plan.Tree{"b": 2}}
	plan.Merge(base, over)
	assert.Equal(t, plan.Tree{"m": plan.Tree{"a": 1}}, base, "values are merged more than once")
	assert.Equal(t, plan.Tree{"m": plan.Tree{"b": 2}}, over, "values are merged more than once")
}
