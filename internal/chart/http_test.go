package chart_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
)

func TestLoadFromHelmRepository(t *testing.T) {
	t.Parallel()
	body := archive(t, istiod)
	digest := fmt.Sprintf("%x", sha256.Sum256(body))
	elsewhere := newSite(t)
	elsewhere.files["/files/istiod.tgz"] = body
	for name, c := range map[string]struct {
		reason          string
		address, digest string
		suffix          string
	}{
		"relative address":     {"relative to the repository", "charts/istiod.tgz", digest, ""},
		"slash at the end":     {"of the repository's own address", "charts/istiod.tgz", digest, "/"},
		"absolute address":     {"archives may lie on another host", elsewhere.URL + "/files/istiod.tgz", digest, ""},
		"digest with prefix":   {"both forms are in use", "charts/istiod.tgz", "sha256:" + digest, ""},
		"without a digest":     {"older repositories have none", "charts/istiod.tgz", "", ""},
		"address from root":    {"relative to the host", "/mirror/charts/istiod.tgz", digest, ""},
		"address with a query": {"signed addresses have one", "charts/istiod.tgz?signature=a%2Fb", digest, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.index(c.address, c.digest)
			s.files["/mirror/index.yaml"], s.files["/mirror/charts/istiod.tgz"] = s.files["/index.yaml"], body
			delete(s.files, "/index.yaml")
			got, err := load(t, chart.Source{Repository: s.URL + "/mirror" + c.suffix}, istiod)
			require.NoError(t, err, c.reason)
			assert.Equal(t, "istiod", got.Name(), c.reason)
		})
	}
}

func TestIndexIsReadOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.index("istiod.tgz", "")
	s.files["/istiod.tgz"] = archive(t, istiod)
	repository, err := chart.Open(chart.Source{Repository: s.URL})
	require.NoError(t, err)
	for range 3 {
		_, err := repository.Load(t.Context(), istiod)
		require.NoError(t, err)
	}
	assert.Equal(t, 1, s.requests("/index.yaml"), "the index of a large repository is megabytes")
}

func TestNotFoundInHelmRepository(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		index  string
		newest []string
	}{
		"missing version": {
			"the newest releases are named, by number and not by letter, at most five, and no pre-releases",
			"  istiod: [{version: 1.9.0, urls: [a]}, {version: 1.30.5}, {version: 1.31.0}, {version: 1.32.0-rc.0}, {version: v1.28.1}, {version: 1.30.10}, {version: 1.27.0}, {version: not-one}]",
			[]string{"1.31.0", "1.30.10", "1.30.5", "v1.28.1", "1.27.0"},
		},
		"missing chart":   {"nothing to name", "  base: [{version: 1.31.1, urls: [a]}]", nil},
		"empty":           {"an index without entries is one", "", nil},
		"without address": {"an entry that leads nowhere", "  istiod: [{version: 1.31.1}]", []string{"1.31.1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.files["/index.yaml"] = []byte("apiVersion: v1\nentries:\n" + c.index + "\n")
			_, err := load(t, chart.Source{Repository: s.URL}, istiod)
			var missing *chart.NotFoundError
			require.ErrorAs(t, err, &missing, c.reason)
			assert.Equal(t, &chart.NotFoundError{Repository: s.URL, Ref: istiod, Newest: c.newest}, missing, c.reason)
			for _, version := range c.newest {
				assert.ErrorContains(t, err, version, c.reason)
			}
		})
	}
}

func TestCorruptInHelmRepository(t *testing.T) {
	t.Parallel()
	body := archive(t, istiod)
	for name, c := range map[string]struct {
		reason       string
		body         []byte
		digest, path string
	}{
		"digest mismatch": {"somebody changed the archive, or a proxy did", body, fmt.Sprintf("%064x", 1), "istiod.tgz"},
		"corrupt archive": {"the digest is right and the archive isn't one", []byte("<html>"), fmt.Sprintf("%x", sha256.Sum256([]byte("<html>"))), "istiod.tgz"},
		"no digest":       {"a corrupt archive is found without a digest too", body[:len(body)/2], "", "istiod.tgz"},
		"another chart":   {"the index points to the wrong one", archive(t, chart.Ref{Name: "base", Version: "1.31.1"}), "", "istiod.tgz"},
		"another version": {"the index points to the wrong one", archive(t, chart.Ref{Name: "istiod", Version: "1.30.0"}), "", "istiod.tgz"},
		"not an address":  {"an address that can't be read", body, "", "https://[::1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.index(c.path, c.digest)
			s.files["/istiod.tgz"] = c.body
			_, err := load(t, chart.Source{Repository: s.URL}, istiod)
			var corrupt *chart.CorruptError
			require.ErrorAs(t, err, &corrupt, c.reason)
			assert.Equal(t, istiod, corrupt.Ref, c.reason)
			assert.Equal(t, s.URL, corrupt.Repository, c.reason)
		})
	}
}

func TestLoadAll(t *testing.T) {
	t.Parallel()
	url := charttest.Server(t, charttest.Folder(t, "1.31.1"), "", "")
	repository, err := chart.Open(chart.Source{Repository: url})
	require.NoError(t, err)
	base := chart.Ref{Name: "base", Version: "1.31.1"}
	old, none := chart.Ref{Name: "istiod", Version: "1.20.0"}, chart.Ref{Name: "absent", Version: "1.31.1"}

	loading := repository.LoadAll(t.Context(), []chart.Ref{istiod, base})
	assert.Equal(t, "istiod", loading.Chart(istiod).Name())
	assert.Equal(t, "base", loading.Chart(base).Name())
	assert.Empty(t, loading.Errors(), "all are there")

	loading = repository.LoadAll(t.Context(), []chart.Ref{old, istiod, none, old})
	assert.Equal(t, "istiod", loading.Chart(istiod).Name(), "one is there whatever becomes of the others")
	assert.Nil(t, loading.Chart(none))
	errs := loading.Errors()
	require.Len(t, errs, 2, "one error for each chart that is missing, said once")
	for i, want := range []chart.Ref{old, none} {
		var missing *chart.NotFoundError
		require.ErrorAs(t, errs[i], &missing, "in the order of the charts")
		assert.Equal(t, want, missing.Ref, "in the order of the charts")
	}
}
