package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// node is a value of the input, and where it stands.
type node struct {
	// fields are those of a map, in the order of keys; items are those of a list. value is anything else, nil for null.
	isMap, isList bool
	keys          []string
	fields        map[string]*node
	items         []*node
	value         any

	path      string
	doc, line int
	// entry is what became of a leaf: of a scalar, of null, of an empty map or list.
	entry *Entry
	// with are leaves that share its lot, as the name of an environment variable shares that of its value.
	with []*node
}

var plainKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// child is the path of a field.
func child(path, key string) string {
	switch {
	case !plainKey.MatchString(key):
		return fmt.Sprintf("%s[%q]", path, key)
	case path == "":
		return key
	}
	return path + "." + key
}

func (n *node) leaf() bool { return len(n.fields) == 0 && len(n.items) == 0 }

// null reports whether nothing is there.
func (n *node) null() bool { return n == nil || !n.isMap && !n.isList && n.value == nil }

// at leads to a field, nil where there is none.
func (n *node) at(keys ...string) *node {
	for _, key := range keys {
		if n == nil {
			return nil
		}
		n = n.fields[key]
	}
	return n
}

// data is the value as plain data.
func (n *node) data() any {
	switch {
	case n == nil:
		return nil
	case n.isMap:
		out := make(map[string]any, len(n.keys))
		for _, key := range n.keys {
			out[key] = n.fields[key].data()
		}
		return out
	case n.isList:
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = item.data()
		}
		return out
	}
	return n.value
}

// text is the value as text, "" for what is none.
func (n *node) text() string {
	if n == nil || n.isMap || n.isList || n.value == nil {
		return ""
	}
	return fmt.Sprint(n.value)
}

// truth is the value of a boolean; without one it is the other.
func (n *node) truth(other bool) bool {
	if n == nil {
		return other
	}
	switch v := n.value.(type) {
	case bool:
		return v
	case string:
		return v == "true"
	}
	return other
}

// walk calls do for every leaf, with the path below n.
func (n *node) walk(below string, do func(leaf *node, below string)) {
	switch {
	case n == nil:
	case n.leaf():
		do(n, below)
	case n.isMap:
		for _, key := range n.keys {
			n.fields[key].walk(child(below, key), do)
		}
	default:
		for i, item := range n.items {
			item.walk(fmt.Sprintf("%s[%d]", below, i), do)
		}
	}
}

// set puts a field, in place of one that is there.
func (n *node) set(key string, value *node) {
	if n.fields == nil {
		n.fields = map[string]*node{}
	}
	if _, ok := n.fields[key]; !ok {
		n.keys = append(n.keys, key)
	}
	n.fields[key] = value
}

// put sets a field below maps, which it makes.
func (n *node) put(value *node, keys ...string) {
	for _, key := range keys[:len(keys)-1] {
		next := n.fields[key]
		if next == nil || !next.isMap {
			next = &node{isMap: true, path: child(n.path, key), doc: value.doc, line: value.line}
			n.set(key, next)
		}
		n = next
	}
	key := keys[len(keys)-1]
	n.set(key, overlay(n.fields[key], value))
}

// overlay lays a tree over another as Helm does: maps key by key, anything else in place of what was there. What gives way
// is marked so. Neither tree is changed.
func overlay(base, over *node) *node {
	switch {
	case base == nil:
		return over
	case over == nil:
		return base
	case !base.isMap || !over.isMap:
		base.mark(Dropped, "", fmt.Sprintf("%s (line %d) goes before it", over.path, over.line))
		return over
	}
	out := &node{isMap: true, path: over.path, doc: over.doc, line: over.line}
	for _, key := range base.keys {
		out.set(key, base.fields[key])
	}
	for _, key := range over.keys {
		out.set(key, overlay(out.fields[key], over.fields[key]))
	}
	// An empty map is a leaf of the input, and has its entry like any other.
	for _, n := range []*node{base, over} {
		if n.leaf() {
			n.mark(Default, "", "an empty map says nothing")
		}
	}
	return out
}

// without returns the map without some of its fields.
func (n *node) without(keys ...string) *node {
	if n == nil {
		return nil
	}
	out := &node{isMap: true, path: n.path, doc: n.doc, line: n.line}
	for _, key := range n.keys {
		if !slices.Contains(keys, key) {
			out.set(key, n.fields[key])
		}
	}
	return out
}

// rank says which outcome stays where a leaf meets two: what is used somewhere is not lost.
var rank = map[Outcome]int{Dropped: 1, Default: 2, Manual: 3, Carried: 4}

// mark says what became of all leaves below n. With an empty path to the leaf is nowhere.
func (n *node) mark(outcome Outcome, to, message string) {
	n.walk("", func(leaf *node, below string) {
		at := to
		if to != "" && below != "" {
			at = strings.TrimSuffix(to, ".") + "." + below
			if strings.HasPrefix(below, "[") {
				at = to + below
			}
		}
		leaf.markLeaf(outcome, at, message)
		for _, other := range leaf.with {
			other.mark(outcome, at, message)
		}
	})
}

func (n *node) markLeaf(outcome Outcome, to, message string) {
	if n.entry == nil || rank[outcome] > rank[n.entry.Outcome] {
		n.entry = &Entry{Path: n.path, Document: n.doc, Line: n.line, Outcome: outcome, Message: message}
	} else if outcome != n.entry.Outcome {
		return
	}
	if n.entry.Message == "" {
		n.entry.Message = message
	}
	if to != "" && !slices.Contains(n.entry.To, to) {
		n.entry.To = append(n.entry.To, to)
	}
}
