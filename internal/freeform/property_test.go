package freeform_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestNothingIsLost draws free-form maps and checks what arrives behind CopyTo against what was sent, leaf by leaf.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	rapid.Check(t, func(r *rapid.T) {
		in := flagged(maps4(values(4))).Draw(r, "map")
		got, err := w.tree(t.Context(), in)
		require.NoError(r, err)
		if err := same(in, got, nil, "$"); err != nil {
			r.Fatalf("%v\nsent: %#v\ngot:  %#v", err, in, got)
		}
	})
}

// keys holds few keys, so that maps nest under the same ones, and the awkward ones among them.
var keys = rapid.SampledFrom([]string{"a", "b", "", "/", "~", "~1", "0", "1", "plain", "leaves", "__x"})

// values draws trees of at most that depth.
func values(depth int) *rapid.Generator[property.Value] {
	v := flagged(scalars())
	for range depth {
		v = rapid.OneOf(flagged(scalars()), flagged(maps4(v)), flagged(lists4(v)))
	}
	return v
}

func scalars() *rapid.Generator[property.Value] {
	return rapid.OneOf(
		rapid.Map(rapid.String(), property.New[string]),
		rapid.Map(rapid.Bool(), property.New[bool]),
		rapid.Map(rapid.Float64Range(-1e9, 1e9), property.New[float64]),
		rapid.Just(property.Value{}),
		rapid.Just(unknown),
	)
}

func maps4(v *rapid.Generator[property.Value]) *rapid.Generator[property.Value] {
	return rapid.Map(rapid.MapOfN(keys, v, 0, 4), func(m map[string]property.Value) property.Value {
		return property.New(property.NewMap(m))
	})
}

func lists4(v *rapid.Generator[property.Value]) *rapid.Generator[property.Value] {
	return rapid.Map(rapid.SliceOfN(v, 0, 4), func(l []property.Value) property.Value {
		return property.New(property.NewArray(l))
	})
}

// flagged makes some of the values secret, and binds some to resources.
func flagged(v *rapid.Generator[property.Value]) *rapid.Generator[property.Value] {
	return rapid.Custom(func(t *rapid.T) property.Value {
		out := v.Draw(t, "value")
		if rapid.IntRange(0, 4).Draw(t, "secret") == 4 {
			out = out.WithSecret(true)
		}
		if rapid.IntRange(0, 4).Draw(t, "bound") == 4 {
			out = out.WithDependencies(rapid.SliceOfNDistinct(rapid.SampledFrom([]urn.URN{depA, depB}), 1, 2, rapid.ID).
				Draw(t, "dependencies"))
		}
		return out
	})
}

// same says where what arrived isn't what was sent. The dependencies are those of what is around it.
func same(in property.Value, got any, around []urn.URN, at string) error {
	around = slices.Concat(around, in.Dependencies())
	switch got := got.(type) {
	case leaf:
		return sameLeaf(in, got, around, at)
	case map[string]any:
		if in.Secret() || !in.IsMap() || len(got) != in.AsMap().Len() {
			return fmt.Errorf("%s: a plain map of %d arrived for %v", at, len(got), in)
		}
		for key, e := range in.AsMap().All {
			arrived, ok := got[key]
			if !ok {
				return fmt.Errorf("%s: the key %q is lost", at, key)
			}
			if err := same(e, arrived, around, at+fmt.Sprintf("[%q]", key)); err != nil {
				return err
			}
		}
		return nothingLost(in.AsMap().Len(), around, at)
	case []any:
		if in.Secret() || !in.IsArray() || len(got) != in.AsArray().Len() {
			return fmt.Errorf("%s: a plain list of %d arrived for %v", at, len(got), in)
		}
		for i, e := range in.AsArray().All {
			if err := same(e, got[i], around, at+fmt.Sprintf("[%d]", i)); err != nil {
				return err
			}
		}
		return nothingLost(in.AsArray().Len(), around, at)
	}
	if in.Secret() || in.IsComputed() || len(around) > 0 || !reflect.DeepEqual(data(in), got) {
		return fmt.Errorf("%s: plain %#v arrived for %#v, bound to %v", at, got, in, around)
	}
	return nil
}

// nothingLost: a plain container can't carry dependencies; only its elements can.
func nothingLost(elements int, around []urn.URN, at string) error {
	if elements == 0 && len(around) > 0 {
		return fmt.Errorf("%s: an empty container lost its dependencies %v", at, around)
	}
	return nil
}

func sameLeaf(in property.Value, got leaf, around []urn.URN, at string) error {
	deps := map[string]bool{}
	for _, d := range around {
		deps[string(d)] = true
	}
	gather(in, deps)
	want := leaf{known: !in.HasComputed(), secret: in.Secret(), deps: slices.Sorted(maps.Keys(deps))}
	if want.known {
		want.value = data(in)
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Errorf("%s: want %#v, got %#v", at, want, got)
	}
	if !in.Secret() && (in.IsMap() && in.AsMap().Len() > 0 || in.IsArray() && in.AsArray().Len() > 0) {
		return fmt.Errorf("%s: a container that needn't moved as a whole", at)
	}
	return nil
}

func gather(v property.Value, deps map[string]bool) {
	for _, d := range v.Dependencies() {
		deps[string(d)] = true
	}
	if v.IsMap() {
		for _, e := range v.AsMap().All {
			gather(e, deps)
		}
	}
	if v.IsArray() {
		for _, e := range v.AsArray().All {
			gather(e, deps)
		}
	}
}

// data is the Go form of a known value.
func data(v property.Value) any {
	switch {
	case v.IsMap():
		out := map[string]any{}
		for k, e := range v.AsMap().All {
			out[k] = data(e)
		}
		return out
	case v.IsArray():
		out := []any{}
		for _, e := range v.AsArray().All {
			out = append(out, data(e))
		}
		return out
	case v.IsString():
		return v.AsString()
	case v.IsBool():
		return v.AsBool()
	case v.IsNumber():
		return v.AsNumber()
	}
	return nil
}
