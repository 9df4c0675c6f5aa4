package chart_test

import (
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

func TestCAFile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.index("istiod.tgz", "")
	s.files["/istiod.tgz"] = archive(t, istiod)
	server := httptest.NewTLSServer(s)
	t.Cleanup(server.Close)
	for name, c := range map[string]struct {
		reason, file string
		// wrong holds a word of the error, "" for none.
		wrong string
	}{
		"right":          {"a company's own authority", caFile(t, server), ""},
		"none":           {"the system doesn't trust the certificate", "", "certificate"},
		"missing":        {"the file isn't there", filepath.Join(t.TempDir(), "nothing.pem"), "caFile"},
		"no certificate": {"the file holds something else", filepath.Join(folderWith(t, "ca.pem", []byte("x")), "ca.pem"), "caFile"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, chart.Source{Repository: server.URL, CAFile: c.file}, istiod)
			if c.wrong == "" {
				require.NoError(t, err, c.reason)
				return
			}
			var unreachable *chart.UnreachableError
			require.ErrorAs(t, err, &unreachable, c.reason)
			assert.ErrorContains(t, err, c.wrong, c.reason)
		})
	}
}
