package prometheus

import (
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
	"github.com/meshstack/pulumi-meshstack/tests/testbed"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// Prometheus itself finds each pod of a mesh once, and nothing else: with the generated jobs, and with the generated
// PodMonitors, of which the operator's own code makes its configuration. The pods are those that the official charts make,
// and proxies with the ports that istiod's templates give to them.
func TestPrometheusDiscoversTheMesh(t *testing.T) {
	bed, err := testbed.Start(t.Context(), testbed.Options{Log: os.Stderr})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, bed.Stop()) })
	client, err := kubernetes.NewForConfig(bed.RESTConfig())
	require.NoError(t, err)
	createPods(t, client)

	for name, tc := range map[string]struct {
		reason string
		config func(*testing.T) string
		// more are the labels that the operator puts on besides.
		more []string
	}{
		"jobs": {"scrape: additionalScrapeConfigs", func(t *testing.T) string { return configuration(generatedJobs(t, prometheus.Settings{})) }, nil},
		"PodMonitors": {"scrape: monitors", func(t *testing.T) string {
			return operatorConfiguration(t, generatedMonitors(t, prometheus.Settings{}))
		}, []string{"container", "endpoint"}},
	} {
		t.Run(name, func(t *testing.T) {
			api := startPrometheus(t, outside(t, tc.config(t), bed.Kubeconfig()))
			expectTargets(t, api, tc.reason, tc.more)
		})
	}
}

// expectTargets waits until Prometheus has the targets of the mesh that createPods makes, and stays with them.
func expectTargets(t *testing.T, api, reason string, more []string) {
	t.Helper()
	want := []string{
		"envoy-stats namespace=edge app=edge pod=edge port=15090 /stats/prometheus",
		"envoy-stats namespace=shop app=orders pod=native-sidecar port=15090 /stats/prometheus",
		"envoy-stats namespace=shop app=billing pod=sidecar port=15090 /stats/prometheus",
		"envoy-stats namespace=shop app=waypoint pod=waypoint port=15090 /stats/prometheus",
		"istio-cni namespace=kube-system app=istio-cni-node pod=istio-cni-node port=15014 /metrics",
		"istiod namespace=istio-system app=istiod pod=istiod port=15014 /metrics",
		"istiod namespace=istio-system app=istiod pod=istiod-1-31-1 port=15014 /metrics",
		"ztunnel namespace=zt app=ztunnel pod=ztunnel port=15020 /metrics",
	}
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		found, err := targets(t, api, more)
		assert.NoError(c, err)
		assert.Equal(c, want, found, reason)
	}, 40*time.Second, 200*time.Millisecond)
	// What comes late would have come by now: discovery sends everything it knows every 5 s.
	time.Sleep(6 * time.Second)
	found, err := targets(t, api, more)
	require.NoError(t, err)
	assert.Equal(t, want, found, reason)
}

// startPrometheus runs it on loopback with a configuration, and returns the URL of its API.
func startPrometheus(t *testing.T, text string) string {
	t.Helper()
	program, err := tools.Path("prometheus")
	require.NoError(t, err)
	dir := t.TempDir()
	config := filepath.Join(dir, "prometheus.yml")
	require.NoError(t, os.WriteFile(config, []byte(text), 0o600))
	address := freeAddress(t)
	log, err := os.Create(filepath.Join(dir, "log"))
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), program, "--config.file="+config, "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+address)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, []string{"HOME=" + dir}, log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = log.Close()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("prometheus wrote:\n%s", text)
		}
	})
	return "http://" + address + "/api/v1"
}

// outside is a configuration whose discovery is led to the API server of the testbed by a kubeconfig, which a Prometheus in
// the cluster doesn't need. Nothing else is changed.
func outside(t *testing.T, text, kubeconfig string) string {
	t.Helper()
	var config map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &config))
	delete(config, "rule_files") // the operator names folders of the pod
	for _, job := range config["scrape_configs"].([]any) {
		for _, discovery := range job.(map[string]any)["kubernetes_sd_configs"].([]any) {
			discovery.(map[string]any)["kubeconfig_file"] = kubeconfig
		}
	}
	out, err := yaml.Marshal(config)
	require.NoError(t, err)
	return string(out)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// targets lists what Prometheus scrapes, with the labels it puts on: app, job, namespace and pod, instance, and those said.
func targets(t *testing.T, api string, more []string) ([]string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, api+"/targets?state=active", nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var answer struct {
		Data struct {
			ActiveTargets []struct {
				Labels    map[string]string
				ScrapeURL string
			}
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return nil, err
	}
	var out []string
	for _, target := range answer.Data.ActiveTargets {
		l := maps.Clone(target.Labels)
		_, port, _ := net.SplitHostPort(l["instance"])
		path := target.ScrapeURL[strings.Index(target.ScrapeURL, l["instance"])+len(l["instance"]):]
		out = append(out, fmt.Sprintf("%s namespace=%s app=%s pod=%s port=%s %s", l["job"], l["namespace"], l["app"], l["pod"], port, path))
		delete(l, "instance")
		if !slices.Equal(slices.Sorted(maps.Keys(l)), slices.Sorted(slices.Values(append([]string{"app", "job", "namespace", "pod"}, more...)))) {
			return nil, fmt.Errorf("labels %v", l)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(sortKey(a), sortKey(b)) })
	return out, nil
}

// sortKey orders by job and pod.
func sortKey(target string) string {
	fields := strings.Fields(target)
	return fields[0] + fields[1] + fields[3]
}
