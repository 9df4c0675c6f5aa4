package importer

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// python writes __main__.py.
func python(r *Result) string {
	var b strings.Builder
	if len(r.Patches) > 0 {
		b.WriteString("import pulumi\n")
	}
	if slices.ContainsFunc(r.Patches, func(p Patch) bool { return strings.HasPrefix(pythonPatch(p).open, "k8s.") }) {
		b.WriteString("import pulumi_kubernetes as k8s\n")
	}
	b.WriteString("import pulumi_meshstack as meshstack\n\n")
	b.WriteString(comments(r, "#"))
	if len(r.Patches) > 0 {
		b.WriteString("mesh = ")
	}
	call := pythonStruct(r.Args, meshStack)
	call.open = "meshstack.MeshStack("
	call.items = append([]expression{leaf("\"mesh\"")}, call.items...)
	call.tall = true
	call.write(&b, "", "    ")
	b.WriteString("\n")
	for _, p := range r.Patches {
		patch := pythonPatch(p)
		patch.items = append(patch.items, leaf("opts=pulumi.ResourceOptions(depends_on=[mesh])"))
		b.WriteString("\n")
		patch.write(&b, "", "    ")
		b.WriteString("\n")
	}
	return b.String()
}

// pythonPatch is without its options. The SDK's class for any kind takes no other field than spec.
func pythonPatch(p Patch) expression {
	out := expression{close: ")", tall: true}
	if _, ok := p.Body["spec"]; !ok || len(p.Body) > 1 {
		fields := map[string]any{"apiVersion": p.APIVersion, "kind": p.Kind, "metadata": p.metadata()}
		maps.Copy(fields, p.Body)
		out.open = "pulumi.CustomResource("
		out.items = []expression{
			leaf(quoted("kubernetes:" + token(p.APIVersion) + ":" + p.Kind + "Patch")),
			leaf(quoted(p.resource())),
			pythonFree(fields).prefixed("props="),
		}
		return out
	}
	out.open = "k8s.apiextensions.CustomResourcePatch("
	out.items = []expression{
		leaf(quoted(p.resource())),
		leaf("api_version=" + quoted(p.APIVersion)),
		leaf("kind=" + quoted(p.Kind)),
		pythonFree(p.metadata()).prefixed("metadata="),
		pythonFree(p.Body["spec"]).prefixed("spec="),
	}
	return out
}

func pythonValue(v any, s shape) expression {
	switch s.of {
	case aStruct:
		return pythonStruct(v.(map[string]any), s)
	case structs:
		out := expression{open: "[", close: "]"}
		for _, item := range v.([]any) {
			one := s
			one.of = aStruct
			out.items = append(out.items, pythonStruct(item.(map[string]any), one))
		}
		return out
	case anEnum:
		return leaf("meshstack." + s.name + "." + capitals(enumNames[s.name][v.(string)]))
	}
	return pythonFree(v)
}

func pythonStruct(m map[string]any, s shape) expression {
	out := expression{open: "meshstack." + s.name + "Args(", close: ")"}
	for _, key := range ordered(m) {
		out.items = append(out.items, pythonValue(m[key], s.fields[key]).prefixed(snake(key)+"="))
	}
	return out
}

func pythonFree(v any) expression {
	switch v := v.(type) {
	case nil:
		return leaf("None")
	case bool:
		if v {
			return leaf("True")
		}
		return leaf("False")
	case []any:
		out := expression{open: "[", close: "]"}
		for _, item := range v {
			out.items = append(out.items, pythonFree(item))
		}
		return out
	case map[string]any:
		out := expression{open: "{", close: "}"}
		for _, key := range ordered(v) {
			out.items = append(out.items, pythonFree(v[key]).prefixed(quoted(key)+": "))
		}
		return out
	}
	return literal(v)
}

// snake writes a name as Pulumi's Python SDKs do: loadBalancerIP becomes load_balancer_ip, excludeIPRanges exclude_ip_ranges.
func snake(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, c := range runes {
		if unicode.IsUpper(c) && i > 0 {
			before, after := runes[i-1], rune('a')
			if i+1 < len(runes) {
				after = runes[i+1]
			}
			if !unicode.IsUpper(before) || i+1 < len(runes) && unicode.IsLower(after) {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// capitals writes the name of an enum's value as Pulumi's Python SDKs do.
func capitals(name string) string { return strings.ToUpper(snake(name)) }
