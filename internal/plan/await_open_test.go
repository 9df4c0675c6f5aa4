package plan_test

import (
	"context"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestAwaitOpen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		in     pulumi.Input
		want   any
		known  bool
	}{
		"nil":            {"an argument that wasn't written", nil, nil, true},
		"literal":        {"the user wrote it in plain sight", pulumi.String("1.33"), "1.33", true},
		"pointer":        {"optional arguments are pointers", pulumi.StringPtr("1.33"), "1.33", true},
		"output":         {"known, and nobody hides it", output("1.33"), "1.33", true},
		"secret":         {"a finding would print it", secret("1.33"), nil, false},
		"unknown":        {"only in a preview", unknown(), nil, false},
		"unknown secret": {"unknown either way", pulumi.ToSecret(unknown()), nil, false},
		"secret inside": {
			"a map is as secret as what it holds",
			pulumi.StringMap{"a": pulumi.ToSecret("x").(pulumi.StringOutput)}.ToStringMapOutput(), nil, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, known := plan.AwaitOpen(t.Context(), c.in)
			assert.Equal(t, c.known, known, c.reason)
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}

func TestAwaitOpenEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, known := plan.AwaitOpen(ctx, pending(ctx))
	assert.False(t, known, "a value that never came isn't known")
	assert.Nil(t, got)
}
