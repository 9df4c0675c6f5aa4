package chart

import (
	"encoding/json"
	"strings"
)

// schemaNode is a part of a JSON schema; nil says nothing.
type schemaNode map[string]any

func parseSchema(text []byte) schemaNode {
	var root map[string]any
	if json.Unmarshal(text, &root) != nil {
		return nil
	}
	return schemaNode{"root": root, "at": root}
}

// at is the part itself, where it refers to another part the other.
func (s schemaNode) at() map[string]any {
	at, _ := s["at"].(map[string]any)
	for range 8 { // as deep as references to references may go
		ref, ok := at["$ref"].(string)
		if !ok {
			return at
		}
		target := s["root"]
		for token := range strings.SplitSeq(strings.TrimPrefix(strings.TrimPrefix(ref, "#"), "/"), "/") {
			m, _ := target.(map[string]any)
			if token != "" {
				target = m[token]
			}
		}
		at, _ = target.(map[string]any)
	}
	return at
}

// closed reports whether the schema refuses unknown keys by itself.
func (s schemaNode) closed() bool {
	open, ok := s.at()["additionalProperties"].(bool)
	return ok && !open
}

func (s schemaNode) property(key string) schemaNode {
	properties, _ := s.at()["properties"].(map[string]any)
	property, ok := properties[key].(map[string]any)
	if !ok {
		return nil
	}
	return schemaNode{"root": s["root"], "at": property}
}

func (s schemaNode) given() bool { return s != nil }

// hasType reports whether the schema judges the type by itself.
func (s schemaNode) hasType() bool {
	at := s.at()
	for _, keyword := range []string{"type", "enum", "const", "anyOf", "oneOf", "allOf"} {
		if at[keyword] != nil {
			return true
		}
	}
	return false
}
