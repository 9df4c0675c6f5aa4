package helmrender

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

type m = map[string]any

// written puts a chart into a folder: files by name, beside a Chart.yaml.
func written(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "sample")
	files["Chart.yaml"] = "apiVersion: v2\nname: sample\nversion: 1.2.3\n"
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	return dir
}

func release(values m) Release {
	return Release{Name: "r", Namespace: "ns", KubeVersion: "1.36.3", Values: values}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	const config = "kind: ConfigMap\nmetadata: {name: a, namespace: ns}\n"
	tests := []struct {
		name, text string
		want       map[string]m // without metadata
		err        string
		reason     string
	}{
		{name: "one", text: config, want: map[string]m{"ConfigMap/ns/a": {}}, reason: "no separator is needed"},
		{
			name: "two", text: "---\n" + config + "--- # the other\nkind: ClusterRole\nmetadata: {name: b}\n",
			want:   map[string]m{"ConfigMap/ns/a": {}, "ClusterRole//b": {}},
			reason: "a separator may carry a comment, and what is cluster-wide has no namespace",
		},
		{
			name: "in a text", text: config + "data:\n  x: |\n    a\n    ---\n    b\n",
			want:   map[string]m{"ConfigMap/ns/a": {"data": m{"x": "a\n---\nb\n"}}},
			reason: "indented it's no separator",
		},
		{
			name: "dashes", text: config + "data:\n  x: |\n    a\n  ---y: z\n",
			want:   map[string]m{"ConfigMap/ns/a": {"data": m{"x": "a\n", "---y": "z"}}},
			reason: "nor in a key",
		},
		{name: "empty", text: "---\n# nothing\n---\n\n", want: map[string]m{}, reason: "conditions leave such files"},
		{
			name: "numbers", text: config + "spec: {port: 8080, ratio: 0.5}\n",
			want:   map[string]m{"ConfigMap/ns/a": {"spec": m{"port": int64(8080), "ratio": 0.5}}},
			reason: "the types are those of Kubernetes",
		},
		{name: "twice", text: config + "---\n" + config, err: "ConfigMap/ns/a is there twice", reason: "one of them would be lost"},
		{name: "no kind", text: "metadata: {name: a}\n", err: "without kind", reason: "the API server would refuse it"},
		{name: "no name", text: "kind: ConfigMap\n", err: "metadata.name", reason: "the API server would refuse it"},
		{name: "a list", text: "- a\n", err: "templates/objects.yaml", reason: "the error names the file"},
		{name: "no YAML", text: "a: b: c\n", err: "templates/objects.yaml", reason: "the error names the file"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := Path(written(t, map[string]string{"templates/objects.yaml": tc.text}), release(nil))
			if tc.err != "" {
				require.ErrorContains(t, err, tc.err, tc.reason)
				return
			}
			require.NoError(t, err, tc.reason)
			require.Len(t, got, len(tc.want), tc.reason)
			for key, want := range tc.want {
				require.Contains(t, got, key, tc.reason)
				delete(got[key], "kind")
				delete(got[key], "metadata")
				assert.Equal(t, want, got[key], tc.reason)
			}
		})
	}
}

func TestWhatTheChartSees(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{
		"values.yaml":         "a: chart\nb: chart\nc: chart\n",
		"templates/NOTES.txt": "kind: Notes, which are no object: {{ .Release.Name }}",
		"crds/crd.yaml":       "kind: CustomResourceDefinition\nmetadata: {name: xs.example.com}\n",
		"templates/config.yaml": `kind: ConfigMap
metadata: {name: "{{ .Release.Name }}", namespace: "{{ .Release.Namespace }}"}
data: {values: "{{ .Values.a }} {{ .Values.b }} {{ .Values.c }}", version: "{{ .Capabilities.KubeVersion }}",
  minor: "{{ .Capabilities.KubeVersion.Minor }}", install: "{{ .Release.IsInstall }}",
  autoscaling: "{{ .Capabilities.APIVersions.Has "autoscaling/v2" }}"}
`,
	})
	values := m{"b": "user", "c": nil}
	objects, err := Path(dir, release(values))
	require.NoError(t, err)
	assert.Contains(t, objects, "CustomResourceDefinition//xs.example.com", "Helm installs the crds folder first")
	assert.Len(t, objects, 2, "notes are no object")
	assert.Equal(t, m{"values": "chart user ", "version": "v1.36.3", "minor": "36", "install": "true", "autoscaling": "true"},
		objects["ConfigMap/ns/r"]["data"])
	assert.Equal(t, m{"b": "user", "c": nil}, values, "the caller's values stay what they are")
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{
		"values.schema.json":  `{"type": "object", "properties": {"a": {"type": "string"}}}`,
		"templates/fail.yaml": `{{ if eq .Values.a "fail" }}{{ fail "write something else" }}{{ end }}`,
	})
	tests := []struct {
		reason, chart string
		release       Release
		want          string
	}{
		{"the schema's reason is shown", dir, release(m{"a": 1.0}), "string"},
		{"the template's reason is shown", dir, release(m{"a": "fail"}), "write something else"},
		{"a version that charts can't compare", dir, Release{KubeVersion: "newest"}, "write for example 1.36.3"},
		{"no version at all", dir, Release{}, "write for example 1.36.3"},
		{"there is no chart", filepath.Join(dir, "absent"), release(nil), "chart of release r"},
	}
	for _, tc := range tests {
		_, err := Path(tc.chart, tc.release)
		require.ErrorContains(t, err, tc.want, tc.reason)
	}
	_, err := Archive([]byte("no archive"), release(nil))
	require.ErrorContains(t, err, "chart of release r")
}

func TestArchiveAndFolderAreTheSame(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{"templates/a.yaml": "kind: ConfigMap\nmetadata: {name: a}\n"})
	c, err := loader.Load(dir)
	require.NoError(t, err)
	name, err := chartutil.Save(c, t.TempDir())
	require.NoError(t, err)
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	fromFolder, err := Path(dir, release(nil))
	require.NoError(t, err)
	fromFile, err := Path(name, release(nil))
	require.NoError(t, err)
	fromBytes, err := Archive(data, release(nil))
	require.NoError(t, err)
	assert.Contains(t, fromFolder, "ConfigMap//a")
	assert.Equal(t, fromFolder, fromFile)
	assert.Equal(t, fromFolder, fromBytes)
}

func TestOfficialCharts(t *testing.T) {
	t.Parallel()
	files, err := charts.Pack()
	require.NoError(t, err)
	for name, key := range map[string]string{
		"base": "CustomResourceDefinition//sidecars.networking.istio.io", "istiod": "Deployment/ns/istiod",
		"cni": "DaemonSet/ns/istio-cni-node", "gateway": "Deployment/ns/r", "ztunnel": "DaemonSet/ns/ztunnel",
	} {
		data := files[name+"-"+charts.Version+".tgz"]
		objects, err := Archive(data, release(nil))
		require.NoError(t, err, name)
		assert.Contains(t, objects, key, name)
	}
}
