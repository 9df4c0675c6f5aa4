package helmrender

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chartutil"
)

func TestKubeVersion(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, want, reason string }{
		{"1.36.3", "v1.36.3", "as people write it"},
		{"v1.36.3", "v1.36.3", "as the API server writes it"},
		{"1.36.3-gke.100", "v1.36.3-gke.100", "Helm's own parser would lose what charts look for"},
	} {
		got, err := KubeVersion(tc.text)
		require.NoError(t, err, tc.reason)
		assert.Equal(t, chartutil.KubeVersion{Version: tc.want, Major: "1", Minor: "36"}, got, tc.reason)
	}
	for text, reason := range map[string]string{"": "none", "newest": "a word", "v": "no number", "1": "no minor version"} {
		_, err := KubeVersion(text)
		require.ErrorContains(t, err, "write for example 1.36.3", reason)
	}
}
