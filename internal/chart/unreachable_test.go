package chart_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
)

// silent returns the address of a port that takes connections and never answers.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// drip returns the address of a server that never stops to answer, a byte at a time.
func drip(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte("\n"))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// closed returns the address of a port at which nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	page, failing, gone := newSite(t), newSite(t), newSite(t)
	page.files["/index.yaml"] = []byte("<html>please log in</html>")
	failing.files["/index.yaml"] = []byte("entries: {}")
	gone.index("istiod.tgz", "")
	elsewhere, slow := newSite(t), newSite(t)
	elsewhere.index("http://"+silent(t)+"/istiod.tgz", "")
	slow.index(drip(t)+"/istiod.tgz", "")
	cases := map[string]struct{ reason, repository string }{
		"closed port":         {"nobody listens", "http://" + closed(t) + "/unreachable"},
		"closed port, oci":    {"the same for a registry", "oci://" + closed(t) + "/charts"},
		"silent":              {"a preview must not hang on a dead mirror", "http://" + silent(t)},
		"silent registry":     {"the same for a registry", "oci://" + silent(t) + "/charts"},
		"no such host":        {"a name that nobody has", "https://charts.invalid/istio"},
		"no such registry":    {"the same for a registry", "oci://charts.invalid/istio"},
		"drip":                {"an index that never ends", drip(t)},
		"silent archive":      {"the index is there, the host of its archives isn't", elsewhere.URL},
		"dripping archive":    {"an archive that never ends", slow.URL},
		"no such page":        {"a host without a Helm repository", newSite(t).URL},
		"not an index":        {"a page that isn't an index", page.URL},
		"not a Helm index":    {"YAML that isn't an index", failing.URL},
		"archive isn't there": {"an index that promises too much", gone.URL},
	}
	// Not as parallel tests, of which only as many run at a time as there are processors: most of these wait.
	var group sync.WaitGroup
	for name, c := range cases {
		group.Go(func() {
			start := time.Now()
			repository, err := chart.Open(chart.Source{Repository: c.repository})
			if !assert.NoError(t, err, name) {
				return
			}
			_, err = repository.Load(t.Context(), istiod)
			assert.Less(t, time.Since(start), 10*time.Second, "%s: %s", name, c.reason)
			var unreachable *chart.UnreachableError
			if assert.ErrorAs(t, err, &unreachable, "%s: %s", name, c.reason) {
				assert.Equal(t, c.repository, unreachable.Repository, "%s: %s", name, c.reason)
				assert.ErrorContains(t, err, c.repository, "%s: the error names the repository", name)
				assert.Error(t, unreachable.Unwrap(), "%s: the cause is kept", name)
			}
		})
	}
	group.Wait()
}

func TestUnreachableIsSaidOnce(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"nobody listens":               "http://" + closed(t) + "/once",
		"nobody answers":               "http://" + silent(t),
		"nobody answers at a registry": "oci://" + silent(t) + "/charts",
	}
	var group sync.WaitGroup
	for reason, address := range cases {
		group.Go(func() {
			start := time.Now()
			repository, err := chart.Open(chart.Source{Repository: address})
			assert.NoError(t, err)
			for range 2 { // whoever asks again gets the answer at once
				errs := repository.LoadAll(t.Context(), []chart.Ref{istiod, {Name: "base", Version: "1.31.1"}}).Errors()
				if assert.Len(t, errs, 1, "one dead repository is one problem") {
					var unreachable *chart.UnreachableError
					assert.ErrorAs(t, errs[0], &unreachable, reason)
				}
			}
			assert.Less(t, time.Since(start), 10*time.Second, "%s: all charts, and both times, together", reason)
		})
	}
	group.Wait()
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	repository, err := chart.Open(chart.Source{Repository: charttest.Folder(t, "1.31.1")})
	require.NoError(t, err)
	_, err = repository.Load(ctx, istiod)
	assert.ErrorIs(t, err, context.Canceled, "nobody waits for it any more")
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&chart.UnreachableError{Repository: "https://charts.example", Err: context.Canceled},
		&chart.NotFoundError{Repository: "https://charts.example", Ref: istiod, Newest: []string{"1.30.0"}},
		&chart.NotFoundError{Repository: "https://charts.example", Ref: istiod},
		&chart.CorruptError{Repository: "https://charts.example", Ref: istiod, Err: context.Canceled},
		&chart.ProvenanceError{Repository: "https://charts.example", Ref: istiod, Keyring: "keys.gpg", Err: context.Canceled},
	} {
		assert.Contains(t, err.Error(), "https://charts.example", "an error names the repository")
		assert.Contains(t, err.Error(), "; ", "what is wrong, and what to do")
		assert.False(t, strings.HasSuffix(err.Error(), "."), "errors are part of a sentence")
	}
}
