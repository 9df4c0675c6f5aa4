package cluster

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPluginsDontGetStdin: the terminal belongs to Pulumi. A test has no terminal, so that this can't be seen from the
// outside.
func TestPluginsDontGetStdin(t *testing.T) {
	config, err := restConfig(Config{Kubeconfig: `{
		"clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}],
		"users": [{"name": "u", "user": {"exec": {"command": "login",
			"apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "IfAvailable"}}}],
		"contexts": [{"name": "here", "context": {"cluster": "c", "user": "u"}}], "current-context": "here"}`})
	require.NoError(t, err)
	assert.True(t, config.ExecProvider.StdinUnavailable)
}
