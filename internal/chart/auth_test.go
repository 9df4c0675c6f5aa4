package chart_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
)

func TestBasicAuth(t *testing.T) {
	t.Parallel()
	url := charttest.Server(t, charttest.Folder(t, "1.31.1"), "reader", "s3cr3t")
	for name, c := range map[string]struct {
		reason, username, password string
		ok                         bool
	}{
		"right": {"both the index and the archive are behind the password", "reader", "s3cr3t", true},
		"wrong": {"the repository refuses", "reader", "hunter2", false},
		"none":  {"the repository refuses", "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, chart.Source{Repository: url, Username: c.username, Password: c.password}, istiod)
			if c.ok {
				require.NoError(t, err, c.reason)
				return
			}
			var unreachable *chart.UnreachableError
			require.ErrorAs(t, err, &unreachable, c.reason)
			assert.ErrorContains(t, err, "401", "what the repository said")
			assert.NotContains(t, err.Error(), "hunter2", "no error holds a password")
		})
	}
}

// TestPasswordStaysAtItsHost: whoever can write an index must not get the password of its readers.
func TestPasswordStaysAtItsHost(t *testing.T) {
	t.Parallel()
	body := archive(t, istiod)
	for name, c := range map[string]struct {
		reason string
		// publish makes the repository point to another host.
		publish func(repository *site, other string)
	}{
		"absolute address": {
			"the index may point anywhere",
			func(r *site, other string) { r.index(other+"/istiod.tgz", "") },
		},
		"redirect": {
			"so may an answer",
			func(r *site, other string) {
				r.index("istiod.tgz", "")
				r.redirects["/istiod.tgz"] = other + "/istiod.tgz"
			},
		},
		"redirect of the index": {
			"also the first one",
			func(r *site, other string) {
				r.index(other+"/istiod.tgz", "")
				r.files["/moved.yaml"] = r.files["/index.yaml"]
				r.redirects["/index.yaml"] = "/moved.yaml"
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repository, other := newSite(t), newSite(t)
			other.files["/istiod.tgz"] = body
			c.publish(repository, strings.Replace(other.URL, "127.0.0.1", "localhost", 1))
			_, err := load(t, chart.Source{Repository: repository.URL, Username: "reader", Password: "s3cr3t"}, istiod)
			require.NoError(t, err, c.reason)

			require.NotEmpty(t, repository.asked)
			for _, r := range repository.asked {
				user, password, _ := r.BasicAuth()
				assert.Equal(t, "reader s3cr3t", user+" "+password, "the repository itself gets it")
			}
			require.Len(t, other.asked, 1, "the archive came from there")
			assert.Empty(t, other.asked[0].Header.Get("Authorization"), c.reason)
		})
	}
}
