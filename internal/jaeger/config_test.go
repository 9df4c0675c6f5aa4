package jaeger_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func memory() plan.Tree { return jaeger.Config(plan.Tree{"memory": plan.Tree{}}, "/jaeger") }

func paths(problems []jaeger.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Path)
	}
	return out
}

// What we make ourselves takes every protocol.
func TestConfigServesEveryProtocol(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{jaeger.Zipkin, jaeger.OTLPGRPC, jaeger.OTLPHTTP} {
		assert.Empty(t, jaeger.CheckConfig(memory(), protocol, "/jaeger"), protocol)
	}
	assert.Empty(t, jaeger.CheckConfig(jaeger.Config(plan.Tree{"memory": plan.Tree{}}, ""), jaeger.Zipkin, ""))
}

func TestCheckConfig(t *testing.T) {
	t.Parallel()
	at := func(value any, path ...string) plan.Tree {
		out := plan.Tree{}
		out.Set(plan.Tree{path[len(path)-1]: value}, path[:len(path)-1]...)
		return out
	}
	traces := func(key string, names ...any) plan.Tree { return at(names, "service", "pipelines", "traces", key) }
	for name, c := range map[string]struct {
		reason, protocol string
		over             plan.Tree
		want             []string
	}{
		"zipkin not listed": {"nobody listens", jaeger.Zipkin, traces("receivers", "otlp"), []string{"service.pipelines.traces.receivers"}},
		"zipkin not needed": {"the proxies speak OTLP", jaeger.OTLPGRPC, traces("receivers", "otlp"), nil},
		"not declared":      {"the collector ends with an error", jaeger.OTLPGRPC, traces("receivers", "otlp", "kafka"), []string{"service.pipelines.traces.receivers"}},
		"connector":         {"connectors may stand for exporters", jaeger.OTLPGRPC, plan.Merge(traces("exporters", "jaeger_storage_exporter", "spanmetrics"), at(plan.Tree{}, "connectors", "spanmetrics")).(plan.Tree), nil},
		"another name":      {"a receiver is of the type before the slash", jaeger.Zipkin, plan.Merge(traces("receivers", "zipkin/mesh"), at("0.0.0.0:9411", "receivers", "zipkin/mesh", "endpoint")).(plan.Tree), nil},
		"loopback":          {"only the pod reaches it", jaeger.Zipkin, at("127.0.0.1:9411", "receivers", "zipkin", "endpoint"), []string{"receivers.zipkin.endpoint"}},
		"another port":      {"the Service sends to 4318", jaeger.OTLPHTTP, at("0.0.0.0:4319", "receivers", "otlp", "protocols", "http", "endpoint"), []string{"receivers.otlp.protocols.http.endpoint"}},
		"no endpoint":       {"collectors listen on loopback then", jaeger.OTLPGRPC, at(nil, "receivers", "otlp", "protocols", "grpc", "endpoint"), []string{"receivers.otlp.protocols.grpc.endpoint"}},
		"variable":          {"known to the pod", jaeger.OTLPGRPC, at("${env:JAEGER_LISTEN_HOST}:4317", "receivers", "otlp", "protocols", "grpc", "endpoint"), nil},
		"input":             {"known later", jaeger.Zipkin, at(pulumi.String("x").ToStringOutput(), "receivers", "zipkin", "endpoint"), nil},
		"no query":          {"", jaeger.Zipkin, at([]any{"jaeger_storage", "healthcheckv2"}, "service", "extensions"), []string{"service.extensions"}},
		"no health":         {"the probes would kill the pod", jaeger.Zipkin, at([]any{"jaeger_storage", "jaeger_query"}, "service", "extensions"), []string{"service.extensions"}},
		"health elsewhere":  {"", jaeger.Zipkin, at("localhost:13133", "extensions", "healthcheckv2", "http", "endpoint"), []string{"extensions.healthcheckv2.http.endpoint"}},
		"query elsewhere":   {"Kiali asks 16685", jaeger.Zipkin, at("0.0.0.0:1", "extensions", "jaeger_query", "grpc", "endpoint"), []string{"extensions.jaeger_query.grpc.endpoint"}},
		"base path":         {"Kiali is told another", jaeger.Zipkin, at("/x", "extensions", "jaeger_query", "base_path"), []string{"extensions.jaeger_query.base_path"}},
		"two types":         {"jaegertracing/jaeger#7875", jaeger.Zipkin, at(plan.Tree{}, "extensions", "jaeger_storage", "backends", "main", "badger"), []string{"extensions.jaeger_storage.backends.main"}},
		"a second backend":  {"an archive", jaeger.Zipkin, at(plan.Tree{"memory": plan.Tree{}}, "extensions", "jaeger_storage", "backends", "archive"), nil},
		"no such backend":   {"", jaeger.Zipkin, at("other", "exporters", "jaeger_storage_exporter", "trace_storage"), []string{"exporters.jaeger_storage_exporter.trace_storage"}},
		"several":           {"all at once, in order", jaeger.Zipkin, plan.Merge(at("127.0.0.1:9411", "receivers", "zipkin", "endpoint"), at("/x", "extensions", "jaeger_query", "base_path")).(plan.Tree), []string{"extensions.jaeger_query.base_path", "receivers.zipkin.endpoint"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := jaeger.CheckConfig(plan.Merge(memory(), c.over).(plan.Tree), c.protocol, "/jaeger")
			assert.Equal(t, c.want, paths(got), "%s: %v", c.reason, got)
		})
	}
}
