package manifests

import (
	"strings"

	"sigs.k8s.io/yaml"
)

type m = map[string]any

type list = []any

// order is the key under which a list with names, which is compared as a map, keeps its order.
const order = "(order)"

// normal returns a tree with what means the same written the same: no keys that are null, no empty labels and annotations,
// texts without line breaks at the end, lists by the names of their items, and the documents in ConfigMaps as what they say.
func normal(node any, under string) any {
	switch node := node.(type) {
	case m:
		out := m{}
		for key, value := range node {
			if value == nil {
				continue
			}
			if text, ok := value.(string); ok && under == "data" {
				value = document(text)
			}
			value = normal(value, key)
			if empty, ok := value.(m); ok && len(empty) == 0 && (key == "annotations" || key == "labels") {
				continue
			}
			out[key] = value
		}
		return out
	case list:
		return normalList(node)
	case string:
		return strings.TrimRight(node, "\n")
	}
	return node
}

func normalList(items list) any {
	out := list{}
	named := m{}
	var names []string
	for _, item := range items {
		item = normal(item, "")
		out = append(out, item)
		if object, ok := item.(m); ok {
			if name, ok := object["name"].(string); ok {
				named[name] = item
				names = append(names, name)
			}
		}
	}
	if len(items) == 0 || len(named) < len(items) {
		return out
	}
	named[order] = strings.Join(names, ",")
	return named
}

// document reads what a ConfigMap holds: maps in YAML or JSON, and other text as it is.
func document(text string) any {
	var out m
	if err := yaml.Unmarshal([]byte(text), &out); err != nil || out == nil {
		return text
	}
	return out
}
