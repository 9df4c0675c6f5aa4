package cluster_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

func TestContexts(t *testing.T) {
	isolate(t)
	s := httptest.NewTLSServer(nil)
	s.Close()
	two := kubeconfig(s)
	two.Contexts["away"] = &api.Context{Cluster: "c", AuthInfo: "u"}
	for name, c := range map[string]struct {
		reason string
		config cluster.Config
		env    string
		names  []string
		meant  string
		err    string
	}{
		"content":   {"as the settings take it", cluster.Config{Kubeconfig: content(t, two)}, "", []string{"away", "here"}, "here", ""},
		"file":      {"by its path", cluster.Config{Kubeconfig: write(t, content(t, two))}, "", []string{"away", "here"}, "here", ""},
		"named":     {"it goes before the current one", cluster.Config{Kubeconfig: content(t, two), Context: "away"}, "", []string{"away", "here"}, "away", ""},
		"ambient":   {"the files of KUBECONFIG", cluster.Config{}, write(t, content(t, kubeconfig(s))), []string{"here"}, "here", ""},
		"none":      {"there's no file", cluster.Config{}, "", nil, "", ""},
		"malformed": {"another name of the setting", cluster.Config{Kubeconfig: "[" + token, Prefix: "adopt."}, "", nil, "", "adopt.kubeconfig is neither"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.env != "" {
				t.Setenv("KUBECONFIG", c.env)
			}
			names, meant, err := cluster.Contexts(c.config)
			if c.err != "" {
				require.ErrorContains(t, err, c.err, c.reason)
				oneLine(t, err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.names, names, c.reason)
			assert.Equal(t, c.meant, meant, c.reason)
		})
	}
}

// What a message says to write is what the caller has.
func TestSettingsByAnotherName(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]string{
		"":       "kubernetes:kubeconfig has no current context; write kubernetes:context",
		"adopt.": "adopt.kubeconfig has no current context; write adopt.context",
	} {
		_, err := cluster.REST(cluster.Config{Kubeconfig: `{"apiVersion":"v1","kind":"Config"}`, Prefix: prefix})
		assert.EqualError(t, err, want)
	}
}
