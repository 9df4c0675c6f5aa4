package sdkgen_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/sdkgen"
)

const root = "../.."

// generated is made once for all tests: it takes seconds.
var generated = sync.OnceValues(generate)

func generate() (map[string][]byte, error) {
	version, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		return nil, err
	}
	return sdkgen.Files(context.Background(), strings.TrimSpace(string(version)))
}

func TestCommittedFilesAreUpToDate(t *testing.T) {
	t.Parallel()
	files, err := generated()
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
		if assert.NoError(t, err, "%s is missing; run make generate", path) {
			assert.True(t, bytes.Equal(want, got), "%s isn't what the generator makes; run make generate", path)
		}
	}
}

func TestNothingElseIsCommitted(t *testing.T) {
	t.Parallel()
	files, err := generated()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "git", append([]string{"ls-files", "--cached", "--others", "--exclude-standard", "--"}, sdkgen.Generated...)...)
	cmd.Dir = root
	out, err := cmd.Output()
	require.NoError(t, err)
	listed := strings.Fields(string(out))
	require.NotEmpty(t, listed)
	for _, path := range listed {
		assert.Contains(t, files, path, "the folder belongs to the generator; it doesn't make this file")
	}
}

func TestGeneratedFoldersAreWhole(t *testing.T) {
	t.Parallel()
	files, err := generated()
	require.NoError(t, err)
	for path := range files {
		inside := false
		for _, folder := range sdkgen.Generated {
			inside = inside || path == folder || strings.HasPrefix(path, folder+"/")
		}
		assert.True(t, inside, "%s would stay when the generator no longer makes it", path)
	}
	for _, path := range []string{
		"schema.json", "sdk/go/meshstack/meshStack.go", "sdk/nodejs/meshStack.ts", "sdk/python/pulumi_meshstack/mesh_stack.py",
	} {
		assert.Contains(t, files, path, "each language has the component")
	}
}

func TestGeneratorIsDeterministic(t *testing.T) {
	t.Parallel()
	first, err := generated()
	require.NoError(t, err)
	second, err := generate()
	require.NoError(t, err)
	assert.Len(t, second, len(first), "the same files")
	for path, want := range first {
		assert.True(t, bytes.Equal(want, second[path]), "%s differs from one run to the next", path)
	}
}

func TestVersionIsInTheSDKsOnly(t *testing.T) {
	t.Parallel()
	ours, err := sdkgen.Files(t.Context(), "7.8.9")
	require.NoError(t, err)
	files, err := generated()
	require.NoError(t, err)
	assert.True(t, bytes.Equal(files["schema.json"], ours["schema.json"]), "a release must not change the schema")
	for path, reason := range map[string]string{
		"sdk/nodejs/package.json":             "npm's version, and the plugin's",
		"sdk/python/pyproject.toml":           "pip's version",
		"sdk/go/meshstack/pulumi-plugin.json": "the plugin that the SDK asks for",
	} {
		assert.Contains(t, string(ours[path]), "7.8.9", "%s: %s", path, reason)
	}
}
