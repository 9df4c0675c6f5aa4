package kubernetes

import (
	"encoding/base64"
	"reflect"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
)

// normalize brings inputs into the form that the API server would return, so that two spellings of the same value are
// no diff. Custom resources and inputs with unknowns stay as they are.
func normalize(obj *unstructured.Unstructured) *unstructured.Unstructured {
	if !hasUnknown(obj.Object) && builtIn(obj.GroupVersionKind().GroupVersion()) {
		switch {
		case isCRD(obj):
			normalizeCRD(obj)
		case isSecret(obj):
			normalizeSecret(obj)
		default:
			obj = &unstructured.Unstructured{Object: prune(typed(obj), obj.Object)}
		}
	}
	for _, field := range []string{
		"creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields",
		"resourceVersion", "uid",
	} {
		unstructured.RemoveNestedField(obj.Object, "metadata", field)
	}
	return obj
}

// typed sends an object through its Go type and back. What isn't valid for the type stays as it is: the API server has
// the better error message.
func typed(obj *unstructured.Unstructured) map[string]any {
	t, err := scheme.Scheme.New(obj.GroupVersionKind())
	if err != nil {
		return obj.Object
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(obj.Object, t); err != nil {
		return obj.Object
	}
	object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(t)
	if err != nil {
		return obj.Object
	}
	return object
}

// normalizeCRD removes what the API server doesn't keep.
func normalizeCRD(obj *unstructured.Unstructured) {
	keep, found, err := unstructured.NestedBool(obj.Object, "spec", "preserveUnknownFields")
	if err == nil && found && !keep {
		unstructured.RemoveNestedField(obj.Object, "spec", "preserveUnknownFields")
	}
	unstructured.RemoveNestedField(obj.Object, "status")
}

// normalizeSecret moves stringData into data, as the API server does, and writes base64 the way it does.
func normalizeSecret(obj *unstructured.Unstructured) {
	data, hasData, err := unstructured.NestedMap(obj.Object, "data")
	if err != nil {
		return
	}
	plain, _, err := unstructured.NestedStringMap(obj.Object, "stringData")
	if err == nil && len(plain) > 0 {
		if data == nil {
			data = map[string]any{}
		}
		for key, v := range plain {
			data[key] = base64.StdEncoding.EncodeToString([]byte(v))
		}
		unstructured.RemoveNestedField(obj.Object, "stringData")
		obj.Object["data"] = data
		return
	}
	if !hasData {
		return
	}
	for key, v := range data {
		if s, ok := v.(string); ok {
			if b, err := base64.StdEncoding.DecodeString(s); err == nil {
				data[key] = base64.StdEncoding.EncodeToString(b)
			}
		}
	}
	obj.Object["data"] = data
}

// isSecret says whether obj is a core Secret.
func isSecret(obj *unstructured.Unstructured) bool {
	gvk := obj.GroupVersionKind()
	return (gvk.Group == "" || gvk.Group == "core") && gvk.Kind == "Secret"
}

// isConfigMap says whether obj is a core ConfigMap.
func isConfigMap(obj *unstructured.Unstructured) bool {
	gvk := obj.GroupVersionKind()
	return (gvk.Group == "" || gvk.Group == "core") && gvk.Kind == "ConfigMap"
}

// prune cuts live down to the keys that shape has. What controllers and defaulting added to an object thus never
// shows as a diff, while a change of what the program set does.
func prune(live, shape map[string]any) map[string]any {
	if live == nil || shape == nil {
		return nil
	}
	pruned := map[string]any{}
	for key, v := range live {
		if s, ok := shape[key]; ok {
			pruned[key] = pruneValue(v, s)
		}
	}
	return pruned
}

func pruneValue(live, shape any) any {
	switch l := live.(type) {
	case map[string]any:
		if s, ok := shape.(map[string]any); ok {
			return prune(l, s)
		}
	case []any:
		if s, ok := shape.([]any); ok {
			return pruneList(l, s)
		}
	}
	return live
}

// pruneList cuts each element of live down to the one at the same place in shape, and drops the rest.
func pruneList(live, shape []any) []any {
	if len(live) == 0 || len(shape) == 0 {
		return []any{}
	}
	if reflect.TypeOf(live[0]) != reflect.TypeOf(shape[0]) {
		return live
	}
	pruned := make([]any, 0, len(shape))
	for i := 0; i < len(live) && i < len(shape); i++ {
		pruned = append(pruned, pruneValue(live[i], shape[i]))
	}
	return pruned
}
