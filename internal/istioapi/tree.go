package istioapi

import (
	"encoding/json"
	"reflect"
	"slices"
	"time"
)

// Opaque stands for a value that isn't known, or mustn't be: an output at preview, a secret. It passes wherever it stands.
type Opaque struct{}

// plain turns what a Go program may hand over (typed maps, lists, texts, numbers, pointers) into map[string]any, []any, string,
// bool, int64, uint64, float64, nil and Opaque. Anything else is returned as it is, and is of no type that a field takes.
func plain(value any) any {
	switch v := value.(type) {
	case nil, string, bool, int64, uint64, float64, map[string]any, []any, Opaque:
		return v
	case *Opaque:
		return Opaque{}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		if f, err := v.Float64(); err == nil {
			return f
		}
		return v
	}
	r := reflect.ValueOf(value)
	switch r.Kind() {
	case reflect.String:
		return r.String()
	case reflect.Bool:
		return r.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return r.Uint()
	case reflect.Float32, reflect.Float64:
		return r.Float()
	case reflect.Pointer, reflect.Interface:
		if r.IsNil() {
			return nil
		}
		return plain(r.Elem().Interface())
	case reflect.Map:
		return plainMap(r, value)
	case reflect.Slice, reflect.Array:
		out := make([]any, r.Len())
		for i := range out {
			out[i] = r.Index(i).Interface()
		}
		return out
	}
	return value
}

func plainMap(r reflect.Value, value any) any {
	if r.Type().Key().Kind() != reflect.String {
		return value
	}
	out := make(map[string]any, r.Len())
	for _, key := range r.MapKeys() {
		out[key.String()] = r.MapIndex(key).Interface()
	}
	return out
}

// node is a place in a tree that the walk has found clean: fields have their JSON names, texts are string, numbers int64, uint64
// or float64, durations time.Duration, enum values their names. What is absent has the value nil.
type node struct {
	path  string
	value any
}

func (n node) opaque() bool { _, ok := n.value.(Opaque); return ok }

// set reports whether something is there, be it known or not.
func (n node) set() bool { return n.value != nil }

// given reports whether something is there for sure: what isn't known may turn out to be nothing.
func (n node) given() bool { return n.set() && !n.opaque() }

// some reports whether a list or a map has something in it for sure.
func (n node) some() bool { return n.given() && !n.empty() }

// field is a field of a message or an entry of a map. A field of what isn't known isn't known either.
func (n node) field(name string) node {
	at := node{path: join(n.path, name)}
	switch v := n.value.(type) {
	case Opaque:
		at.value = v
	case map[string]any:
		at.value = v[name]
	}
	return at
}

// at is a field of a field of …
func (n node) at(names ...string) node {
	for _, name := range names {
		n = n.field(name)
	}
	return n
}

// items are those of a list. What isn't known has none.
func (n node) items() []node {
	list, _ := n.value.([]any)
	out := make([]node, len(list))
	for i, v := range list {
		out[i] = node{index(n.path, i), v}
	}
	return out
}

// empty reports whether a list or a map has nothing in it for sure.
func (n node) empty() bool {
	switch v := n.value.(type) {
	case nil:
		return true
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// keys are those of a map, ordered.
func (n node) keys() []string {
	m, _ := n.value.(map[string]any)
	out := make([]string, 0, len(m))
	for key := range m {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// text is a string's or an enum's value, "" where it is absent. It is false for what isn't known.
func (n node) text() (string, bool) {
	s, ok := n.value.(string)
	return s, ok || n.value == nil
}

// is reports whether the value is this text for sure.
func (n node) is(text string) bool { return n.value == any(text) }

// filled reports whether a text is there and isn't empty, be it known or not.
func (n node) filled() bool { return n.set() && n.value != any("") }

// yes reports whether it is true for sure.
func (n node) yes() bool { return n.value == any(true) }

// number is a number's value, 0 where it is absent. It is false for what isn't known.
func (n node) number() (float64, bool) {
	switch v := n.value.(type) {
	case int64:
		return float64(v), true
	case uint64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, n.value == nil
}

// duration is false for what is absent or isn't known.
func (n node) duration() (time.Duration, bool) {
	d, ok := n.value.(time.Duration)
	return d, ok
}
