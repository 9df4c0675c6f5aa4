package sidecar

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestEnvoyTakesScopedConfig: Envoy accepts all that istiod sends, and has what is declared and nothing else.
func TestEnvoyTakesScopedConfig(t *testing.T) {
	m := newMesh(t, sizeOf(20))
	pod := m.startPod(t)
	for _, s := range m.scopes(t) {
		if s.name != unscoped && s.name != ofSomeOfThem {
			continue // the benchmark looks at all of them
		}
		t.Run(s.name, func(t *testing.T) {
			got := m.measure(t, pod, s)
			for kind, bytes := range got.bytes {
				assert.Positive(t, bytes, "istiod counts what it sends of %s", kind)
			}
		})
	}
}
