package freeform_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Keys are the user's: they hold what a JSON pointer has to escape, look like indexes, or are empty.
func TestKeysSurvive(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for _, c := range []struct{ key, reason string }{
		{"", "an empty key must not be taken for the whole map"},
		{"/", "a slash separates keys in a JSON pointer"},
		{"~", "a tilde begins an escape"},
		{"~1", "an escape in the key itself must not become a slash"},
		{"~01", "nor a doubly escaped one"},
		{"service.beta.kubernetes.io/aws-load-balancer-type", "annotations hold dots and a slash"},
		{"0", "a map may have keys like indexes"},
		{"-", "a JSON pointer gives - a meaning that we don't use"},
		{"plain", "the name that Split gives to its own part"},
		{"leaves", "the same"},
		{"_internal_defaults_do_not_set", "Istio's charts have such a key"},
		{"__internal", "the SDK leaves out properties that begin so, and these aren't properties but data"},
		{"ключ", "a key in another script"},
	} {
		t.Run(c.key, func(t *testing.T) {
			t.Parallel()
			s := secret(text("v"))
			in := object(
				c.key, object(c.key, s, "beside", text("p")), "list", list(object(c.key, s)), "beside", object(c.key, text("p")))
			want := leaf{value: "v", known: true, secret: true}

			got, err := w.tree(t.Context(), in)
			require.NoError(t, err, c.reason)
			assert.Equal(t, tree{
				c.key:    tree{c.key: want, "beside": "p"},
				"list":   []any{tree{c.key: want}},
				"beside": tree{c.key: "p"},
			}, got, c.reason)

			got, err = w.tree(t.Context(), object(c.key, s))
			require.NoError(t, err, c.reason)
			assert.Equal(t, tree{c.key: want}, got, c.reason)

			got, err = w.tree(t.Context(), object(c.key, text("p")))
			require.NoError(t, err, c.reason)
			assert.Equal(t, tree{c.key: "p"}, got, c.reason)
		})
	}
}
