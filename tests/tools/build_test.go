package tools

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPathOfWhatIsNotBuilt(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	_, err := Path("etcd")
	require.ErrorIs(t, err, ErrNotBuilt)
	assert.Contains(t, err.Error(), "make tools", "the error says what to do")
	_, err = Path("kubelet")
	require.Error(t, err)
	assert.NotErrorIs(t, err, ErrNotBuilt, "no make tools would help")
}

func TestEachIsBuiltOnce(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	p := Programs[0]
	bin, err := p.binary()
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(bin), 0o755))
	require.NoError(t, os.WriteFile(bin, []byte("built before"), 0o755))

	compiled, err := p.build(context.Background(), io.Discard, "")
	require.NoError(t, err)
	assert.False(t, compiled, "what is in the cache is not compiled again")
	path, err := Path(p.Name)
	require.NoError(t, err)
	assert.Equal(t, bin, path)
}

func TestAnotherVersionIsAnotherFile(t *testing.T) {
	t.Parallel()
	p := Programs[0]
	before, err := p.binary()
	require.NoError(t, err)
	p.Version = "0.0.1"
	other, err := p.binary()
	require.NoError(t, err)
	assert.NotEqual(t, before, other)
	p = Programs[0]
	p.Stamp = map[string]string{"main.version": "2"}
	stamped, err := p.binary()
	require.NoError(t, err)
	assert.NotEqual(t, before, stamped, "what is stamped into it decides too")
}
