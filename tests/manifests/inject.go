package manifests

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/kube/inject"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// Inject rewrites the Deployments among the objects, in place, as Kubernetes' types have them, amounts in their shortest
// form, and fills gateways' pods in as istiod does: the gateway chart leaves nearly all of a pod to that, where the chart of
// the IstioOperator writes it out. It's istiod's own code, with the settings among the objects, or among those of other
// where there is no istiod; other may be nil. What the injector warns of is an error, and so is a gateway without settings.
func Inject(objects, other map[string]map[string]any) error {
	for key, object := range objects {
		if object["kind"] != "Deployment" {
			continue
		}
		out := &appsv1.Deployment{}
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object, out); err != nil {
			return fmt.Errorf("read %s: %w", key, err)
		}
		var err error
		if out.Spec.Template.Annotations["inject.istio.io/templates"] != "" {
			if out, err = injected(out, objects, other); err != nil {
				return fmt.Errorf("inject %s: %w", key, err)
			}
		}
		if objects[key], err = runtime.DefaultUnstructuredConverter.ToUnstructured(out); err != nil {
			return fmt.Errorf("write %s: %w", key, err)
		}
	}
	return nil
}

// injected is the Deployment with the pods that the injector makes of its.
func injected(in *appsv1.Deployment, where ...map[string]m) (*appsv1.Deployment, error) {
	settings, err := config("istio-sidecar-injector*", []string{"config", "values"}, where)
	if err != nil {
		return nil, err
	}
	injector, err := inject.UnmarshalConfig([]byte(settings["config"]))
	if err != nil {
		return nil, err
	}
	templates, err := inject.ParseTemplates(injector.RawTemplates)
	if err != nil {
		return nil, err
	}
	values, err := inject.NewValuesConfig(settings["values"])
	if err != nil {
		return nil, err
	}
	settings, err = config("istio*", []string{"mesh"}, where)
	if err != nil {
		return nil, err
	}
	meshConfig, err := mesh.ApplyMeshConfigDefaults(settings["mesh"])
	if err != nil {
		return nil, err
	}
	var warnings []error
	out, err := inject.IntoObject(nil, templates, values, "default", meshConfig, in, func(warning string) {
		warnings = append(warnings, errors.New(warning))
	})
	if err = errors.Join(append(warnings, err)...); err != nil {
		return nil, err
	}
	made, ok := out.(*appsv1.Deployment)
	if !ok || strings.Contains(made.Spec.Template.Spec.Containers[0].Image, "auto") {
		return nil, errors.New("nothing was injected")
	}
	return made, nil
}

// config is the data of the first ConfigMap whose name fits the pattern, in any namespace, that has texts at all the keys.
func config(name string, keys []string, where []map[string]m) (map[string]string, error) {
	for _, objects := range where {
		for _, key := range slices.Sorted(maps.Keys(objects)) {
			if ok, err := path.Match("ConfigMap/*/"+name, key); err != nil || !ok {
				continue
			}
			out := map[string]string{}
			for _, k := range keys {
				if text, ok, err := unstructured.NestedString(objects[key], "data", k); err == nil && ok {
					out[k] = text
				}
			}
			if len(out) == len(keys) {
				return out, nil
			}
		}
	}
	return nil, fmt.Errorf("there is no ConfigMap %s with %s", name, strings.Join(keys, ", "))
}
