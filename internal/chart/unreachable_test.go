package chart_test

import (
	"context"
	"net"
	"strings"
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
	for name, c := range map[string]struct{ reason, repository string }{
		"closed port":         {"nobody listens", "http://" + closed(t)},
		"closed port, oci":    {"the same for a registry", "oci://" + closed(t) + "/charts"},
		"silent":              {"a preview must not hang on a dead mirror", "http://" + silent(t)},
		"silent registry":     {"the same for a registry", "oci://" + silent(t) + "/charts"},
		"no such page":        {"a host without a Helm repository", newSite(t).URL},
		"not an index":        {"a page that isn't an index", page.URL},
		"not a Helm index":    {"YAML that isn't an index", failing.URL},
		"archive isn't there": {"an index that promises too much", gone.URL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			_, err := load(t, chart.Source{Repository: c.repository}, istiod)
			assert.Less(t, time.Since(start), 11*time.Second, c.reason)
			var unreachable *chart.UnreachableError
			require.ErrorAs(t, err, &unreachable, c.reason)
			assert.Equal(t, c.repository, unreachable.Repository, c.reason)
			assert.ErrorContains(t, err, c.repository, "the error names the repository")
			assert.Error(t, unreachable.Unwrap(), "the cause is kept")
		})
	}
}

func TestUnreachableIsSaidOnce(t *testing.T) {
	t.Parallel()
	repository, err := chart.Open(chart.Source{Repository: "http://" + closed(t)})
	require.NoError(t, err)
	errs := repository.LoadAll(t.Context(), []chart.Ref{istiod, {Name: "base", Version: "1.31.1"}})
	require.Len(t, errs, 1, "one dead repository is one problem")
	var unreachable *chart.UnreachableError
	assert.ErrorAs(t, errs[0], &unreachable)
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
	} {
		assert.Contains(t, err.Error(), "https://charts.example", "an error names the repository")
		assert.Contains(t, err.Error(), "; ", "what is wrong, and what to do")
		assert.False(t, strings.HasSuffix(err.Error(), "."), "errors are part of a sentence")
	}
}
