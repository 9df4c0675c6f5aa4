package yamlcheck

import (
	"fmt"

	"sigs.k8s.io/yaml"
)

// program is a Pulumi.yaml, as far as it is checked.
type program struct {
	Runtime   any                 `json:"runtime"`
	Config    map[string]config   `json:"config"`
	Resources map[string]resource `json:"resources"`
	Outputs   map[string]any      `json:"outputs"`
}

type config struct {
	Type    string `json:"type"`
	Default any    `json:"default"`
}

type resource struct {
	Type       string         `json:"type"`
	Properties map[string]any `json:"properties"`
	Options    map[string]any `json:"options"`
}

// packageSchema is a schema.json, as far as it is used.
type packageSchema struct {
	Name      string                `json:"name"`
	Resources map[string]objectType `json:"resources"`
	Types     map[string]objectType `json:"types"`
}

// objectType describes a resource (InputProperties beside Properties), an object type or an enum.
type objectType struct {
	Properties      map[string]property `json:"properties"`
	Required        []string            `json:"required"`
	InputProperties map[string]property `json:"inputProperties"`
	RequiredInputs  []string            `json:"requiredInputs"`
	Enum            []struct {
		Value any `json:"value"`
	} `json:"enum"`
}

// property is the type of a property, of a list's items or of a map's values.
type property struct {
	Type                 string    `json:"type"`
	Ref                  string    `json:"$ref"`
	Plain                bool      `json:"plain"`
	Items                *property `json:"items"`
	AdditionalProperties *property `json:"additionalProperties"`
}

func parse(source, schema []byte) (*checker, error) {
	c := &checker{}
	if err := yaml.UnmarshalStrict(source, &map[string]any{}); err != nil {
		return nil, fmt.Errorf("read the program: %w", err)
	}
	if err := yaml.Unmarshal(source, &c.program); err != nil {
		return nil, fmt.Errorf("read the program: %w", err)
	}
	if err := yaml.Unmarshal(schema, &c.schema); err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	return c, nil
}
