package findings

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
)

// What isn't known yet leaves everything else proved, and a line says what was left out.
func TestUnknownsLeaveTheRestProved(t *testing.T) {
	t.Parallel()
	unknown := property.New(property.Computed)
	args := m{
		"charts": m{"repository": chartFolder}, "version": "1.31.1", "kubernetesVersion": "1.33", "gatewayApi": m{"version": "v1.6.0"},
		"checks": m{"mode": "warn"}, "image": m{"hub": unknown},
		"meshConfig": m{"accesLogFile": "/dev/stdout", "defaultConfig": m{"proxyMetadata": m{"TOKEN": unknown}}},
		"values":     m{"istiod": m{"pilot": m{"replicaCoun": 2}}},
		"gateways":   list{m{"name": "edge", "namespace": "edge", "labels": m{"sidecar.istio.io/inject": "false"}}},
	}
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
	require.NoError(t, err)
	var found []string
	for _, f := range got.State.Get("findings").AsArray().All {
		found = append(found, f.AsMap().Get("checkId").AsString()+" at "+f.AsMap().Get("path").AsString())
	}
	slices.Sort(found)
	assert.Subset(t, found, []string{
		"MS123 at values.istiod.pilot.replicaCoun", "MS204 at gateways[0].labels[\"sidecar.istio.io/inject\"]", "MS221 at meshConfig.accesLogFile",
	}, "faults beside the unknown values are found")
	assert.Contains(t, found, "MS126 at version", "and what was left out is said: %v", found)
	assert.True(t, got.State.Get("images").IsComputed(), "images hang on the hub")

	shown := got.Child(t, "mesh-istiod-objects").Inputs.Get("objects").AsMap()
	hidden, known := 0, []string{}
	for _, line := range shown.Get("Deployment istio-system/istiod").AsArray().All {
		if line.IsComputed() {
			hidden++
		} else {
			known = append(known, line.AsString())
		}
	}
	assert.Positive(t, hidden, "what hangs on the hub is unknown")
	assert.Contains(t, known, "spec.template.spec.containers[discovery].name: discovery", "and the rest isn't")
}
