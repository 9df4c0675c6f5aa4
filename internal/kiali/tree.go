package kiali

import "strings"

// Get returns what is at a path of keys, joined by dots.
func Get(config map[string]any, path string) (any, bool) {
	var node any = config
	for name := range strings.SplitSeq(path, ".") {
		object, ok := node.(map[string]any)
		if !ok {
			return nil, false
		}
		if node, ok = object[name]; !ok {
			return nil, false
		}
	}
	return node, true
}

// Put writes a value at a path and makes the maps on the way.
func Put(config map[string]any, value any, path string) {
	names := strings.Split(path, ".")
	node := config
	for _, name := range names[:len(names)-1] {
		next, ok := node[name].(map[string]any)
		if !ok {
			next = map[string]any{}
			node[name] = next
		}
		node = next
	}
	node[names[len(names)-1]] = value
}

// Take removes what is at a path and returns it.
func Take(config map[string]any, path string) (any, bool) {
	value, ok := Get(config, path)
	if !ok {
		return nil, false
	}
	parent := config
	if dot := strings.LastIndex(path, "."); dot >= 0 {
		found, _ := Get(config, path[:dot])
		parent, _ = found.(map[string]any)
		path = path[dot+1:]
	}
	delete(parent, path)
	return value, true
}

// clone copies maps and lists; what they hold beside is shared.
func clone(config map[string]any) map[string]any {
	out := make(map[string]any, len(config))
	for name, value := range config {
		out[name] = cloneValue(value)
	}
	return out
}

func cloneValue(value any) any {
	switch value := value.(type) {
	case map[string]any:
		return clone(value)
	case []any:
		out := make([]any, len(value))
		for i, e := range value {
			out[i] = cloneValue(e)
		}
		return out
	}
	return value
}
