package importer

import (
	"path"
	"testing"

	"github.com/stretchr/testify/require"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/kube/inject"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// deployments rewrites the Deployments among the objects as Kubernetes' types have them, amounts in their shortest form,
// and fills gateways' pods in as istiod does, with istiod's own code and the settings among the objects, or among the others
// where there is no istiod.
func deployments(t *testing.T, objects, others map[string]m) {
	t.Helper()
	for key, object := range objects {
		if object["kind"] != "Deployment" {
			continue
		}
		out := &appsv1.Deployment{}
		require.NoError(t, runtime.DefaultUnstructuredConverter.FromUnstructured(object, out), key)
		if out.Spec.Template.Annotations["inject.istio.io/templates"] != "" {
			out = injected(t, objects, others, out)
		}
		var err error
		objects[key], err = runtime.DefaultUnstructuredConverter.ToUnstructured(out)
		require.NoError(t, err, key)
	}
}

// config is the data of the first ConfigMap of a name.
func config(t *testing.T, name string, where ...map[string]m) m {
	t.Helper()
	for _, objects := range where {
		for key, object := range objects {
			if ok, _ := path.Match("ConfigMap/*/"+name, key); ok {
				return object["data"].(m)
			}
		}
	}
	require.Fail(t, "there is no ConfigMap", name)
	return nil
}

// injected is the Deployment with the pods that the injector makes of its.
func injected(t *testing.T, objects, others map[string]m, in *appsv1.Deployment) *appsv1.Deployment {
	t.Helper()
	settings := config(t, "istio-sidecar-injector*", objects, others)
	injector, err := inject.UnmarshalConfig([]byte(settings["config"].(string)))
	require.NoError(t, err)
	templates, err := inject.ParseTemplates(injector.RawTemplates)
	require.NoError(t, err)
	values, err := inject.NewValuesConfig(settings["values"].(string))
	require.NoError(t, err)
	meshConfig, err := mesh.ApplyMeshConfigDefaults(config(t, "istio*", filtered(objects), filtered(others))["mesh"].(string))
	require.NoError(t, err)
	out, err := inject.IntoObject(nil, templates, values, "default", meshConfig, in, func(warning string) {
		t.Errorf("%s: %s", in.Name, warning)
	})
	require.NoError(t, err)
	require.NotContains(t, out.(*appsv1.Deployment).Spec.Template.Spec.Containers[0].Image, "auto", "nothing was injected")
	return out.(*appsv1.Deployment)
}

// filtered leaves the ConfigMaps with a mesh config.
func filtered(objects map[string]m) map[string]m {
	out := map[string]m{}
	for key, object := range objects {
		data, _ := object["data"].(m)
		if _, ok := data["mesh"].(string); ok {
			out[key] = object
		}
	}
	return out
}
