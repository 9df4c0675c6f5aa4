package freeform_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/fuzztree"
)

// FuzzSplit takes maps apart and puts them together again without the wire between, which TestNothingIsLost has: any key and
// any nesting must come back, with every secret, unknown and dependency among the leaves and none of them in the plain part.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		`{"a":{"b":["?",{"c":{"!":"x"}}]},"":null}`, `{"/":{"~":{"~1":"?"}},"0":[[],["?"]]}`, `{"":{"":{"":"?"}}}`,
		`{"plain":{"!":{"leaves":"?"}},"leaves":{"&":{}}}`, `{"l":[null,{"&":null},{"&":[{"!":{}}]}]}`, `{"!":{"a":1}}`,
	} {
		f.Add(seed)
	}
	words := []string{"a", "", "/", "~", "~1", "0", "1", "plain", "leaves", "__x", "?", "!", "&"}
	f.Fuzz(func(t *testing.T, text string) {
		in := marked(fuzztree.Read(text, words))
		parts := freeform.Split(in).AsMap()
		plain, leaves := parts.Get("plain"), parts.Get("leaves").AsMap()
		if plain.HasComputed() || plain.HasSecrets() || isBound(plain) {
			t.Fatalf("the plain part isn't: %v", plain)
		}
		m := freeform.Map{Plain: data(plain), Leaves: map[string]pulumi.Input{}}
		for path, leaf := range leaves.All {
			if leaf.HasComputed() && !leaf.IsComputed() {
				t.Errorf("%q is known and holds what isn't", path)
			}
			m.Leaves[path] = pulumi.String(path) // stands for the leaf
		}
		whole, isWhole := leaves.GetOk("")
		if isWhole {
			if leaves.Len() != 1 || m.Value() != any(pulumi.String("")) {
				t.Errorf("%v and more", whole)
			}
			return
		}
		if in.IsMap() {
			back(t, in, m.Value(), "", false)
		}
	})
}

// back compares what came back with what was given. Bound: a container above has dependencies.
func back(t *testing.T, in property.Value, got any, path string, bound bool) {
	t.Helper()
	bound = bound || len(in.Dependencies()) > 0
	if leaf, ok := got.(pulumi.String); ok {
		if string(leaf) != path || !in.Secret() && !in.IsComputed() && !bound {
			t.Errorf("a leaf %q at %q for %v", leaf, path, in)
		}
		return
	}
	switch v := got.(type) {
	case map[string]any:
		if !in.IsMap() || in.AsMap().Len() != len(v) {
			t.Fatalf("%q: %v came back for %v", path, got, in)
		}
		for key, e := range in.AsMap().All {
			back(t, e, v[key], path+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(key), bound)
		}
	case []any:
		if !in.IsArray() || in.AsArray().Len() != len(v) {
			t.Fatalf("%q: %v came back for %v", path, got, in)
		}
		for i, e := range in.AsArray().All {
			back(t, e, v[i], path+"/"+string(rune('0'+i)), bound)
		}
	default:
		if in.Secret() || in.IsComputed() || bound || !reflect.DeepEqual(got, data(in)) {
			t.Errorf("%q: %v came back for %v", path, got, in)
		}
	}
}

// isBound reports whether anything in a value has dependencies.
func isBound(v property.Value) bool {
	deps := map[string]bool{}
	gather(v, deps)
	return len(deps) > 0
}

// marked makes a property of a tree. "?" is an output that isn't known, {"!": x} a secret, {"&": x} is bound to a resource.
func marked(v any) property.Value {
	switch v := v.(type) {
	case map[string]any:
		if x, ok := v["!"]; ok {
			return marked(x).WithSecret(true)
		}
		if x, ok := v["&"]; ok {
			return marked(x).WithDependencies([]urn.URN{depA})
		}
		out := map[string]property.Value{}
		for key, e := range v {
			out[key] = marked(e)
		}
		return property.New(property.NewMap(out))
	case []any:
		out := make([]property.Value, 0, len(v))
		for _, e := range v {
			out = append(out, marked(e))
		}
		return property.New(property.NewArray(out))
	case string:
		if v == "?" {
			return unknown
		}
		return property.New(v)
	case float64:
		return property.New(v)
	case bool:
		return property.New(v)
	}
	return property.Value{}
}
