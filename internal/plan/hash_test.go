package plan_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestHash(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		value  any
		digits int
		want   string
		later  bool
	}{
		"text":          {"what sha256sum says of its bytes", "abc", 64, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", false},
		"short":         {"a label holds 63 characters", "abc", 16, "ba7816bf8f01cfea", false},
		"late text":     {"the same, once it is known", pulumi.String("abc").ToStringOutput(), 16, "ba7816bf8f01cfea", true},
		"tree":          {"of its JSON, {\"a\":[1]}", plan.Tree{"a": []any{1}}, 16, "ff5464c34287e9ec", false},
		"a leaf late":   {"the same hash as if it had been known", plan.Tree{"a": []any{pulumi.Int(1).ToIntOutput()}}, 16, "ff5464c34287e9ec", true},
		"typed and not": {"what the SDK wraps is data", map[string]any{"a": pulumi.Array{pulumi.Int(1)}}, 16, "ff5464c34287e9ec", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := plan.Hash(c.value, c.digits)
			in, later := got.(pulumi.Input)
			assert.Equal(t, c.later, later)
			if later {
				got, _ = plan.Await(t.Context(), in)
			}
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}

func TestHashOfSecretIsSecret(t *testing.T) {
	t.Parallel()
	got := plan.Hash(plan.Tree{"a": pulumi.ToSecret("abc")}, 16)
	assert.True(t, plan.IsSecret(t.Context(), got.(pulumi.Input)), "short secrets could be guessed by their hash")
}
