package importer

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

type property struct {
	Type                 string
	Ref                  string `json:"$ref"`
	Plain                bool
	Items                *property
	AdditionalProperties *property
}

type schemaType struct {
	Properties map[string]property
	Required   []string
	Enum       []struct{ Name, Value string }
}

// The writers of programs know the arguments as the schema has them.
func TestShapesAreTheSchemas(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../schema.json")
	require.NoError(t, err)
	var schema struct {
		Resources map[string]struct{ InputProperties map[string]property }
		Types     map[string]schemaType
	}
	require.NoError(t, json.Unmarshal(content, &schema))
	root := schemaType{Properties: schema.Resources["meshstack:index:MeshStack"].InputProperties}
	var compare func(path string, s shape, of schemaType)
	compare = func(path string, s shape, of schemaType) {
		for name, field := range s.fields {
			at := path + "." + name
			p, ok := of.Properties[name]
			if !assert.True(t, ok, "%s isn't in the schema", at) {
				continue
			}
			assert.Equal(t, p.Plain, !field.input, "%s: plain", at)
			ref := p.Ref
			if p.Items != nil {
				ref = p.Items.Ref
			}
			token := strings.TrimPrefix(ref, "#/types/")
			switch field.of {
			case aStruct, structs:
				assert.Equal(t, "meshstack:index:"+field.name, token, at)
				assert.Equal(t, field.of == structs, p.Type == "array", at)
				compare(at, field, schema.Types[token])
			case anEnum:
				assert.Equal(t, "meshstack:index:"+field.name, token, at)
				names := map[string]string{}
				for _, e := range schema.Types[token].Enum {
					names[e.Value] = e.Name
				}
				assert.Equal(t, names, enumNames[field.name], at)
			case aText, aBool, anInt:
				assert.Equal(t, map[shapeKind]string{aText: "string", aBool: "boolean", anInt: "integer"}[field.of], p.Type, at)
				assert.Equal(t, field.required, slices.Contains(of.Required, name), "%s: required", at)
			case texts, ints:
				require.NotNil(t, p.Items, at)
				assert.Equal(t, map[shapeKind]string{texts: "string", ints: "integer"}[field.of], p.Items.Type, at)
			case textMap, aFree:
				require.NotNil(t, p.AdditionalProperties, at)
				assert.Equal(t, field.of == aFree, p.AdditionalProperties.Ref == "pulumi.json#/Any", at)
			}
		}
	}
	compare("MeshStack", meshStack, root)
}

// fits reports what of a value a shape doesn't have.
func fits(t *testing.T, path string, v any, s shape) {
	t.Helper()
	switch s.of {
	case aStruct:
		for key, value := range v.(m) {
			field, ok := s.fields[key]
			if assert.True(t, ok, "%s has no %s", path, key) {
				fits(t, path+"."+key, value, field)
			}
		}
	case structs:
		for _, item := range v.(list) {
			one := s
			one.of = aStruct
			fits(t, path+"[]", item, one)
		}
	case aText:
		assert.IsType(t, "", v, path)
	case anEnum:
		assert.Contains(t, enumNames[s.name], v, path)
	case anInt:
		assert.IsType(t, 1.0, v, path)
	case aBool:
		assert.IsType(t, true, v, path)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"loadBalancerIP": "load_balancer_ip", "excludeIPRanges": "exclude_ip_ranges", "podDisruptionBudget": "pod_disruption_budget", "GKE": "gke",
		"MicroK8s": "micro_k8s", "IfNotPresent": "if_not_present", "ClusterIP": "cluster_ip", "hub": "hub",
	} {
		assert.Equal(t, want, snake(name))
	}
}

// What stands for something in one of the languages is a text in all of them.
func TestTexts(t *testing.T) {
	t.Parallel()
	const text = "a ${mesh.x} $$ \\ \"'`\n\u2028 </script> %s"
	got, err := Import([]byte(operator("meshConfig: {accessLogFormat: "+quoted(text)+"}")), Options{})
	require.NoError(t, err)
	require.Equal(t, text, got.Args["meshConfig"].(m)["accessLogFormat"])
	assert.Contains(t, got.Programs[TypeScript], `"a ${mesh.x} $$ \\ \"'`+"`"+`\n\u2028 </script> %s"`)
	assert.Contains(t, got.Programs[Python], `"a ${mesh.x} $$ \\ \"'`+"`"+`\n\u2028 </script> %s"`)
	assert.Contains(t, got.Programs[Go], `"a ${mesh.x} $$ \\ \"'`+"`"+`\n\u2028 </script> %s"`)
	var program struct {
		Resources struct {
			Mesh struct {
				Properties struct {
					MeshConfig map[string]string `yaml:"meshConfig"`
				}
			}
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(got.Programs[YAML]), &program))
	assert.Equal(t, strings.ReplaceAll(text, "$", "$$"), program.Resources.Mesh.Properties.MeshConfig["accessLogFormat"])
}
