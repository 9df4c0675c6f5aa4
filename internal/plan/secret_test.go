package plan_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestIsSecret(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		in     pulumi.Input
		want   bool
	}{
		"nil":            {"nothing was written", nil, false},
		"literal":        {"written in plain sight", pulumi.String("x"), false},
		"output":         {"known, and nobody hides it", output("x"), false},
		"secret":         {"hidden", secret("x"), true},
		"unknown":        {"it would say so if it were one", unknown(), false},
		"unknown secret": {"hidden before it is known", pulumi.ToSecret(unknown()), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, plan.IsSecret(t.Context(), c.in), c.reason)
		})
	}
}
