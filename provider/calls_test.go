package provider

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

var graphKinds = []string{"kubernetes:networking.istio.io/v1:Sidecar", "kubernetes:networking.istio.io/v1:ServiceEntry"}

// TestScopesAreShown holds the output to what is created, and what is only reported to what would be.
func TestScopesAreShown(t *testing.T) {
	t.Parallel()
	folder := charttest.Folder(t, "1.31.1")
	graph := func(plan string, collector property.Value) property.Map {
		return wiretest.Value(t, m{
			"charts":  m{"repository": folder},
			"tracing": m{"protocol": "otlpGrpc", "existing": m{"address": collector, "external": true}},
			"sidecars": m{"plan": plan, "calls": m{"shop": list{"pay", "api.example.com"}, "pay": list{}}, "outboundTraffic": "registryOnly",
				"meshDefault": m{}},
		}).AsMap()
	}
	for name, c := range map[string]struct {
		reason    string
		collector property.Value
	}{
		"known": {"the whole of it is plain", property.New("otlp.example.com:4317")},
		"later": {"one of the hosts comes from another resource", depends(property.New("otlp.example.com:4317"))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enforced, err := construct(t, components.MeshStackType, graph("enforce", c.collector), false)
			require.NoError(t, err, problems(err))
			created := map[string]any{}
			for _, child := range enforced.Children {
				if slices.Contains(graphKinds, child.Type) && child.Name != "mesh-tracing-serviceentry" {
					in := plainValue(property.New(child.Inputs)).(map[string]any)
					meta := in["metadata"].(map[string]any)
					created[in["kind"].(string)+" "+meta["namespace"].(string)+"/"+meta["name"].(string)] = in["spec"]
				}
			}
			shown := specs(t, enforced.State.Get("scopes"))
			assert.Len(t, shown, 4, c.reason)
			assert.Equal(t, created, shown, c.reason)

			reported, err := construct(t, components.MeshStackType, graph("report", c.collector), false)
			require.NoError(t, err, problems(err))
			assert.Equal(t, shown, specs(t, reported.State.Get("scopes")), "what would be created")
			for _, child := range reported.Children {
				assert.False(t, slices.Contains(graphKinds, child.Type) && child.Name != "mesh-tracing-serviceentry", "%s is created", child.Name)
			}
		})
	}
}

// plainValue is a value as a YAML decoder would read it.
func plainValue(v property.Value) any {
	switch {
	case v.IsMap():
		out := map[string]any{}
		for key, e := range v.AsMap().All {
			out[key] = plainValue(e)
		}
		return out
	case v.IsArray():
		var out []any
		for _, e := range v.AsArray().All {
			out = append(out, plainValue(e))
		}
		return out
	case v.IsNumber():
		return int(v.AsNumber())
	}
	return v.AsString()
}

// specs reads manifests.
func specs(t *testing.T, shown property.Value) map[string]any {
	t.Helper()
	out := map[string]any{}
	for key, value := range shown.AsMap().All {
		var manifest map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(value.AsString()), &manifest))
		out[key] = manifest["spec"]
	}
	return out
}

// TestScopesOfUnknownHosts: what a preview doesn't know yet isn't made up.
func TestScopesOfUnknownHosts(t *testing.T) {
	t.Parallel()
	got, err := construct(t, components.MeshStackType, wiretest.Value(t, m{
		"charts":   m{"repository": charttest.Folder(t, "1.31.1")},
		"tracing":  m{"protocol": "otlpGrpc", "existing": m{"address": depends(property.New(property.Computed)), "external": true}},
		"sidecars": m{"calls": m{"shop": list{"pay"}}},
	}).AsMap(), true)
	require.NoError(t, err, problems(err))
	assert.True(t, property.New(got.State).HasComputed(), "the Sidecar holds the collector's host")
	assert.NotContains(t, got.State.Get("scopes").GoString(), "kind: Sidecar")
}
