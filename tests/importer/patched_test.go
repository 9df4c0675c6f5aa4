package importer

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/meshstack/pulumi-meshstack/internal/importer"
)

// applyPatches changes the objects as server-side apply does: for the types that the charts make, a strategic merge.
func applyPatches(t *testing.T, objects map[string]m, patches []importer.Patch) {
	t.Helper()
	for _, p := range patches {
		key := p.Kind + "/" + p.Namespace + "/" + p.Name
		require.Contains(t, objects, key, "a patch finds its object")
		base, err := json.Marshal(objects[key])
		require.NoError(t, err)
		patch, err := json.Marshal(p.Body)
		require.NoError(t, err)
		typed, err := scheme.Scheme.New(schema.FromAPIVersionAndKind(p.APIVersion, p.Kind))
		require.NoError(t, err)
		merged, err := strategicpatch.StrategicMergePatch(base, patch, typed)
		require.NoError(t, err)
		var out m
		require.NoError(t, utiljson.Unmarshal(merged, &out))
		objects[key] = out
	}
}
