package chart_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

var release = chart.RenderOptions{Name: "r", Namespace: "ns", KubeVersion: "1.31.2"}

func rendered(t testing.TB, c *helmchart.Chart, values m) []chart.Object {
	t.Helper()
	objects, err := chart.Render(c, values, release)
	require.NoError(t, err)
	return objects
}

// keys are kind/namespace/name of each object, in their order.
func keys(objects []chart.Object) []string {
	out := []string{}
	for _, o := range objects {
		out = append(out, o.Kind+"/"+o.Namespace+"/"+o.Name)
	}
	return out
}

const (
	config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
	crd    = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  annotations:\n    name: no\n  name: xs.example.com\nspec:\n  names:\n    kind: X\n"
)

func TestDocuments(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason, text string
		want         []string
	}{
		"one":           {"no separator is needed", config, []string{"ConfigMap/ns/a"}},
		"two":           {"a separator may carry a comment", config + "--- # b\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\n", []string{"Secret/ns/b", "ConfigMap/ns/a"}},
		"CR LF":         {"files written on Windows", strings.ReplaceAll("---\n"+config+"---\n", "\n", "\r\n"), []string{"ConfigMap/ns/a"}},
		"in a text":     {"indented dashes are text", config + "data:\n  x: |\n    a\n    ---\n    b\n", []string{"ConfigMap/ns/a"}},
		"empty":         {"conditions leave such files", "---\n# nothing\n---\n\n---\nnull\n", []string{}},
		"own namespace": {"the chart's namespace wins", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: other}\n", []string{"ConfigMap/other/a"}},
		"cluster-wide": {"there is no namespace to be in, whatever the chart writes",
			"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a, namespace: x}\n", []string{"ClusterRole//a"}},
		"unknown kind":  {"most kinds are namespaced", "apiVersion: example.com/v1\nkind: X\nmetadata: {name: a}\n", []string{"X/ns/a"}},
		"core Node":     {"a kind belongs to its group", "apiVersion: example.com/v1\nkind: Node\nmetadata: {name: a}\n", []string{"Node/ns/a"}},
		"list":          {"Helm installs the items", "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n- {apiVersion: v1, kind: Namespace, metadata: {name: b}}\n", []string{"ConfigMap/ns/a", "Namespace//b"}},
		"empty list":    {"there is nothing in it", "apiVersion: v1\nkind: List\nitems: []\n", []string{}},
		"no list":       {"a name alone makes none", "apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: a}\n", []string{"AllowList/ns/a"}},
		"generated":     {"the API server makes the name", "apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n", []string{"Pod/ns/"}},
		"order of Helm": {"by kind, unknown ones last by name", "apiVersion: x/v1\nkind: Zeta\nmetadata: {name: a}\n---\napiVersion: x/v1\nkind: Alpha\nmetadata: {name: a}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n", []string{"ServiceAccount/ns/a", "Deployment/ns/a", "Alpha/ns/a", "Zeta/ns/a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, keys(rendered(t, one(t, c.text), nil)), c.reason)
		})
	}
}

func TestNumbersAndKeys(t *testing.T) {
	t.Parallel()
	o := rendered(t, one(t, config+"spec: {port: 8080, ratio: 0.5, mode: 0644, on: yes, 80: text, big: 12345678901, t: 2020-01-01}\n"), nil)
	assert.Equal(t, m{"port": int64(8080), "ratio": 0.5, "mode": int64(420), "true": true, "80": "text", "big": int64(12345678901),
		"t": "2020-01-01"}, o[0].Body["spec"], "as Kubernetes reads it: YAML 1.1")
	assert.Equal(t, "sample/templates/one.yaml", o[0].Template)
	assert.Contains(t, string(o[0].Text), "ratio: 0.5")
}

func TestCRDs(t *testing.T) {
	t.Parallel()
	hook := strings.Replace(crd, "annotations:\n", "annotations:\n    helm.sh/hook: pre-install\n", 1)
	for name, c := range map[string]struct{ reason, file, text string }{
		"folder":          {"Helm installs the crds folder first", "crds/x.yaml", crd},
		"template":        {"Istio's base has them there", "templates/x.yaml", crd},
		"quotes":          {"as other tools write it", "templates/x.yaml", strings.Replace(strings.Replace(crd, "CustomResourceDefinition", `"CustomResourceDefinition" # a CRD`, 1), "xs.example.com", "'xs.example.com'", 1)},
		"flow":            {"what isn't in lines is parsed", "templates/x.yaml", "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: xs.example.com}}"},
		"metadata inline": {"so is the name in braces", "templates/x.yaml", "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: xs.example.com}\nspec: {}\n"},
		"list":            {"items are looked at one by one", "templates/x.yaml", "apiVersion: v1\nkind: List\nitems:\n- " + strings.ReplaceAll(strings.TrimSpace(crd), "\n", "\n  ")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			objects := rendered(t, sample(t, map[string]string{c.file: c.text, "templates/a.yaml": config}), nil)
			require.Contains(t, keys(objects), "CustomResourceDefinition//xs.example.com", c.reason)
			got := objects[slices.IndexFunc(objects, func(o chart.Object) bool { return o.CRD })]
			assert.Equal(t, "apiextensions.k8s.io/v1", got.APIVersion)
			assert.Nil(t, got.Body)
			assert.NotEmpty(t, got.Text)
			assert.False(t, got.Hook)
		})
	}
	objects := rendered(t, one(t, hook), nil)
	assert.True(t, objects[0].Hook, "a hook is one, of whatever kind")
	assert.NotNil(t, objects[0].Body)
	text := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: |\n    kind: CustomResourceDefinition\n"
	assert.Equal(t, []string{"ConfigMap/ns/a"}, keys(rendered(t, one(t, text), nil)), "what a text holds is no kind")
}

func TestHooksInTheirTurn(t *testing.T) {
	t.Parallel()
	hook := func(name, event, weight string) string {
		return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", annotations: {helm.sh/hook: '" + event + "', helm.sh/hook-weight: '" + weight + "'}}\n"
	}
	c := sample(t, map[string]string{
		"templates/hooks.yaml": hook("late", "post-install", "0") + hook("second", "pre-install", "5") + hook("first", "pre-delete, Pre-Install", "-5") + hook("again", "pre-upgrade", ""),
		"templates/a.yaml":     config, "crds/x.yaml": crd,
		"templates/NOTES.txt": "kind: {{ .Release.Name }}: no object", "templates/_part.tpl": "{{ define \"x\" }}{{ end }}",
	})
	objects := rendered(t, c, nil)
	assert.Equal(t, []string{"CustomResourceDefinition//xs.example.com", "Pod/ns/first", "Pod/ns/second", "ConfigMap/ns/a", "Pod/ns/late", "Pod/ns/again"}, keys(objects))
	for _, o := range objects {
		assert.Equal(t, o.Kind == "Pod", o.Hook, o.Name)
	}
	upgrade := release
	upgrade.IsUpgrade = true
	objects, err := chart.Render(c, nil, upgrade)
	require.NoError(t, err)
	assert.Equal(t, "Pod/ns/again", keys(objects)[1], "an upgrade has hooks of its own")
}

const seen = `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}", namespace: "{{ .Release.Namespace }}"}
data: {values: "{{ .Values.a }} {{ .Values.b }} {{ .Values.c }}", version: "{{ .Capabilities.KubeVersion }}", install: "{{ .Release.IsInstall }}/{{ .Release.IsUpgrade }}",
  apis: "{{ .Capabilities.APIVersions.Has "autoscaling/v2" }}/{{ .Capabilities.APIVersions.Has "x.com/v1" }}", lookup: "{{ len (lookup "v1" "Secret" "a" "b") }}"}
`

func TestWhatTheChartSees(t *testing.T) {
	t.Parallel()
	c := sample(t, map[string]string{"values.yaml": "a: chart\nb: chart\nc: chart\n", "templates/one.yaml": seen})
	values := m{"b": "user", "c": nil}
	for name, tc := range map[string]struct {
		reason  string
		options chart.RenderOptions
		want    m
	}{
		"install": {"as asked", chart.RenderOptions{Name: "r", Namespace: "ns", KubeVersion: "v1.31.2-gke.100"},
			m{"version": "v1.31.2-gke.100", "install": "true/false", "apis": "true/false"}},
		"upgrade": {"the other way round", chart.RenderOptions{Name: "r", Namespace: "ns", IsUpgrade: true, APIVersions: []string{"x.com/v1"}},
			m{"version": "v1.36.0", "install": "false/true", "apis": "true/true"}},
	} {
		objects, err := chart.Render(c, values, tc.options)
		require.NoError(t, err, name)
		tc.want["values"], tc.want["lookup"] = "chart user ", "0"
		assert.Equal(t, tc.want, objects[0].Body["data"], tc.reason)
	}
	assert.Equal(t, m{"b": "user", "c": nil}, values, "the caller's values stay what they are")
}

var parent = map[string]string{
	"Chart.yaml":                       "apiVersion: v2\nname: parent\nversion: 1.0.0\ndependencies:\n- {name: child, version: 1.0.0, condition: child.enabled, alias: kid}\n- {name: other, version: 1.0.0, condition: other.enabled}\n",
	"values.yaml":                      "kid: {size: 3}\nother: {enabled: false}\nglobal: {domain: x}\n",
	"charts/child/Chart.yaml":          "apiVersion: v2\nname: child\nversion: 1.0.0\n",
	"charts/child/values.yaml":         "size: 1\ncolor: red\n",
	"charts/child/templates/one.yaml":  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: child}\ndata: {all: '{{ .Values.size }} {{ .Values.color }} {{ .Values.global.domain }}'}\n",
	"charts/other/Chart.yaml":          "apiVersion: v2\nname: other\nversion: 1.0.0\n",
	"charts/other/values.yaml":         "size: 1\n",
	"charts/other/values.schema.json":  `{"properties": {"size": {"type": "integer"}}}`,
	"charts/other/templates/two.yaml":  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n",
	"charts/other/templates/NOTES.txt": "hello",
}

func TestDependencies(t *testing.T) {
	t.Parallel()
	c := sample(t, parent)
	for range 3 {
		objects := rendered(t, c, nil)
		assert.Equal(t, []string{"ConfigMap/ns/child"}, keys(objects), "conditions decide, each time anew")
		assert.Equal(t, m{"all": "3 red x"}, objects[0].Body["data"], "the values of an alias")
		assert.Len(t, rendered(t, c, m{"other": m{"enabled": true}}), 2, "the chart that was off before is still there")
	}
}

func TestAtOnce(t *testing.T) {
	t.Parallel()
	c := sample(t, parent)
	want := rendered(t, c, nil)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := chart.Render(c, nil, release)
			if assert.NoError(t, err) {
				assert.Equal(t, want, got)
			}
		})
	}
	group.Wait()
}

func TestNotInstallable(t *testing.T) {
	t.Parallel()
	named := func(more string) map[string]string {
		return map[string]string{"Chart.yaml": "apiVersion: v2\nname: sample\nversion: 1.2.3\n" + more}
	}
	for _, c := range []struct {
		reason  string
		chart   map[string]string
		options chart.RenderOptions
		want    []string
	}{
		{"a library makes no objects", named("type: library\n"), release, []string{"library", "application"}},
		{"the cluster is too old", named("kubeVersion: '>=1.32.0-0'\n"), release, []string{"1.31.2", ">=1.32.0-0"}},
		{"a chart that it needs isn't in it", named("dependencies:\n- {name: child, version: 1.0.0}\n"), release, []string{"child", "helm dependency build"}},
		{"no version", named(""), chart.RenderOptions{KubeVersion: "newest"}, []string{"newest", "v1.36.0"}},
	} {
		_, err := chart.Render(sample(t, c.chart), nil, c.options)
		for _, want := range c.want {
			assert.ErrorContains(t, err, want, c.reason)
		}
	}
	_, err := chart.Render(sample(t, named("kubeVersion: '>=1.99.0-0'\n")), nil, chart.RenderOptions{})
	assert.NoError(t, err, "what isn't known isn't held against the chart")
}

func TestRenderWithNotes(t *testing.T) {
	t.Parallel()
	c := sample(t, map[string]string{"templates/NOTES.txt": "{{ .Release.Name }} says {{ .Values.word }}", "templates/one.yaml": "# nothing"})
	objects, notes, err := chart.RenderWithNotes(c, m{"word": "hello"}, release)
	require.NoError(t, err)
	assert.Empty(t, objects, "notes are no object")
	assert.Equal(t, release.Name+" says hello", notes, "they are rendered with the values")
	_, notes, err = chart.RenderWithNotes(one(t, "# nothing"), nil, release)
	require.NoError(t, err)
	assert.Empty(t, notes, "a chart may have none")
}

func TestTemplatesCannotChangeAChart(t *testing.T) {
	t.Parallel()
	c := &helmchart.Chart{Metadata: &helmchart.Metadata{Name: "sample", Keywords: []string{"b", "a"}, Sources: []string{"d", "c"}}, Templates: []*helmchart.File{{
		Name: "templates/a.yaml",
		Data: []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: {{ .Chart.Keywords | sortAlpha | join `-` }}, z: {{ .Chart.Sources | sortAlpha | join `-` }}}"),
	}}}
	made, err := chart.Render(c, nil, chart.RenderOptions{Name: "r", Namespace: "ns"})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"x": "a-b", "z": "c-d"}, made[0].Body["data"])
	assert.Equal(t, []string{"b", "a"}, c.Metadata.Keywords, "sortAlpha sorts in place, and another rendering may read it now")
	assert.Equal(t, []string{"d", "c"}, c.Metadata.Sources)
}
