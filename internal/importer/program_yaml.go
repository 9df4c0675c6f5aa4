package importer

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// yamlProgram writes Pulumi.yaml.
func yamlProgram(r *Result) (string, error) {
	resources := &yaml.Node{Kind: yaml.MappingNode}
	add := func(name, token string, properties map[string]any, options map[string]any) {
		of := &yaml.Node{Kind: yaml.MappingNode}
		of.Content = append(of.Content, yamlNode("type"), yamlNode(token), yamlNode("properties"), yamlNode(properties))
		if options != nil {
			of.Content = append(of.Content, yamlNode("options"), yamlNode(options))
		}
		resources.Content = append(resources.Content, yamlNode(name), of)
	}
	add("mesh", "meshstack:MeshStack", r.Args, nil)
	for _, p := range r.Patches {
		properties := map[string]any{"metadata": p.metadata()}
		for key, value := range p.Body {
			properties[key] = value
		}
		add(p.resource(), "kubernetes:"+token(p.APIVersion)+":"+p.Kind+"Patch", properties, map[string]any{"dependsOn": []any{"${mesh}"}})
	}
	program := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{
		yamlNode("name"), yamlNode("mesh"), yamlNode("runtime"), yamlNode("yaml"), yamlNode("resources"), resources,
	}}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(program); err != nil {
		return "", fmt.Errorf("write the program in YAML: %w", err)
	}
	return comments(r, "#") + b.String(), nil
}

// token is the API version in the token of a resource of the Kubernetes package.
func token(apiVersion string) string {
	if apiVersion == "v1" {
		return "core/v1"
	}
	return apiVersion
}

// yamlNode is a value with its keys in order. Pulumi takes two $ for one, and one before a brace for a reference.
func yamlNode(v any) *yaml.Node {
	switch v := v.(type) {
	case map[string]any:
		out := &yaml.Node{Kind: yaml.MappingNode}
		for _, key := range ordered(v) {
			out.Content = append(out.Content, yamlNode(key), yamlNode(v[key]))
		}
		if len(v) == 0 {
			out.Style = yaml.FlowStyle
		}
		return out
	case []any:
		out := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range v {
			out.Content = append(out.Content, yamlNode(item))
		}
		if len(v) == 0 {
			out.Style = yaml.FlowStyle
		}
		return out
	case string:
		text := v
		if text != "${mesh}" {
			text = strings.ReplaceAll(text, "$", "$$")
		}
		out := &yaml.Node{}
		out.SetString(text)
		if old[text] || oldNot[text] {
			out.Style = yaml.DoubleQuotedStyle
		}
		return out
	case float64:
		tag := "!!float"
		if v == float64(int64(v)) {
			tag = "!!int"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: number(v)}
	}
	out := &yaml.Node{}
	_ = out.Encode(v) // null and booleans
	return out
}
