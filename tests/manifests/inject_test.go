package manifests

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// gateway is a Deployment as the gateway chart makes it, cut down.
func gateway(templates string) m {
	return m{
		"apiVersion": "apps/v1", "kind": "Deployment", "metadata": m{"name": "g", "namespace": "ns"},
		"spec": m{"template": m{
			"metadata": m{
				"annotations": m{"inject.istio.io/templates": templates},
				"labels":      m{"sidecar.istio.io/inject": "true"},
			},
			"spec": m{"containers": list{m{
				"name": "istio-proxy", "image": "auto", "resources": m{"requests": m{"cpu": "1000m"}},
			}}},
		}},
	}
}

const gatewayKey = "Deployment/ns/g"

func TestInject(t *testing.T) {
	t.Parallel()
	mesh, err := Plan(t, m{})
	require.NoError(t, err)
	with := func(objects map[string]m, g m) map[string]m {
		out := map[string]m{gatewayKey: g}
		for key, object := range objects {
			if object["kind"] == "ConfigMap" {
				out[key] = object
			}
		}
		return out
	}
	without := func(key string) map[string]m {
		out := with(mesh.Objects, gateway("gateway"))
		delete(out, key)
		return out
	}
	tests := []struct {
		name           string
		objects, other map[string]m
		image, err     string
		reason         string
	}{
		{"beside istiod", with(mesh.Objects, gateway("gateway")), nil, "docker.io/istio/proxyv2:1.31.0", "", "the mesh's own settings"},
		{"elsewhere", with(nil, gateway("gateway")), mesh.Objects, "docker.io/istio/proxyv2:1.31.0", "", "an input with gateways alone"},
		{"no gateway", with(nil, gateway("")), nil, "auto", "", "other Deployments keep their pods, and need no settings"},
		{
			"no injector", without("ConfigMap/istio-system/istio-sidecar-injector"), nil, "",
			"inject Deployment/ns/g: there is no ConfigMap istio-sidecar-injector* with config, values", "it isn't compared without its pod",
		},
		{
			"no mesh config", without("ConfigMap/istio-system/istio"), nil, "",
			"inject Deployment/ns/g: there is no ConfigMap istio* with mesh", "ConfigMaps with such a name but no mesh config don't count",
		},
		{"other template", with(mesh.Objects, gateway("none")), nil, "", "inject Deployment/ns/g: ", "istiod would refuse the pod"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			err := Inject(tc.objects, tc.other)
			if tc.err != "" {
				require.ErrorContains(t, err, tc.err, tc.reason)
				return
			}
			require.NoError(t, err, tc.reason)
			containers, _, err := unstructured.NestedSlice(tc.objects[gatewayKey], "spec", "template", "spec", "containers")
			require.NoError(t, err)
			require.Len(t, containers, 1, tc.reason)
			proxy := containers[0].(m)
			assert.Equal(t, tc.image, proxy["image"], tc.reason)
			assert.Equal(t, m{"cpu": "1"}, proxy["resources"].(m)["requests"], "amounts are in their shortest form")
		})
	}
}
