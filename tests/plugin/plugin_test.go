package plugin

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// maxSize keeps the download small: 80 MB.
const maxSize = 80_000_000

func TestPluginReportsTheVersionItWasBuiltWith(t *testing.T) {
	t.Parallel()
	// A -X for a symbol that doesn't exist is ignored in silence, so ask the program.
	path := filepath.Join(t.TempDir(), "plugin")
	require.NoError(t, Build(t.Context(), path, "9.8.7"))

	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.LessOrEqual(t, info.Size(), int64(maxSize), "the stripped plugin has %d bytes", info.Size())

	running, err := Start(t.Context(), path)
	require.NoError(t, err)
	defer func() { require.NoError(t, running.Stop()) }()
	version, err := running.ReportedVersion(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "9.8.7", version)
}
