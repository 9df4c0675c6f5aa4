package provider

import (
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
)

// rivals are properties of one object of which one at most can be given: the one that is written takes the place of the other.
var rivals = [][2]string{{"replicas", "autoscaling"}, {"minAvailable", "maxUnavailable"}}

// laidObject lays the properties of a Go struct over others: maps key by key, anything else, lists too, as a whole.
func laidObject(t reflect.Type, under, over property.Map) property.Map {
	out := map[string]property.Value{}
	for name, v := range over.All {
		out[name] = v
	}
	for field := range reflectFields(t) {
		name := propertyName(field)
		below, ok := under.GetOk(name)
		if ok && !below.IsNull() && !hasRival(over, name) {
			out[name] = laid(field.Type, below, over.Get(name))
		}
	}
	return property.NewMap(out)
}

func hasRival(over property.Map, name string) bool {
	for _, pair := range rivals {
		for i := range pair {
			if pair[i] == name && !over.Get(pair[1-i]).IsNull() && over.Get(name).IsNull() {
				return true
			}
		}
	}
	return false
}

// laid lays a value over another of the same type. Null is nothing written, but in free-form maps, where it takes away. A map
// that isn't known yet is merged by the update.
func laid(t reflect.Type, under, over property.Value) property.Value {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if over.IsNull() {
		return under
	}
	if !under.IsMap() || !over.IsMap() || t.Kind() == reflect.Struct && t != reflect.TypeFor[freeform.Map]() && isOff(over) {
		return over
	}
	var merged property.Map
	switch {
	case t == reflect.TypeFor[freeform.Map]():
		merged = laidFree(under.AsMap(), over.AsMap())
	case t.Kind() == reflect.Struct:
		merged = laidObject(t, under.AsMap(), over.AsMap())
	default:
		merged = laidMap(t, under.AsMap(), over.AsMap())
	}
	return property.New(merged).WithSecret(over.Secret()).WithDependencies(over.Dependencies())
}

// laidMap lays a map whose keys are the user's over another.
func laidMap(t reflect.Type, under, over property.Map) property.Map {
	element := t
	if t.Kind() == reflect.Map {
		element = t.Elem()
	}
	out := under
	for key, v := range over.All {
		out = out.Set(key, laid(element, under.Get(key), v))
	}
	return out
}

func laidFree(under, over property.Map) property.Map {
	out := under
	for key, v := range over.All {
		if below := under.Get(key); below.IsMap() && v.IsMap() {
			v = property.New(laidFree(below.AsMap(), v.AsMap())).WithSecret(v.Secret()).WithDependencies(v.Dependencies())
		}
		out = out.Set(key, v)
	}
	return out
}

// isOff reports whether somebody switched off a part of the mesh, with all that is set for it.
func isOff(v property.Value) bool {
	if !v.IsMap() {
		return false
	}
	enabled := v.AsMap().Get("enabled")
	return enabled.IsBool() && !enabled.AsBool()
}
