package provider

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/fuzztree"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// FuzzArguments holds the decoding of arguments to its promises: no panic, no finding without a path and a remedy, no secret
// in a finding, and what is taken arrives as what was written. See propertyOf for what stands for outputs and secrets.
func FuzzArguments(f *testing.F) {
	f.Add(`{"version":"1.31.1","controlPlane":{"replicas":2},"gateways":[{"name":"edge","service":{"annotations":{"a":"?"}}}]}`)
	f.Add(`{"":1,"a.b":2,"vers1on":"1","version":{"$secret":"hunter2"},"values":{"istiod":{"":[{"$secret":{"a":"?"}}]}}}`)
	f.Add(`{"controlPlane":{"replicas":1e300,"values":7},"gateways":{"name":[]},"meshConfig":{"a":["@"]},"image":{"hub":"?"}}`)
	f.Add(`{"controlPlane":{"replicas":"Inf","autoscaling":{"minReplicas":"NaN"}},"values":{"base":"?","istiod":{"$bound":{"x":null}}}}`)
	f.Add(`{"namespace":"shop","egress":[null,{"hosts":["*/*",null]}],"hosts":{"$bound":["a"]}}`)
	f.Add(`{"name":"edge","labels":{"a":{"$secret":"x"},"b":"?","c":1},"service":{"ports":[{"port":80.5}]},"values":{"$secret":{"__a":1}}}`)
	words := argumentNames()
	f.Fuzz(func(t *testing.T, text string) {
		drawn := propertyOf(fuzztree.Read(text, words))
		if !drawn.IsMap() {
			return // a marker
		}
		in := drawn.AsMap()
		for _, token := range []string{components.MeshStackType, components.GatewayType, components.SidecarScopeType} {
			args := arguments[token]
			l := lifter{findings: &check.Findings{}}
			lifted := l.object(args, in, "", nil)
			wellFormed(t, l.findings.Errors())
			if len(l.findings.Errors()) == 0 {
				arrivesAsWritten(t, args, in, lifted)
			}
		}
		if _, mesh, err := meshArguments(t.Context(), in); err == nil {
			same(t, property.New(in), encoded(t, reflect.ValueOf(mesh), property.New(in)))
		}
	})
}

// argumentNames lists every name of a property, and the marks of propertyOf.
func argumentNames() []string {
	names := map[string]bool{"$secret": true, "$bound": true, "hunter2": true}
	for mark := range specials {
		names[mark] = true
	}
	done := map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || done[t] || isInput(t) {
			return
		}
		done[t] = true
		for field := range reflectFields(t) {
			names[propertyName(field)] = true
			walk(field.Type)
		}
	}
	for _, args := range arguments {
		walk(args)
	}
	return slices.Sorted(maps.Keys(names))
}

func wellFormed(t *testing.T, found []check.Finding) {
	t.Helper()
	for _, p := range found {
		if p.Path == "" || strings.HasPrefix(p.Path, ".") || p.Message == "" {
			t.Errorf("%#v lacks something", p)
		}
		if strings.Contains(p.Message, "%!") || strings.Contains(p.Message, "hunter2") {
			t.Errorf("a wrong format, or a secret told: %s", p)
		}
	}
}

// arrivesAsWritten decodes a plain value and takes it apart again.
func arrivesAsWritten(t *testing.T, args reflect.Type, in, lifted property.Map) {
	t.Helper()
	if property.New(in).HasComputed() || property.New(in).HasSecrets() {
		return
	}
	out := reflect.New(args).Elem()
	decode(property.New(in), out)
	same(t, property.New(in), encoded(t, out, property.New(in)))
	for name := range in.All {
		if v := in.Get(name); !v.IsNull() && lifted.Get(name).IsNull() {
			t.Errorf("%s got lost: %v", name, v)
		}
	}
}

func same(t *testing.T, in, got property.Value) {
	t.Helper()
	// What is null counts as not written, but for elements and in free-form maps, where Helm gives it a meaning.
	if want := stripped(in); !stripped(got).Equals(want) {
		t.Errorf("decoded to %v, and %v was written", stripped(got), want)
	}
}

// stripped is a value without nulls in maps, secrets and dependencies.
func stripped(v property.Value) property.Value {
	v = v.WithSecret(false).WithDependencies(nil)
	switch {
	case v.IsMap():
		out := map[string]property.Value{}
		for key, e := range v.AsMap().All {
			if !e.IsNull() {
				out[key] = stripped(e)
			}
		}
		return property.New(property.NewMap(out))
	case v.IsArray():
		out := []property.Value{}
		for _, e := range v.AsArray().All {
			out = append(out, stripped(e))
		}
		return property.New(property.NewArray(out))
	}
	return v
}

// encoded is decode the other way. It leaves out what wasn't written, which must be zero.
func encoded(t *testing.T, v reflect.Value, written property.Value) property.Value {
	t.Helper()
	switch in := v.Interface().(type) {
	case *freeform.Map:
		if in == nil {
			return property.Value{}
		}
		return propertyOf(plainly{in.Plain})
	case pulumi.Input:
		return propertyOf(plainly{plan.ToGo(plan.Open(t.Context(), in))})
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return property.Value{}
		}
		return encoded(t, v.Elem(), written)
	case reflect.Struct:
		out := map[string]property.Value{}
		for field := range reflectFields(v.Type()) {
			name, e := propertyName(field), v.FieldByIndex(field.Index)
			if was := written.AsMap().Get(name); !was.IsNull() {
				out[name] = encoded(t, e, was)
			} else if !e.IsZero() {
				t.Errorf("%s is %v, and nothing was written", name, e)
			}
		}
		return property.New(property.NewMap(out))
	case reflect.Map:
		out := map[string]property.Value{}
		for it := v.MapRange(); it.Next(); {
			key := it.Key().String()
			out[key] = encoded(t, it.Value(), written.AsMap().Get(key))
		}
		return property.New(property.NewMap(out))
	case reflect.Slice:
		out := []property.Value{}
		for i := range v.Len() {
			out = append(out, encoded(t, v.Index(i), written.AsArray().Get(i)))
		}
		return property.New(property.NewArray(out))
	case reflect.Int:
		return property.New(float64(v.Int()))
	}
	return propertyOf(plainly{plan.Plain(v.Interface())})
}

// plainly keeps the markers of propertyOf out of a value.
type plainly struct{ value any }

// propertyOf makes a property of JSON. "?" is an output that isn't known, "@" an asset, "Inf" and "NaN" are such numbers;
// {"$secret": x} is a secret, and {"$bound": x} is bound to a resource.
func propertyOf(v any) property.Value {
	marked := true
	if p, ok := v.(plainly); ok {
		v, marked = p.value, false
	}
	inner := func(v any) property.Value {
		if !marked {
			return propertyOf(plainly{v})
		}
		return propertyOf(v)
	}
	switch v := v.(type) {
	case string:
		if special, ok := specials[v]; ok && marked {
			return special
		}
		return property.New(v)
	case bool:
		return property.New(v)
	case int:
		return property.New(float64(v))
	case float64:
		return property.New(v)
	case []any:
		out := []property.Value{}
		for _, e := range v {
			out = append(out, inner(e))
		}
		return property.New(property.NewArray(out))
	case plan.Tree:
		return inner(map[string]any(v))
	case map[string]any:
		if x, ok := v["$secret"]; ok && marked {
			return inner(x).WithSecret(true)
		}
		if x, ok := v["$bound"]; ok && marked {
			return inner(x).WithDependencies([]urn.URN{"urn:pulumi:s::p::t:index:T::n"})
		}
		out := map[string]property.Value{}
		for key, e := range v {
			out[key] = inner(e)
		}
		return property.New(property.NewMap(out))
	case nil:
		return property.Value{}
	}
	panic(fmt.Sprintf("%T in a tree", v))
}

var specials = map[string]property.Value{
	"?": property.New(property.Computed), "Inf": property.New(math.Inf(1)), "NaN": property.New(math.NaN()),
	"@": property.New(func() *asset.Asset { a, _ := asset.FromText("x"); return a }()),
}
