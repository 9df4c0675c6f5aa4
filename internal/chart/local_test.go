package chart_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
)

// unpacked returns a folder with a folder istiod, in which a chart is that isn't packed.
func unpacked(t *testing.T, ref chart.Ref) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, chartutil.SaveDir(&helmchart.Chart{Metadata: &helmchart.Metadata{
		APIVersion: helmchart.APIVersionV2, Name: ref.Name, Version: ref.Version,
	}}, dir))
	if ref.Name != istiod.Name {
		require.NoError(t, os.Rename(filepath.Join(dir, ref.Name), filepath.Join(dir, istiod.Name)))
	}
	return dir
}

// folderWith returns a folder with one file.
func folderWith(t *testing.T, name string, body []byte) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), body, 0o600))
	return dir
}

func TestLoadFromFolder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		folder string
	}{
		"archive":         {"as `helm pull` leaves it", charttest.Folder(t, "1.31.1")},
		"among others":    {"the version decides", charttest.Folder(t, "1.30.5", "1.31.1", "1.29.0")},
		"unpacked folder": {"as `helm pull --untar` leaves it", unpacked(t, istiod)},
		"file address":    {"Helm's way to write a folder", "file://" + charttest.Folder(t, "1.31.1")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := load(t, chart.Source{Repository: c.folder}, istiod)
			require.NoError(t, err, c.reason)
			assert.Equal(t, "istiod", got.Name(), c.reason)
			assert.Equal(t, "1.31.1", got.Metadata.Version, c.reason)
		})
	}
}

func TestNotFoundInFolder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		folder string
		newest []string
	}{
		"empty folder":          {"there is nothing", t.TempDir(), nil},
		"other chart":           {"only another chart's archive", folderWith(t, "base-1.31.1.tgz", nil), nil},
		"other version":         {"the error names the version that is there", unpacked(t, chart.Ref{Name: "istiod", Version: "1.30.5"}), []string{"1.30.5"}},
		"archives of others":    {"the error names those that are there, newest first, by number", charttest.Folder(t, "1.31.10", "1.31.9", "1.30.5"), []string{"1.31.10", "1.31.9", "1.30.5"}},
		"longer name's archive": {"istiod-remote is another chart", folderWith(t, "istiod-remote-1.31.1.tgz", nil), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, chart.Source{Repository: c.folder}, istiod)
			var missing *chart.NotFoundError
			require.ErrorAs(t, err, &missing, c.reason)
			assert.Equal(t, &chart.NotFoundError{Repository: c.folder, Ref: istiod, Newest: c.newest}, missing, c.reason)
		})
	}
}

func TestCorruptInFolder(t *testing.T) {
	t.Parallel()
	whole := archive(t, istiod)
	for name, c := range map[string]struct {
		reason string
		folder string
	}{
		"not an archive":       {"a page of a login form, say", folderWith(t, "istiod-1.31.1.tgz", []byte("<html>"))},
		"cut short":            {"an interrupted download", folderWith(t, "istiod-1.31.1.tgz", whole[:len(whole)/2])},
		"empty file":           {"a full disk", folderWith(t, "istiod-1.31.1.tgz", nil)},
		"another chart inside": {"the name of the file isn't the name of the chart", folderWith(t, "istiod-1.31.1.tgz", archive(t, chart.Ref{Name: "base", Version: "1.31.1"}))},
		"folder of another":    {"the same, unpacked", unpacked(t, chart.Ref{Name: "base", Version: "1.31.1"})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, chart.Source{Repository: c.folder}, istiod)
			var corrupt *chart.CorruptError
			require.ErrorAs(t, err, &corrupt, c.reason)
			assert.Equal(t, istiod, corrupt.Ref, c.reason)
			assert.Equal(t, c.folder, corrupt.Repository, c.reason)
			assert.Error(t, corrupt.Unwrap(), "the cause is kept")
		})
	}
}
