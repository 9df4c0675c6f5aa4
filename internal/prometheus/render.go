package prometheus

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"

	"gopkg.in/yaml.v3"
)

// ErrNotAList is what comes of a text that holds something other than a list.
var ErrNotAList = errors.New("it is not a YAML list")

// Render writes a YAML list of entries, which are Jobs, rule groups or what a user wrote.
func Render(entries ...any) (string, error) {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, e := range entries {
		if nodes, ok := e.([]*yaml.Node); ok { // of a text, as it stands
			list.Content = append(list.Content, nodes...)
			continue
		}
		node := &yaml.Node{}
		if err := node.Encode(whole(e)); err != nil {
			return "", fmt.Errorf("write as YAML: %w", err)
		}
		list.Content = append(list.Content, node)
	}
	return encode(list)
}

// RenderRules writes a rule file.
func RenderRules(groups ...any) (string, error) {
	return encode(map[string]any{"groups": whole(groups)})
}

func encode(v any) (string, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(v); err != nil {
		return "", fmt.Errorf("write as YAML: %w", err)
	}
	return out.String(), nil
}

// whole writes whole numbers as such: Pulumi has floating-point numbers alone, which YAML would show as 1e+06.
func whole(v any) any {
	switch v := v.(type) {
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v)
		}
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = whole(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = whole(e)
		}
		return out
	}
	return v
}

// ParseList reads a YAML list, both as data and as the nodes that Render writes as they stand. An empty text is an empty
// list. Errors don't repeat the text, which may be secret.
func ParseList(text string) ([]any, []*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	var document yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, nil, nil
	case err != nil:
		return nil, nil, errors.New("it is not YAML")
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, nil, errors.New("it holds more than one YAML document")
	}
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil, nil, nil
	}
	if root.Kind != yaml.SequenceNode {
		return nil, nil, wrapped(root)
	}
	var data []any
	if err := root.Decode(&data); err != nil {
		return nil, nil, errors.New("it is not YAML that Prometheus reads")
	}
	return data, root.Content, nil
}

// wrapped says more where somebody passed a whole file.
func wrapped(root *yaml.Node) error {
	if root.Kind == yaml.MappingNode {
		for i := 0; i < len(root.Content); i += 2 {
			if key := root.Content[i].Value; key == "scrape_configs" || key == "groups" {
				return fmt.Errorf("%w but a map with the key %s; write what is below that key alone", ErrNotAList, key)
			}
		}
	}
	return fmt.Errorf("%w; write entries that begin with -", ErrNotAList)
}
