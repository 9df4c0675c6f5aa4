package docs

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/e2e/yamlcheck"
)

// TestYAML checks every program in YAML. All of the blocks are programs: a page that shows another file fences it otherwise.
func TestYAML(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile(filepath.Join(root, "schema.json"))
	require.NoError(t, err)
	for _, b := range blocksOf(t, "yaml") {
		assert.Regexp(t, "(?m)^resources:$", b.code, "%s is no program", b)
		problems, err := yamlcheck.Check([]byte("name: docs\nruntime: yaml\n"+b.code), schema)
		require.NoError(t, err, "%s", b)
		assert.Empty(t, problems, "%s", b)
	}
}
