package adopt

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A controller hasn't installed what it writes into.
func TestControllersAreNoInstallers(t *testing.T) {
	t.Parallel()
	s := &Survey{}
	s.sort(Found{Release: istiod}, object(entry("pilot-discovery", update, "", "a"), entry("argocd", apply, "", "b"), entry("azure-cloud-controller-manager", update, "", "c")), DefaultManagers)
	require.Len(t, s.Unfamiliar, 1)
	assert.Equal(t, []string{"argocd"}, s.Unfamiliar[0].Managers)
	for _, m := range DefaultManagers {
		assert.False(t, IsController(m), m)
	}
}
