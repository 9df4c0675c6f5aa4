package cluster_test

import (
	"net/http"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

// versionServer tells only a version, by which the tests see which cluster was asked.
func versionServer(t *testing.T, version string) *api.Config {
	t.Helper()
	body := strings.ReplaceAll(versionBody, "v1.36.3", version)
	return kubeconfig(apiServer(t, answer(http.StatusOK, body), status(http.StatusNotFound, "NotFound")))
}

// twoClusters has two contexts, "here" of cluster "c" and "there" of cluster "d", which tell the versions v1.1.0 and
// v1.2.0. "here" is the current one.
func twoClusters(t *testing.T) *api.Config {
	t.Helper()
	k := versionServer(t, "v1.1.0")
	k.Clusters["d"] = versionServer(t, "v1.2.0").Clusters["c"]
	k.Contexts["there"] = &api.Context{Cluster: "d", AuthInfo: "u"}
	return k
}

// TestWhichCluster: the one that Pulumi's default Kubernetes provider would use.
func TestWhichCluster(t *testing.T) {
	isolate(t)
	both := twoClusters(t)
	one, two := *both, *both
	one.Contexts = map[string]*api.Context{"here": both.Contexts["here"]}
	one.CurrentContext = ""
	two.Contexts = map[string]*api.Context{"there": both.Contexts["there"]}
	two.CurrentContext = "there"
	given, first, second := content(t, both), write(t, content(t, &one)), write(t, content(t, &two))
	for name, c := range map[string]struct {
		reason string
		config cluster.Config
		env    string
		want   string
	}{
		"content":   {"a kubeconfig's content", cluster.Config{Kubeconfig: given}, "", "v1.1.0"},
		"path":      {"a kubeconfig's path", cluster.Config{Kubeconfig: second}, "", "v1.2.0"},
		"home":      {"a shell expands ~, a configuration doesn't", cluster.Config{Kubeconfig: fromHome(t, second)}, "", "v1.2.0"},
		"context":   {"the context is overridden", cluster.Config{Kubeconfig: given, Context: "there"}, "", "v1.2.0"},
		"cluster":   {"the cluster alone is overridden", cluster.Config{Kubeconfig: given, Cluster: "d"}, "", "v1.2.0"},
		"variable":  {"nothing is configured", cluster.Config{}, second, "v1.2.0"},
		"no files":  {"what is configured goes before the variable", cluster.Config{Kubeconfig: given}, second, "v1.1.0"},
		"two files": {"files are merged: the context of one, the current one of the other", cluster.Config{}, list(first, second), "v1.2.0"},
		"context of two files": {
			"overrides are for ambient files too", cluster.Config{Context: "here"}, list(first, second), "v1.1.0",
		},
		"missing file": {"a file that isn't there is passed over", cluster.Config{}, list(first+"-gone", second), "v1.2.0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Log(c.reason)
			if c.env != "" {
				t.Setenv("KUBECONFIG", c.env)
			}
			facts, err := look(t, c.config)
			require.NoError(t, err)
			assert.Equal(t, c.want, facts.KubernetesVersion)
		})
	}
}

func list(paths ...string) string { return strings.Join(paths, string(os.PathListSeparator)) }

// fromHome writes a path as one that starts with ~/.
func fromHome(t *testing.T, path string) string {
	t.Helper()
	u, err := user.Current()
	require.NoError(t, err)
	rel, err := filepath.Rel(u.HomeDir, path)
	require.NoError(t, err)
	return "~/" + rel
}

// TestFilesOfAKubeconfig: an ambient kubeconfig names files relative to itself.
func TestFilesOfAKubeconfig(t *testing.T) {
	isolate(t)
	k := versionServer(t, "v1.1.0")
	k.AuthInfos["u"] = &api.AuthInfo{TokenFile: "token"}
	path := write(t, content(t, k))
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "token"), []byte(token), 0o600))
	t.Setenv("KUBECONFIG", path)
	facts, err := look(t, cluster.Config{})
	require.NoError(t, err)
	assert.Equal(t, "v1.1.0", facts.KubernetesVersion)
}

// TestNoCluster: only where nobody named a cluster the caller may stay silent.
func TestNoCluster(t *testing.T) {
	isolate(t)
	unchosen := twoClusters(t)
	unchosen.CurrentContext = ""
	empty, noCurrent := write(t, ""), write(t, content(t, unchosen))
	for name, c := range map[string]struct {
		reason string
		config cluster.Config
		env    string
		silent bool
	}{
		"no file":             {"there's no kubeconfig", cluster.Config{}, "", true},
		"empty file":          {"kubectl leaves empty files behind", cluster.Config{}, empty, true},
		"no current context":  {"no cluster was chosen", cluster.Config{}, noCurrent, true},
		"given without one":   {"somebody wrote kubernetes:kubeconfig", cluster.Config{Kubeconfig: noCurrent}, "", false},
		"context without one": {"somebody wrote kubernetes:context", cluster.Config{Context: "here"}, "", false},
		"cluster without one": {"somebody wrote kubernetes:cluster", cluster.Config{Cluster: "c"}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Log(c.reason)
			if c.env != "" {
				t.Setenv("KUBECONFIG", c.env)
			}
			facts, err := look(t, c.config)
			require.Error(t, err)
			assert.Empty(t, facts)
			if c.silent {
				assert.ErrorIs(t, err, cluster.ErrNoCluster)
			} else {
				assert.NotErrorIs(t, err, cluster.ErrNoCluster)
			}
			oneLine(t, err)
		})
	}
}
