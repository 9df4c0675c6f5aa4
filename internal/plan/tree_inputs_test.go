package plan_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Set merges what features say one after the other, also where a map as a whole is known only later.
func TestSetMergesWithInputs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason      string
		base, value any
		want        awaited
	}{
		"output over map": {
			"the later one wins, what it is silent about stays",
			map[string]string{"a": "1", "b": "1"}, output(map[string]string{"b": "2", "c": "2"}),
			awaited{map[string]any{"a": "1", "b": "2", "c": "2"}, true, false},
		},
		"map over output": {
			"the same the other way round",
			output(map[string]string{"a": "1", "b": "1"}), map[string]string{"b": "2"},
			awaited{map[string]any{"a": "1", "b": "2"}, true, false},
		},
		"output over output": {
			"both are known later", output(map[string]string{"a": "1"}), output(map[string]string{"a": "2", "b": "2"}),
			awaited{map[string]any{"a": "2", "b": "2"}, true, false},
		},
		"secret over map": {
			"the whole is secret then", map[string]string{"a": "1"}, secret(map[string]string{"b": "2"}),
			awaited{map[string]any{"a": "1", "b": "2"}, true, true},
		},
		"map over secret": {
			"what was secret stays so", secret(map[string]string{"a": "1"}), map[string]string{"b": "2"},
			awaited{map[string]any{"a": "1", "b": "2"}, true, true},
		},
		"unknown over map": {"nobody knows the whole", map[string]string{"a": "1"}, unknown(), awaited{nil, false, false}},
		"deep": {
			"maps within are merged too", map[string]any{"m": map[string]any{"a": "1", "b": "1"}},
			output(map[string]any{"m": map[string]any{"b": "2"}}),
			awaited{map[string]any{"m": map[string]any{"a": "1", "b": "2"}}, true, false},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree := plan.Tree{}
			tree.Set(c.base, "pilot", "env")
			tree.Set(c.value, "pilot", "env")
			assert.Equal(t, c.want, await(t, tree["pilot"].(plan.Tree)["env"]), c.reason)
		})
	}
}

func TestSetReplacesLeavesByInputs(t *testing.T) {
	t.Parallel()
	hub := output("mirror")
	for name, c := range map[string]struct {
		reason      string
		base, value any
		want        any
	}{
		"output over string": {"an argument over a preset", "docker.io/istio", hub, hub},
		"string over output": {"the last one wins", hub, "docker.io/istio", "docker.io/istio"},
		"string over map":    {"a leaf takes the place of a map", plan.Tree{"a": "b"}, "x", "x"},
		"map over string":    {"and a map that of a leaf", "x", plan.Tree{"a": "b"}, plan.Tree{"a": "b"}},
		"list over output":   {"lists are replaced as a whole", output([]string{"a"}), []string{"b"}, []any{"b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree := plan.Tree{}
			tree.Set(c.base, "global", "hub")
			tree.Set(c.value, "global", "hub")
			assert.Equal(t, c.want, tree["global"].(plan.Tree)["hub"], c.reason)
		})
	}
}

// What one feature set in a map as a whole, another must not lose by setting a key in it.
func TestSetBelowAnInput(t *testing.T) {
	t.Parallel()
	tree := plan.Tree{}
	tree.Set(output(map[string]string{"a": "1"}), "pilot", "env")
	tree.Set("2", "pilot", "env", "b")
	env := tree["pilot"].(plan.Tree)["env"]
	_, later := env.(pulumi.Output)
	if assert.True(t, later, "the output is gone, and with it what the user wrote: %v", env) {
		assert.Equal(t, awaited{map[string]any{"a": "1", "b": "2"}, true, false}, await(t, env))
	}
}

// The arguments are the user's: composing a plan must not write into them.
func TestSetLeavesWhatItIsGivenAlone(t *testing.T) {
	t.Parallel()
	given := plan.Tree{"a": plan.Tree{"b": "1"}}
	tree := plan.Tree{}
	tree.Set(given, "values")
	tree.Set("2", "values", "a", "b")
	assert.Equal(t, plan.Tree{"a": plan.Tree{"b": "1"}}, given, "what was given, as it was given")
}
