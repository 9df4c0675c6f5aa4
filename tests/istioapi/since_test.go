package istioapi_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	product "github.com/meshstack/pulumi-meshstack/internal/istioapi"
	"github.com/meshstack/pulumi-meshstack/tests/istioapi"
)

var update = flag.Bool("update", false, "write internal/istioapi/since.json")

const sinceFile = "../../internal/istioapi/since.json"

func TestSince(t *testing.T) {
	want, err := istioapi.Generate(t.Context())
	require.NoError(t, err)
	if *update {
		text, err := json.MarshalIndent(want, "", "  ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(sinceFile, append(text, '\n'), 0o644))
		t.Logf("%s has %d names; run the test again without -update", sinceFile, len(want.Minor))
		return
	}
	assert.Equal(t, want, product.ReadSince(), "write it anew: go test ./istioapi -run TestSince -update")
	for name, minor := range map[string]uint64{ // found by reading Istio's release notes
		"istio.mesh.v1alpha1.MeshConfig.OutboundTrafficPolicy.ALLOW_ANY_DYNAMIC_DNS":                  30,
		"istio.mesh.v1alpha1.MeshConfig.default_traffic_policy":                                       31,
		"istio.mesh.v1alpha1.MeshConfig.ExtensionProvider.ZipkinTracingProvider.trace_context_option": 28,
	} {
		assert.Equal(t, minor, want.Minor[name], name)
	}
	assert.NotContains(t, want.Minor, "istio.mesh.v1alpha1.MeshConfig.connect_timeout", "1.24 has it")
}
