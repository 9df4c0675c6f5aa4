package chart

import (
	"fmt"
	"strings"
)

// flatten makes objects of documents: the items of a list are objects of their own, in its place. Each gets its namespace.
func flatten(documents []document, namespace string) ([]Object, error) {
	out := make([]Object, 0, len(documents))
	for _, d := range documents {
		items, isList := d.Body["items"].([]any)
		if !isList || !strings.HasSuffix(d.Kind, "List") {
			items = nil
			if err := d.complete(namespace); err != nil {
				return nil, err
			}
			out = append(out, d.Object)
		}
		for i, item := range items {
			one, err := d.item(i, item)
			if err != nil {
				return nil, err
			}
			if err := one.complete(namespace); err != nil {
				return nil, err
			}
			out = append(out, one.Object)
		}
	}
	return out, nil
}

// item is one object of a list.
func (d *document) item(i int, item any) (*document, error) {
	body, ok := item.(map[string]any)
	if !ok {
		return nil, &TemplateError{Template: d.Template, Message: fmt.Sprintf("item %d of a %s is %s, not an object", i, d.Kind, shape(item))}
	}
	text, err := encode(body)
	if err != nil {
		return nil, fmt.Errorf("%s: item %d of a %s: %w", d.Template, i, d.Kind, err)
	}
	one, err := parse(d.Template, string(text), nil)
	if err != nil {
		return nil, err
	}
	if one == nil {
		return nil, &TemplateError{Template: d.Template, Message: fmt.Sprintf("item %d of a %s is empty", i, d.Kind)}
	}
	one.Hook = d.Hook
	return one, nil
}

// complete fills in the namespace, and refuses what the API server couldn't take for an object.
func (d *document) complete(namespace string) error {
	metadata, _ := d.Body["metadata"].(map[string]any)
	generated, _ := metadata["generateName"].(string)
	var missing []string
	if d.APIVersion == "" {
		missing = append(missing, "apiVersion")
	}
	if d.Kind == "" {
		missing = append(missing, "kind")
	}
	if d.Name == "" && generated == "" {
		missing = append(missing, "metadata.name")
	}
	if len(missing) > 0 {
		return &TemplateError{Template: d.Template, Message: "it writes an object without " + strings.Join(missing, ", ")}
	}
	if clusterScoped(d.APIVersion, d.Kind) {
		return nil
	}
	d.Namespace = namespace
	if own, _ := metadata["namespace"].(string); own != "" {
		d.Namespace = own
	}
	return nil
}
