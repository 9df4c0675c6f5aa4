package chart_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

func TestTemplateErrors(t *testing.T) {
	t.Parallel()
	const here = "sample/templates/one.yaml"
	part := "{{ define \"deep\" }}\n\n{{ .Values.a.b.c }}{{ end }}{{ define \"refuse\" }}{{ fail \"write b: c\" }}{{ end }}"
	for name, c := range map[string]struct {
		reason, text string
		want         chart.TemplateError
	}{
		"fail":           {"the chart's own words", "\n{{ fail \"set x: or y\" }}", chart.TemplateError{Template: here, Line: 2, Message: "set x: or y"}},
		"fail inside":    {"without the calls on the way", `{{ include "refuse" . }}`, chart.TemplateError{Template: here, Line: 1, Message: "write b: c"}},
		"required":       {"the same", `{{ required "a is needed" .Values.a }}`, chart.TemplateError{Template: here, Line: 1, Message: "a is needed"}},
		"nil deep":       {"the innermost place", `{{ include "deep" . }}`, chart.TemplateError{Template: "sample/templates/_part.tpl", Line: 3, Message: "<.Values.a.b.c>: nil pointer evaluating interface {}.b"}},
		"syntax":         {"it can't be parsed", "a\n{{ if }}", chart.TemplateError{Template: here, Line: 2, Message: "missing value for if"}},
		"function":       {"it isn't there", "{{ nofunc 1 }}", chart.TemplateError{Template: here, Line: 1, Message: `function "nofunc" not defined`}},
		"bad YAML":       {"the line is that of what is written, not of the template", "a: 1\n b: 2\n", chart.TemplateError{Template: here, Message: "what it writes is no object in YAML: line 2 of the document: mapping values are not allowed in this context"}},
		"no object":      {"a list is none", "- a\n", chart.TemplateError{Template: here, Message: "what it writes is no object in YAML: it holds no object but a list"}},
		"no kind":        {"the API server takes no such thing", "metadata: {name: a}\n", chart.TemplateError{Template: here, Message: "it writes an object without apiVersion, kind"}},
		"no name":        {"nor this", "apiVersion: v1\nkind: Pod\n", chart.TemplateError{Template: here, Message: "it writes an object without metadata.name"}},
		"item no object": {"nor this", "apiVersion: v1\nkind: List\nitems: [1]\n", chart.TemplateError{Template: here, Message: "item 0 of a List is a number, not an object"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := chart.Render(sample(t, map[string]string{"templates/one.yaml": c.text, "templates/_part.tpl": part}), nil, release)
			var got *chart.TemplateError
			require.ErrorAs(t, err, &got, c.reason)
			assert.Equal(t, c.want, *got, c.reason)
			assert.Contains(t, err.Error(), c.want.Template)
		})
	}
}

func TestTemplateErrorHoldsNoFiles(t *testing.T) {
	t.Parallel()
	text := "{{ tpl (printf \"%s{{ nofunc }}\" .Values.big) . }}"
	_, err := chart.Render(one(t, text), m{"big": strings.Repeat("secret ", 1000)}, release)
	var got *chart.TemplateError
	require.ErrorAs(t, err, &got)
	assert.Equal(t, `function "nofunc" not defined`, got.Message, "what tpl is given isn't told")
	_, err = chart.Render(one(t, "{{ fail .Values.big }}"), m{"big": strings.Repeat("x", 10000)}, release)
	assert.Less(t, len(err.Error()), 1000)
}
