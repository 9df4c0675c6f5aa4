package istioapi_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"istio.io/istio/manifests"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/crd"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/schema/collections"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	product "github.com/meshstack/pulumi-meshstack/internal/istioapi"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

// release is the one whose module the tests are built with.
var release = istio.MustParseVersion(charts.Version)

// istioTakesMesh is istiod's verdict: it decodes a mesh config over its defaults and validates the result.
func istioTakesMesh(text string) error {
	_, err := mesh.ApplyMeshConfigDefaults(text)
	return err
}

// crds are those of Istio's base chart.
var crds = sync.OnceValues(func() (*crd.Validator, error) {
	text, err := fs.ReadFile(manifests.BuiltinOrDir(""), "charts/base/files/crd-all.gen.yaml")
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "crds-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "crds.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	return crd.NewValidatorFromFiles(file)
})

// istioTakesBody is the verdict of the API server, by the CRD's schema, and then of istiod's webhook. The API server is asked
// strictly here: to other clients it reports an unknown field as a warning, and prunes it.
func istioTakesBody(t *testing.T, o product.Object) error {
	t.Helper()
	text, err := json.Marshal(o.Spec)
	require.NoError(t, err)
	var spec map[string]any
	require.NoError(t, json.Unmarshal(text, &spec))
	validator, err := crds()
	require.NoError(t, err)
	object := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": o.APIVersion, "kind": o.Kind, "metadata": map[string]any{"name": "n", "namespace": o.Namespace}, "spec": spec,
	}}
	if err := validator.ValidateCustomResource(object); err != nil {
		return err
	}
	gvk := schema.FromAPIVersionAndKind(o.APIVersion, o.Kind)
	kind, ok := collections.PilotGatewayAPI().FindByGroupVersionAliasesKind(config.FromKubernetesGVK(gvk))
	require.True(t, ok, "%s is one of Istio's", gvk)
	decoded, err := kind.NewInstance()
	require.NoError(t, err)
	if err := config.ApplyJSON(decoded, string(text)); err != nil {
		return err
	}
	_, err = kind.ValidateConfig(config.Config{Meta: config.Meta{Name: "n", Namespace: o.Namespace}, Spec: decoded})
	return err
}

// refusals are the problems that aren't warnings.
func refusals(problems []product.Problem) []product.Problem {
	var out []product.Problem
	for _, p := range problems {
		if !p.Kind.Warning() {
			out = append(out, p)
		}
	}
	return out
}

func parse(t *testing.T, text string) map[string]any {
	t.Helper()
	out := map[string]any{}
	require.NoError(t, yaml.Unmarshal([]byte(text), &out))
	return out
}

// row is a tree and why it's there. stricter says why it's refused here though Istio takes it.
type row struct{ reason, text, stricter string }

// judge compares two verdicts.
func (r row) judge(t *testing.T, theirs error, ours []product.Problem) {
	t.Helper()
	if r.stricter != "" {
		require.NoError(t, theirs, "Istio takes it, so it's stricter: %s", r.stricter)
		require.NotEmpty(t, ours, "stricter: %s", r.stricter)
		return
	}
	if theirs == nil {
		require.Empty(t, ours, "Istio takes it")
		return
	}
	require.NotEmpty(t, ours, "Istio refuses it: %v", theirs)
}
