package cluster_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/cert"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

// changed is the content of a kubeconfig for a server that nobody reaches, after a change.
func changed(t *testing.T, change func(c *api.Cluster, u *api.AuthInfo)) string {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	s.Close()
	k := kubeconfig(s)
	change(k.Clusters["c"], k.AuthInfos["u"])
	return content(t, k)
}

// TestErrors: what is wrong in a kubeconfig is told in one line that names it and quotes nothing secret. Every secret
// below holds the token.
func TestErrors(t *testing.T) {
	isolate(t)
	fine := changed(t, func(*api.Cluster, *api.AuthInfo) {})
	malformed := "users: [{name: u, user: {password: *" + token + "}}]" // quotes are missing, so that it's a YAML alias
	other := "apiVersion: " + token + "\nkind: Config"
	file := write(t, malformed)
	for name, c := range map[string]struct {
		reason string
		config cluster.Config
		env    string
		err    string
	}{
		"malformed content": {
			"a YAML parser quotes what it can't resolve", cluster.Config{Kubeconfig: malformed}, "",
			"kubernetes:kubeconfig is neither the path of an existing file nor the content of a kubeconfig",
		},
		"other content": {"so does a Kubernetes decoder", cluster.Config{Kubeconfig: other}, "", "nor the content of a kubeconfig"},
		"missing file":  {"a path that isn't there is read as content", cluster.Config{Kubeconfig: file + "-gone"}, "", "neither the path of"},
		"malformed file": {
			"a file can be named", cluster.Config{Kubeconfig: file}, "", "the file " + file + " isn't a kubeconfig",
		},
		"malformed ambient file": {
			"also when it's one of many", cluster.Config{}, list(write(t, ""), file), "the file " + file + " isn't a kubeconfig",
		},
		"ambient folder": {
			"what can't be read isn't malformed", cluster.Config{}, t.TempDir(), "read the kubeconfig: ",
		},
		"unknown context": {
			"names may be told", cluster.Config{Kubeconfig: fine, Context: "nowhere"}, "", `context "nowhere" does not exist`,
		},
		"unknown cluster": {
			"names may be told", cluster.Config{Kubeconfig: fine, Cluster: "none"}, "", `cluster "none" does not exist`,
		},
		"unreachable": {
			"the address helps to find out why", cluster.Config{Kubeconfig: fine}, "", "connection refused",
		},
		"userinfo of the server": {
			"an old way to give a password", cluster.Config{Kubeconfig: changed(t, func(c *api.Cluster, u *api.AuthInfo) {
				c.Server = "https://admin:" + token + "@127.0.0.1:1"
				u.Token = ""
			})}, "", "ask the cluster at 127.0.0.1:1 for",
		},
		"server that isn't a URL": {
			"it's quoted whole", cluster.Config{Kubeconfig: changed(t, func(c *api.Cluster, _ *api.AuthInfo) {
				c.Server = "admin:" + token + "@127.0.0.1:1/path"
			})}, "", "the server of the cluster isn't a URL",
		},
		"proxy that isn't a URL": {
			"it's quoted whole", cluster.Config{Kubeconfig: changed(t, func(c *api.Cluster, _ *api.AuthInfo) {
				c.ProxyURL = "admin:" + token + "@127.0.0.1:1"
			})}, "", "the proxy-url of the cluster isn't one",
		},
		"unreachable proxy": {
			"it has a password too", cluster.Config{Kubeconfig: changed(t, func(c *api.Cluster, _ *api.AuthInfo) {
				c.ProxyURL = "http://admin:" + token + "@127.0.0.1:1"
			})}, "", "proxyconnect",
		},
		"certificate of another": {
			"the usual error after a cluster was made anew", cluster.Config{Kubeconfig: strangersCA(t)}, "", "certificate",
		},
		"legacy credential plugin": {
			"the ones built into old clients are gone, and their tokens would be renewed behind the provider's back",
			cluster.Config{Kubeconfig: changed(t, func(_ *api.Cluster, u *api.AuthInfo) {
				u.Token = ""
				u.AuthProvider = &api.AuthProviderConfig{Name: "oidc", Config: map[string]string{"id-token": token}}
			})}, "", `no Auth Provider found for name "oidc"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Log(c.reason)
			if c.env != "" {
				t.Setenv("KUBECONFIG", c.env)
			}
			facts, err := look(t, c.config)
			require.ErrorContains(t, err, c.err)
			assert.Empty(t, facts)
			assert.NotErrorIs(t, err, cluster.ErrNoCluster)
			oneLine(t, err)
		})
	}
}

// strangersCA is a kubeconfig that trusts somebody else than the server.
func strangersCA(t *testing.T) string {
	t.Helper()
	ca, _, err := cert.GenerateSelfSignedCertKey("stranger", nil, nil)
	require.NoError(t, err)
	k := kubeconfig(apiServer(t, hang, hang))
	k.Clusters["c"].CertificateAuthorityData = ca
	return content(t, k)
}
