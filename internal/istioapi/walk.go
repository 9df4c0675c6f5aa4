package istioapi

import (
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// walker compares a tree with a message's descriptor, and makes the clean tree that the rules read.
type walker struct {
	problems

	release istio.Version
	// body says that the API server reads the tree, by its CRD; else it's istiod that does.
	body bool
	// within says that a field around this one is newer than the release already, so that what is in it isn't told again.
	within bool
}

// message walks an object. It returns nil where there is nothing, or nothing right.
func (w *walker) message(path string, md protoreflect.MessageDescriptor, value any) any {
	value = plain(value)
	if _, ok := value.(Opaque); ok || value == nil {
		return value
	}
	if known, ok := wellKnown[md.FullName()]; ok {
		return known(w, path, md, value)
	}
	tree, ok := value.(map[string]any)
	if !ok {
		w.add(Type, path, "%s is no object; write one with fields of %s (%s)", show(value), md.Name(), strings.Join(examples(md), ", "))
		return nil
	}
	out := map[string]any{}
	from := map[protoreflect.FieldNumber]string{}
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		at := join(path, key)
		fd := w.find(md, key)
		if fd == nil {
			w.unknown(at, md, key)
			continue
		}
		if plain(tree[key]) == nil {
			continue // null is the same as leaving it out
		}
		if other, ok := from[fd.Number()]; ok {
			w.add(Rule, at, "is the same field as %s; write it once, as %s", other, fd.JSONName())
			continue
		}
		from[fd.Number()] = key
		v := w.field(at, fd, tree[key])
		if v != nil {
			out[fd.JSONName()] = v
		}
		if _, ok := v.(Opaque); ok {
			delete(from, fd.Number()) // it may turn out to be nothing, so it excludes nothing
		}
	}
	w.oneofs(path, md, from)
	return out
}

// find is the field of that name. A CRD has the JSON names alone.
func (w *walker) find(md protoreflect.MessageDescriptor, key string) protoreflect.FieldDescriptor {
	if fd := md.Fields().ByJSONName(key); fd != nil || w.body {
		return fd
	}
	return md.Fields().ByName(protoreflect.Name(key))
}

func (w *walker) unknown(path string, md protoreflect.MessageDescriptor, key string) {
	near := nearest(key, jsonNames(md))
	if fd := md.Fields().ByName(protoreflect.Name(key)); fd != nil {
		near = fd.JSONName()
	}
	who := "istiod"
	if w.body {
		who = "the API server"
	}
	if near != "" {
		w.near(Unknown, path, near, "%q is no field of %s, so %s would drop it without an error; write %s", key, md.Name(), who, near)
		return
	}
	w.add(Unknown, path, "%q is no field of %s, so %s would drop it without an error; leave it out or write one of its fields (%s)",
		key, md.Name(), who, strings.Join(examples(md), ", "))
}

// field walks what one field holds: a list, a map or a single value.
func (w *walker) field(path string, fd protoreflect.FieldDescriptor, value any) any {
	w.deprecated(path, fd)
	if w.newer(path, fd, fd.JSONName()) {
		defer func() { w.within = false }()
		w.within = true
	}
	value = plain(value)
	if _, ok := value.(Opaque); ok {
		return value
	}
	switch {
	case fd.IsList():
		return w.list(path, fd, value)
	case fd.IsMap():
		return w.entries(path, fd, value)
	}
	return w.single(path, fd, value)
}

func (w *walker) list(path string, fd protoreflect.FieldDescriptor, value any) any {
	items, ok := value.([]any)
	if !ok {
		w.add(Type, path, "%s is no list; write [%s]", show(value), shape(fd))
		return nil
	}
	out := make([]any, 0, len(items))
	for i, item := range items {
		at := index(path, i)
		if plain(item) == nil {
			w.add(Type, at, "is null; write %s, or leave the item out", shape(fd))
			continue
		}
		if v := w.single(at, fd, item); v != nil {
			out = append(out, v)
		}
	}
	return out
}

func (w *walker) entries(path string, fd protoreflect.FieldDescriptor, value any) any {
	tree, ok := value.(map[string]any)
	if !ok {
		w.add(Type, path, "%s is no map; write {key: %s}", show(value), shape(fd.MapValue()))
		return nil
	}
	out := make(map[string]any, len(tree))
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		at := join(path, key)
		if fd.MapKey().Kind() != protoreflect.StringKind {
			if _, ok := integer(key, fd.MapKey().Kind(), true); !ok {
				w.add(Type, at, "%q is no key of this map; write %s", key, shape(fd.MapKey()))
				continue
			}
		}
		if plain(tree[key]) == nil {
			w.add(Type, at, "is null; write %s, or leave the key out", shape(fd.MapValue()))
			continue
		}
		if v := w.single(at, fd.MapValue(), tree[key]); v != nil {
			out[key] = v
		}
	}
	return out
}

// oneofs reports members of a oneof that exclude each other.
func (w *walker) oneofs(path string, md protoreflect.MessageDescriptor, from map[protoreflect.FieldNumber]string) {
	for i := range md.Oneofs().Len() {
		oneof := md.Oneofs().Get(i)
		if oneof.IsSynthetic() {
			continue
		}
		var given []string
		for j := range oneof.Fields().Len() {
			if key, ok := from[oneof.Fields().Get(j).Number()]; ok {
				given = append(given, key)
			}
		}
		if len(given) > 1 {
			w.add(Rule, join(path, given[1]), "excludes %s beside it; write one of %s", given[0], strings.Join(given, ", "))
		}
	}
}

func jsonNames(md protoreflect.MessageDescriptor) []string {
	out := make([]string, md.Fields().Len())
	for i := range out {
		out[i] = md.Fields().Get(i).JSONName()
	}
	return out
}

// examples are some of a message's fields, for errors.
func examples(md protoreflect.MessageDescriptor) []string {
	const enough = 8
	names := jsonNames(md)
	if len(names) > enough {
		return append(names[:enough:enough], "…")
	}
	return names
}
