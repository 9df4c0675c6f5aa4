// Package charttest makes small charts and serves them, for tests of what only has to find a chart.
package charttest

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
)

// Names are the charts that a mesh is made of.
var Names = []string{"base", "istiod", "cni", "gateway", "ztunnel"}

// Folder returns a folder with an archive of each chart in each version.
func Folder(t testing.TB, versions ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, version := range versions {
		for _, name := range Names {
			save(t, dir, name, version)
		}
	}
	return dir
}

// FolderOf returns a folder with an archive of one chart, which may be of another project.
func FolderOf(t testing.TB, name, version string) string {
	t.Helper()
	dir := t.TempDir()
	save(t, dir, name, version)
	return dir
}

func save(t testing.TB, dir, name, version string) {
	t.Helper()
	c := &helmchart.Chart{Metadata: &helmchart.Metadata{
		APIVersion: helmchart.APIVersionV2, Name: name, Version: version, AppVersion: version,
	}}
	_, err := chartutil.Save(c, dir)
	require.NoError(t, err)
}

// Server serves a folder of archives as a Helm repository, with an index, to who knows the password, if there is one.
func Server(t testing.TB, folder, username, password string) string {
	t.Helper()
	index := Index(t, folder)
	files := http.FileServer(http.Dir(folder))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u, p, _ := r.BasicAuth(); u != username || p != password {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		if r.URL.Path == "/index.yaml" {
			_, _ = w.Write([]byte(index))
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Index renders the index.yaml of a folder of archives.
func Index(t testing.TB, folder string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("apiVersion: v1\nentries:\n")
	for _, name := range Names {
		paths, err := filepath.Glob(filepath.Join(folder, name+"-*.tgz"))
		require.NoError(t, err)
		fmt.Fprintf(&b, "  %s:\n", name)
		for _, path := range paths {
			body, err := os.ReadFile(path)
			require.NoError(t, err)
			version := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), name+"-"), ".tgz")
			fmt.Fprintf(&b, "  - {apiVersion: v2, name: %s, version: %s, digest: %x, urls: [%s]}\n",
				name, version, sha256.Sum256(body), filepath.Base(path))
		}
	}
	return b.String()
}
