package render

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The charts of istiod and ztunnel put a variable's value between quotation marks as it is. What that would change has to be
// written so that it arrives, or be refused with its path.
func TestEnvironmentOfAnyText(t *testing.T) {
	t.Parallel()
	for value, reason := range map[string]string{
		`a=b,c: d`:    "nothing special between quotation marks",
		`{"a": 1}`:    "JSON has quotation marks",
		`a\nb`:        "a backslash begins an escape",
		"a\nb":        "a line break becomes a space",
		"{{ .Name }}": "templates aren't rendered twice",
	} {
		got, err := planned(t, m{"profile": "ambient", "controlPlane": m{"env": m{"TEXT": value}}, "ztunnel": m{"env": m{"TEXT": value}}})
		if err != nil {
			assert.ErrorContains(t, err, "env", reason)
			continue
		}
		objects, err := got.render()
		if !assert.NoError(t, err, "%q: %s", value, reason) {
			continue
		}
		assert.NoError(t, env("TEXT", value, istiodPod, discovery()).check(objects), "istiod: %s", reason)
		assert.NoError(t, env("TEXT", value, ztunnelPod, proxy()).check(objects), "ztunnel: %s", reason)
	}
}
