package prometheus

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// promtool runs it in a folder with these files, and returns what it prints.
func promtool(t *testing.T, files map[string]string, args ...string) (string, error) {
	t.Helper()
	program, err := tools.Path("promtool")
	require.NoError(t, err)
	dir := t.TempDir()
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir, cmd.Env = dir, []string{"HOME=" + dir}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// configuration is that of a Prometheus with nothing but these jobs, a YAML list.
func configuration(jobs string) string {
	return "scrape_configs:\n" + jobs
}

func everyPart() prometheus.Parts {
	return prometheus.Parts{Istiod: "istio-system", Ztunnel: "zt", CNI: "kube-system"}
}

func generatedJobs(t *testing.T, s prometheus.Settings) string {
	t.Helper()
	var jobs []any
	for _, target := range prometheus.Targets(everyPart()) {
		jobs = append(jobs, target.Job(s))
	}
	text, err := prometheus.Render(jobs...)
	require.NoError(t, err)
	return text
}

func TestPrometheusLoadsTheJobs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason   string
		settings prometheus.Settings
	}{
		{"nothing said", prometheus.Settings{}},
		{"everything said", prometheus.Settings{Interval: "15s", SampleLimit: 50000, Drop: []string{"envoy_cluster_.*", "go_.*"}}},
	} {
		out, err := promtool(t, map[string]string{"prometheus.yml": configuration(generatedJobs(t, tc.settings))}, "check", "config", "prometheus.yml")
		require.NoError(t, err, "%s: %s", tc.reason, out)
	}
}

// What is refused at preview is what Prometheus would refuse, and nothing else.
func TestTheChecksAgreeWithPrometheus(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason, job string
		good        bool
	}{
		{"a name alone", "job_name: a", true},
		{"federation", "job_name: a\nhonor_labels: true\nparams: {'match[]': ['up']}\nstatic_configs: [{targets: ['p:1']}]", true},
		{"a number for a text", "job_name: a\nrelabel_configs: [{source_labels: [x], regex: 9090, action: keep}]", true},
		{"a number for a name", "job_name: 7", false},
		{"a duration of 90 s", "job_name: a\nscrape_interval: 1m30s", true},
		{"lists of rules may be empty", "job_name: a\nrelabel_configs:", true},
		{"no name", "metrics_path: /", false},
		{"a key that isn't", "job_name: a\nstatic_config: []", false},
		{"a fraction of a minute", "job_name: a\nscrape_interval: 1.5m", false},
		{"a duration without unit", "job_name: a\nscrape_interval: 30", false},
		{"a timeout beyond the interval", "job_name: a\nscrape_interval: 5s\nscrape_timeout: 10s", false},
		{"a lookahead", "job_name: a\nmetric_relabel_configs: [{source_labels: [__name__], action: drop, regex: 'a(?!b)'}]", false},
		{"an action that isn't", "job_name: a\nrelabel_configs: [{action: retain}]", false},
		{"an action without target", "job_name: a\nrelabel_configs: [{source_labels: [a], action: lowercase}]", false},
		{"labeldrop with a source", "job_name: a\nrelabel_configs: [{source_labels: [a], action: labeldrop, regex: b}]", false},
		{"a role that isn't", "job_name: a\nkubernetes_sd_configs: [{role: pods}]", false},
		{"no role", "job_name: a\nkubernetes_sd_configs: [{}]", false},
		{"namespaces as a list", "job_name: a\nkubernetes_sd_configs: [{role: pod, namespaces: [a]}]", false},
		{"a text for a flag", "job_name: a\nhonor_labels: 'often'", false},
		{"a text for a number", "job_name: a\nsample_limit: many", false},
		{"a map for a list", "job_name: a\nstatic_configs: {targets: []}", false},
	} {
		text := "- " + strings.ReplaceAll(tc.job, "\n", "\n  ") + "\n"
		entries, _, err := prometheus.ParseList(text)
		require.NoError(t, err, tc.reason)
		found := prometheus.CheckJobs(entries, "", map[string]string{})
		out, err := promtool(t, map[string]string{"p.yml": configuration(text)}, "check", "config", "p.yml")
		switch {
		case tc.good:
			assert.NoError(t, err, "%s: %s", tc.reason, out)
			assert.Empty(t, found, tc.reason)
		case tc.reason == "a number for a name":
			assert.NoError(t, err, "Prometheus reads it as a text; we ask for quotes, as 007 would become 7")
			assert.NotEmpty(t, found, tc.reason)
		default:
			assert.Error(t, err, tc.reason)
			assert.NotEmpty(t, found, tc.reason)
		}
	}
}

func generatedRules(t *testing.T) string {
	t.Helper()
	text, err := prometheus.RenderRules(
		prometheus.Recording().Data(),
		prometheus.Alerts(everyPart(), prometheus.DefaultThresholds(), []prometheus.Gateway{{Name: "edge", Namespace: "edge", App: "edge"}}, nil).Data(),
	)
	require.NoError(t, err)
	return text
}

// Each test of testdata/rules.test.yaml feeds series and says what comes of them.
func TestRules(t *testing.T) {
	t.Parallel()
	tests, err := os.ReadFile(filepath.Join("testdata", "rules.test.yaml"))
	require.NoError(t, err)
	files := map[string]string{"rules.yaml": generatedRules(t), "rules.test.yaml": string(tests)}
	out, err := promtool(t, files, "check", "rules", "--lint=all", "--lint-fatal", "rules.yaml")
	require.NoError(t, err, out)
	out, err = promtool(t, files, "test", "rules", "rules.test.yaml")
	require.NoError(t, err, out)
	for _, name := range prometheus.AlertNames() {
		assert.Contains(t, string(tests), "alertname: "+name+"\n", "each alert has a test")
	}
}
