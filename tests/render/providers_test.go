package render

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// withTracing are the arguments of a mesh with a provider of ours.
func withTracing(args m) m {
	out := m{"tracing": m{"existing": m{"address": "jaeger-collector.ops:4317"}}}
	for name, value := range args {
		out[name] = value
	}
	return out
}

// ours is that provider.
var ours = m{
	"name":          tracingProvider,
	"opentelemetry": m{"service": "jaeger-collector.ops.svc.cluster.local", "port": 4317},
}

// Lists of values take each other's place, so that a provider of ours would take away those of the profile demo.
func TestProvidersOfDemoStay(t *testing.T) {
	t.Parallel()
	args := m{"profile": "demo"}
	theirs := at(t, meshConfig(t, rendered(t, args)), "extensionProviders").(list)
	require.NotEmpty(t, theirs, "the profile has providers")
	got := meshConfig(t, rendered(t, withTracing(args)))
	assert.Equal(t, inJSON(append(theirs, ours)), inJSON(got["extensionProviders"]))
	assert.Equal(t, list{"prometheus"}, at(t, got, "defaultProviders", "metrics"), "the built-in metrics provider must not be lost")

	args["meshConfig"] = m{"extensionProviders": list{m{"name": "mine", "prometheus": m{}}}}
	got = meshConfig(t, rendered(t, withTracing(args)))
	assert.Equal(t, inJSON(append(theirs, ours, m{"name": "mine", "prometheus": m{}})), inJSON(got["extensionProviders"]), "the user's are added")
}

// Older releases have fewer: 1.24 has none for Jaeger.
func TestProvidersOfDemoStayInOlderReleases(t *testing.T) {
	inOlder(t, func(t *testing.T, o older) {
		args := o.args(m{"profile": "demo"})
		theirs := at(t, meshConfig(t, rendered(t, args)), "extensionProviders").(list)
		require.NotEmpty(t, theirs, "the profile has providers")
		got := meshConfig(t, rendered(t, withTracing(args)))
		assert.Equal(t, inJSON(append(theirs, ours)), inJSON(got["extensionProviders"]))
		assert.Equal(t, list{"prometheus"}, at(t, got, "defaultProviders", "metrics"), "the built-in metrics provider must not be lost")
	})
}

// The other profiles have none, so that ours is alone.
func TestProvidersOfOtherProfiles(t *testing.T) {
	t.Parallel()
	for _, profile := range profiles {
		if profile == "demo" || profile == "remote" {
			continue // remote has no mesh config
		}
		args := m{}
		if profile != "" {
			args["profile"] = profile
		}
		got := meshConfig(t, rendered(t, withTracing(args)))
		assert.Equal(t, inJSON(list{ours}), inJSON(got["extensionProviders"]), profile)
	}
}
