package provider

import (
	"reflect"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// presets are the arguments that others go before, also those that an IstioOperator stands for. Size is one, too.
var presets = []string{"version", "profile", "platform", "compatibilityVersion", "namespace", "revision"}

// hatches are the arguments that go before others.
var hatches = []string{"meshConfig", "values"}

// layered lays given arguments over those that an IstioOperator stands for. What it has in meshConfig and values would go before
// given arguments of other names, so whatever these write into the same place is taken out of it.
func layered(under, given property.Map) property.Map {
	for _, part := range []string{"cni", "ztunnel"} {
		if values := under.Get("values"); isOff(given.Get(part)) && values.IsMap() {
			under = under.Set("values", property.New(values.AsMap().Delete(part)))
		}
	}
	written := overruled(under.Delete(hatches...), given.Delete(hatches...))
	istiod, _ := written["istiod"].(plan.Tree)
	config, _ := istiod["meshConfig"].(plan.Tree)
	delete(config, "extensionProviders") // those of both are kept, by name
	for name, taken := range map[string]plan.Tree{"values": written, "meshConfig": config} {
		if v, ok := under.GetOk(name); ok {
			under = under.Set(name, spared(v, taken))
		}
	}
	return laidObject(reflect.TypeFor[components.MeshStackArgs](), under, given)
}

// overruled is what given arguments write into the values of charts, by chart, with true at its leaves.
func overruled(under, given property.Map) plan.Tree {
	t := reflect.TypeFor[components.MeshStackArgs]()
	under, given = under.Delete("size"), given.Delete("size") // its numbers would hide the same ones of an argument
	before, after := plannedValues(laidObject(t, under, only(given, presets))), plannedValues(laidObject(t, under, given))
	out := plan.Tree{}
	for chart, values := range after {
		out.Set(changed(before[chart], values), chart)
	}
	return out
}

func only(in property.Map, names []string) property.Map {
	out := property.NewMap(nil)
	for name, v := range in.All {
		if slices.Contains(names, name) {
			out = out.Set(name, v)
		}
	}
	return out
}

// plannedValues are the values of the charts that arguments stand for, with some value for each that isn't known.
func plannedValues(in property.Map) plan.Tree {
	var args components.MeshStackArgs
	decode(assumed(property.New(in)), reflect.ValueOf(&args).Elem())
	return components.PlannedValues(args)
}

// assumed gives a value to what isn't known. Where it stands for a map, nothing is known of its keys.
func assumed(v property.Value) property.Value {
	switch {
	case v.IsComputed():
		return property.New("unknown")
	case v.IsMap():
		out := map[string]property.Value{}
		for key, e := range v.AsMap().All {
			out[key] = assumed(e)
		}
		return property.New(out)
	case v.IsArray():
		var out []property.Value
		for _, e := range v.AsArray().All {
			out = append(out, assumed(e))
		}
		return property.New(out)
	}
	return v
}

// changed is what the second of two trees has otherwise than the first, with true at its leaves; nil where that is nothing.
func changed(before, after any) any {
	tree, isTree := after.(plan.Tree)
	if !isTree {
		if reflect.DeepEqual(before, after) {
			return nil
		}
		return true
	}
	was, _ := before.(plan.Tree)
	out := plan.Tree{}
	for key, value := range tree {
		out.Set(changed(was[key], value), key)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// spared takes out of a value what is in such a tree, and maps of which nothing is left; null is nothing left.
func spared(v property.Value, taken any) property.Value {
	tree, isTree := taken.(plan.Tree)
	switch {
	case taken == nil || isTree && len(tree) == 0:
		return v
	case !isTree || !v.IsMap():
		return property.Value{}
	}
	out := map[string]property.Value{}
	for key, e := range v.AsMap().All {
		if rest := spared(e, tree[key]); tree[key] == nil || !rest.IsNull() {
			out[key] = rest
		}
	}
	if len(out) == 0 {
		return property.Value{}
	}
	return property.New(out)
}
