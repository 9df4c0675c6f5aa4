package plan_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	secret := pulumi.ToSecret(pulumi.String("x"))
	unknown := pulumi.UnsafeUnknownOutput(nil)
	for _, c := range []struct {
		reason   string
		in, want any
	}{
		{"what is plain stays", plan.Tree{"a": []any{1, nil}}, plan.Tree{"a": []any{1, nil}}},
		{"a known leaf", plan.Tree{"a": pulumi.String("x").ToStringOutput()}, plan.Tree{"a": "x"}},
		{"a known map as a whole", pulumi.Map{"a": pulumi.Array{pulumi.String("x")}}.ToMapOutput(), plan.Tree{"a": []any{"x"}}},
		{"in a list", []any{pulumi.Int(1).ToIntOutput()}, []any{1}},
		{"a secret stays what it is", plan.Tree{"a": secret}, plan.Tree{"a": secret}},
		{"so does what is unknown", plan.Tree{"a": unknown}, plan.Tree{"a": unknown}},
		{"nothing", nil, nil},
	} {
		assert.Equal(t, c.want, plan.Open(t.Context(), c.in), c.reason)
	}
}

func TestSecretPaths(t *testing.T) {
	t.Parallel()
	secret := pulumi.ToSecret(pulumi.String("x"))
	for _, c := range []struct {
		reason string
		in     any
		want   []string
	}{
		{"none", plan.Tree{"a": pulumi.String("x").ToStringOutput(), "b": 1}, nil},
		{"leaves, in order", plan.Tree{"b": secret, "a": plan.Tree{"c": []any{1, plan.Tree{"d": secret}}}}, []string{"at.a.c[1].d", "at.b"}},
		{"a whole map is one place", plan.Tree{"a": pulumi.ToSecret(pulumi.Map{"b": pulumi.String("x")})}, []string{"at.a"}},
		{"not known yet, and secret all the same", plan.Tree{"a": pulumi.ToSecret(pulumi.UnsafeUnknownOutput(nil))}, []string{"at.a"}},
		{"everything", secret, []string{"at"}},
	} {
		assert.Equal(t, c.want, plan.SecretPaths(t.Context(), c.in, "at"), c.reason)
	}
	assert.Equal(t, []string{"a"}, plan.SecretPaths(t.Context(), plan.Tree{"a": secret}, ""), "a path has no dot before it")
}
