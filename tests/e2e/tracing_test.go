package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/meshstack/pulumi-meshstack/tests/xds"
)

var gatewayObjects = schema.GroupVersionResource{Group: "networking.istio.io", Version: "v1", Resource: "gateways"}

// meshTime is how long istiod gets to take over a changed mesh config, which it watches.
const meshTime = 2 * time.Minute

// What tracing says is what istiod tells a proxy in a scoped namespace, one in an unscoped namespace and a gateway: the
// tracer and the collector's cluster. They lose both when nothing is sampled, and Prometheus' metrics never.
func TestProxiesAreToldTheCollector(t *testing.T) {
	const outside, inside = "outbound|4317||otlp.example.net", "outbound|9411||jaeger-collector.traces.svc.cluster.local"
	tracing := pulumi.Map{"sampling": pulumi.Float64(100), "existing": pulumi.Map{"address": pulumi.String("otlp.example.net:4317")}}
	s := newProgram(t, "tracing", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
			"tracing":   tracing,
			"injection": pulumi.Map{"namespaces": pulumi.Array{pulumi.Map{"name": pulumi.String("traced"), "create": pulumi.Bool(true)}}},
			"sidecars":  pulumi.Map{"namespaces": pulumi.Array{pulumi.Map{"namespace": pulumi.String("traced")}}},
		}, cluster)
		return err
	})
	collectorService(t, "traces", "jaeger-collector")
	require.NoError(t, s.up(t.Context()))
	removeGateway := listeningGateway(t, "traces", "traced-gateway")
	proxies := map[string]xds.Proxy{
		"scoped":   {Namespace: "traced", Name: "cart"},
		"unscoped": {Namespace: "untraced", Name: "cart"},
		"gateway":  {Type: "router", Namespace: "traces", Name: "edge", Labels: map[string]string{"app": "traced-gateway"}},
	}
	for name, p := range proxies {
		expectTracer(t, name, p, "envoy.tracers.opentelemetry")
		assert.Contains(t, clusters(t, p), outside, "the collector's cluster, for a %s proxy", name)
	}

	tracing = pulumi.Map{"sampling": pulumi.Float64(0), "existing": pulumi.Map{"address": pulumi.String("otlp.example.net:4317")}}
	require.NoError(t, s.up(t.Context()))
	for name, p := range proxies {
		expectTracer(t, name, p, "")
		assert.NotContains(t, clusters(t, p), outside, "a %s proxy forgets the collector", name)
	}

	// The document's collector: a Service of the cluster, by a short name, which a scope would hide.
	tracing = pulumi.Map{"existing": pulumi.Map{"address": pulumi.String("jaeger-collector.traces:9411")}}
	require.NoError(t, s.up(t.Context()))
	for name, p := range proxies {
		expectTracer(t, name, p, "envoy.tracers.zipkin")
		assert.Contains(t, clusters(t, p), inside, "the collector's cluster, for a %s proxy", name)
	}
	s.unchanged(t)

	tracing = pulumi.Map{
		"mode": pulumi.String("bootstrap"), "sampling": pulumi.Float64(5),
		"existing": pulumi.Map{"address": pulumi.String("jaeger-collector.traces:9411")},
	}
	require.NoError(t, s.up(t.Context()))
	expectTracer(t, "scoped", proxies["scoped"], startsWithOwn)
	assert.NotContains(t, clusters(t, proxies["scoped"]), inside, "a proxy that starts with its tracer needs no cluster of the mesh's")
	config := injectedConfig(t, "traced", `"address":"jaeger-collector.traces.svc.cluster.local:9411"`)
	assert.Contains(t, config, `"sampling":5`)

	removeGateway()
	s.unchanged(t)
	s.destroy(t)
	expectUntouched(t)
}

// startsWithOwn stands for the tracer of a proxy's own start configuration: tracing is on, and istiod names none.
const startsWithOwn = "bootstrap"

// expectTracer waits until every HTTP connection manager of a proxy has the tracer, "" for no tracing at all, and asserts
// that their metrics are there.
func expectTracer(t *testing.T, name string, p xds.Proxy, want string) {
	t.Helper()
	var tracers []string
	var measured bool
	ok := within(meshTime, func() bool {
		var err error
		tracers, measured, err = tracersOf(t, p)
		return err == nil && len(tracers) > 0 && !slices.ContainsFunc(tracers, func(tracer string) bool { return tracer != want })
	})
	assert.True(t, ok, "a %s proxy has the tracers %q, not %q alone", name, tracers, want)
	assert.True(t, measured, "a %s proxy lost Prometheus' metrics", name)
}

// tracersOf lists the tracer of each HTTP connection manager of a proxy, and reports whether one of them counts for
// Prometheus.
func tracersOf(t *testing.T, p xds.Proxy) (tracers []string, measured bool, err error) {
	t.Helper()
	addr, err := bed.XDS("istio-system", "")
	if err != nil {
		return nil, false, fmt.Errorf("find istiod: %w", err)
	}
	resources, err := xds.Fetch(t.Context(), addr, p, xds.ListenerType)
	if err != nil {
		return nil, false, err
	}
	for _, r := range resources {
		l := &listener.Listener{}
		if err := r.UnmarshalTo(l); err != nil {
			return nil, false, fmt.Errorf("read a listener: %w", err)
		}
		for _, chain := range append(l.FilterChains, l.DefaultFilterChain) {
			for _, filter := range chain.GetFilters() {
				manager := &hcm.HttpConnectionManager{}
				if !filter.GetTypedConfig().MessageIs(manager) {
					continue
				}
				if err := filter.GetTypedConfig().UnmarshalTo(manager); err != nil {
					return nil, false, fmt.Errorf("read a connection manager: %w", err)
				}
				tracers = append(tracers, tracerOf(manager))
				measured = measured || slices.ContainsFunc(manager.HttpFilters, func(f *hcm.HttpFilter) bool { return f.Name == "istio.stats" })
			}
		}
	}
	return tracers, measured, nil
}

func tracerOf(manager *hcm.HttpConnectionManager) string {
	switch {
	case manager.Tracing == nil:
		return ""
	case manager.Tracing.Provider == nil:
		return startsWithOwn
	}
	return manager.Tracing.Provider.Name
}

// clusters lists the clusters of a proxy by name.
func clusters(t *testing.T, p xds.Proxy) []string {
	t.Helper()
	names, _, err := xds.Clusters(t.Context(), istiodXDS(t), p)
	require.NoError(t, err)
	return names
}

// within tries until it is so, and reports whether it came to be.
func within(limit time.Duration, so func() bool) bool {
	for start := time.Now(); time.Since(start) < limit; time.Sleep(time.Second) {
		if so() {
			return true
		}
	}
	return so()
}

// injectedConfig starts pods until one is given a proxy configuration with the text, and returns it.
func injectedConfig(t *testing.T, namespace, text string) string {
	t.Helper()
	var config string
	n := 0
	ok := within(meshTime, func() bool {
		n++
		pod := startPod(t, namespace, fmt.Sprintf("pod-%d", n), nil)
		require.NotNil(t, container(pod, "istio-proxy"), "the pod isn't injected")
		config = environmentOf(container(pod, "istio-proxy"), "PROXY_CONFIG")
		return strings.Contains(config, text)
	})
	assert.True(t, ok, "the proxy starts with %s, without %s", config, text)
	return config
}

// collectorService creates a namespace with a Service as a collector has it.
func collectorService(t *testing.T, namespace, name string) {
	t.Helper()
	newNamespace(t, namespace, nil)
	_, err := cluster.CoreV1().Services(namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.ServiceSpec{
			Selector: map[string]string{"app": "jaeger"}, Ports: []corev1.ServicePort{{Name: "http-zipkin", Port: 9411}},
		},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
}

// listeningGateway creates a Gateway by which proxies with that label listen for HTTP, and returns what removes it.
func listeningGateway(t *testing.T, namespace, app string) func() {
	t.Helper()
	gateways := objects.Resource(gatewayObjects).Namespace(namespace)
	_, err := gateways.Create(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "networking.istio.io/v1", "kind": "Gateway",
		"metadata": map[string]any{"name": app},
		"spec": map[string]any{
			"selector": map[string]any{"app": app},
			"servers": []any{map[string]any{
				"hosts": []any{"*"}, "port": map[string]any{"number": int64(8080), "name": "http", "protocol": "HTTP"},
			}},
		},
	}}, metav1.CreateOptions{})
	require.NoError(t, err)
	return func() {
		require.NoError(t, gateways.Delete(t.Context(), app, metav1.DeleteOptions{}))
	}
}
