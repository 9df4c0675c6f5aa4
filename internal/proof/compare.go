package proof

import (
	"reflect"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

// differs marks a leaf that isn't the same in both renderings, and holds no stand-in that says why.
type differs struct{}

// compare marks in the objects of one rendering what another made differently.
func compare(objects, others []chart.Object) {
	type identity struct{ apiVersion, kind, namespace, name string }
	byID := map[identity]chart.Object{}
	for _, o := range others {
		byID[identity{o.APIVersion, o.Kind, o.Namespace, o.Name}] = o
	}
	for i, o := range objects {
		other, found := byID[identity{o.APIVersion, o.Kind, o.Namespace, o.Name}]
		if !found || o.Body == nil || other.Body == nil {
			continue // what is named by a hidden value shows its stand-in
		}
		objects[i].Body, _ = mark(o.Body, other.Body).(map[string]any)
	}
}

func mark(a, b any) any {
	switch a := a.(type) {
	case map[string]any:
		other, ok := b.(map[string]any)
		if !ok {
			return differs{}
		}
		for k, v := range a {
			w, there := other[k]
			if !there {
				a[k] = differs{}
				continue
			}
			a[k] = mark(v, w)
		}
		return a
	case []any:
		other, ok := b.([]any)
		if !ok || len(a) != len(other) {
			return differs{}
		}
		for i := range a {
			a[i] = mark(a[i], other[i])
		}
		return a
	case string:
		if unknown, secret := hides(a); unknown || secret {
			return a // says itself what it hides
		}
	}
	if reflect.DeepEqual(a, b) {
		return a
	}
	return differs{}
}
