package freeform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Split turns the value of a free-form property into the two parts that CopyTo decodes without loss into a [Map].
//
// A secret or unknown container moves as a whole: its keys are as secret as its values. Dependencies of a known
// container are handed down to its leaves.
func Split(v property.Value) property.Value {
	s := splitter{leaves: map[string]property.Value{}}
	plain := s.walk(v, "", nil)
	if !plain.IsMap() {
		plain = property.New(property.NewMap(nil))
	}
	return property.New(property.NewMap(map[string]property.Value{
		plainKey:  plain,
		leavesKey: property.New(property.NewMap(s.leaves)),
	}))
}

type splitter struct{ leaves map[string]property.Value }

// walk returns the plain part of v and files the rest.
func (s splitter) walk(v property.Value, path string, deps []urn.URN) property.Value {
	deps = union(deps, v.Dependencies())
	switch {
	case v.Secret() || v.IsComputed():
		all := union(deps, nested(v))
		if v.HasComputed() {
			// CopyTo would take a secret container with something unknown in it for known.
			v = property.New(property.Computed).WithSecret(v.Secret())
		}
		s.leaves[path] = v.WithDependencies(all)
		return property.Value{}
	case v.IsMap() && (v.AsMap().Len() > 0 || len(deps) == 0):
		out := make(map[string]property.Value, v.AsMap().Len())
		for k, e := range v.AsMap().All {
			out[k] = s.walk(e, path+"/"+escape(k), deps)
			if out[k].IsNull() && !e.IsNull() {
				delete(out, k) // Tree makes the key again; a null would be a value to Helm.
			}
		}
		return property.New(property.NewMap(out))
	case v.IsArray() && (v.AsArray().Len() > 0 || len(deps) == 0):
		out := make([]property.Value, v.AsArray().Len())
		for i, e := range v.AsArray().All {
			out[i] = s.walk(e, path+"/"+strconv.Itoa(i), deps)
		}
		return property.New(property.NewArray(out))
	case len(deps) > 0:
		s.leaves[path] = v.WithDependencies(deps)
		return property.Value{}
	}
	return v
}

// nested gathers the dependencies inside a container that moves as a whole.
func nested(v property.Value) []urn.URN {
	deps := v.Dependencies()
	switch {
	case v.IsMap():
		for _, e := range v.AsMap().All {
			deps = union(deps, nested(e))
		}
	case v.IsArray():
		for _, e := range v.AsArray().All {
			deps = union(deps, nested(e))
		}
	}
	return deps
}

func union(a, b []urn.URN) []urn.URN {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

func escape(key string) string { return escaper.Replace(key) }

// tokens splits a JSON pointer into its unescaped keys.
func tokens(path string) []string {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, p := range parts {
		parts[i] = unescaper.Replace(p)
	}
	return parts
}
