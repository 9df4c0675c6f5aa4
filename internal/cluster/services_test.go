package cluster_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

const firstPage = `{"kind": "ServiceList", "apiVersion": "v1", "metadata": {"continue": "next"}, "items": [
	{"metadata": {"namespace": "shop", "name": "cart"}, "spec": {"ports": [{"protocol": "TCP"}, {"protocol": "UDP"}, {}]}},
	{"metadata": {"namespace": "shop", "name": "names"}, "spec": {"ports": [{"protocol": "UDP"}]}}]}`

const lastPage = `{"kind": "ServiceList", "apiVersion": "v1", "metadata": {}, "items": [
	{"metadata": {"namespace": "shop", "name": "elsewhere"}, "spec": {"type": "ExternalName", "ports": [{"protocol": "TCP"}]}},
	{"metadata": {"namespace": "pay", "name": "api"}, "spec": {"type": "ClusterIP", "ports": [{"protocol": "TCP"}]}}]}`

// TestServices: what a server's answers mean for the list of Services.
func TestServices(t *testing.T) {
	isolate(t)
	for name, c := range map[string]struct {
		reason string
		pages  map[string]http.HandlerFunc // by the token that asks for them
		want   []cluster.Service
		err    string
	}{
		"pages": {
			reason: "a large cluster hands them out in parts; what istiod makes no cluster of isn't counted",
			pages:  map[string]http.HandlerFunc{"": answer(http.StatusOK, firstPage), "next": answer(http.StatusOK, lastPage)},
			want:   []cluster.Service{{Namespace: "shop", Name: "cart", Ports: 2}, {Namespace: "pay", Name: "api", Ports: 1}},
		},
		"none": {
			reason: "an empty cluster is known to be empty",
			pages:  map[string]http.HandlerFunc{"": answer(http.StatusOK, `{"kind": "ServiceList", "items": []}`)},
		},
		"half of it": {
			reason: "a part is not the whole, and an estimate of it would be wrong",
			pages:  map[string]http.HandlerFunc{"": answer(http.StatusOK, firstPage), "next": status(http.StatusGone, "Expired")},
			err:    "for its Services: it answered 410 Gone",
		},
		"forbidden": {
			reason: "many users may see their own namespaces only",
			pages:  map[string]http.HandlerFunc{"": status(http.StatusForbidden, "Forbidden")},
			err:    "for its Services: it answered 403 Forbidden; let the user",
		},
		"some web page": {
			reason: "a login page answers everything with 200",
			pages:  map[string]http.HandlerFunc{"": page},
			err:    "isn't a Kubernetes API server",
		},
		"some JSON": {
			reason: "another object is no list",
			pages:  map[string]http.HandlerFunc{"": answer(http.StatusOK, `{"ok": true}`)},
			err:    "isn't a Kubernetes API server",
		},
		"hanging": {
			reason: "a preview doesn't wait for it",
			pages:  map[string]http.HandlerFunc{"": hang},
			err:    "no answer in time",
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := services(t, c.pages)
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			got, err := cluster.Services(ctx, cluster.Config{Kubeconfig: write(t, content(t, kubeconfig(server)))})
			if c.err != "" {
				require.ErrorContains(t, err, c.err, c.reason)
				assert.NotContains(t, err.Error(), token)
				assert.Empty(t, got, c.reason)
				return
			}
			require.NoError(t, err, c.reason)
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}

// services serves pages of the list of Services.
func services(t *testing.T, pages map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/services" || r.URL.Query().Get("limit") == "" {
			status(http.StatusBadRequest, "BadRequest")(w, r)
			return
		}
		pages[r.URL.Query().Get("continue")](w, r)
	}))
	t.Cleanup(server.Close)
	return server
}
