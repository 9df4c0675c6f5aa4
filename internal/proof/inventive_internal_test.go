package proof

import (
	"testing"

	"github.com/stretchr/testify/assert"
	helmchart "helm.sh/helm/v3/pkg/chart"
)

func TestInventive(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		template string
		want     bool
		reason   string
	}{
		{`a: {{ randAlphaNum 8 }}`, true, "a function that makes something up"},
		{`{{- $ca := genCA "x" 365 }}{{ .Values.a }}`, true, "in a variable, too"},
		{"{{ .Values.a }}\n{{- if\n  now }}{{ end }}", true, "an action may have several lines, and isn't the first one"},
		{"# for now: {{ .Values.a }}\nb: {{ .Values.b }} now", false, "text calls nothing"},
		{`{{/* as for now }} */}}{{- /* now */ -}}`, false, "nor does a comment"},
		{`{{/* note */}}{{ uuidv4 }}`, true, "what comes after a comment"},
		{`{{ .Values.nowhere }}{{ .Values.known }}`, false, "part of a word"},
		{`{{ .Values.a`, false, "an action without an end is refused elsewhere"},
		{`{{ now`, true, "and is no reason not to look"},
	} {
		c := &helmchart.Chart{Metadata: &helmchart.Metadata{}, Templates: []*helmchart.File{{Data: []byte(tc.template)}}}
		assert.Equal(t, tc.want, inventive(c), "%s: %s", tc.template, tc.reason)
		above := &helmchart.Chart{Metadata: &helmchart.Metadata{}}
		above.AddDependency(c)
		assert.Equal(t, tc.want, inventive(above), "as a dependency: %s", tc.reason)
	}
}
