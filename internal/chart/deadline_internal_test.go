package chart

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"
)

func TestInTime(t *testing.T) {
	t.Parallel()
	// What runs too long here runs for some seconds. Nothing stops it before.
	c := func(template string) func() (rendered, error) {
		return func() (out rendered, err error) {
			c := &helmchart.Chart{
				Metadata:  &helmchart.Metadata{APIVersion: "v2", Name: "a", Version: "1.0.0"},
				Templates: []*helmchart.File{{Name: "templates/a.yaml", Data: []byte(template)}},
			}
			out.objects, out.notes, err = render(c, nil, RenderOptions{Name: "a", Namespace: "a"})
			return out, err
		}
	}
	for _, tc := range []struct {
		reason  string
		limit   time.Duration
		run     func() (rendered, error)
		message string
	}{
		{"nothing to say", time.Hour, c("# nothing"), ""},
		{"a loop over a huge number", 50 * time.Millisecond, c("{{ range 100000000 }}{{ end }}"), "ran for more than 50ms"},
		{"a template that includes itself is stopped by Helm", time.Hour, c(`{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ include "a" . }}`), "nested reference"},
		{"a panic", time.Hour, func() (rendered, error) { panic("dv is no map") }, "Helm can't render it: dv is no map"},
		{"an error stays itself", time.Hour, func() (rendered, error) { return rendered{}, &TemplateError{Message: "x"} }, "x"},
	} {
		_, err := inTime(tc.limit, tc.run)
		if tc.message == "" {
			assert.NoError(t, err, tc.reason)
			continue
		}
		require.ErrorContains(t, err, tc.message, tc.reason)
		var template *TemplateError
		assert.True(t, errors.As(err, &template), "%s: %T", tc.reason, err)
	}
}
