package components

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestRetiredRepositories(t *testing.T) {
	t.Parallel()
	for repository, c := range map[string]struct {
		reason string
		ends   bool
	}{
		"https://istio-release.storage.googleapis.com/charts":             {"the address of most old guides", true},
		"https://istio-release.storage.googleapis.com/charts/":            {"the same", true},
		"oci://gcr.io/istio-release/charts":                               {"the same as an OCI registry", true},
		defaultRepository:                                                 {"what is left", false},
		"oci://ghcr.io/istio/release/charts":                              {"the same as an OCI registry", false},
		"oci://gcr.io/istio-release-mirror/charts":                        {"somebody else's", false},
		"https://mirror.example.com/istio-release.storage.googleapis.com": {"a mirror", false},
	} {
		f := &check.Findings{}
		(&Charts{Repository: &repository}).check(f, "charts")
		require.Empty(t, f.Errors(), repository)
		if !c.ends {
			assert.Empty(t, f.Warnings(), "%s: %s", repository, c.reason)
			continue
		}
		if assert.Len(t, f.Warnings(), 1, "%s: %s", repository, c.reason) {
			w := f.Warnings()[0]
			assert.Equal(t, check.RepositoryEnds, w.ID, c.reason)
			assert.Equal(t, "charts.repository", w.Path, c.reason)
			assert.Contains(t, w.Message, "write "+defaultRepository, c.reason)
		}
	}
}

// TestChartsFromCache has a cache of its own, so nothing may run beside it.
func TestChartsFromCache(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", os.Getenv("XDG_CACHE_HOME")) // where there is no XDG
	folder := charttest.Folder(t, "1.31.1")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "index.yaml"), []byte(charttest.Index(t, folder)), 0o600))
	server := httptest.NewServer(http.FileServer(http.Dir(folder)))
	defer server.Close()
	base := plan.Chart{Name: "base", Version: "1.31.1", VersionPath: "version"}
	look := func() *check.Findings {
		f, p := &check.Findings{}, plan.New()
		p.AddRelease(&plan.Release{ID: "base", Chart: base})
		coming := loadCharts(t.Context(), &Charts{Repository: &server.URL}, p)
		assert.NotNil(t, coming.chart(base), "the chart is there both times")
		coming.report(f)
		assert.Empty(t, f.Errors())
		return f
	}
	assert.Empty(t, look().Warnings(), "the repository answers")
	server.Close()
	if warnings := look().Warnings(); assert.Len(t, warnings, 1) {
		assert.Equal(t, check.ChartsFromCache, warnings[0].ID, "it may have other charts by now")
		assert.Equal(t, "charts.repository", warnings[0].Path)
	}
}
