package chart

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v2"
	"helm.sh/helm/v3/pkg/release"
	sigsyaml "sigs.k8s.io/yaml"
)

const crdKind = "CustomResourceDefinition"

// read returns the objects of a rendered file, in its order. Documents with nothing but comments are left out.
func read(file, text string, left specs) ([]document, error) {
	var out []document
	for _, part := range split(text) {
		d, err := parse(file, part, left)
		if err != nil {
			return nil, err
		}
		if d != nil {
			out = append(out, *d)
		}
	}
	return out, nil
}

// split cuts a file where Helm does: before each line that begins with three dashes, which are dropped.
func split(text string) []string {
	var out []string
	keep := func(part string) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	text = strings.TrimSpace(text)
	text = strings.TrimPrefix(text, "---")
	for {
		i := strings.Index(text, "\n---")
		if i < 0 {
			keep(text)
			return out
		}
		keep(text[:i])
		text = text[i+len("\n---"):]
	}
}

// parse reads a document. It returns nil for one that holds nothing.
func parse(file, text string, left specs) (*document, error) {
	// The line before a mark begins a document, too.
	d := &document{Object: Object{Template: file, Text: left.fillIn("\n" + text)[1:]}}
	if apiVersion, name, ok := crdHead(text); ok {
		d.APIVersion, d.Kind, d.Name, d.CRD = apiVersion, crdKind, name, true
		return d, nil
	}
	body, err := decode(d.Text)
	if err != nil {
		return nil, notYAML(file, err)
	}
	if body == nil {
		return nil, nil //nolint:nilnil // nothing is what there is
	}
	d.Body = body
	d.APIVersion, _ = body["apiVersion"].(string)
	d.Kind, _ = body["kind"].(string)
	metadata, _ := body["metadata"].(map[string]any)
	d.Name, _ = metadata["name"].(string)
	_, d.Hook = annotations(body)[release.HookAnnotation]
	if d.Kind == crdKind && !d.Hook {
		d.CRD, d.Body = true, nil
	}
	return d, nil
}

// decode reads a document as Kubernetes does: YAML 1.1, keys are strings, the last of two equal keys counts. It returns nil
// for a document that holds nothing.
func decode(text []byte) (map[string]any, error) {
	var raw any
	if err := yaml.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	switch v := plain(raw).(type) {
	case nil:
		return nil, nil //nolint:nilnil // nothing is what there is
	case map[string]any:
		return v, nil
	}
	return nil, fmt.Errorf("it holds no object but %s", shape(raw))
}

// encode writes an object as a document.
func encode(body map[string]any) ([]byte, error) {
	text, err := sigsyaml.Marshal(body)
	return bytes.TrimSpace(text), err
}

// annotations are those of an object that are texts.
func annotations(body map[string]any) map[string]string {
	metadata, _ := body["metadata"].(map[string]any)
	raw, _ := metadata["annotations"].(map[string]any)
	out := make(map[string]string, len(raw))
	for key, value := range raw {
		if text, ok := value.(string); ok {
			out[key] = text
		}
	}
	return out
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// notYAML is the error for a document that can't be read. The line in it would be that of the rendered text, not that of the
// template, so it's only told as such.
func notYAML(file string, err error) error {
	message := strings.TrimPrefix(yamlLine.ReplaceAllString(err.Error(), "line $1 of the document: "), "yaml: ")
	return &TemplateError{Template: file, Message: "what it writes is no object in YAML: " + message}
}
