package chart_test

import (
	"crypto/sha256"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

// registry is the pull side of the OCI distribution specification, with one chart in it.
type registry struct {
	manifest           []byte
	blobs              map[string][]byte
	username, password string

	mu    sync.Mutex
	asked []string
}

type descriptor struct {
	MediaType string `json:"mediaType"`
	Digest    string `json:"digest"`
	Size      int    `json:"size"`
}

func newRegistry(t *testing.T, layer []byte, username, password string) *registry {
	t.Helper()
	r := &registry{username: username, password: password}
	r.push(t, layer, nil)
	return r
}

// push publishes a chart under the tag, with its provenance if it has one.
func (r *registry) push(t *testing.T, layer, provenance []byte) {
	t.Helper()
	r.blobs = map[string][]byte{}
	config := r.add("application/vnd.cncf.helm.config.v1+json", []byte(`{"name":"istiod","version":"1.31.1","apiVersion":"v2"}`))
	layers := []descriptor{r.add("application/vnd.cncf.helm.chart.content.v1.tar+gzip", layer)}
	if provenance != nil {
		layers = append(layers, r.add("application/vnd.cncf.helm.chart.provenance.v1.prov", provenance))
	}
	var err error
	r.manifest, err = json.Marshal(map[string]any{
		"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": layers,
	})
	require.NoError(t, err)
}

// blobsAsked counts the blobs that were asked for.
func (r *registry) blobsAsked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, path := range r.asked {
		if strings.Contains(path, "/blobs/") {
			n++
		}
	}
	return n
}

func (r *registry) add(mediaType string, body []byte) descriptor {
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256(body))
	r.blobs[digest] = body
	return descriptor{mediaType, digest, len(body)}
}

func (r *registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	r.asked = append(r.asked, req.URL.Path)
	r.mu.Unlock()
	if user, password, _ := req.BasicAuth(); user != r.username || password != r.password {
		w.Header().Set("WWW-Authenticate", `Basic realm="charts"`)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256(r.manifest))
	switch reference := strings.TrimPrefix(req.URL.Path, "/v2/mirror/charts/istiod/"); {
	case reference == "manifests/1.31.1" || reference == "manifests/"+digest:
		w.Header().Set("Content-Type", "application/vnd.oci.image.manifest.v1+json")
		w.Header().Set("Docker-Content-Digest", digest)
		_, _ = w.Write(r.manifest)
	case r.blobs[strings.TrimPrefix(reference, "blobs/")] != nil:
		_, _ = w.Write(r.blobs[strings.TrimPrefix(reference, "blobs/")])
	default:
		http.NotFound(w, req)
	}
}

// serve serves over TLS and returns the source: Helm's client speaks nothing else, to localhost either.
func serve(t *testing.T, handler http.Handler) chart.Source {
	t.Helper()
	source, _ := serveUntil(t, handler)
	return source
}

// serveUntil also returns what stops it.
func serveUntil(t *testing.T, handler http.Handler) (chart.Source, func()) {
	t.Helper()
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	return chart.Source{
		Repository: "oci://" + server.Listener.Addr().String() + "/mirror/charts",
		CAFile:     caFile(t, server),
	}, server.Close
}

func caFile(t *testing.T, server *httptest.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	require.NoError(t, os.WriteFile(path, block, 0o600))
	return path
}

func TestLoadFromRegistry(t *testing.T) {
	t.Parallel()
	body := archive(t, istiod)
	for name, c := range map[string]struct {
		reason, username, password, slash string
	}{
		"open":          {"nobody is asked for a password", "", "", ""},
		"with password": {"asked for once the registry says so", "reader", "s3cr3t", ""},
		"slash":         {"a slash at the end of the address", "", "", "/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := serve(t, newRegistry(t, body, c.username, c.password))
			source.Repository += c.slash
			source.Username, source.Password = c.username, c.password
			got, err := load(t, source, istiod)
			require.NoError(t, err, c.reason)
			assert.Equal(t, "istiod", got.Name(), c.reason)
		})
	}
}

func TestNotFoundInRegistry(t *testing.T) {
	t.Parallel()
	source := serve(t, newRegistry(t, archive(t, istiod), "", ""))
	for reason, ref := range map[string]chart.Ref{
		"a version that was never pushed": {Name: "istiod", Version: "1.20.0"},
		"a chart that was never pushed":   {Name: "base", Version: "1.31.1"},
	} {
		_, err := load(t, source, ref)
		var missing *chart.NotFoundError
		require.ErrorAs(t, err, &missing, reason)
		assert.Equal(t, ref, missing.Ref, reason)
		assert.Equal(t, source.Repository, missing.Repository, reason)
	}
}

func TestCorruptInRegistry(t *testing.T) {
	t.Parallel()
	for reason, layer := range map[string][]byte{
		"not an archive":  []byte("<html>"),
		"another chart":   archive(t, chart.Ref{Name: "base", Version: "1.31.1"}),
		"another version": archive(t, chart.Ref{Name: "istiod", Version: "1.30.0"}),
	} {
		_, err := load(t, serve(t, newRegistry(t, layer, "", "")), istiod)
		var corrupt *chart.CorruptError
		require.ErrorAs(t, err, &corrupt, reason)
	}
}

func TestChangedLayerIsRefused(t *testing.T) {
	t.Parallel()
	r := newRegistry(t, archive(t, istiod), "", "")
	for digest, blob := range r.blobs {
		if blob[0] != '{' { // the archive, not the config
			changed := slices.Clone(blob)
			changed[len(changed)-1] ^= 1
			r.blobs[digest] = changed
		}
	}
	_, err := load(t, serve(t, r), istiod)
	var corrupt *chart.CorruptError
	require.ErrorAs(t, err, &corrupt, "the layer isn't the one of the manifest")
}

func TestRegistryRefuses(t *testing.T) {
	t.Parallel()
	r := newRegistry(t, archive(t, istiod), "reader", "s3cr3t")
	plain := httptest.NewServer(newRegistry(t, archive(t, istiod), "", ""))
	t.Cleanup(plain.Close)
	wrong, none := serve(t, r), serve(t, r)
	wrong.Username, wrong.Password = "reader", "hunter2"
	for reason, source := range map[string]chart.Source{
		"a wrong password":            wrong,
		"no password":                 none,
		"a registry without TLS":      {Repository: "oci://" + plain.Listener.Addr().String() + "/mirror/charts"},
		"localhost is no exception":   {Repository: "oci://localhost:" + strings.Split(plain.Listener.Addr().String(), ":")[1] + "/mirror/charts"},
		"a certificate nobody trusts": {Repository: serve(t, r).Repository},
	} {
		_, err := load(t, source, istiod)
		var unreachable *chart.UnreachableError
		require.ErrorAs(t, err, &unreachable, reason)
		assert.ErrorContains(t, err, source.Repository, reason)
		assert.NotContains(t, err.Error(), "hunter2", "no error holds a password")
	}
}
