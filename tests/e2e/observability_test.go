package e2e

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/tests/e2e/harness"
)

const (
	monitoring = "monitoring"
	// observability is a namespace that is there before the example, with a Kiali that somebody else installed.
	observability    = harness.KialiNamespace
	kialiName        = "kiali"
	kialiDigest      = "meshstack.dev/kiali-config"
	tracingProvider  = "meshstack-tracing"
	collectorScope   = observability + "/jaeger-collector.observability.svc.cluster.local"
	collectorAddress = "jaeger-collector.observability.svc.cluster.local:4317"
	queryURL         = "http://jaeger-query.observability:16686"
	prometheusURL    = "http://prometheus-operated.monitoring:9090"
	grafanaURL       = "http://grafana.monitoring:3000"
	scrapeSecret     = "additional-scrape-configs"
	scrapeKey        = "prometheus-additional.yaml"
)

var telemetries = schema.GroupVersionResource{Group: "telemetry.istio.io", Version: "v1", Resource: "telemetries"}

// installKiali creates what the example takes for granted: a Kiali without configuration.
func installKiali(t *testing.T) {
	t.Helper()
	require.NoError(t, harness.InstallKiali(t.Context(), cluster))
	t.Cleanup(func() {
		require.NoError(t, cluster.CoreV1().Namespaces().Delete(context.Background(), observability, metav1.DeleteOptions{}))
	})
}

// expectKialiUntouched checks that the mesh left nothing with the Kiali that was there before.
func expectKialiUntouched(t *testing.T) {
	t.Helper()
	maps, err := cluster.CoreV1().ConfigMaps(observability).List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	for _, m := range maps.Items {
		// Kubernetes and istiod write these into every namespace; istiod leaves them behind.
		assert.Contains(t, []string{"kube-root-ca.crt", "istio-ca-root-cert", "istio-ca-crl"}, m.Name, "ConfigMaps in Kiali's namespace")
	}
	secrets, err := cluster.CoreV1().Secrets(observability).List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	for _, s := range secrets.Items {
		t.Errorf("Secret %s/%s is in the cluster", observability, s.Name)
	}
	pod := kialiPod(t)
	assert.NotContains(t, pod.Annotations, kialiDigest, "of Kiali's pods")
	assert.Empty(t, pod.Spec.Volumes, "of Kiali's pods")
	assert.Empty(t, pod.Spec.Containers[0].VolumeMounts, "of Kiali's container")
}

func kialiPod(t *testing.T) corev1.PodTemplateSpec {
	t.Helper()
	deployment, err := cluster.AppsV1().Deployments(observability).Get(t.Context(), kialiName, metav1.GetOptions{})
	require.NoError(t, err)
	return deployment.Spec.Template
}

// expectObservability checks what tracing, metrics, grafana and kiali of the example made, and the outputs about it.
func expectObservability(t *testing.T, up *harness.Result) {
	t.Helper()
	expectTelemetry(t)
	expectRules(t)
	expectDashboards(t)
	expectKiali(t)
	jobs := expectJobs(t)
	for name, want := range map[string]map[string]any{
		"tracing": {"collectorAddress": collectorAddress, "protocol": "otlpGrpc", "queryUrl": queryURL},
		"prometheus": {
			"scrape": "additionalScrapeConfigs", "url": prometheusURL,
			"secretNamespace": monitoring, "secretName": scrapeSecret, "secretKey": scrapeKey, "jobs": jobs,
		},
		"kiali": {"url": "http://kiali.observability:20001/kiali", "namespace": observability},
	} {
		assert.Equal(t, want, up.Outputs[name].Value, "output %s", name)
	}
}

// expectTelemetry checks that the mesh-wide Telemetry leads to the collector.
func expectTelemetry(t *testing.T) {
	t.Helper()
	telemetry, err := objects.Resource(telemetries).Namespace("istio-system").Get(t.Context(), "mesh-default", metav1.GetOptions{})
	require.NoError(t, err)
	tracing, _, err := unstructured.NestedSlice(telemetry.Object, "spec", "tracing")
	require.NoError(t, err)
	require.Len(t, tracing, 1)
	rule, _ := tracing[0].(map[string]any)
	assert.Equal(t, []any{map[string]any{"name": tracingProvider}}, rule["providers"])
	assert.EqualValues(t, 10, rule["randomSamplingPercentage"])
}

// expectJobs checks the Secret that a Prometheus resource names, and returns its jobs.
func expectJobs(t *testing.T) string {
	t.Helper()
	secret, err := cluster.CoreV1().Secrets(monitoring).Get(t.Context(), scrapeSecret, metav1.GetOptions{})
	require.NoError(t, err)
	text := string(secret.Data[scrapeKey])
	var jobs []struct {
		Name string `json:"job_name"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(text), &jobs), "the jobs are a YAML list:\n%s", text)
	var names []string
	for _, job := range jobs {
		names = append(names, job.Name)
	}
	assert.ElementsMatch(t, []string{"istiod", "envoy-stats", "istio-cni"}, names)
	return text
}

// expectRules checks the rule file.
func expectRules(t *testing.T) {
	t.Helper()
	rules, err := cluster.CoreV1().ConfigMaps(monitoring).Get(t.Context(), "istio-rules", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Contains(t, rules.Data["istio-rules.yaml"], "alert: IstiodAbsent")
}

// expectDashboards checks that the sidecar of Grafana's chart finds every dashboard but ztunnel's.
func expectDashboards(t *testing.T) {
	t.Helper()
	found, err := cluster.CoreV1().ConfigMaps(monitoring).List(t.Context(), metav1.ListOptions{LabelSelector: "grafana_dashboard=1"})
	require.NoError(t, err)
	assert.Len(t, found.Items, 6)
	for _, m := range found.Items {
		assert.Equal(t, "Istio", m.Annotations["grafana_folder"], m.Name)
		assert.Len(t, m.Data, 1, m.Name)
		for file, content := range m.Data {
			var dashboard struct{ Title string }
			require.NoError(t, json.Unmarshal([]byte(content), &dashboard), file)
			assert.NotEmpty(t, dashboard.Title, file)
		}
	}
}

// expectKiali checks that Kiali is told where everything is, and restarts with it.
func expectKiali(t *testing.T) {
	t.Helper()
	m, err := cluster.CoreV1().ConfigMaps(observability).Get(t.Context(), kialiName, metav1.GetOptions{})
	require.NoError(t, err)
	text := m.Data["config.yaml"]
	config := map[string]any{}
	require.NoError(t, yaml.Unmarshal([]byte(text), &config))
	for _, told := range []struct {
		service, key string
		want         any
	}{
		{"prometheus", "url", prometheusURL},
		{"grafana", "enabled", true},
		{"grafana", "internal_url", grafanaURL},
		{"grafana", "external_url", "https://grafana.example.com"},
		{"tracing", "enabled", true},
		{"tracing", "internal_url", queryURL},
		{"tracing", "use_grpc", false},
	} {
		got, _, err := unstructured.NestedFieldNoCopy(config, "external_services", told.service, told.key)
		assert.NoError(t, err)
		assert.Equal(t, told.want, got, "%s of %s in Kiali's configuration", told.key, told.service)
	}
	sum := sha256.Sum256([]byte(text))
	pod := kialiPod(t)
	assert.Equal(t, hex.EncodeToString(sum[:]), pod.Annotations[kialiDigest], "the digest that restarts Kiali")
	assert.Len(t, pod.Spec.Volumes, 1, "the Secret with the signing key")
	assert.Len(t, pod.Spec.Containers, 1, "the patch adds no container")
}
