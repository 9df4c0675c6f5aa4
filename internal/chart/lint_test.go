package chart_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

// istioLike is a chart with all the habits of Istio's.
var istioLike = map[string]string{
	"values.yaml": `_internal_defaults_do_not_set:
  replicaCount: 1
  autoscaleEnabled: true
  image: pilot
  strategy: ""
  resources: {requests: {cpu: 1}}
  affinity: {}
  tolerations: []
  args: [a]
  memory:
  podAnnotations: {prometheus.io/port: "1"}
  global:
    proxy: {logLevel: warning, privileged: false, statusPort: 15020}
  meshConfig: {enableTracing: true}
  telemetry: {enabled: true, v2: {enabled: true}}
  sidecar: {on: true}
pilot: {}
`,
	"files/profile-demo.yaml":   "extra: {level: 5}\nglobal: {variant: debug}\n",
	"files/injection.yaml":      "x: {{ .Values.global.proxy.lifecycle }} {{ .Values.istio_cni.chained }}\n",
	"templates/_helpers.tpl":    `{{ define "x" }}{{ with .Values.telemetry }}{{ .sampling }}{{ end }}{{ index .Values "odd-name" }}{{ end }}`,
	"templates/zzy.yaml":        `{{- $_ := mustMergeOverwrite $.Values (index $.Values "pilot") }}`,
	"templates/deployment.yaml": `{{ .Values.hidden.inner }}{{ toYaml .Values.resources }}{{ if .Values.telemetry.v2 }}{{ end }}{{/* .Values.ghost */}}`,
}

func TestLint(t *testing.T) {
	t.Parallel()
	const (
		remove         = "the chart reads no such key; remove it, or look up its name in the chart's values.yaml"
		unknown, wrong = chart.UnknownKey, chart.WrongType
	)
	meant := func(path string) string {
		return "the chart reads no such key; write " + path + " if that is meant, or remove it"
	}
	there := func(path string) string {
		return "the chart reads no such key here; write " + path + " if that is meant, or remove it"
	}
	for name, c := range map[string]struct {
		reason string
		values m
		want   []chart.ValueProblem
	}{
		"defaults":         {"they are known at the top", m{"replicaCount": 2, "telemetry": m{"v2": m{"enabled": false}}}, nil},
		"nil":              {"it removes a default", m{"replicaCount": nil, "resources": nil, "nothing": nil}, nil},
		"profile":          {"its keys are known, and it has only what it changes", m{"extra": m{"level": 1, "other": 2}}, nil},
		"read as a path":   {"though there is no default", m{"hidden": m{"inner": 1}, "istio_cni": m{"chained": true}, "global": m{"proxy": m{"lifecycle": m{"a": 1}}}}, nil},
		"read by name":     {"inside with, where the path isn't told", m{"telemetry": m{"sampling": 1}, "odd-name": 1}, nil},
		"empty map":        {"anything may stand there", m{"affinity": m{"podAffinity": m{"x": 1}}, "memory": m{"a": 1}}, nil},
		"labels":           {"their names are the user's", m{"podAnnotations": m{"prometheus.io/prt": "1"}}, nil},
		"taken as a whole": {"only what looks misspelled is told", m{"resources": m{"limits": m{"cpu": 1}}}, nil},
		"mesh config":      {"judged elsewhere", m{"meshConfig": m{"anything": m{"at": "all"}}}, nil},
		"globals":          {"charts share them", m{"global": m{"meshID": "a"}}, nil},
		"lifted":           {"the chart takes these to the top", m{"pilot": m{"replicaCount": 2, "resources": m{"limits": m{}}}}, nil},
		"slip":             {"the nearest key", m{"replicaCont": 2}, []chart.ValueProblem{{Path: "replicaCont", Kind: unknown, Message: meant("replicaCount"), Nearest: "replicaCount"}}},
		"case":             {"the nearest key", m{"replicacount": 2}, []chart.ValueProblem{{Path: "replicacount", Kind: unknown, Message: meant("replicaCount"), Nearest: "replicaCount"}}},
		"slip deep":        {"in its map", m{"global": m{"proxy": m{"logLevl": "x"}}}, []chart.ValueProblem{{Path: "global.proxy.logLevl", Kind: unknown, Message: meant("global.proxy.logLevel"), Nearest: "global.proxy.logLevel"}}},
		"slip in a whole":  {"as sure as a slip", m{"resources": m{"request": m{}}}, []chart.ValueProblem{{Path: "resources.request", Kind: unknown, Message: meant("resources.requests"), Nearest: "resources.requests"}}},
		"slip lifted":      {"by its own path", m{"pilot": m{"replicaCont": 2}}, []chart.ValueProblem{{Path: "pilot.replicaCont", Kind: unknown, Message: meant("pilot.replicaCount"), Nearest: "pilot.replicaCount"}}},
		"slip of a reader": {"a key without default is one, too", m{"hiddn": 1}, []chart.ValueProblem{{Path: "hiddn", Kind: unknown, Message: meant("hidden"), Nearest: "hidden"}}},
		"wrong place":      {"a key of that name is elsewhere", m{"sidecar": m{"logLevel": "x"}}, []chart.ValueProblem{{Path: "sidecar.logLevel", Kind: unknown, Message: there("global.proxy.logLevel"), Nearest: "global.proxy.logLevel"}}},
		"nothing near":     {"no guess then", m{"xylophone": 1}, []chart.ValueProblem{{Path: "xylophone", Kind: unknown, Message: remove}}},
		"in a comment":     {"comments read nothing", m{"ghost": 1}, []chart.ValueProblem{{Path: "ghost", Kind: unknown, Message: remove}}},
		"sorted":           {"all at once, by path", m{"xylophone": 1, "accordion": 1}, []chart.ValueProblem{{Path: "accordion", Kind: unknown, Message: remove}, {Path: "xylophone", Kind: unknown, Message: remove}}},
		"text false":       {"templates take it for true", m{"autoscaleEnabled": "false"}, []chart.ValueProblem{{Path: "autoscaleEnabled", Kind: wrong, Message: `the text "false" counts as true whatever it says; write true or false without quotes`}}},
		"text for bool":    {"the text isn't told, it may be a secret", m{"autoscaleEnabled": "hush"}, []chart.ValueProblem{{Path: "autoscaleEnabled", Kind: wrong, Message: "the text here counts as true whatever it says; write true or false without quotes"}}},
		"quoted number":    {"the API server refuses it", m{"replicaCount": "2"}, []chart.ValueProblem{{Path: "replicaCount", Kind: wrong, Message: "it's a number in quotes, and the chart's default is a number; write it without quotes"}}},
		"bool for number":  {"it can't be one", m{"replicaCount": true}, []chart.ValueProblem{{Path: "replicaCount", Kind: wrong, Message: "it's true or false, and the chart's default is a number; write a number"}}},
		"scalar for map":   {"what is below would be lost", m{"telemetry": true}, []chart.ValueProblem{{Path: "telemetry", Kind: wrong, Message: "it's true or false, and the chart's default is a map; write the keys below it"}}},
		"list for map":     {"the same", m{"telemetry": []any{1}}, []chart.ValueProblem{{Path: "telemetry", Kind: wrong, Message: "it's a list, and the chart's default is a map; write the keys below it"}}},
		"scalar for list":  {"it can't be gone through", m{"tolerations": "a"}, []chart.ValueProblem{{Path: "tolerations", Kind: wrong, Message: "it's a text, and the chart's default is a list; write a list"}}},
		"map for list":     {"the same", m{"args": m{"a": 1}}, []chart.ValueProblem{{Path: "args", Kind: wrong, Message: "it's a map, and the chart's default is a list; write a list"}}},
		"map for scalar":   {"it would be printed as it is in Go", m{"image": m{"tag": "x"}}, []chart.ValueProblem{{Path: "image", Kind: wrong, Message: "it's a map, and the chart's default is a text; write a single value"}}},
		"number for {}":    {"the gateway chart writes a number that isn't set as an empty map", m{"affinity": 80}, nil},
		"also fine":        {"numbers as texts, percentages, what an empty default leaves open", m{"image": 5, "replicaCount": "50%", "strategy": m{"a": 1}, "affinity": []any{}, "tolerations": m{}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, chart.Lint(sample(t, istioLike), c.values), c.reason)
		})
	}
}

func TestLintLeavesToTheSchema(t *testing.T) {
	t.Parallel()
	c := sample(t, map[string]string{
		"values.yaml":        "labels: {a: 1}\nclosed: {a: 1}\nopen: {known: 1}\nsize: 1\n",
		"values.schema.json": `{"$ref": "#/$defs/v", "$defs": {"v": {"properties": {"size": {"type": "integer"}, "extra": {}, "closed": {"additionalProperties": false}, "open": {}}}}}`,
	})
	assert.Empty(t, chart.Lint(c, m{"size": "5", "extra": 1, "closed": m{"b": 1}}), "Render reports what the schema refuses")
	got := chart.Lint(c, m{"open": m{"knwn": 1}, "other": 1})
	require.Len(t, got, 2, "where the schema is open, the rest counts")
	assert.Equal(t, "open.known", got[0].Nearest)
}

func TestLintSubcharts(t *testing.T) {
	t.Parallel()
	c := sample(t, parent)
	assert.Empty(t, chart.Lint(c, m{
		"kid": m{"size": 5, "color": "x"}, "other": m{"enabled": true}, "global": m{"domain": "x"}, "tags": m{"x": true}, "child": m{"enabled": true},
	}), "the values of the charts inside, by name and by alias, and what Helm reads itself")
	got := chart.Lint(c, m{"kid": m{"colr": 1}, "othr": m{}})
	require.Len(t, got, 2)
	assert.Equal(t, []string{"kid.colr", "kid.color"}, []string{got[0].Path, got[0].Nearest})
	assert.Equal(t, []string{"othr", "other"}, []string{got[1].Path, got[1].Nearest})
}
