package kubernetes

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func unmarshal(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	m := map[string]any{}
	require.NoError(t, json.Unmarshal(raw, &m))
	return m
}

const kubeconfigTemplate = `
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://SERVER"}}]
users: [{name: u, user: {token: TOKEN}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`

func kubeconfigFor(server, token string) resource.PropertyValue {
	return resource.NewStringProperty(strings.NewReplacer("SERVER", server, "TOKEN", token).Replace(kubeconfigTemplate))
}

func TestDiffConfigReplacesOnlyForAnotherCluster(t *testing.T) {
	olds := resource.PropertyMap{"kubeconfig": kubeconfigFor("127.0.0.1:1", "a")}
	for name, c := range map[string]struct {
		news     resource.PropertyMap
		changes  pulumirpc.DiffResponse_DiffChanges
		replaces []string
	}{
		"same": {olds, pulumirpc.DiffResponse_DIFF_NONE, nil},
		"now a secret": {
			resource.PropertyMap{"kubeconfig": resource.MakeSecret(olds["kubeconfig"])},
			pulumirpc.DiffResponse_DIFF_NONE, nil,
		},
		"other credential": {
			resource.PropertyMap{"kubeconfig": kubeconfigFor("127.0.0.1:1", "b")},
			pulumirpc.DiffResponse_DIFF_SOME, nil,
		},
		"other cluster": {
			resource.PropertyMap{"kubeconfig": kubeconfigFor("127.0.0.1:2", "a")},
			pulumirpc.DiffResponse_DIFF_SOME, []string{"kubeconfig"},
		},
		"not known yet": {
			resource.PropertyMap{"kubeconfig": resource.MakeComputed(resource.NewStringProperty(""))},
			pulumirpc.DiffResponse_DIFF_SOME, []string{"kubeconfig"},
		},
		"other setting": {
			resource.PropertyMap{"kubeconfig": olds["kubeconfig"], "namespace": resource.NewStringProperty("n")},
			pulumirpc.DiffResponse_DIFF_SOME, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := offline(t, nil)
			old, err := p.encode("olds", olds)
			require.NoError(t, err)
			news, err := p.encode("news", c.news)
			require.NoError(t, err)
			d, err := p.DiffConfig(context.Background(), &pulumirpc.DiffRequest{Olds: old, News: news})
			require.NoError(t, err)
			assert.Equal(t, c.changes, d.GetChanges())
			assert.Equal(t, c.replaces, d.GetReplaces())
		})
	}
}
