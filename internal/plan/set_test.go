package plan_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestSet(t *testing.T) {
	t.Parallel()
	hub := output("registry.example")
	for name, c := range map[string]struct {
		reason string
		base   plan.Tree
		value  any
		path   []string
		want   plan.Tree
	}{
		"top":           {"a key of its own", plan.Tree{}, "x", []string{"a"}, plan.Tree{"a": "x"}},
		"deep":          {"the maps on the way are made", plan.Tree{}, "x", []string{"a", "b", "c"}, plan.Tree{"a": plan.Tree{"b": plan.Tree{"c": "x"}}}},
		"beside":        {"what is there stays", plan.Tree{"a": plan.Tree{"b": 1}}, 2, []string{"a", "c"}, plan.Tree{"a": plan.Tree{"b": 1, "c": 2}}},
		"over":          {"the last one wins", plan.Tree{"a": 1}, 2, []string{"a"}, plan.Tree{"a": 2}},
		"map":           {"maps are merged", plan.Tree{"a": plan.Tree{"b": 1, "c": 1}}, map[string]int{"c": 2, "d": 3}, []string{"a"}, plan.Tree{"a": plan.Tree{"b": 1, "c": 2, "d": 3}}},
		"list":          {"lists are replaced", plan.Tree{"a": []any{1, 2}}, []int{3}, []string{"a"}, plan.Tree{"a": []any{3}}},
		"output":        {"an Input is a leaf like any other", plan.Tree{}, hub, []string{"global", "hub"}, plan.Tree{"global": plan.Tree{"hub": hub}}},
		"false":         {"false was decided", plan.Tree{}, ptr(false), []string{"a"}, plan.Tree{"a": false}},
		"zero":          {"zero was decided", plan.Tree{}, ptr(0), []string{"a"}, plan.Tree{"a": 0}},
		"empty string":  {"so was the empty string", plan.Tree{}, "", []string{"a"}, plan.Tree{"a": ""}},
		"nil":           {"nobody decided; not even the maps on the way are made", plan.Tree{}, nil, []string{"a", "b"}, plan.Tree{}},
		"nil pointer":   {"the same", plan.Tree{"a": 1}, (*string)(nil), []string{"a"}, plan.Tree{"a": 1}},
		"nil input":     {"the same", plan.Tree{}, pulumi.StringPtrInput(nil), []string{"a"}, plan.Tree{}},
		"empty map":     {"the same", plan.Tree{}, map[string]string{}, []string{"a", "b"}, plan.Tree{}},
		"empty SDK map": {"the same", plan.Tree{}, pulumi.StringMap{}, []string{"a", "b"}, plan.Tree{}},
		"empty list":    {"the same", plan.Tree{}, []string{}, []string{"a"}, plan.Tree{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.base.Set(c.value, c.path...)
			assert.Equal(t, c.want, c.base, c.reason)
		})
	}
}
