package cluster_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

// TestLook: what a server's answers mean. Each of the two facts stands for itself.
func TestLook(t *testing.T) {
	isolate(t)
	version, crd := answer(http.StatusOK, versionBody), answer(http.StatusOK, crdBody)
	for name, c := range map[string]struct {
		reason       string
		version, crd http.HandlerFunc
		want         cluster.Facts
		// err holds words of the error; none means no error.
		err []string
	}{
		"both": {
			reason:  "a cluster with the CRDs of a release",
			version: version, crd: crd, want: cluster.Facts{KubernetesVersion: "v1.36.3", GatewayAPI: installed},
		},
		"no CRD": {
			reason:  "404 in the API server's own words means that it was looked for and isn't there",
			version: version, crd: status(http.StatusNotFound, "NotFound"),
			want: cluster.Facts{KubernetesVersion: "v1.36.3", GatewayAPI: &cluster.GatewayAPI{}},
		},
		"no annotations": {
			reason:  "CRDs that somebody rewrote are still installed",
			version: version, crd: answer(http.StatusOK, `{"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata",
				"metadata": {"name": "gateways.gateway.networking.k8s.io"}}`),
			want: cluster.Facts{KubernetesVersion: "v1.36.3", GatewayAPI: &cluster.GatewayAPI{Installed: true}},
		},
		"whole CRD": {
			reason:  "a proxy that knows no PartialObjectMetadata answers with the object itself",
			version: version, crd: answer(http.StatusOK, strings.NewReplacer("meta.k8s.io/v1", "apiextensions.k8s.io/v1",
				"PartialObjectMetadata", "CustomResourceDefinition").Replace(crdBody)),
			want: cluster.Facts{KubernetesVersion: "v1.36.3", GatewayAPI: installed},
		},
		"CRD forbidden": {
			reason:  "403 says nothing of what is installed",
			version: version, crd: status(http.StatusForbidden, "Forbidden"),
			want: cluster.Facts{KubernetesVersion: "v1.36.3"}, err: []string{"its Gateway API CRDs: it answered 403 Forbidden"},
		},
		"version forbidden": {
			reason:  "some clusters don't tell everybody their version",
			version: status(http.StatusForbidden, "Forbidden"), crd: crd,
			want: cluster.Facts{GatewayAPI: installed}, err: []string{"its Kubernetes version: it answered 403 Forbidden"},
		},
		"unauthorized": {
			reason:  "one cause is told once",
			version: status(http.StatusUnauthorized, "Unauthorized"), crd: status(http.StatusUnauthorized, "Unauthorized"),
			err: []string{"its Kubernetes version and its Gateway API CRDs: it answered 401 Unauthorized; renew"},
		},
		"two causes": {
			reason:  "both are told",
			version: status(http.StatusInternalServerError, "InternalError"), crd: status(http.StatusForbidden, "Forbidden"),
			err: []string{"version: it answered 500 Internal Server Error; ", "CRDs: it answered 403 Forbidden"},
		},
		"some web server": {
			reason:  "its 404 doesn't mean that there are no CRDs",
			version: http.NotFound, crd: http.NotFound, err: []string{"version and its Gateway API CRDs: what answered isn't a Kubernetes API server"},
		},
		"some web page": {
			reason:  "a login page answers everything with 200",
			version: page, crd: page, err: []string{"isn't a Kubernetes API server"},
		},
		"redirection to nowhere": {
			reason:  "the address is quoted, and may hold a password",
			version: redirect, crd: redirect, err: []string{`failed to parse Location header "127.0.0.1:%port/"`},
		},
		"some JSON": {
			reason:  "an object without what was asked for is no answer",
			version: answer(http.StatusOK, `{"ok": true}`), crd: answer(http.StatusOK, `{"ok": true}`),
			err: []string{"isn't a Kubernetes API server"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Log(c.reason)
			s := apiServer(t, c.version, c.crd)
			facts, err := look(t, cluster.Config{Kubeconfig: content(t, kubeconfig(s))})
			assert.Equal(t, c.want, facts)
			if c.err == nil {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			for _, words := range append(c.err, s.Listener.Addr().String()) {
				assert.ErrorContains(t, err, words)
			}
			oneLine(t, err)
			assert.NotErrorIs(t, err, cluster.ErrNoCluster)
		})
	}
}

func page(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte("<html>\n<body>Log in, " + token + "</body>\n</html>"))
}

func redirect(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Location", "https://admin:"+token+"@127.0.0.1:%port/")
	w.WriteHeader(http.StatusFound)
}

// oneLine also checks that the token isn't told.
func oneLine(t *testing.T, err error) {
	t.Helper()
	assert.NotContains(t, err.Error(), "\n")
	assert.NotContains(t, err.Error(), token)
}

// TestBothAreAskedAtOnce: the version is told only when the CRD was asked for, and the other way around.
func TestBothAreAskedAtOnce(t *testing.T) {
	isolate(t)
	version, crd := make(chan struct{}), make(chan struct{})
	meet := func(mine, other chan struct{}, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			close(mine)
			select {
			case <-other:
				answer(http.StatusOK, body)(w, r)
			case <-r.Context().Done():
			}
		}
	}
	s := apiServer(t, meet(version, crd, versionBody), meet(crd, version, crdBody))
	facts, err := look(t, cluster.Config{Kubeconfig: content(t, kubeconfig(s))})
	require.NoError(t, err)
	assert.Equal(t, cluster.Facts{KubernetesVersion: "v1.36.3", GatewayAPI: installed}, facts)
}
