package prometheus

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// monitoring is the namespace of the PodMonitors.
const monitoring = "monitoring"

// generatedMonitors are the PodMonitors of a mesh that has every part, as `scrape: monitors` makes them.
func generatedMonitors(t *testing.T, s prometheus.Settings) []any {
	t.Helper()
	var monitors []any
	for _, target := range prometheus.Targets(everyPart()) {
		monitors = append(monitors, map[string]any{
			"apiVersion": "monitoring.coreos.com/v1", "kind": "PodMonitor",
			"metadata": map[string]any{"name": target.Name, "namespace": monitoring},
			"spec":     target.PodMonitor(s),
		})
	}
	return monitors
}

// operatorConfiguration is the configuration that the operator writes for a Prometheus with these PodMonitors.
func operatorConfiguration(t *testing.T, monitors []any) string {
	t.Helper()
	out, err := runOperator(t, monitors)
	require.NoError(t, err, out)
	return out
}

// runOperator returns what the program in the folder operator prints. Compiling it takes two minutes, once.
func runOperator(t *testing.T, monitors []any) (string, error) {
	t.Helper()
	in, err := json.Marshal(monitors)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "go", "run", ".", tools.PrometheusVersion)
	cmd.Dir, cmd.Stdin = "operator", bytes.NewReader(in)
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "CGO_ENABLED=0")
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return complaints.String(), err
	}
	return out.String(), nil
}

// The operator takes the PodMonitors, and Prometheus what the operator makes of them: what is said about scraping is there.
func TestOperatorTakesThePodMonitors(t *testing.T) {
	t.Parallel()
	settings := prometheus.Settings{Interval: "15s", SampleLimit: 50000, Drop: []string{"envoy_cluster_.*", "go_.*"}}
	text := operatorConfiguration(t, generatedMonitors(t, settings))
	out, err := promtool(t, map[string]string{"prometheus.yml": text}, "check", "config", "--syntax-only", "prometheus.yml")
	require.NoError(t, err, out)
	var config struct {
		Jobs []struct {
			Name     string           `json:"job_name"`
			Interval string           `json:"scrape_interval"`
			Limit    int              `json:"sample_limit"`
			Metrics  []map[string]any `json:"metric_relabel_configs"`
		} `json:"scrape_configs"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(text), &config))
	require.Len(t, config.Jobs, len(prometheus.Targets(everyPart())))
	for _, job := range config.Jobs {
		assert.Equal(t, "15s", job.Interval, job.Name)
		assert.Equal(t, 50000, job.Limit, job.Name)
		assert.NotEmpty(t, job.Metrics, "%s drops metrics", job.Name)
	}
}

// What the operator would leave out without a word to the user is an error here, or the other tests would prove nothing.
func TestOperatorRefusesWrongPodMonitors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason   string
		endpoint map[string]any
		text     string
	}{
		{"a lookahead", map[string]any{"port": "x", "relabelings": []any{map[string]any{"action": "drop", "regex": "a(?!b)"}}}, "takes 0 of 1"},
		{"a key that isn't", map[string]any{"port": "x", "relabeling": []any{}}, "unknown field"},
	} {
		out, err := runOperator(t, []any{map[string]any{
			"metadata": map[string]any{"name": "wrong", "namespace": monitoring},
			"spec":     map[string]any{"selector": map[string]any{}, "podMetricsEndpoints": []any{tc.endpoint}},
		}})
		require.Error(t, err, tc.reason)
		assert.Contains(t, out, tc.text, tc.reason)
	}
}
