//go:build unix

package cluster_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

const (
	execAPI    = "client.authentication.k8s.io/v1"
	credential = `{"apiVersion": "` + execAPI + `", "kind": "ExecCredential", "status": {"token": "` + token + `"}}`
)

// script writes a credential plugin: a shell script, whose folder is its $1.
func script(t *testing.T, body string) (path, dir string) {
	t.Helper()
	dir = t.TempDir()
	path = filepath.Join(dir, "login")
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o700))
	return path, dir
}

// withPlugin is a kubeconfig whose user is who a credential plugin says.
func withPlugin(t *testing.T, path string, mode api.ExecInteractiveMode, apiVersion string) string {
	t.Helper()
	k := kubeconfig(apiServer(t, answer(http.StatusOK, versionBody), answer(http.StatusOK, crdBody)))
	k.AuthInfos["u"] = &api.AuthInfo{Exec: &api.ExecConfig{
		Command: path, Args: []string{filepath.Dir(path)}, APIVersion: apiVersion, InteractiveMode: mode,
	}}
	return content(t, k)
}

// TestPlugin: a credential plugin is run when it can do without the user, and what goes wrong in it is told without what
// it wrote.
func TestPlugin(t *testing.T) {
	isolate(t)
	const ifAvailable = api.IfAvailableExecInteractiveMode
	for name, c := range map[string]struct {
		reason string
		body   string
		mode   api.ExecInteractiveMode
		api    string
		err    string
		runs   string
	}{
		"logs in": {
			reason: "both questions share what one run of it brought",
			body:   "echo '" + credential + "'", mode: ifAvailable, runs: "ran\n",
		},
		"always asks": {
			reason: "one that always wants the user isn't run, so nothing pops up",
			body:   "echo '" + credential + "'", mode: api.AlwaysExecInteractiveMode,
			err: "the credential plugin login: exec plugin cannot support interactive mode",
		},
		"fails": {
			reason: "its own words go to stderr",
			body:   "exit 3", mode: ifAvailable, runs: "ran\nran\n",
			err: "the credential plugin login: exec: executable ",
		},
		"writes another credential": {
			reason: "what isn't an ExecCredential may be a credential all the same",
			body:   "echo '" + token + "'", mode: ifAvailable, runs: "ran\nran\n",
			err: "the credential plugin login: it wrote something else than an ExecCredential",
		},
		"old protocol": {
			reason: "old kubeconfigs name a version that client-go has dropped",
			body:   "echo '" + credential + "'", mode: ifAvailable, api: "client.authentication.k8s.io/v1alpha1",
			err: `invalid apiVersion "client.authentication.k8s.io/v1alpha1"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Log(c.reason)
			path, dir := script(t, `echo ran >> "$1/runs"`+"\n"+c.body)
			if c.api == "" {
				c.api = execAPI
			}
			facts, err := look(t, cluster.Config{Kubeconfig: withPlugin(t, path, c.mode, c.api)})
			runs, _ := os.ReadFile(filepath.Join(dir, "runs"))
			assert.Equal(t, c.runs, string(runs))
			if c.err == "" {
				require.NoError(t, err)
				assert.Equal(t, cluster.Facts{KubernetesVersion: "v1.36.3", GatewayAPI: installed}, facts)
				return
			}
			assert.Empty(t, facts)
			require.ErrorContains(t, err, c.err)
			oneLine(t, err)
		})
	}
}

// TestPluginIsMissing: client-go's words for that have many lines.
func TestPluginIsMissing(t *testing.T) {
	isolate(t)
	_, err := look(t, cluster.Config{Kubeconfig: withPlugin(t, "no-such-login", api.NeverExecInteractiveMode, execAPI)})
	require.ErrorContains(t, err, "the credential plugin no-such-login: exec: executable no-such-login not found")
	oneLine(t, err)
}

// TestPluginHangs: also a second look, which finds the first one's plugin still running, is done in time.
func TestPluginHangs(t *testing.T) {
	isolate(t)
	path, dir := script(t, `while [ -e "$1/hang" ]; do sleep 0.05; done; touch "$1/ended"`)
	flag := filepath.Join(dir, "hang")
	require.NoError(t, os.WriteFile(flag, nil, 0o600))
	t.Cleanup(func() {
		require.NoError(t, os.Remove(flag))
		assert.Eventually(t, func() bool {
			_, err := os.Stat(filepath.Join(dir, "ended"))
			return err == nil
		}, 10*time.Second, 50*time.Millisecond)
	})
	config := cluster.Config{Kubeconfig: withPlugin(t, path, api.IfAvailableExecInteractiveMode, execAPI)}
	for range 2 {
		facts, err := hurried(t, config)
		assert.Empty(t, facts)
		assert.ErrorContains(t, err, "no answer in time, from the credential plugin login or from the API server")
	}
}
