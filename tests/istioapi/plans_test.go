package istioapi_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	product "github.com/meshstack/pulumi-meshstack/internal/istioapi"
)

// planned is what is read of a document of a golden plan.
type planned struct {
	ID, Object, Name, Chart string
	Values                  struct {
		MeshConfig map[string]any `yaml:"meshConfig"`
	}
	// MeshConfig is what the parts of a plan add to it together.
	MeshConfig map[string]any `yaml:"meshConfig"`
	Body       struct{ Spec map[string]any }
}

// What our own plans write is right by both verdicts: no check cries wolf.
func TestPlans(t *testing.T) {
	files, err := filepath.Glob("../../components/testdata/plans/*.yaml")
	require.NoError(t, err)
	meshes, bodies := 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		for {
			var p planned
			if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else {
				require.NoError(t, err, file)
			}
			for _, config := range []map[string]any{p.MeshConfig, p.Values.MeshConfig} {
				if config != nil {
					meshes++
					checkMesh(t, config, file+": "+p.ID)
				}
			}
			apiVersion, kind, _ := strings.Cut(p.Object, " ")
			if strings.Contains(apiVersion, ".istio.io/") && p.Body.Spec != nil {
				bodies++
				namespace, name, _ := strings.Cut(p.Name, "/")
				o := product.Object{APIVersion: apiVersion, Kind: kind, Namespace: namespace, Name: name, Spec: p.Body.Spec}
				hidden := hide(o.Spec)
				assert.Empty(t, refusals(product.CheckObject(o, release)), "%s: %s", file, p.ID)
				if !hidden {
					assert.NoError(t, istioTakesBody(t, o), "%s: %s", file, p.ID)
				}
			}
		}
	}
	assert.GreaterOrEqual(t, meshes, 20, "the plans have mesh configs")
	assert.Greater(t, bodies, 10, "the plans have custom resources")
}

func checkMesh(t *testing.T, config map[string]any, where string) {
	t.Helper()
	hidden := hide(config)
	assert.Empty(t, refusals(product.CheckMeshConfig(config, release)), where)
	if out, err := yaml.Marshal(config); assert.NoError(t, err) && !hidden {
		assert.NoError(t, istioTakesMesh(string(out)), where)
	}
}

// hide turns the marks that golden plans have for Inputs into what stands for them, and says whether there were any.
func hide(tree map[string]any) bool {
	found := false
	var walk func(value any) any
	walk = func(value any) any {
		switch v := value.(type) {
		case string:
			if strings.Contains(v, "<input>") {
				found = true
				return product.Opaque{}
			}
		case map[string]any:
			for key, item := range v {
				v[key] = walk(item)
			}
		case []any:
			for i, item := range v {
				v[i] = walk(item)
			}
		}
		return value
	}
	walk(tree)
	return found
}
