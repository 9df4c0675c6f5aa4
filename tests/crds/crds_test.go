package crds_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/meshstack/pulumi-meshstack/tests/crds"
)

// The versions are those in which the components write.
func TestAll(t *testing.T) {
	t.Parallel()
	all, err := crds.All(t.Context())
	require.NoError(t, err)
	got := map[string]string{}
	for _, crd := range all {
		versions, _, err := unstructured.NestedSlice(crd.Object, "spec", "versions")
		require.NoError(t, err)
		for _, v := range versions {
			version, _ := v.(map[string]any)
			schema, _, err := unstructured.NestedMap(version, "schema", "openAPIV3Schema", "properties", "spec")
			require.NoError(t, err)
			assert.NotEmpty(t, schema, "%s says what a spec is", crd.GetName())
			if version["storage"] == true {
				got[crd.GetName()], _ = version["name"].(string)
			}
		}
	}
	assert.Equal(t, map[string]string{
		"jaegers.jaegertracing.io":                  "v1",
		"opentelemetrycollectors.opentelemetry.io":  "v1beta1",
		"grafanadashboards.grafana.integreatly.org": "v1beta1",
		"podmonitors.monitoring.coreos.com":         "v1",
		"prometheusrules.monitoring.coreos.com":     "v1",
	}, got)
}
