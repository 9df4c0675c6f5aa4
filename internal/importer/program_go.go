package importer

import (
	"strconv"
	"strings"
)

// golang writes main.go, which is formatted afterwards.
func golang(r *Result) string {
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n\t\"github.com/meshstack/pulumi-meshstack/sdk/go/meshstack\"\n")
	if len(r.Patches) > 0 {
		b.WriteString("\t\"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes\"\n" +
			"\t\"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apiextensions\"\n" +
			"\tmetav1 \"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1\"\n")
	}
	b.WriteString("\t\"github.com/pulumi/pulumi/sdk/v3/go/pulumi\"\n)\n\n")
	b.WriteString(comments(r, "//"))
	b.WriteString("func main() {\n\tpulumi.Run(func(ctx *pulumi.Context) error {\n\t\t")
	name := "_"
	if len(r.Patches) > 0 {
		name = "mesh"
	}
	b.WriteString(name + ", err := meshstack.NewMeshStack(ctx, \"mesh\", ")
	args := goStruct(r.Args, meshStack)
	args.tall = true
	args.prefixed("&").write(&b, "\t\t", "\t")
	b.WriteString(")\n")
	for _, p := range r.Patches {
		b.WriteString("\t\tif err != nil {\n\t\t\treturn err\n\t\t}\n\t\t_, err = apiextensions.NewCustomResourcePatch(ctx, " + quoted(p.resource()) + ", ")
		goPatch(p).write(&b, "\t\t", "\t")
		b.WriteString(", pulumi.DependsOn([]pulumi.Resource{mesh}))\n")
	}
	b.WriteString("\t\treturn err\n\t})\n}\n")
	return b.String()
}

func goPatch(p Patch) expression {
	metadata := expression{open: "Metadata: &metav1.ObjectMetaArgs{", close: "}", tall: true, items: []expression{leaf("Name: pulumi.String(" + goText(p.Name) + ")")}}
	if p.Namespace != "" {
		metadata.items = append(metadata.items, leaf("Namespace: pulumi.String("+goText(p.Namespace)+")"))
	}
	metadata.items = append(metadata.items, leaf(`Annotations: pulumi.StringMap{"pulumi.com/patchForce": pulumi.String("true")}`))
	body := expression{open: "OtherFields: kubernetes.UntypedArgs{", close: "}", tall: true}
	for _, key := range ordered(p.Body) {
		body.items = append(body.items, goFree(p.Body[key]).prefixed(goText(key)+": "))
	}
	return expression{open: "&apiextensions.CustomResourcePatchArgs{", close: "}", tall: true, items: []expression{
		leaf("ApiVersion: pulumi.String(" + goText(p.APIVersion) + ")"), leaf("Kind: pulumi.String(" + goText(p.Kind) + ")"), metadata, body,
	}}
}

// goText is a literal; %q of a text that isn't UTF-8 still is one.
func goText(s string) string { return strconv.Quote(s) }

func goStruct(m map[string]any, s shape) expression {
	out := expression{open: "meshstack." + s.name + "Args{", close: "}"}
	for _, key := range ordered(m) {
		out.items = append(out.items, goValue(m[key], s.fields[key]).prefixed(strings.ToUpper(key[:1])+key[1:]+": "))
	}
	return out
}

func goValue(v any, s shape) expression {
	switch s.of {
	case aStruct:
		return goStruct(v.(map[string]any), s).prefixed("&")
	case structs:
		out := expression{open: "[]meshstack." + s.name + "Args{", close: "}"}
		for _, item := range v.([]any) {
			one := goStruct(item.(map[string]any), s)
			one.open = "{"
			out.items = append(out.items, one)
		}
		return out
	case anEnum:
		return leaf("new(meshstack." + s.name + enumNames[s.name][v.(string)] + ")")
	case aText, aBool, anInt:
		return goScalar(v, s)
	case texts, ints:
		out := expression{open: map[shapeKind]string{texts: "[]string{", ints: "[]int{"}[s.of], close: "}"}
		for _, item := range v.([]any) {
			out.items = append(out.items, goLiteral(item))
		}
		return out
	case textMap:
		out := expression{open: "map[string]string{", close: "}"}
		if s.input {
			out.open = "pulumi.StringMap{"
		}
		for _, key := range ordered(v.(map[string]any)) {
			value := goLiteral(v.(map[string]any)[key])
			if s.input {
				value = leaf("pulumi.String(" + value.open + ")")
			}
			out.items = append(out.items, value.prefixed(goText(key)+": "))
		}
		return out
	}
	return goFree(v)
}

func goLiteral(v any) expression {
	if s, ok := v.(string); ok {
		return leaf(goText(s))
	}
	return literal(v)
}

func goScalar(v any, s shape) expression {
	value := goLiteral(v).open
	switch {
	case s.required:
		return leaf(value)
	case s.input:
		return leaf("pulumi.String(" + value + ")")
	}
	return leaf(map[shapeKind]string{aText: "pulumi.StringRef(", aBool: "pulumi.BoolRef(", anInt: "pulumi.IntRef("}[s.of] + value + ")")
}

// goFree writes what isn't typed.
func goFree(v any) expression {
	switch v := v.(type) {
	case string:
		return leaf("pulumi.String(" + goText(v) + ")")
	case bool:
		return leaf("pulumi.Bool(" + literal(v).open + ")")
	case float64:
		if v == float64(int64(v)) {
			return leaf("pulumi.Int(" + number(v) + ")")
		}
		return leaf("pulumi.Float64(" + number(v) + ")")
	case []any:
		out := expression{open: "pulumi.Array{", close: "}"}
		for _, item := range v {
			out.items = append(out.items, goFree(item))
		}
		return out
	case map[string]any:
		out := expression{open: "pulumi.Map{", close: "}"}
		for _, key := range ordered(v) {
			out.items = append(out.items, goFree(v[key]).prefixed(goText(key)+": "))
		}
		return out
	}
	return leaf("nil")
}
