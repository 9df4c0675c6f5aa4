package render

import (
	"fmt"
	"strings"
)

// put sets an argument by its path, where gateways[edge].replicas belongs to the gateway of that name. One that is there
// already is a mistake of the table.
func put(args m, path string, value any) {
	first, rest, nested := strings.Cut(path, ".")
	if name, ok := inBrackets(first); ok {
		key, _, _ := strings.Cut(first, "[")
		gateway := byName(args, key, name)
		if nested {
			put(gateway, rest, value)
		}
		return
	}
	if !nested {
		if there, ok := args[first]; ok && there != value {
			panic(fmt.Sprintf("the table gives %s twice to a mesh", path))
		}
		args[first] = value
		return
	}
	next, ok := args[first].(m)
	if !ok {
		next = m{}
		args[first] = next
	}
	put(next, rest, value)
}

func inBrackets(segment string) (string, bool) {
	_, rest, ok := strings.Cut(segment, "[")
	return strings.TrimSuffix(rest, "]"), ok
}

// byName returns the item of that name in a list of the arguments, which it adds.
func byName(args m, key, name string) m {
	items, _ := args[key].(list)
	for _, item := range items {
		if item.(m)["name"] == name {
			return item.(m)
		}
	}
	item := m{"name": name}
	args[key] = append(items, item)
	return item
}
