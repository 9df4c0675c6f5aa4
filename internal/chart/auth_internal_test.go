package chart

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// roundTrip answers requests without a network.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestWhoGetsThePassword(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address, reason string
		want            bool
	}{
		{"https://charts.example/istiod.tgz", "the repository's own host", true},
		{"http://charts.example/istiod.tgz", "the same host, but in clear on the wire", false},
		{"https://charts.example:8443/istiod.tgz", "another port is another server", false},
		{"https://charts.example.evil.example/istiod.tgz", "a longer name is another host", false},
		{"https://cdn.charts.example/istiod.tgz", "a host below isn't the repository's", false},
		{"https://evil.example/charts.example/istiod.tgz", "the name in a path is no host", false},
	} {
		sent := false
		f := &httpFetcher{
			source: Source{Repository: "https://charts.example/istio", Username: "reader", Password: "s3cr3t"},
			client: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				_, password, _ := r.BasicAuth()
				sent = password == "s3cr3t"
				return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(""))}, nil
			})},
		}
		_, err := f.get(t.Context(), c.address)
		require.NoError(t, err, c.reason)
		assert.Equal(t, c.want, sent, "%s: %s", c.address, c.reason)
	}
}
