package jaeger_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestFlatten(t *testing.T) {
	t.Parallel()
	leaf := pulumi.String("x").ToStringOutput()
	for name, c := range map[string]struct {
		reason  string
		options any
		want    plan.Tree
	}{
		"nested":     {"as the operator does", map[string]any{"a": map[string]any{"b": map[string]any{"c-d": 1}}}, plan.Tree{"a.b.c-d": 1}},
		"dotted":     {"the same flag", map[string]any{"a.b.c-d": 1}, plan.Tree{"a.b.c-d": 1}},
		"mixed":      {"", map[string]any{"a": map[string]any{"b.c": true}}, plan.Tree{"a.b.c": true}},
		"list":       {"a flag that is given several times", map[string]any{"a": []any{"x", "y"}}, plan.Tree{"a": []any{"x", "y"}}},
		"input":      {"a leaf like any other", map[string]any{"a": map[string]any{"b": leaf}}, plan.Tree{"a.b": leaf}},
		"whole late": {"nothing is seen", leaf, plan.Tree{}},
		"none":       {"", nil, plan.Tree{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, jaeger.Flatten(c.options), c.reason)
		})
	}
}

func TestCheckFlags(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason, protocol, flag string
		value                  any
		wrong                  bool
	}{
		"document":          {"the document's: a port alone is every interface", jaeger.Zipkin, jaeger.ZipkinFlag, "9411", false},
		"number":            {"YAML makes one of it", jaeger.Zipkin, jaeger.ZipkinFlag, 9411.0, false},
		"every interface":   {"", jaeger.Zipkin, jaeger.ZipkinFlag, "0.0.0.0:9411", false},
		"localhost":         {"", jaeger.Zipkin, jaeger.ZipkinFlag, "localhost:9411", true},
		"other port":        {"", jaeger.Zipkin, jaeger.ZipkinFlag, ":9410", true},
		"nobody's port":     {"the proxies speak OTLP", jaeger.OTLPGRPC, jaeger.ZipkinFlag, ":9410", false},
		"grpc":              {"", jaeger.OTLPGRPC, "collector.otlp.grpc.host-port", "127.0.0.1:4317", true},
		"http":              {"", jaeger.OTLPHTTP, "collector.otlp.http.host-port", ":4317", true},
		"otlp off":          {"", jaeger.OTLPHTTP, "collector.otlp.enabled", "false", true},
		"otlp off, unused":  {"", jaeger.Zipkin, "collector.otlp.enabled", false, false},
		"tls":               {"", jaeger.OTLPGRPC, "collector.otlp.grpc.tls.enabled", true, true},
		"tls off":           {"", jaeger.OTLPGRPC, "collector.otlp.grpc.tls.enabled", false, false},
		"query moved":       {"whatever the proxies speak, Kiali asks there", jaeger.Zipkin, "query.http-server.host-port", ":8080", true},
		"query grpc moved":  {"", jaeger.Zipkin, "query.grpc-server.host-port", "127.0.0.1:16685", true},
		"known later":       {"", jaeger.Zipkin, jaeger.ZipkinFlag, pulumi.String("x").ToStringOutput(), false},
		"another flag":      {"", jaeger.Zipkin, "collector.queue-size", 10, false},
		"not host and port": {"", jaeger.Zipkin, jaeger.ZipkinFlag, "a:b:c", true},
		"password":          {"an argument of the program", jaeger.Zipkin, "kafka.producer.plaintext.password", pulumi.String("x").ToStringOutput(), true},
		"secret":            {"so is any other", jaeger.Zipkin, "query.additional-headers", pulumi.ToSecret(pulumi.String("x")), true},
		"unknown secret":    {"", jaeger.Zipkin, jaeger.ZipkinFlag, pulumi.ToSecret(pulumi.UnsafeUnknownOutput(nil)), true},
		"user in a list":    {"a flag that is given several times", jaeger.Zipkin, "es.server-urls", []any{"http://a", "http://me:hush@b"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := jaeger.CheckFlags(t.Context(), plan.Tree{c.flag: c.value}, c.protocol)
			assert.Equal(t, c.wrong, len(got) == 1, "%s: %v", c.reason, got)
			if c.wrong {
				assert.Equal(t, c.flag, got[0].Path)
			}
		})
	}
}

func TestCheckStorageFlags(t *testing.T) {
	t.Parallel()
	secret, unknown := pulumi.ToSecret(pulumi.String("hush")), pulumi.UnsafeUnknownOutput(nil)
	for name, c := range map[string]struct {
		reason string
		flags  plan.Tree
		want   []string
	}{
		"its own":          {"", plan.Tree{"es.server-urls": "http://e:9200", "es-archive.enabled": true}, nil},
		"another's":        {"the operator drops it", plan.Tree{"cassandra.servers": "c"}, []string{"cassandra.servers"}},
		"password":         {"an argument of the program", plan.Tree{"es.password": "hush", "es.token": unknown}, []string{"es.password", "es.token"}},
		"no password":      {"null removes", plan.Tree{"es.password": nil}, nil},
		"password by file": {"the file is a Secret's", plan.Tree{"es.token-file": "/token"}, nil},
		"secret":           {"", plan.Tree{"es.server-urls": secret}, []string{"es.server-urls"}},
		"secret password":  {"found once", plan.Tree{"es.password": secret}, []string{"es.password"}},
		"secret in a list": {"", plan.Tree{"es.server-urls": []any{"http://e", secret}}, []string{"es.server-urls[1]"}},
		"secret branch":    {"it is not what the operator drops", plan.Tree{"es": secret}, []string{"es"}},
		"late branch":      {"it may be a map of them", plan.Tree{"es": unknown}, nil},
		"late flag":        {"its name is known", plan.Tree{"es.server-urls": unknown, "cassandra": unknown}, []string{"cassandra"}},
		"user":             {"", plan.Tree{"es.server-urls": "http://e:9200,https://me:hush@e:9200"}, []string{"es.server-urls"}},
		"user by variable": {"Kubernetes fills it in", plan.Tree{"es.server-urls": "https://$(ES_USERNAME):$(ES_PASSWORD)@e:9200"}, nil},
		"several":          {"in order", plan.Tree{"es.token": "hush", "cassandra.servers": "c"}, []string{"cassandra.servers", "es.token"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := jaeger.CheckStorageFlags(t.Context(), c.flags, "elasticsearch")
			assert.Equal(t, c.want, paths(got), c.reason)
			for _, p := range got {
				assert.NotContains(t, p.Message, "hush", "a message holds no value")
			}
		})
	}
}

func TestPortsAndProtocols(t *testing.T) {
	t.Parallel()
	for protocol, port := range map[string]int{jaeger.Zipkin: 9411, jaeger.OTLPGRPC: 4317, jaeger.OTLPHTTP: 4318} {
		assert.Equal(t, port, jaeger.Port(protocol))
		assert.Equal(t, protocol, jaeger.ProtocolOf(port))
	}
	assert.Zero(t, jaeger.Port("other"))
	assert.Empty(t, jaeger.ProtocolOf(80))
	assert.Equal(t, "http://jaeger-query.observability:16685/jaeger", jaeger.QueryURL("jaeger-query", "observability", 16685, "/jaeger"), "the document's")
	assert.Equal(t, "http://a.b:16686", jaeger.QueryURL("a", "b", 16686, "/"), "a slash alone is no path")
}
