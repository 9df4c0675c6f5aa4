package freeform_test

import (
	"context"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
)

func TestIsZero(t *testing.T) {
	t.Parallel()
	assert.True(t, (*freeform.Map)(nil).IsZero(), "the argument wasn't written")
	w := newWire(t)
	for name, c := range map[string]struct {
		reason string
		in     property.Value
		want   bool
	}{
		"empty":         {"a map without keys gives nothing", object(), true},
		"plain":         {"a key gives something", object("a", text("x")), false},
		"null":          {"null deletes a default, so it is something", object("a", property.Value{}), false},
		"only a secret": {"a leaf that isn't plain is something", object("a", secret(text("x"))), false},
		"unknown":       {"it may become something", unknown, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, w.decode(t.Context(), c.in, func(m freeform.Map) error {
				assert.Equal(t, c.want, m.IsZero(), c.reason)
				return nil
			}))
		})
	}
}

func TestValueIsAFreshCopy(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	in := object("m", object("k", text("v")), "l", list(object("k", text("v"))))
	require.NoError(t, w.decode(t.Context(), in, func(m freeform.Map) error {
		first := m.Value().(tree)
		first["m"].(tree)["k"] = "changed"
		first["l"].([]any)[0].(tree)["k"] = "changed"
		assert.Equal(t, tree{"m": tree{"k": "v"}, "l": []any{tree{"k": "v"}}}, m.Value(),
			"what one feature does to the values must not reach another")
		return nil
	}))
}

func TestToMapOutput(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for name, c := range map[string]struct {
		reason string
		in     property.Value
		want   leaf
	}{
		"plain": {
			"a map without Inputs is a plain output",
			object("a", list(text("x"))), leaf{value: tree{"a": []any{"x"}}, known: true},
		},
		"secret leaf": {
			"an output is as secret as any of its parts",
			object("a", object("b", secret(bound(text("x"), depA))), "c", text("y")),
			leaf{value: tree{"a": tree{"b": "x"}, "c": "y"}, known: true, secret: true, deps: []string{depA}},
		},
		"unknown leaf": {
			"an output is unknown if any of its parts is",
			object("a", object("b", bound(unknown, depB))), leaf{deps: []string{depB}},
		},
		"whole": {
			"a map that is secret as a whole",
			secret(object("a", text("x"))), leaf{value: tree{"a": "x"}, known: true, secret: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, w.decode(t.Context(), c.in, func(m freeform.Map) error {
				for _, out := range []pulumi.MapOutput{m.ToMapOutput(), m.ToMapOutputWithContext(context.Background())} {
					got, err := awaitLeaf(t.Context(), out)
					require.NoError(t, err, c.reason)
					assert.Equal(t, c.want, got, c.reason)
				}
				return nil
			}))
		})
	}
}
