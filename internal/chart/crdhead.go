package chart

import "strings"

// crdHead reads what a CustomResourceDefinition is called without parsing it: CRDs are hundreds of kilobytes. It says no to
// any other document, and to a CRD that isn't written in the usual lines, which is then parsed.
func crdHead(text string) (apiVersion, name string, ok bool) {
	if !strings.Contains(text, crdKind) || strings.Contains(text, "helm.sh/hook") {
		return "", "", false
	}
	var kind string
	inMetadata, indent := false, 0
	for line := range strings.Lines(text) {
		depth := len(line) - len(strings.TrimLeft(line, " "))
		field, value, isField := scalar(line[depth:])
		if !isField {
			continue
		}
		if depth == 0 {
			inMetadata, indent = field == "metadata", 0
			switch field {
			case "apiVersion":
				apiVersion = value
			case "kind":
				kind = value
			}
		} else if inMetadata {
			if indent == 0 {
				indent = depth
			}
			if depth == indent && field == "name" {
				name = value
			}
		}
		if apiVersion != "" && name != "" && kind != "" {
			return apiVersion, name, kind == crdKind
		}
	}
	return "", "", false
}

// scalar reads a line `field: value`, with or without quotes and a comment. Values that would need a parser read as "".
func scalar(line string) (field, value string, ok bool) {
	field, value, ok = strings.Cut(strings.TrimRight(line, " \r\n"), ":")
	if !ok || strings.ContainsAny(field, " #\"'{}[]") {
		return "", "", false
	}
	value, _, _ = strings.Cut(value, " #")
	value = strings.TrimSpace(value)
	if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		value = value[1 : n-1]
	}
	if strings.ContainsAny(value, "\"'\\{}[]&*!|>%@` ") {
		return field, "", true
	}
	return field, value, true
}
