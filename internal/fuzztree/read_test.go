package fuzztree_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/fuzztree"
)

func TestRead(t *testing.T) {
	t.Parallel()
	words := []string{"a", "b", "c"}
	for _, c := range []struct {
		reason, text string
		want         map[string]any
	}{
		{"seeds are JSON", `{"x":[null,1.5]}`, map[string]any{"x": []any{nil, 1.5}}},
		{"nothing is an empty tree", "", map[string]any{}},
		{"null is no tree", "null", fuzztree.Read("null", words)},
		{"a word for a key, and a number", "\x00\x01\x00\x05\x01", map[string]any{"b": 1.0}},
		{"a key as it comes, and a list of a text", "\x00\x10xy\x04\x01\x07\x01\x01", map[string]any{"xy": []any{"c"}}},
		{"a map in a map, which ends with the text", "\x00\x01\x00\x01\x00\x01\x01\x86", map[string]any{"b": map[string]any{"c": true}}},
	} {
		assert.Equal(t, c.want, fuzztree.Read(c.text, words), c.reason)
	}
	assert.NotNil(t, fuzztree.Read("null", words), "callers write into it")
}
