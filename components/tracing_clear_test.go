package components

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// hidden is a secret text, and neverHidden one that isn't known yet.
func hidden(text string) pulumi.StringPtrInput {
	return pulumi.ToSecret(late(text)).(pulumi.StringPtrOutput)
}

func neverHidden() pulumi.StringPtrInput { return pulumi.ToSecret(never()).(pulumi.StringPtrOutput) }

// whole is a free-form map that is an output as a whole.
func whole(in pulumi.Input) *freeform.Map {
	return &freeform.Map{Leaves: map[string]pulumi.Input{"": in}}
}

func stored(s JaegerV2Storage) Tracing { return Tracing{JaegerV2: &JaegerV2{Storage: &s}} }

func searched(urls pulumi.StringPtrInput) Tracing {
	return stored(JaegerV2Storage{Elasticsearch: &JaegerV2Search{ServerURLs: urls}})
}

func configured(config *freeform.Map) Tracing { return Tracing{JaegerV2: &JaegerV2{Config: config}} }

func asked(url, grpc pulumi.StringPtrInput) Tracing {
	return Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("a.b:4317"), QueryURL: url, QueryGRPCURL: grpc}}
}

func flagged(options map[string]any) Tracing {
	return Tracing{Jaeger: &Jaeger{Storage: elastic(options)}}
}

func streamed(brokers pulumi.StringPtrInput) Tracing {
	return Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerStreaming), Storage: elastic(nil), Kafka: &JaegerKafka{Brokers: brokers}}}
}

// Nothing that must not be read stands in clear, and what came as an output is judged like what is plain.
func TestTracingInClear(t *testing.T) {
	t.Parallel()
	const storage, config, v1 = "tracing.jaegerV2.storage.", "tracing.jaegerV2.config", "tracing.jaeger."
	for name, c := range map[string]struct {
		reason  string
		tracing Tracing
		// path and remedy of the one error.
		path, remedy string
	}{
		"user in late urls":       {"they are known by now", searched(late("https://e:9200, https://me:hush@e:9200")), storage + "elasticsearch.serverUrls", "credentials"},
		"late urls without":       {"", searched(late("elasticsearch:9200")), storage + "elasticsearch.serverUrls", "https://"},
		"late urls of nothing":    {"", searched(late("")), storage + "elasticsearch.serverUrls", "missing"},
		"secret urls":             {"the chart's ConfigMap has them", searched(hidden("https://e:9200")), storage + "elasticsearch.serverUrls", "credentials"},
		"unknown secret urls":     {"as early as in the preview", searched(neverHidden()), storage + "elasticsearch.serverUrls", "credentials"},
		"secret urls, opensearch": {"", stored(JaegerV2Storage{OpenSearch: &JaegerV2Search{ServerURLs: hidden("https://e")}}), storage + "opensearch.serverUrls", "credentials"},
		"user of cassandra":       {"", stored(JaegerV2Storage{Cassandra: &JaegerV2Cassandra{Servers: pulumi.StringPtr("a, me:hush@b")}}), storage + "cassandra.servers", "credentials"},
		"late user of cassandra":  {"", stored(JaegerV2Storage{Cassandra: &JaegerV2Cassandra{Servers: late("me:hush@b")}}), storage + "cassandra.servers", "credentials"},
		"no cassandra":            {"", stored(JaegerV2Storage{Cassandra: &JaegerV2Cassandra{}}), storage + "cassandra.servers", "cassandra.data"},
		"secret cassandra":        {"", stored(JaegerV2Storage{Cassandra: &JaegerV2Cassandra{Servers: hidden("c")}}), storage + "cassandra.servers", "credentials"},
		"user of clickhouse":      {"", stored(JaegerV2Storage{ClickHouse: &JaegerV2ClickHouse{Addresses: pulumi.StringPtr("hush@c:9000")}}), storage + "clickhouse.addresses", "credentials"},
		"late clickhouse by http": {"", stored(JaegerV2Storage{ClickHouse: &JaegerV2ClickHouse{Addresses: late("http://c:8123")}}), storage + "clickhouse.addresses", "clickhouse.data:9000"},
		"secret clickhouse":       {"", stored(JaegerV2Storage{ClickHouse: &JaegerV2ClickHouse{Addresses: hidden("c:9000")}}), storage + "clickhouse.addresses", "credentials"},

		"secret in config":         {"whatever its key", configured(tree(map[string]any{"a": []any{map[string]any{"x": pulumi.ToSecret(pulumi.String("hush"))}}})), config + ".a[0].x", "${env:NAME}"},
		"user in config":           {"", configured(tree(map[string]any{"exporters": map[string]any{"otlp/b": map[string]any{"endpoint": "https://me:hush@b"}}})), config + ".exporters.otlp/b.endpoint", "${env:NAME}"},
		"late loopback in config":  {"only the pod reaches it", configured(tree(map[string]any{"receivers": map[string]any{"otlp": map[string]any{"protocols": map[string]any{"grpc": map[string]any{"endpoint": late("localhost:4317")}}}}})), config + ".receivers.otlp.protocols.grpc.endpoint", ":4317"},
		"late config":              {"known by now as a whole", configured(whole(pulumi.Map{"service": pulumi.Map{"extensions": pulumi.Array{pulumi.String("jaeger_storage"), pulumi.String("jaeger_query")}}}.ToMapOutput())), config + ".service.extensions", "healthcheckv2"},
		"late password":            {"", configured(whole(pulumi.Map{"a": pulumi.Map{"password": pulumi.String("hush")}}.ToMapOutput())), config + ".a.password", "${env:NAME}"},
		"secret config":            {"a ConfigMap of the cluster has it", configured(whole(pulumi.ToSecret(pulumi.Map{"a": pulumi.String("hush")}))), config, "${env:NAME}"},
		"unknown secret config":    {"", configured(whole(pulumi.ToSecret(pulumi.UnsafeUnknownOutput(nil)))), config, "${env:NAME}"},
		"the other backend stays":  {"null removes the key that it stands at alone", configured(tree(map[string]any{"extensions": map[string]any{"jaeger_storage": map[string]any{"backends": map[string]any{"main": map[string]any{"badger": map[string]any{}}}}}})), config + ".extensions.jaeger_storage.backends.main", "null"},
		"removed from under a use": {"what is null isn't declared", configured(tree(map[string]any{"processors": map[string]any{"batch": nil}})), config + ".service.pipelines.traces.processors", "batch"},

		"late query url of a user":     {"Kiali's ConfigMap has it", asked(late("http://me:hush@q:16686"), nil), "tracing.existing.queryUrl", "clear"},
		"late query url of grpc":       {"", asked(late("http://q:16685"), nil), "tracing.existing.queryUrl", "queryGrpcUrl"},
		"late grpc url without scheme": {"", asked(nil, late("q:16685")), "tracing.existing.queryGrpcUrl", "http://"},
		"late grpc url of http":        {"", asked(nil, late("http://q:16686")), "tracing.existing.queryGrpcUrl", "queryUrl"},

		"user of v1":              {"an argument of the program", flagged(map[string]any{"es.server-urls": "https://me:hush@e:9200"}), v1 + "storage.options.es.server-urls", "storage.credentials"},
		"late user of v1":         {"", flagged(map[string]any{"es.server-urls": late("https://me:hush@e:9200")}), v1 + "storage.options.es.server-urls", "storage.credentials"},
		"secret urls of v1":       {"", flagged(map[string]any{"es.server-urls": hidden("https://e:9200")}), v1 + "storage.options.es.server-urls", "storage.credentials"},
		"unknown password of v1":  {"", flagged(map[string]any{"es.password": neverHidden()}), v1 + "storage.options.es.password", "storage.credentials"},
		"late options of another": {"", Tracing{Jaeger: &Jaeger{Storage: &JaegerStorage{Type: ref(jaegerBadger), Options: whole(pulumi.Map{"es.a": pulumi.String("x")}.ToMapOutput())}}}, v1 + "storage.options.es.a", "badger."},
		"late options with none":  {"", Tracing{Jaeger: &Jaeger{Storage: &JaegerStorage{Type: ref(jaegerCassandra), Options: whole(pulumi.Map{"cassandra.keyspace": pulumi.String("x")}.ToMapOutput())}}}, v1 + "storage.options", "cassandra.servers"},
		"secret options":          {"", Tracing{Jaeger: &Jaeger{Storage: &JaegerStorage{Type: ref(jaegerElasticsearch), Options: whole(pulumi.ToSecret(pulumi.Map{"es.a": pulumi.String("hush")}))}}}, v1 + "storage.options", "storage.credentials"},
		"secret among the flags":  {"", Tracing{Jaeger: &Jaeger{Options: tree(map[string]any{"a": map[string]any{"b": hidden("hush")}})}}, v1 + "options.a.b", "storage.credentials"},
		"secret flags":            {"", Tracing{Jaeger: &Jaeger{Query: &JaegerQuery{Options: whole(neverHidden())}}}, v1 + "query.options", "storage.credentials"},
		"late base path":          {"Kiali must be told", Tracing{Jaeger: &Jaeger{Options: whole(pulumi.Map{"query.base-path": pulumi.String("/x")}.ToMapOutput())}}, v1 + "options.query.base-path", "query.basePath"},
		"password of an ingester": {"", Tracing{Jaeger: &Jaeger{
			Strategy: ref(jaegerStreaming), Storage: elastic(nil), Kafka: &JaegerKafka{Brokers: late("k:9092")},
			Ingester: &JaegerPart{Options: tree(map[string]any{"kafka.consumer.plaintext.password": "hush"})},
		}}, v1 + "ingester.options.kafka.consumer.plaintext.password", "storage"},
		"secret brokers":       {"", streamed(hidden("k:9092")), v1 + "kafka.brokers", "isn't secret"},
		"user of brokers":      {"", streamed(pulumi.StringPtr("hush@k:9092")), v1 + "kafka.brokers", "kafka-0.kafka:9092"},
		"late brokers no port": {"", streamed(late("k")), v1 + "kafka.brokers", "kafka-0.kafka:9092"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := tracingFindings(t, MeshStackArgs{}, &c.tracing)
			require.Len(t, f.Errors(), 1, "%s: %v", c.reason, f.Errors())
			assert.Equal(t, c.path, f.Errors()[0].Path, c.reason)
			assert.Contains(t, f.Errors()[0].Message, c.remedy, c.reason)
			assert.NotContains(t, fmt.Sprint(f.Errors(), f.Warnings()), "hush", "no message holds a secret")
		})
	}
}

// What is known and harmless, or not known yet, passes.
func TestTracingTakesOutputs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason  string
		tracing Tracing
	}{
		"late urls":        {"", searched(late("https://a:9200,https://b:9200"))},
		"unknown urls":     {"", searched(never())},
		"late cassandra":   {"", stored(JaegerV2Storage{Cassandra: &JaegerV2Cassandra{Servers: late("a, b")}})},
		"late clickhouse":  {"", stored(JaegerV2Storage{ClickHouse: &JaegerV2ClickHouse{Addresses: late("a:9000")}})},
		"late config":      {"", configured(whole(pulumi.Map{"processors": pulumi.Map{"batch": pulumi.Map{"timeout": pulumi.String("1s")}}}.ToMapOutput()))},
		"key in a file":    {"a map is no key", configured(tree(map[string]any{"extensions": map[string]any{"jaeger_storage": map[string]any{"backends": map[string]any{"archive": map[string]any{"elasticsearch": map[string]any{"auth": map[string]any{"api_key": map[string]any{"file_path": "/keys/a"}}}}}}}}))},
		"query urls":       {"", asked(late("https://q:16686"), never())},
		"secret query url": {"Kiali's checks refuse it, where there is one", asked(hidden("http://me:hush@q:16686"), nil)},
		"flags of v1":      {"", flagged(map[string]any{"es.server-urls": late("https://e:9200"), "es.num-shards": 3, "es.index-prefix": never()})},
		"late branch":      {"it may hold what is needed", Tracing{Jaeger: &Jaeger{Storage: &JaegerStorage{Type: ref(jaegerElasticsearch), Options: tree(map[string]any{"es": never()})}}}},
		"unknown options":  {"", Tracing{Jaeger: &Jaeger{Storage: &JaegerStorage{Type: ref(jaegerElasticsearch), Options: whole(never())}}}},
		"unknown brokers":  {"", streamed(never())},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := tracingFindings(t, MeshStackArgs{}, &c.tracing)
			assert.Empty(t, f.Errors(), c.reason)
			assert.Empty(t, f.Infos(), c.reason)
		})
	}
}

// A configuration that isn't known is said not to have been checked; nothing else is.
func TestJaegerConfigUnknown(t *testing.T) {
	t.Parallel()
	tracing := configured(whole(never()))
	f := tracingFindings(t, MeshStackArgs{}, &tracing)
	assert.Empty(t, f.Errors())
	require.Len(t, f.Infos(), 1)
	assert.Equal(t, check.JaegerConfigUnknown, f.Infos()[0].ID)
	assert.Equal(t, "tracing.jaegerV2.config", f.Infos()[0].Path)
}

// Null removes a setting: from what is judged, from what is written, and from the hash.
func TestNullInJaegerConfig(t *testing.T) {
	t.Parallel()
	backends := map[string]any{"main": map[string]any{"memory": nil, "badger": map[string]any{"ephemeral": true}}}
	given := func(backends map[string]any) *JaegerV2 {
		return &JaegerV2{Config: tree(map[string]any{"extensions": map[string]any{"jaeger_storage": map[string]any{"backends": backends}}})}
	}
	f := tracingFindings(t, MeshStackArgs{}, &Tracing{JaegerV2: given(backends)})
	assert.Empty(t, f.Errors(), "one type is left")
	config := given(backends).config()
	assert.Equal(t, plan.Tree{"badger": plan.Tree{"ephemeral": true}}, valueAt(config, "extensions", "jaeger_storage", "backends", "main"))

	with := given(map[string]any{"other": nil}).values(memoryKind(nil))
	without := (&JaegerV2{}).values(memoryKind(nil))
	assert.Equal(t, without, with, "null for what isn't there changes nothing")

	f = tracingFindings(t, MeshStackArgs{}, &Tracing{JaegerV2: given(map[string]any{"main": nil})})
	require.Len(t, f.Errors(), 2, "nothing is left")
	assert.Contains(t, f.Errors()[0].Path, "tracing.jaegerV2.config.")
}
