package yamlcheck

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func read(t *testing.T, rel string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "..", filepath.FromSlash(rel)))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestExample(t *testing.T) {
	problems, err := Check(read(t, "examples/yaml/Pulumi.yaml"), read(t, "schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

// TestMistakes makes one mistake at a time in the example and wants exactly that found.
func TestMistakes(t *testing.T) {
	for name, mistake := range map[string]struct{ old, new, want string }{
		"unknown property":          {"      cni: {}", "      cnii: {}", "mesh.properties.cnii: there is no such property"},
		"unknown nested property":   {"            reaches: [payments]", "            reach: [payments]", "namespaces[0].reach: there is no such property"},
		"string for a boolean":      {"          - name: shop\n            create: true", "          - name: shop\n            create: yes please", "create: is yes please"},
		"number for a string":       {"version: ${istioVersion}", "version: 1.31", "mesh.properties.version: is 1.31"},
		"scalar for a list":         {"reaches: [payments]", "reaches: payments", "reaches: is payments"},
		"list for an object":        {"cni: {}", "cni: []", "cni: is []"},
		"enum":                      {"type: ClusterIP", "type: ClusterIp", "one of LoadBalancer, NodePort, ClusterIP, None"},
		"string for a number":       {"sampling: 10", "sampling: ten", "tracing.sampling: is ten"},
		"enum of a nested object":   {"as: configMap", "as: configmap", "one of prometheusRule, configMap"},
		"required property":         {"        - name: istio-egress\n          service:", "        - service:", "gateways[1].name: is required"},
		"output in a plain one":     {"version: ${istioVersion}", "version: ${platform.data}", "the property is plain"},
		"output in a plain text":    {"repository: ${chartRepository}", "repository: https://${platform.data}/charts", "the property is plain"},
		"unknown component":         {"type: meshstack:MeshStack", "type: meshstack:Mesh", "meshstack:Mesh is not in the schema"},
		"unknown output":            {"${mesh.gateways}", "${mesh.gateway}", "has no output gateway"},
		"unknown resource":          {"${platform.data[", "${plattform.data[", "${plattform}: there is no configuration or resource"},
		"unknown option":            {"      providers:\n", "      provider-list:\n", "provider-list: there is no such option"},
		"providers as a map":        {"        - ${cluster}", "        kubernetes: ${cluster}", "want a list of providers"},
		"not a provider":            {"        - ${cluster}", "        - ${platform}", "is not a provider"},
		"configuration of its type": {"    default: 1.31.1", "    default: 1.31", "mesh.properties.version: is 1.31"},
		"another runtime":           {"runtime: yaml", "runtime: nodejs", "runtime: is nodejs"},
	} {
		t.Run(name, func(t *testing.T) {
			source := string(read(t, "examples/yaml/Pulumi.yaml"))
			if strings.Count(source, mistake.old) != 1 {
				t.Fatalf("%q must be in the example once", mistake.old)
			}
			problems, err := Check([]byte(strings.Replace(source, mistake.old, mistake.new, 1)), read(t, "schema.json"))
			if err != nil {
				t.Fatal(err)
			}
			if len(problems) != 1 || !strings.Contains(problems[0], mistake.want) {
				t.Errorf("found %q; want one problem, with %q", problems, mistake.want)
			}
		})
	}
}
