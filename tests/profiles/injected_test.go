package profiles

import (
	"testing"

	"github.com/stretchr/testify/require"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/kube/inject"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// deployments rewrites the Deployments among the objects as Kubernetes' types have them, amounts in their shortest form,
// and fills gateways' pods in as istiod does, with istiod's own code and the settings among the objects: the gateway chart
// leaves nearly all of a pod to that, where the chart of the IstioOperator writes it out.
func deployments(t *testing.T, objects map[string]m) {
	t.Helper()
	for key, object := range objects {
		if object["kind"] != "Deployment" {
			continue
		}
		out := &appsv1.Deployment{}
		require.NoError(t, runtime.DefaultUnstructuredConverter.FromUnstructured(object, out), key)
		if out.Spec.Template.Annotations["inject.istio.io/templates"] != "" {
			out = injected(t, objects, out)
		}
		var err error
		objects[key], err = runtime.DefaultUnstructuredConverter.ToUnstructured(out)
		require.NoError(t, err, key)
	}
}

// injected is the Deployment with the pods that the injector of the mesh's own revision makes of its.
func injected(t *testing.T, objects map[string]m, in *appsv1.Deployment) *appsv1.Deployment {
	t.Helper()
	settings := objects["ConfigMap/istio-system/istio-sidecar-injector"]["data"].(m)
	config, err := inject.UnmarshalConfig([]byte(settings["config"].(string)))
	require.NoError(t, err)
	templates, err := inject.ParseTemplates(config.RawTemplates)
	require.NoError(t, err)
	values, err := inject.NewValuesConfig(settings["values"].(string))
	require.NoError(t, err)
	meshConfig, err := mesh.ApplyMeshConfigDefaults(objects["ConfigMap/istio-system/istio"]["data"].(m)["mesh"].(string))
	require.NoError(t, err)
	out, err := inject.IntoObject(nil, templates, values, "default", meshConfig, in, func(warning string) {
		t.Errorf("%s: %s", in.Name, warning)
	})
	require.NoError(t, err)
	require.NotContains(t, out.(*appsv1.Deployment).Spec.Template.Spec.Containers[0].Image, "auto", "nothing was injected")
	return out.(*appsv1.Deployment)
}
