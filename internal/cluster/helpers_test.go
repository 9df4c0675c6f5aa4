package cluster_test

import (
	"context"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

const (
	token       = "t0ken-nobody-may-see"
	versionPath = "/version"
	crdPath     = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gateways.gateway.networking.k8s.io"
	versionBody = `{"major": "1", "minor": "36", "gitVersion": "v1.36.3"}`
	crdBody     = `{"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": {
		"name": "gateways.gateway.networking.k8s.io", "annotations": {
		"gateway.networking.k8s.io/bundle-version": "v1.4.0", "gateway.networking.k8s.io/channel": "standard"}}}`
)

// deadline is that of a preview, for questions that are answered.
const deadline = 3 * time.Second

// installed is what crdBody says.
var installed = &cluster.GatewayAPI{Installed: true, BundleVersion: "v1.4.0", Channel: "standard"}

// isolate takes every cluster out of the environment that the tests run in.
func isolate(t *testing.T) {
	t.Helper()
	for _, name := range []string{"KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "KUBERNETES_MASTER"} {
		t.Setenv(name, "")
	}
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "absent"))
}

// answer is an answer of an API server as JSON.
func answer(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

// status is how an API server refuses. Its message holds the token, as no message should.
func status(code int, reason string) http.HandlerFunc {
	return answer(code, fmt.Sprintf(`{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": %q,
		"message": "refused: %s", "code": %d}`, reason, token, code))
}

// hang answers when the client has given up.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// apiServer answers the two questions, to those who have the token.
func apiServer(t *testing.T, version, crd http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("GET "+versionPath, version)
	mux.Handle("GET "+crdPath, crd)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			status(http.StatusUnauthorized, "Unauthorized")(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that go away are no news
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// kubeconfig has one context "here", of the cluster "c" at a server and a user "u" with the token.
func kubeconfig(s *httptest.Server) *api.Config {
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	return &api.Config{
		Clusters:       map[string]*api.Cluster{"c": {Server: s.URL, CertificateAuthorityData: ca}},
		AuthInfos:      map[string]*api.AuthInfo{"u": {Token: token}},
		Contexts:       map[string]*api.Context{"here": {Cluster: "c", AuthInfo: "u"}},
		CurrentContext: "here",
	}
}

// content is a kubeconfig as YAML.
func content(t *testing.T, c *api.Config) string {
	t.Helper()
	out, err := clientcmd.Write(*c)
	require.NoError(t, err)
	return string(out)
}

// write puts a file into a folder of its own and returns its path.
func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// look looks with the deadline of a preview.
func look(t *testing.T, c cluster.Config) (cluster.Facts, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	return cluster.Look(ctx, c)
}
