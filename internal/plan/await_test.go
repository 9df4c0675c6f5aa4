package plan_test

import (
	"context"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// awaited is what an Input resolves to.
type awaited struct {
	value  any
	known  bool
	secret bool
}

func await(t *testing.T, v any) awaited {
	t.Helper()
	out, ok := v.(pulumi.Output)
	require.True(t, ok, "%T is not an output", v)
	got, err := internals.UnsafeAwaitOutput(t.Context(), out)
	require.NoError(t, err)
	if !got.Known {
		return awaited{secret: got.Secret}
	}
	return awaited{got.Value, true, got.Secret}
}

func output(v any) pulumi.Output { return pulumi.ToOutput(v) }

func secret(v any) pulumi.Output { return pulumi.ToSecret(v) }

func unknown() pulumi.Output { return pulumi.UnsafeUnknownOutput(nil) }

func TestAwait(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		in     pulumi.Input
		want   any
		known  bool
	}{
		"nil":     {"an argument that wasn't written", nil, nil, true},
		"literal": {"nothing to wait for", pulumi.String("x"), "x", true},
		"pointer": {"optional arguments are pointers", pulumi.StringPtr("x"), "x", true},
		"map":     {"maps become trees", pulumi.StringMap{"a": pulumi.String("x")}, plan.Tree{"a": "x"}, true},
		"output":  {"known after all", output("x"), "x", true},
		"output of a map": {
			"the same form as a literal map, whichever way it came",
			output(map[string]string{"a": "x"}), plan.Tree{"a": "x"}, true,
		},
		"secret":  {"checks see secrets; they don't print them", secret("x"), "x", true},
		"unknown": {"only in a preview", unknown(), nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, known := plan.Await(t.Context(), c.in)
			assert.Equal(t, c.known, known, c.reason)
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := pending(ctx)
	_, known := plan.Await(ctx, never)
	assert.False(t, known, "a value that never came isn't known")
}

// pending returns an output that nobody resolves.
func pending(ctx context.Context) pulumi.Output {
	c, err := pulumi.NewContext(ctx, pulumi.RunInfo{Project: "p", Stack: "s", Mocks: nothing{}})
	if err != nil {
		panic(err)
	}
	out, _, _ := c.NewOutput()
	return out
}
