package chart_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

// loadOnce loads as a preview of its own does, and says whether the cache stood in.
func loadOnce(t *testing.T, source chart.Source, ref chart.Ref) (offline, err error) {
	t.Helper()
	repository, err := chart.Open(source)
	require.NoError(t, err)
	_, err = repository.Load(t.Context(), ref)
	return repository.Offline(), err
}

func TestOffline(t *testing.T) { // not parallel: each case sets its cache
	other := chart.Ref{Name: "base", Version: "1.31.1"}
	for name, c := range map[string]struct {
		reason string
		// happens after a first load.
		happens func(t *testing.T, s *site, cache string)
		ref     chart.Ref
		// wrong holds a word of the error, "" for a chart from the cache.
		wrong string
	}{
		"refused": {"nobody listens, and the chart is there", func(_ *testing.T, s *site, _ string) { s.Close() }, istiod, ""},
		"bad gateway": {
			"a proxy that reaches nobody", func(_ *testing.T, s *site, _ string) { s.status["/index.yaml"] = http.StatusBadGateway }, istiod, "",
		},
		"unavailable": {
			"a load balancer without a server", func(_ *testing.T, s *site, _ string) { s.status["/index.yaml"] = http.StatusServiceUnavailable }, istiod, "",
		},
		"another chart": {"it was never loaded", func(_ *testing.T, s *site, _ string) { s.Close() }, other, "refused"},
		"another version": {
			"the repository may have it by now", func(_ *testing.T, s *site, _ string) { s.Close() },
			chart.Ref{Name: "istiod", Version: "1.32.0"}, "refused",
		},
		"401": {
			"who may not read the repository any more may not read the cache", func(_ *testing.T, s *site, _ string) {
				s.status["/index.yaml"] = http.StatusUnauthorized
			}, istiod, "401",
		},
		"404": {
			"an answer: the repository moved", func(_ *testing.T, s *site, _ string) { s.status["/index.yaml"] = http.StatusNotFound }, istiod, "404",
		},
		"500": {
			"an answer too", func(_ *testing.T, s *site, _ string) { s.status["/index.yaml"] = http.StatusInternalServerError }, istiod, "500",
		},
		"a changed archive": {
			"only the bytes of the index's digest are the chart", func(t *testing.T, s *site, cache string) {
				s.Close()
				require.NoError(t, os.WriteFile(kept(t, cache)[0], archive(t, other), 0o600))
			}, istiod, "refused",
		},
		"a damaged record": {
			"a disk that fails", func(t *testing.T, s *site, cache string) {
				s.Close()
				damageRecords(t, cache)
			}, istiod, "refused",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, cache := published(t, sum)
			offline, err := loadOnce(t, chart.Source{Repository: s.URL}, istiod)
			require.NoError(t, err)
			require.NoError(t, offline, "the repository answers")

			c.happens(t, s, cache)
			offline, err = loadOnce(t, chart.Source{Repository: s.URL}, c.ref)
			if c.wrong == "" {
				require.NoError(t, err, c.reason)
				assert.Error(t, offline, "whoever uses the cache is told why")
				return
			}
			var unreachable *chart.UnreachableError
			require.ErrorAs(t, err, &unreachable, c.reason)
			assert.ErrorContains(t, err, c.wrong, c.reason)
			assert.ErrorContains(t, err, s.URL, c.reason)
		})
	}
}

// changed returns an archive of the same chart in the same version that isn't the same.
func changed(t *testing.T, ref chart.Ref) []byte {
	t.Helper()
	path, err := chartutil.Save(&helmchart.Chart{Metadata: &helmchart.Metadata{
		APIVersion: helmchart.APIVersionV2, Name: ref.Name, Version: ref.Version, Description: "made anew",
	}}, t.TempDir())
	require.NoError(t, err)
	body, err := os.ReadFile(path)
	require.NoError(t, err)
	return body
}

// damageRecords changes one byte near the end of each, where an index has digests.
func damageRecords(t *testing.T, cache string) {
	t.Helper()
	records, err := filepath.Glob(filepath.Join(cache, "meshstack", "*", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, records)
	for _, path := range records {
		body, err := os.ReadFile(path)
		require.NoError(t, err)
		body[len(body)-6] ^= 1
		require.NoError(t, os.WriteFile(path, body, 0o600))
	}
}

func TestOfflineRegistry(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		ref    chart.Ref
		// empty empties the cache.
		empty bool
		ok    bool
	}{
		"warm":          {"the tag is known and the archive there", istiod, false, true},
		"another chart": {"never loaded", chart.Ref{Name: "base", Version: "1.31.1"}, false, false},
		"cold":          {"somebody emptied the cache", istiod, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			cache := ownCache(t)
			source, stop := serveUntil(t, newRegistry(t, archive(t, istiod), "", ""))
			offline, err := loadOnce(t, source, istiod)
			require.NoError(t, err)
			require.NoError(t, offline)
			stop()
			if c.empty {
				require.NoError(t, os.RemoveAll(filepath.Join(cache, "meshstack")))
			}
			offline, err = loadOnce(t, source, c.ref)
			if c.ok {
				require.NoError(t, err, c.reason)
				assert.Error(t, offline, "whoever uses the cache is told why")
				return
			}
			var unreachable *chart.UnreachableError
			require.ErrorAs(t, err, &unreachable, c.reason)
		})
	}
}

func TestRegistryIsAskedForTheManifestOnly(t *testing.T) {
	ownCache(t)
	r := newRegistry(t, archive(t, istiod), "reader", "s3cr3t")
	source := serve(t, r)
	source.Username, source.Password = "reader", "s3cr3t"
	for range 3 {
		_, err := load(t, source, istiod)
		require.NoError(t, err)
	}
	assert.Equal(t, 2, r.blobsAsked(), "the config and the chart, once: the tag still leads to the same manifest")

	r.push(t, changed(t, istiod), nil)
	_, err := load(t, source, istiod)
	require.NoError(t, err)
	assert.Equal(t, 4, r.blobsAsked(), "a tag that was pushed again is noticed")

	source.Password = "hunter2"
	_, err = load(t, source, istiod)
	var unreachable *chart.UnreachableError
	require.ErrorAs(t, err, &unreachable, "the cache is for those who may read the registry")
	assert.NotContains(t, err.Error(), "hunter2", "no error holds a password")
}

func TestIndexIsAskedForIfChanged(t *testing.T) {
	for name, validate := range map[string]bool{"a server that names states": true, "one that doesn't": false} {
		t.Run(name, func(t *testing.T) {
			s, cache := published(t, sum)
			s.validate = validate
			source := chart.Source{Repository: s.URL}
			for range 2 {
				_, err := load(t, source, istiod)
				require.NoError(t, err)
			}
			assert.Equal(t, validate, s.asked[len(s.asked)-1].Header.Get("If-None-Match") != "")

			s.files["/istiod.tgz"] = changed(t, istiod)
			s.index("istiod.tgz", sum(s.files["/istiod.tgz"]))
			_, err := load(t, source, istiod)
			require.NoError(t, err)
			assert.Equal(t, 2, s.requests("/istiod.tgz"), "a release that was made anew is noticed")

			damageRecords(t, cache)
			_, err = load(t, source, istiod)
			require.NoError(t, err)
			assert.Empty(t, s.asked[len(s.asked)-1].Header.Get("If-None-Match"), "a damaged record is none")
		})
	}
}

func TestRecordsOfRepositoriesAreApart(t *testing.T) {
	s, _ := published(t, sum)
	_, err := load(t, chart.Source{Repository: s.URL}, istiod)
	require.NoError(t, err)
	s.Close()
	offline, err := loadOnce(t, chart.Source{Repository: s.URL + "/other"}, istiod)
	require.Error(t, err, "another path is another repository")
	assert.NoError(t, offline)
	_, err = loadOnce(t, chart.Source{Repository: s.URL + "/"}, istiod)
	assert.NoError(t, err, "a slash at the end makes no other")
}
