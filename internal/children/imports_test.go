package children_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPluginImportsStayLean guards what decides the plugin's size and the time and memory it takes to compile.
func TestPluginImportsStayLean(t *testing.T) {
	t.Parallel()
	imports := strings.Fields(goCommand(t, "../..", "list", "-deps", "./provider/cmd/pulumi-resource-meshstack"))
	require.Contains(t, imports, "github.com/meshstack/pulumi-meshstack/internal/children", "the list is the plugin's")
	for forbidden, reason := range map[string]string{
		sdkModule + "/":                             "the Kubernetes SDK registers every type of the API, which triples the plugin",
		"k8s.io/kubectl":                            "it comes with Helm's own repository client and doubles the plugin",
		"k8s.io/cli-runtime":                        "the same",
		"k8s.io/client-go/kubernetes/typed":         "two questions to a cluster don't need a client for every type of the API",
		"helm.sh/helm/v3/pkg/action":                "it brings kubectl",
		"github.com/grafana/grafana-foundation-sdk": "dashboards are made once, not in the plugin",
		"github.com/prometheus/prometheus/config":   "it brings the clients of every cloud",
		"testing": "tests don't belong into the plugin",
	} {
		for _, path := range imports {
			exact := !strings.Contains(forbidden, "/")
			assert.False(t, path == forbidden || !exact && strings.HasPrefix(path, forbidden), "%s: %s", path, reason)
		}
	}
}
