package importer

import (
	"errors"
	"os"
	"testing"

	"gopkg.in/yaml.v3"
)

// FuzzImport holds that any input gives a result with all of its leaves, programs that can be read, or Errors.
func FuzzImport(f *testing.F) {
	everything, err := os.ReadFile("testdata/everything.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		string(everything), operator("{}"), operator("profile: demo"), operator("values: {gateways: {istio-ingressgateway: {ports: [{port: x}]}}}"),
		operator("components: {ingressGateways: [{name: a, k8s: {overlays: [{kind: Deployment, name: a, patches: [{path: 'a.[b:c].d', value: 1}]}]}}]}"),
		operator("values: &a {pilot: *a}"), operator("<<: {profile: demo}"), operator("values: {pilot: {env: {A: 1}, autoscaleMin: x, cpu: 1, replicaCount: {}}}"),
		"a: b: c", "---\n---\n", "apiVersion: v1\nkind: List\nitems: [1, {}]\n", operator("profile: [a]\ntag: {}\nhub: [x]"),
	} {
		f.Add([]byte(seed), "", "")
		f.Add([]byte(seed), "1.11", "1.31.1")
	}
	f.Add([]byte("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  components:"), "", "") // an empty part
	f.Fuzz(func(t *testing.T, text []byte, source, target string) {
		result, err := Import(text, Options{SourceVersion: source, TargetVersion: target})
		if err != nil {
			var all Errors
			if !errors.As(err, &all) {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		assertReported(t, text, result)
		var program map[string]any
		if err := yaml.Unmarshal([]byte(result.Programs[YAML]), &program); err != nil {
			t.Fatalf("%v\n%s", err, result.Programs[YAML])
		}
	})
}
