package chart_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

const schema = `{"$defs": {"port": {"type": "object", "required": ["number"], "properties": {"number": {"type": "integer"}}}},
"type": "object", "additionalProperties": false, "properties": {
 "ports": {"type": "array", "items": {"$ref": "#/$defs/port"}},
 "kind": {"enum": ["a", "b"]}, "secret": {"pattern": "^x"},
 "size": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "%$"}]},
 "labels": {"type": "object", "additionalProperties": {"type": "string"}}, "global": {}}}`

func TestSchema(t *testing.T) {
	t.Parallel()
	c := sample(t, map[string]string{"values.schema.json": schema, "values.yaml": "kind: a\nports: [{number: 1}]\n"})
	for name, tc := range map[string]struct {
		reason string
		values m
		want   map[string]string
	}{
		"all at once": {"each has its path", m{"ports": []any{m{"number": "x"}, m{}}, "kind": "c", "labels": m{"a.b/c": 1}}, map[string]string{
			"ports[0].number": "got string, want integer", "ports[1]": "missing property 'number'", "kind": "value must be one of 'a', 'b'", `labels["a.b/c"]`: "got number, want string"}},
		"unknown": {"by its own path", m{"knd": "a"}, map[string]string{"knd": "the chart doesn't know this key; remove it or correct its name"}},
		"pattern": {"the value isn't told, it may be a secret", m{"secret": "hush"}, map[string]string{"secret": "does not match the pattern ^x"}},
		"any of":  {"one problem, not one for each form", m{"size": true}, map[string]string{"size": "none of the forms it may have: got boolean, want integer, or got boolean, want string"}},
		"fine":    {"nothing to say", m{"size": "5%", "ports": []any{m{"number": 5}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := chart.Render(c, tc.values, release)
			if tc.want == nil {
				require.NoError(t, err, tc.reason)
				return
			}
			var refused *chart.SchemaError
			require.ErrorAs(t, err, &refused, tc.reason)
			got := map[string]string{}
			for _, p := range refused.Problems {
				assert.Equal(t, chart.AgainstSchema, p.Kind)
				got[p.Path] = p.Message
				assert.ErrorContains(t, err, p.Path)
			}
			assert.Equal(t, tc.want, got, tc.reason)
		})
	}
}

func TestSchemaOfASubchart(t *testing.T) {
	t.Parallel()
	_, err := chart.Render(sample(t, parent), m{"other": m{"enabled": true, "size": "x"}}, release)
	var refused *chart.SchemaError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "other.size", refused.Problems[0].Path)
	_, err = chart.Render(sample(t, map[string]string{"values.schema.json": `{"type": 5}`}), nil, release)
	require.ErrorContains(t, err, "values.schema.json of chart sample can't be used")
}
