package chart_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

// ownCache gives a test a cache folder for itself.
func ownCache(t *testing.T) string {
	t.Helper()
	cache := t.TempDir()
	t.Setenv("HOME", cache)
	t.Setenv("XDG_CACHE_HOME", cache)
	return cache
}

// published returns a repository with istiod, and the cache folder that this test has for itself.
func published(t *testing.T, digest func(body []byte) string) (s *site, cache string) {
	t.Helper()
	cache = ownCache(t)
	s = newSite(t)
	s.files["/istiod.tgz"] = archive(t, istiod)
	s.index("istiod.tgz", digest(s.files["/istiod.tgz"]))
	return s, cache
}

func sum(body []byte) string { return fmt.Sprintf("%x", sha256.Sum256(body)) }

// kept lists the files in a cache.
func kept(t *testing.T, cache string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cache, "meshstack", "charts", "*"))
	require.NoError(t, err)
	return files
}

func TestCacheSavesTheDownload(t *testing.T) { // not parallel: it sets the environment
	s, cache := published(t, sum)
	for range 2 { // a repository of its own each time, as each preview has
		_, err := load(t, chart.Source{Repository: s.URL}, istiod)
		require.NoError(t, err)
	}
	assert.Equal(t, 1, s.requests("/istiod.tgz"), "the archive is fetched once")
	assert.Equal(t, 2, s.requests("/index.yaml"), "the index may have changed and is read each time")
	assert.Equal(t, []string{filepath.Join(cache, "meshstack", "charts", sum(s.files["/istiod.tgz"])+".tgz")}, kept(t, cache),
		"one file by its digest, and no half-written one")
}

func TestCacheIsKeyedByContent(t *testing.T) {
	s, cache := published(t, sum)
	other := chart.Ref{Name: "base", Version: "1.31.1"}
	_, err := load(t, chart.Source{Repository: s.URL}, istiod)
	require.NoError(t, err)

	// The repository publishes something else under the same version.
	s.files["/istiod.tgz"] = archive(t, other)
	s.index("istiod.tgz", sum(s.files["/istiod.tgz"]))
	_, err = load(t, chart.Source{Repository: s.URL}, istiod)
	var corrupt *chart.CorruptError
	assert.ErrorAs(t, err, &corrupt, "what is in the cache under another digest isn't used")
	assert.Len(t, kept(t, cache), 2)
}

func TestChangedCacheFileIsNotUsed(t *testing.T) {
	s, cache := published(t, sum)
	_, err := load(t, chart.Source{Repository: s.URL}, istiod)
	require.NoError(t, err)
	files := kept(t, cache)
	require.Len(t, files, 1)
	require.NoError(t, os.WriteFile(files[0], archive(t, chart.Ref{Name: "base", Version: "1.31.1"}), 0o600))

	got, err := load(t, chart.Source{Repository: s.URL}, istiod)
	require.NoError(t, err, "the archive is fetched anew")
	assert.Equal(t, "istiod", got.Name())
	assert.Equal(t, 2, s.requests("/istiod.tgz"), "the archive is fetched anew")
	mended, err := os.ReadFile(files[0])
	require.NoError(t, err)
	assert.Equal(t, sum(s.files["/istiod.tgz"]), sum(mended), "and the cache is mended")
}

func TestNothingUnprovedIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		digest func([]byte) string
	}{
		"no digest":    {"without a digest nobody could tell a changed file", func([]byte) string { return "" }},
		"wrong digest": {"a wrong archive must not stay", func([]byte) string { return sum([]byte("other")) }},
		"a path":       {"a digest is part of a file name", func([]byte) string { return "../../escaped" }},
	} {
		t.Run(name, func(t *testing.T) {
			s, cache := published(t, c.digest)
			_, _ = load(t, chart.Source{Repository: s.URL}, istiod)
			assert.Equal(t, 1, s.requests("/istiod.tgz"), "it was fetched")
			require.NoError(t, filepath.WalkDir(cache, func(path string, entry fs.DirEntry, err error) error {
				assert.True(t, entry.IsDir() || filepath.Base(filepath.Dir(path)) == "indexes", "%s: %s", path, c.reason)
				return err
			}))
		})
	}
}

func TestUnwritableCacheOnlyCosts(t *testing.T) {
	s, cache := published(t, sum)
	require.NoError(t, os.WriteFile(filepath.Join(cache, "meshstack"), nil, 0o600)) // where the folder should be
	for range 2 {
		_, err := load(t, chart.Source{Repository: s.URL}, istiod)
		require.NoError(t, err, "a cache that can't be written must not stop anybody")
	}
	assert.Equal(t, 2, s.requests("/istiod.tgz"))
}

func TestNoCacheFolderAtAll(t *testing.T) {
	s, _ := published(t, sum)
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, "") // as in some containers
	}
	_, err := load(t, chart.Source{Repository: s.URL}, istiod)
	require.NoError(t, err, "one that can't even be named neither")
}

func TestCacheIsForItsUserOnly(t *testing.T) {
	s, cache := published(t, sum)
	_, err := load(t, chart.Source{Repository: s.URL, Username: "reader", Password: "s3cr3t"}, istiod)
	require.NoError(t, err)
	files := 0
	require.NoError(t, filepath.WalkDir(filepath.Join(cache, "meshstack"), func(path string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := entry.Info()
		require.NoError(t, err)
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		assert.Equal(t, want, info.Mode().Perm(), "%s: the charts of a private repository are private", path)
		if entry.IsDir() {
			return nil
		}
		files++
		body, err := os.ReadFile(path)
		assert.NotContains(t, path+string(body), "s3cr3t", "no credentials are kept")
		return err
	}))
	assert.Equal(t, 2, files, "the archive and the index")
}

// TestManyWritersOfOneCache: previews of many stacks run at the same time, and none may read half a file of another.
func TestManyWritersOfOneCache(t *testing.T) {
	s, cache := published(t, sum)
	var group errgroup.Group
	for range 32 {
		group.Go(func() error {
			repository, err := chart.Open(chart.Source{Repository: s.URL})
			if err != nil {
				return err
			}
			_, err = repository.Load(t.Context(), istiod)
			return err
		})
	}
	require.NoError(t, group.Wait())
	assert.Len(t, kept(t, cache), 1, "one whole file, and no half-written ones")
	before := s.requests("/istiod.tgz")
	_, err := load(t, chart.Source{Repository: s.URL}, istiod)
	require.NoError(t, err)
	assert.Equal(t, before, s.requests("/istiod.tgz"), "and a good one")
}
