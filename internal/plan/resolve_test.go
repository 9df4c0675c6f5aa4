package plan_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestResolve(t *testing.T) {
	t.Parallel()
	hidden, text := plan.Hidden{Unknown: true}, plan.Hidden{}
	for name, c := range map[string]struct {
		reason string
		in     any
		want   plan.Resolved
	}{
		"plain": {"what is written stays", plan.Tree{"a": 1, "b": []any{"x", true, nil}},
			plan.Resolved{Value: plan.Tree{"a": 1, "b": []any{"x", true, nil}}}},
		"known": {"an output that is known is its value", plan.Tree{"a": output("x")}, plan.Resolved{Value: plan.Tree{"a": "x"}}},
		"unknown": {"the path says what is missing", plan.Tree{"a": plan.Tree{"b.c": []any{"x", unknown()}}},
			plan.Resolved{Value: plan.Tree{"a": plan.Tree{"b.c": []any{"x", hidden}}}, Unknown: []string{`a["b.c"][1]`}}},
		"secret": {"no secret gets in, and the kind of leaf stays", plan.Tree{"t": secret("x"), "n": pulumi.ToSecret(pulumi.Int(3)), "b": pulumi.ToSecret(pulumi.Bool(true))},
			plan.Resolved{Value: plan.Tree{"t": text, "n": plan.Hidden{Number: true}, "b": plan.Hidden{Bool: true}}, Secret: []string{"b", "n", "t"}}},
		"secret map": {"a map that is secret as a whole hides its leaves, and says that its keys are secret",
			plan.Tree{"a": pulumi.ToSecret(pulumi.Map{"k": pulumi.String("v")})},
			plan.Resolved{Value: plan.Tree{"a": plan.Tree{"k": text}}, Secret: []string{"a.k"}, SecretShape: true}},
		"unknown secret": {"unknown goes first", unknownSecret(), plan.Resolved{Value: hidden, Unknown: []string{""}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, plan.Resolve(t.Context(), c.in), c.reason)
		})
	}
}

func unknownSecret() pulumi.Input { return pulumi.ToSecret(unknown()) }
