package kubernetes

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/action"
	helmrelease "helm.sh/helm/v3/pkg/release"
)

// localChart writes a chart whose Deployment becomes ready only when the value "node" names a kind of node that exists.
func localChart(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "local")
	for file, content := range map[string]string{
		"Chart.yaml":  "apiVersion: v2\nname: local\nversion: 0.1.0\nappVersion: '7'\n",
		"values.yaml": "node: linux\npassword: none\n",
		"templates/all.yaml": `
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}}
stringData: {password: {{ .Values.password | quote }}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec:
      nodeSelector: {kubernetes.io/os: {{ .Values.node }}}
      containers: [{name: c, image: none}]
`,
	} {
		path := filepath.Join(dir, file)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	return dir
}

func releaseOf(name string, more map[string]any) resource.PropertyMap {
	m := map[string]any{"name": name, "namespace": "default"}
	for key, v := range more {
		m[key] = v
	}
	return props(m)
}

func TestReleaseLifecycle(t *testing.T) {
	e := newEngine(t, nil)
	base := func(version string, enable bool) resource.PropertyMap {
		return releaseOf("base", map[string]any{
			"chart": "base", "version": version, "maxHistory": 2.0, "cleanupOnFail": true,
			"namespace": "istio-system", "createNamespace": true,
			"repositoryOpts": map[string]any{"repo": testCluster(t).ChartRepository()},
			"values": map[string]any{
				"defaultRevision": "default", "base": map[string]any{"enableIstioConfigCRDs": enable},
			},
		})
	}
	op, previewed, err := e.preview(releaseToken, "base", base("1.31.0", false))
	require.NoError(t, err)
	assert.Equal(t, "create", op)
	assert.True(t, previewed["status"].IsComputed())

	outputs := e.must("create", releaseToken, "base", base("1.31.0", false))
	assert.Equal(t, "deployed", outputs["status"].ObjectValue()["status"].StringValue())
	assert.Equal(t, 1.0, outputs["status"].ObjectValue()["revision"].NumberValue())
	assert.NotEmpty(t, outputs["resourceNames"].ObjectValue())
	e.must("same", releaseToken, "base", base("1.31.0", false))
	require.True(t, e.refresh(releaseToken, "base"))
	e.must("same", releaseToken, "base", base("1.31.0", false))

	op, previewed, err = e.preview(releaseToken, "base", base("1.31.1", false))
	require.NoError(t, err)
	assert.Equal(t, "update", op)
	assert.True(t, previewed["status"].IsComputed())
	outputs = e.must("update", releaseToken, "base", base("1.31.1", false))
	assert.Equal(t, "1.31.1", outputs["status"].ObjectValue()["version"].StringValue())
	assert.Equal(t, 2.0, outputs["status"].ObjectValue()["revision"].NumberValue())
	e.must("same", releaseToken, "base", base("1.31.1", false))

	require.NoError(t, e.destroy(releaseToken, "base"))
	config, err := e.p.helm.action("istio-system")
	require.NoError(t, err)
	_, err = config.Releases.Last("base")
	assert.Error(t, err)
	assert.NotNil(t, e.live("v1", "Namespace", "", "istio-system"), "Helm makes the namespace but never takes it away")
}

func TestReleaseChecksTheChart(t *testing.T) {
	e := newEngine(t, nil)
	repo := map[string]any{"repo": testCluster(t).ChartRepository()}
	for name, more := range map[string]map[string]any{
		"no such chart":   {"chart": "nothing", "repositoryOpts": repo},
		"no such version": {"chart": "base", "version": "9.9.9", "repositoryOpts": repo},
		"no such path":    {"chart": "./nowhere"},
	} {
		_, _, err := e.preview(releaseToken, "r", releaseOf("r", more))
		assert.ErrorContains(t, err, "check the chart name and repository configuration", name)
	}
	_, previewed, err := e.preview(releaseToken, "r", props(map[string]any{"chart": "base", "repositoryOpts": repo}))
	require.NoError(t, err)
	assert.Regexp(t, "^r-[0-9a-f]{8}$", previewed["name"].StringValue())
	assert.Equal(t, "default", previewed["namespace"].StringValue())
	assert.Equal(t, "1.31.1", previewed["version"].StringValue(), "no version means the newest")
	assert.Equal(t, 300.0, previewed["timeout"].NumberValue())
}

func TestReleaseWithUnknownValues(t *testing.T) {
	e := newEngine(t, nil)
	inputs := releaseOf("r", map[string]any{"chart": "./nowhere", "values": map[string]any{"a": "1"}})
	inputs["values"].ObjectValue()["b"] = resource.MakeComputed(resource.NewStringProperty(""))
	_, previewed, err := e.preview(releaseToken, "r", inputs)
	require.NoError(t, err, "a release with unknowns doesn't load its chart")
	assert.True(t, previewed["values"].ObjectValue()["b"].IsComputed())
	assert.Equal(t, "1", previewed["values"].ObjectValue()["a"].StringValue())
}

func TestReleaseSecrets(t *testing.T) {
	e := newEngine(t, nil)
	inputs := releaseOf("hidden", map[string]any{"chart": localChart(t), "values": map[string]any{"node": "linux"}})
	inputs["values"].ObjectValue()["password"] = secret("s3cret")
	outputs := e.must("create", releaseToken, "r", inputs)
	assert.True(t, outputs["values"].ObjectValue()["password"].IsSecret())
	assert.True(t, outputs[inputsKey].IsSecret())
	require.True(t, e.refresh(releaseToken, "r"))
	state := e.decode(e.states[string(urnOf(releaseToken, "r"))].state)
	assert.True(t, state["values"].ObjectValue()["password"].IsSecret())
	for _, line := range e.journal.lines {
		assert.NotContains(t, line, "s3cret")
	}
	require.NoError(t, e.destroy(releaseToken, "r"))
	assert.Nil(t, e.live("apps/v1", "Deployment", "default", "hidden"), "uninstall waits")
}

func TestReleaseThatFails(t *testing.T) {
	e := newEngine(t, nil)
	chart := localChart(t)
	inputs := func(node string, atomic bool) resource.PropertyMap {
		return releaseOf("failing", map[string]any{
			"chart": chart, "timeout": 3.0, "atomic": atomic, "values": map[string]any{"node": node},
		})
	}
	_, _, err := e.up(releaseToken, "r", inputs("none", true))
	require.Error(t, err)
	require.Empty(t, e.states, "atomic leaves nothing behind")

	_, _, err = e.up(releaseToken, "r", inputs("none", false))
	require.ErrorContains(t, err, "failed to initialize completely")
	require.Len(t, e.states, 1, "the release exists, though it isn't well")
	outputs := e.must("update", releaseToken, "r", inputs("linux", false))
	assert.Equal(t, "deployed", outputs["status"].ObjectValue()["status"].StringValue())
	assert.Equal(t, 2.0, outputs["status"].ObjectValue()["revision"].NumberValue())
	require.NoError(t, e.destroy(releaseToken, "r"))
}

func TestReleaseOfAKilledProcess(t *testing.T) {
	e := newEngine(t, nil)
	inputs := releaseOf("killed", map[string]any{"chart": localChart(t)})
	release, err := toRelease(inputs)
	require.NoError(t, err)
	loaded, err := e.p.helm.load(release)
	require.NoError(t, err)
	config, err := e.p.helm.action("default")
	require.NoError(t, err)
	require.NoError(t, config.Releases.Create(&helmrelease.Release{
		Name: "killed", Namespace: "default", Version: 1, Chart: loaded,
		Info: &helmrelease.Info{Status: helmrelease.StatusPendingInstall},
	}))
	_, _, err = e.up(releaseToken, "r", inputs)
	require.ErrorContains(t, err, "cannot re-use a name that is still in use")
	require.Empty(t, e.states)
	_, err = action.NewUninstall(config).Run("killed")
	require.NoError(t, err)
	e.must("create", releaseToken, "r", inputs)

	_, err = action.NewUninstall(config).Run("killed")
	require.NoError(t, err)
	require.ErrorContains(t, e.destroy(releaseToken, "r"), "not found", "without a refresh the release is missed")
	require.False(t, e.refresh(releaseToken, "r"))
}

func TestReleaseIsCancelled(t *testing.T) {
	e := newEngine(t, nil)
	inputs := releaseOf("cancelled", map[string]any{"chart": localChart(t), "values": map[string]any{"node": "none"}})
	time.AfterFunc(2*time.Second, func() { _, _ = e.p.Cancel(t.Context(), nil) })
	began := time.Now()
	_, _, err := e.up(releaseToken, "r", inputs)
	require.Error(t, err)
	assert.Less(t, time.Since(began), 20*time.Second)
	other := newEngine(t, nil)
	other.states = e.states
	require.Len(t, other.states, 1)
	require.NoError(t, other.destroy(releaseToken, "r"))
}
