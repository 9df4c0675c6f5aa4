package importer

import (
	"regexp"
	"strings"
)

var identifier = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)

// typeScript writes index.ts.
func typeScript(r *Result) string {
	var b strings.Builder
	if len(r.Patches) > 0 {
		b.WriteString("import * as k8s from \"@pulumi/kubernetes\";\n")
	}
	b.WriteString("import * as meshstack from \"@meshstack/pulumi-meshstack\";\n\n")
	b.WriteString(comments(r, "//"))
	if len(r.Patches) > 0 {
		b.WriteString("const mesh = ")
	}
	b.WriteString("new meshstack.MeshStack(\"mesh\", ")
	args := literal(r.Args)
	args.tall = true
	args.write(&b, "", "    ")
	b.WriteString(");\n")
	for _, p := range r.Patches {
		fields := map[string]any{"apiVersion": p.APIVersion, "kind": p.Kind, "metadata": p.metadata()}
		for key, value := range p.Body {
			fields[key] = value
		}
		b.WriteString("\nnew k8s.apiextensions.CustomResourcePatch(" + quoted(p.resource()) + ", ")
		body := literal(fields)
		body.tall = true
		body.write(&b, "", "    ")
		b.WriteString(", { dependsOn: mesh });\n")
	}
	return b.String()
}

func literal(v any) expression {
	switch v := v.(type) {
	case nil:
		return leaf("null")
	case string:
		return leaf(quoted(v))
	case bool:
		if v {
			return leaf("true")
		}
		return leaf("false")
	case float64:
		return leaf(number(v))
	case []any:
		out := expression{open: "[", close: "]"}
		for _, item := range v {
			out.items = append(out.items, literal(item))
		}
		return out
	case map[string]any:
		out := expression{open: "{", close: "}", pad: " "}
		for _, key := range ordered(v) {
			name := key
			if !identifier.MatchString(key) {
				name = quoted(key)
			}
			out.items = append(out.items, literal(v[key]).prefixed(name+": "))
		}
		return out
	}
	return leaf("undefined")
}
