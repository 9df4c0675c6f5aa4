package prometheus_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/fuzztree"
	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

// words are those that the checks look at, with values that lead on.
var words = strings.Fields("job_name scrape_interval scrape_timeout 1m 5s 30 scheme https honor_labels sample_limit static_configs " +
	"ec2_sd_configs kubernetes_sd_configs role pod endpoints endpointslice namespaces names own_namespace selectors api_server " +
	"relabel_configs metric_relabel_configs source_labels regex action keep drop hashmod modulus target_label replacement separator " +
	"__address__ __meta_kubernetes_pod_label_app __meta_kubernetes_endpoint_port_name (.+):15090 $1 ( [a-z]{0,9} scrape_configs groups " +
	"name interval limit query_offset rules alert record expr for keep_firing_for labels annotations up pilot_xds sum(rate(a[5m])) " +
	"{{$value}} partial_response_strategy istiod ? a")

// FuzzChecks holds the checks of jobs and rule groups to their promises, whatever a user passes: no panic, and no problem
// without a path below the argument and a reason. What is written for a job reads back as it was.
func FuzzChecks(f *testing.F) {
	f.Add(`{"job_name":"a","scrape_timeout":"1h","scrape_interval":"?","relabel_configs":[{"source_labels":["a"],"regex":"(?=a)"},7,"?"]}`)
	f.Add(`{"job_name":"a","kubernetes_sd_configs":[{"role":"endpoints","namespaces":{"names":[null,1]}}],"relabel_configs":[{"source_labels":["__meta_kubernetes_endpointslice_x"],"regex":"a","action":"keep"}]}`)
	f.Add(`{"name":"g","interval":"x","rules":[{"alert":"a","expr":"sum(","for":"-1s","labels":{"":1}},{"record":"a b","expr":"pilot_gone"},null]}`)
	f.Add(`{"":{"":[]},"scrape_configs":null,"groups":"?","job_name":1e300,"name":[],"rules":{}}`)
	targets := prometheus.Targets(prometheus.Parts{Istiod: "istio-system", Ztunnel: "istio-system", CNI: "kube-system", Services: []string{"istiod-a"}})
	f.Fuzz(func(t *testing.T, text string) {
		entry := opaque(fuzztree.Read(text, words)).(map[string]any)
		list := []any{entry, entry["job_name"], entry}
		found := prometheus.CheckJobs(list, "jobs", map[string]string{"istiod": "a job of the mesh"})
		found = append(found, prometheus.CheckGroups(list, "rules", map[string]string{})...)
		for _, p := range found {
			assert.Regexp(t, `^(jobs|rules)\[[0-2]\]`, p.Path, p.Reason)
			assert.NotEmpty(t, p.Reason, p.Path)
			if !strings.Contains(text, "%!") {
				assert.NotContains(t, p.Reason, "%!", "a wrong format")
			}
		}
		prometheus.Scrapes(entry, targets)
		prometheus.Silent(entry, targets)
		prometheus.Gone(entry)
	})
}

// opaque makes "?" a value that isn't known.
func opaque(v any) any {
	switch v := v.(type) {
	case string:
		if v == "?" {
			return prometheus.Unknown{}
		}
	case map[string]any:
		for key, e := range v {
			v[key] = opaque(e)
		}
	case []any:
		for i, e := range v {
			v[i] = opaque(e)
		}
	}
	return v
}

// FuzzParseList reads any text where a list in YAML is wanted, checks it, writes it and reads it again. Errors must not repeat
// the text.
func FuzzParseList(f *testing.F) {
	for _, text := range []string{
		"", "---\n", "# nothing\n", "- job_name: a\n", "- &a {x: 1}\n- *a\n- {<<: *a, y: 2}\n", "- &a [*a]\n", "!!null x", "{groups: []}",
		"- {1: a, null: b, [c]: d}\n", "- !!binary x\n- !x y\n- 2001-01-01\n- .nan\n- 0x1_0\n", "--- []\n--- []\n", "*a", "- ? \n: ", "!!seq {}",
		"[hunter2", "- a\n\t- b", "\xff\xfe-\x00", "- \"\\uD800\"\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		data, nodes, err := prometheus.ParseList(text)
		if err != nil {
			assert.NotContains(t, err.Error(), "hunter2")
			return
		}
		assert.Len(t, nodes, len(data), "each entry is there as data and as it stands")
		prometheus.CheckJobs(data, "jobs", map[string]string{})
		prometheus.CheckGroups(data, "rules", map[string]string{})
		written, err := prometheus.Render(nodes)
		if err != nil {
			return
		}
		again, _, err := prometheus.ParseList(written)
		if assert.NoError(t, err, "%q was written", written) {
			assert.Len(t, again, len(data), "%q was written", written)
		}
	})
}
