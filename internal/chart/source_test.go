package chart_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

func TestCheckRepository(t *testing.T) {
	t.Parallel()
	folder := folderWith(t, "file", nil)
	for name, c := range map[string]struct {
		reason     string
		repository string
		// wrong holds a word of the error, "" for none.
		wrong string
	}{
		"https":            {"a Helm repository", "https://charts.example/istio", ""},
		"http":             {"a mirror within", "http://charts.example:8080", ""},
		"oci":              {"a registry", "oci://registry.example/charts", ""},
		"folder":           {"a folder", folder, ""},
		"file address":     {"a folder, as Helm writes it", "file://" + folder, ""},
		"no folder":        {"it must be there", filepath.Join(folder, "nothing"), "not a folder"},
		"a file":           {"a file holds no charts", filepath.Join(folder, "file"), "not a folder"},
		"empty":            {"nothing is no folder", "", "not a folder"},
		"forgotten scheme": {"it would be read as a folder", "charts.example/istio", "not a folder"},
		"no host":          {"an address has a host", "https://", "not an address"},
		"no host, a path":  {"an address has a host", "oci:///charts", "not an address"},
		"not an address":   {"it can't be read", "https://[::1", "not an address"},
		"git":              {"Helm can't read it", "git://charts.example/istio", `scheme "git"`},
		"s3":               {"Helm can't read it without a plugin", "s3://bucket/charts", `scheme "s3"`},
		"password in it":   {"an address shows in plain sight", "https://user:hunter2@charts.example", "charts.password"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := chart.CheckRepository(c.repository)
			_, openErr := chart.Open(chart.Source{Repository: c.repository})
			assert.Equal(t, err, openErr, "Open fails where CheckRepository does")
			if c.wrong == "" {
				require.NoError(t, err, c.reason)
				return
			}
			require.ErrorContains(t, err, c.wrong, c.reason)
			assert.NotContains(t, err.Error(), "hunter2", "no error holds a password")
		})
	}
}

func TestLocalFolder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		repository, folder string
		local              bool
		reason             string
	}{
		{"./charts", "./charts", true, "a relative folder"},
		{"/srv/charts", "/srv/charts", true, "an absolute folder"},
		{"file:///srv/charts", "/srv/charts", true, "an address of a folder"},
		{"https://charts.example", "", false, "an address of a host"},
		{"oci://registry.example/charts", "", false, "an address of a registry"},
	} {
		folder, local := chart.LocalFolder(c.repository)
		assert.Equal(t, c.local, local, c.reason)
		if local {
			assert.Equal(t, c.folder, folder, c.reason)
		}
	}
}
