package sidecar

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/meshstack/pulumi-meshstack/tests/xds"
)

// sample is what one start of a proxy gave.
type sample struct {
	memory
	pushed
	// resources are numbers by the short name of their type.
	resources map[string]int
	// clusters and endpoints are those of services.
	clusters, endpoints int
	// change is what istiod sent because of a new service elsewhere.
	change change
}

// measure starts a proxy in a scope and looks at it when it has settled. What it has must be what the scope says.
func (m *mesh) measure(t testing.TB, pod *corev1.Pod, s scope) sample {
	t.Helper()
	m.apply(t, s)
	m.waitForScope(t, pod, s)
	m.waitForNobody(t)
	before := m.metrics(t)
	p := m.startProxy(t, pod)
	defer p.stop()
	out := sample{memory: p.settled(t), pushed: m.metrics(t).pushedSince(before)}
	c := p.config(t)
	c.verify(t, m.size, s)
	require.False(t, t.Failed(), "%s", p.lastWords())
	out.clusters, out.endpoints = c.outbound()
	out.resources = map[string]int{"cds": len(c.clusters), "eds": 0, "lds": len(c.listeners), "rds": c.routeTables}
	for _, name := range c.clusters {
		if c.endpoints[name] > 0 {
			out.resources["eds"]++
		}
	}
	out.change = m.addService(t, s)
	return out
}

// waitForScope waits until istiod tells proxies of that scope, and of no service that is gone.
func (m *mesh) waitForScope(t testing.TB, pod *corev1.Pod, s scope) {
	t.Helper()
	var want []string
	for _, service := range m.all() {
		if s.sees(service) {
			want = append(want, service.cluster())
		}
	}
	slices.Sort(want)
	eventually(t, "istiod with the scope "+s.name, func() bool {
		names, _, err := xds.Clusters(t.Context(), m.address(t, 15010), xds.Proxy{
			Namespace: pod.Namespace, Name: pod.Name, IP: pod.Status.PodIP, Labels: pod.Labels,
		})
		if err != nil {
			return false
		}
		got := slices.DeleteFunc(names, func(name string) bool { return !isService(name) })
		return slices.Equal(want, got)
	})
}
