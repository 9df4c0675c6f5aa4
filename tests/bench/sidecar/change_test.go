package sidecar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// change is what istiod did for the proxy because of a change elsewhere in the mesh.
type change struct {
	// bytes are those of what it sent, 0 for nothing.
	bytes float64
	// seconds is from istiod's taking in the change to the proxy having it, NaN when it got nothing.
	seconds float64
}

const (
	// contexts counts how often istiod has taken in changes; after each it sees to the proxies.
	contexts = "pilot_pushcontext_init_seconds"
	// converged is the time from the end of istiod's wait for further changes to a proxy that has them.
	converged = "pilot_proxy_convergence_time"
	// aftermath is how long istiod has for sending what it does send; it takes tens of milliseconds.
	aftermath = 700 * time.Millisecond
)

// addService adds a service, with endpoints, to a namespace that isn't called, sees what istiod sends, and removes it. What
// isn't in the scope must cause nothing.
func (m *mesh) addService(t testing.TB, in scope) change {
	t.Helper()
	before := m.metrics(t)
	s := service{m.services, namespace(m.namespaces - 1)}
	require.NoError(t, s.create(t.Context(), m.client, m.endpoints))
	eventually(t, "istiod that has seen a new service", func() bool { return m.metrics(t).count(contexts) > before.count(contexts) })
	time.Sleep(aftermath)
	after := m.metrics(t)
	pushed := after.pushedSince(before)
	n := after.count(converged) - before.count(converged)
	assert.NoError(t, m.client.CoreV1().Services(s.namespace).Delete(t.Context(), s.name(), metav1.DeleteOptions{}))
	assert.NoError(t, m.client.DiscoveryV1().EndpointSlices(s.namespace).Delete(t.Context(), s.name(), metav1.DeleteOptions{}))
	assert.Equal(t, in.sees(s), pushed.total() > 0, "%s: istiod sent %.0f bytes because of %s", in.name, pushed.total(), s.host())
	return change{bytes: pushed.total(), seconds: (after.sum(converged, "") - before.sum(converged, "")) / n}
}
