package components

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// late is an output of a known text.
func late(text string) pulumi.StringPtrInput { return pulumi.StringPtr(text).ToStringPtrOutput() }

// never is an output as at preview, before what it comes from exists.
func never() pulumi.StringPtrInput {
	return pulumi.UnsafeUnknownOutput(nil).ApplyT(func(any) *string { return nil }).(pulumi.StringPtrOutput)
}

// tracingFindings are those of a mesh with this tracing.
func tracingFindings(t *testing.T, args MeshStackArgs, tracing *Tracing) *check.Findings {
	t.Helper()
	f := &check.Findings{}
	m := newMesh(args)
	tracing.check(f, "tracing", m)
	tracing.checkKnown(t.Context(), f, "tracing", m)
	return f
}

// traced is the plan of a mesh with this tracing, without the control plane itself.
func traced(args MeshStackArgs, tracing *Tracing) *plan.Plan {
	m := newMesh(args)
	p := plan.New()
	tracing.settings(p, m)
	tracing.contribute(p, m)
	m.contributeTelemetry(p)
	m.args.Sidecars.contribute(p, m)
	return p
}

func existing(address string) *ExistingTracing {
	return &ExistingTracing{Address: pulumi.StringPtr(address)}
}

type wrongTracing struct {
	reason  string
	mesh    MeshStackArgs
	tracing Tracing
	// path and remedy of the one finding that is looked for.
	path, remedy string
}

var wrongTracings = map[string]wrongTracing{
	"no backend":        {"spans would go nowhere", MeshStackArgs{}, Tracing{}, "tracing", "jaegerV2: {}"},
	"two backends":      {"istiod takes one provider", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{}, Existing: existing("a.b:9411")}, "tracing", "keep exactly one"},
	"sampling above":    {"a percentage", MeshStackArgs{}, Tracing{Sampling: ref(101.0), JaegerV2: &JaegerV2{}}, "tracing.sampling", "0 to 100"},
	"sampling below":    {"a percentage", MeshStackArgs{}, Tracing{Sampling: ref(-1.0), JaegerV2: &JaegerV2{}}, "tracing.sampling", "0 to 100"},
	"sampling too fine": {"Envoy counts in hundredths of a percent", MeshStackArgs{}, Tracing{Sampling: ref(0.001), JaegerV2: &JaegerV2{}}, "tracing.sampling", "0.01"},
	"mode":              {"a typo", MeshStackArgs{}, Tracing{Mode: ref(TracingMode("provider")), JaegerV2: &JaegerV2{}}, "tracing.mode", "telemetry, bootstrap"},
	"protocol":          {"a typo", MeshStackArgs{}, Tracing{Protocol: ref(TracingProtocol("otlp")), JaegerV2: &JaegerV2{}}, "tracing.protocol", "otlpGrpc"},
	"bootstrap otlp":    {"Envoy's bootstrap has zipkin alone", MeshStackArgs{}, Tracing{Mode: ref(tracingBootstrap), Protocol: ref(tracingOTLPGRPC), JaegerV2: &JaegerV2{}}, "tracing.protocol", "mode: telemetry"},
	"context of otlp":   {"OTLP has W3C's headers", MeshStackArgs{}, Tracing{TraceContext: ref(traceContextB3), JaegerV2: &JaegerV2{}}, "tracing.traceContext", "protocol: zipkin"},
	"context too early": {
		"istiod 1.27 doesn't know the field", MeshStackArgs{Version: ref("1.27.1")},
		Tracing{TraceContext: ref(traceContextB3AndW3C), Protocol: ref(tracingZipkin), JaegerV2: &JaegerV2{}}, "tracing.traceContext", "1.28",
	},
	"profile empty":     {"there is no istiod", MeshStackArgs{Profile: ref(profileEmpty)}, Tracing{JaegerV2: &JaegerV2{}}, "tracing", "profile: minimal"},
	"profile remote":    {"that istiod reads another mesh config", MeshStackArgs{Profile: ref(profileRemote)}, Tracing{JaegerV2: &JaegerV2{}}, "tracing", "leave it out here"},
	"max tag length":    {"", MeshStackArgs{}, Tracing{MaxTagLength: ref(0), JaegerV2: &JaegerV2{}}, "tracing.maxTagLength", "256"},
	"tag without value": {"", MeshStackArgs{}, Tracing{CustomTags: map[string]TracingTag{"a": {}}, JaegerV2: &JaegerV2{}}, `tracing.customTags["a"]`, "exactly one of literal"},
	"tag with two values": {
		"", MeshStackArgs{}, Tracing{CustomTags: map[string]TracingTag{"a": {Header: ref("x"), Environment: ref("X")}}, JaegerV2: &JaegerV2{}},
		`tracing.customTags["a"]`, "exactly one of literal",
	},
	"tag with header of spaces": {"", MeshStackArgs{}, Tracing{CustomTags: map[string]TracingTag{"a": {Header: ref("x y")}}, JaegerV2: &JaegerV2{}}, `tracing.customTags["a"].header`, "x-tenant"},
	"tag with wrong variable":   {"", MeshStackArgs{}, Tracing{CustomTags: map[string]TracingTag{"a": {Environment: ref("1 X")}}, JaegerV2: &JaegerV2{}}, `tracing.customTags["a"].environment`, "POD_NAMESPACE"},
	"tag with empty literal":    {"istiod refuses the Telemetry", MeshStackArgs{}, Tracing{CustomTags: map[string]TracingTag{"a": {Literal: pulumi.StringPtr("")}}, JaegerV2: &JaegerV2{}}, `tracing.customTags["a"].literal`, "leave the tag out"},
	"default of a literal":      {"", MeshStackArgs{}, Tracing{CustomTags: map[string]TracingTag{"a": {Literal: late("x"), DefaultValue: ref("y")}}, JaegerV2: &JaegerV2{}}, `tracing.customTags["a"].defaultValue`, "leave it out"},

	"no address":           {"", MeshStackArgs{}, Tracing{Existing: &ExistingTracing{}}, "tracing.existing.address", addressExample},
	"address with scheme":  {"Envoy wants host and port", MeshStackArgs{}, Tracing{Existing: existing("http://jaeger-collector.observability:9411")}, "tracing.existing.address", "host:port alone"},
	"address without port": {"it tells the protocol, too", MeshStackArgs{}, Tracing{Existing: existing("jaeger-collector.observability")}, "tracing.existing.address", addressExample},
	"short host":           {"each pod would look in its own namespace", MeshStackArgs{}, Tracing{Existing: existing("jaeger-collector:9411")}, "tracing.existing.address", "jaeger-collector.<namespace>"},
	"localhost":            {"there is no collector in the pod", MeshStackArgs{}, Tracing{Existing: existing("localhost:9411")}, "tracing.existing.address", addressExample},
	"password among the flags of every part": {
		"it would be an argument of the program", MeshStackArgs{},
		Tracing{Jaeger: &Jaeger{Options: tree(map[string]any{"es.password": "p"})}}, "tracing.jaeger.options.es.password", "storage.credentials",
	},
	"ip in telemetry mode":  {"istiod finds by name", MeshStackArgs{}, Tracing{Existing: existing("10.1.2.3:9411")}, "tracing.existing.address", "mode: bootstrap"},
	"port of another":       {"zipkin's JSON to a gRPC port", MeshStackArgs{}, Tracing{Protocol: ref(tracingZipkin), Existing: existing("a.b:4317")}, "tracing.existing.address", "protocol: otlpGrpc"},
	"bootstrap to otlp":     {"bootstrap speaks zipkin", MeshStackArgs{}, Tracing{Mode: ref(tracingBootstrap), Existing: existing("a.b:4318")}, "tracing.existing.address", "port 9411"},
	"port says nothing":     {"", MeshStackArgs{}, Tracing{Existing: existing("a.b:80")}, "tracing.protocol", "otlpHttp"},
	"output says nothing":   {"its port is known later", MeshStackArgs{}, Tracing{Existing: &ExistingTracing{Address: never()}}, "tracing.protocol", "otlpGrpc"},
	"output is wrong":       {"in an update the value is known", MeshStackArgs{}, Tracing{Protocol: ref(tracingZipkin), Existing: &ExistingTracing{Address: late("http://a.b:9411")}}, "tracing.existing.address", "host:port alone"},
	"output is outside":     {"the ServiceEntry must be decided beforehand", MeshStackArgs{}, Tracing{Protocol: ref(tracingZipkin), Existing: &ExistingTracing{Address: late("traces.example.com:9411")}}, "tracing.existing.address", "external: true"},
	"external service":      {"", MeshStackArgs{}, Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("a.b.svc:9411"), External: ref(true)}}, "tracing.existing.address", "leave external out"},
	"tls inside":            {"the mesh has its own", MeshStackArgs{}, Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("a.b:4317"), TLS: ref(true)}}, "tracing.existing.tls", "external: true"},
	"service entry inside":  {"", MeshStackArgs{}, Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("a.b:4317"), ServiceEntry: ref(false)}}, "tracing.existing.serviceEntry", "leave it out"},
	"query url without":     {"Kiali wants a URL", MeshStackArgs{}, Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("a.b:4317"), QueryURL: pulumi.StringPtr("jaeger-query:16686")}}, "tracing.existing.queryUrl", queryURLExample},
	"query url of grpc":     {"kiali/kiali#4270 the other way round", MeshStackArgs{}, Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("a.b:4317"), QueryURL: pulumi.StringPtr("http://jaeger-query.o:16685")}}, "tracing.existing.queryUrl", "queryGrpcUrl"},
	"grpc url of http":      {"kiali/kiali#4270", MeshStackArgs{}, Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("a.b:4317"), QueryGRPCURL: pulumi.StringPtr("http://jaeger-query.o:16686")}}, "tracing.existing.queryGrpcUrl", "queryUrl"},
	"query url with a user": {"it would stand in Kiali's ConfigMap", MeshStackArgs{}, Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("a.b:4317"), QueryURL: pulumi.StringPtr("http://me:hush@jaeger-query.o:16686")}}, "tracing.existing.queryUrl", "clear"},

	"providers in values": {
		"lists replace lists", MeshStackArgs{Values: &Values{Istiod: tree(map[string]any{"meshConfig": map[string]any{"extensionProviders": []any{}}})}},
		Tracing{JaegerV2: &JaegerV2{}}, "values.istiod.meshConfig.extensionProviders", "meshConfig.extensionProviders",
	},

	"jaeger v1":            {"it has ended", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{}}, "tracing.jaeger", "jaegerV2"},
	"production in memory": {"the document's own case: the operator runs allInOne and ignores the collector's options", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerProduction)}}, "tracing.jaeger.storage.type", "would run allInOne instead"},
	"streaming in badger": {
		"the same", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerStreaming), Storage: &JaegerStorage{Type: ref(jaegerBadger)}, Kafka: &JaegerKafka{Brokers: late("k:9092")}}},
		"tracing.jaeger.storage.type", "elasticsearch or cassandra",
	},
	"streaming without kafka": {
		"the operator would make a Kafka", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerStreaming), Storage: elastic(nil)}}, "tracing.jaeger.kafka.brokers", "kafka-0.kafka:9092",
	},
	"brokers without port":    {"", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerStreaming), Storage: elastic(nil), Kafka: &JaegerKafka{Brokers: pulumi.StringPtr("kafka")}}}, "tracing.jaeger.kafka.brokers", "kafka-0.kafka:9092"},
	"kafka without streaming": {"nobody would read it", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Kafka: &JaegerKafka{Brokers: late("k:9092")}}}, "tracing.jaeger.kafka", "strategy: streaming"},
	"strategy":                {"the operator takes a typo for allInOne", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Strategy: ref(JaegerStrategy("prod"))}}, "tracing.jaeger.strategy", "production"},
	"storage type":            {"the operator takes a typo for memory", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Storage: &JaegerStorage{Type: ref(JaegerStorageType("es"))}}}, "tracing.jaeger.storage.type", "elasticsearch"},
	"storage kafka":           {"it is on the way only", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Storage: &JaegerStorage{Type: ref(JaegerStorageType("kafka"))}}}, "tracing.jaeger.storage.type", "strategy: streaming"},
	"elasticsearch nowhere":   {"the operator would assume OpenShift's", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Storage: &JaegerStorage{Type: ref(jaegerElasticsearch)}}}, "tracing.jaeger.storage.options", "es.server-urls"},
	"options of another":      {"the operator drops them", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Storage: elastic(map[string]any{"cassandra.servers": "x"})}}, "tracing.jaeger.storage.options.cassandra.servers", "es."},
	"password among options":  {"they are arguments of the program", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Storage: elastic(map[string]any{"es": map[string]any{"password": "hush"}})}}, "tracing.jaeger.storage.options.es.password", "storage.credentials"},
	"half a credential":       {"", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Storage: withCredentials(elastic(nil), &StorageCredentials{Username: late("me")})}}, "tracing.jaeger.storage.credentials", "give both"},
	"credentials of memory":   {"", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Storage: &JaegerStorage{Credentials: &StorageCredentials{Username: late("me"), Password: late("hush")}}}}, "tracing.jaeger.storage.credentials", "leave them out"},
	"collector of allInOne":   {"the operator reads allInOne only", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Collector: &JaegerPart{}}}, "tracing.jaeger.collector", "strategy: production"},
	"ingester of production":  {"", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerProduction), Storage: elastic(nil), Ingester: &JaegerPart{}}}, "tracing.jaeger.ingester", "streaming"},
	"options of production":   {"nobody reads them", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerProduction), Storage: elastic(nil), Options: tree(map[string]any{"a.b": 1})}}, "tracing.jaeger.options", "collector.options"},
	"replicas of allInOne":    {"", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Query: &JaegerQuery{Replicas: ref(2)}}}, "tracing.jaeger.query.replicas", "production"},
	"replicas and autoscaler": {"", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerProduction), Storage: elastic(nil), Collector: &JaegerPart{Replicas: ref(2), MaxReplicas: ref(3)}}}, "tracing.jaeger.collector.replicas", "remove one"},
	"zipkin on localhost":     {"jaegertracing/jaeger-operator#1425", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Options: tree(map[string]any{"collector": map[string]any{"zipkin": map[string]any{"host-port": "127.0.0.1:9411"}}})}}, "tracing.jaeger.options.collector.zipkin.host-port", ":9411"},
	"zipkin elsewhere": {
		"the Service sends to 9411", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerProduction), Storage: elastic(nil), Collector: &JaegerPart{Options: tree(map[string]any{"collector.zipkin.host-port": 9412.0})}}},
		"tracing.jaeger.collector.options.collector.zipkin.host-port", ":9411",
	},
	"otlp off":           {"the proxies speak it", MeshStackArgs{}, Tracing{Protocol: ref(tracingOTLPGRPC), Jaeger: &Jaeger{Options: tree(map[string]any{"collector.otlp.enabled": false})}}, "tracing.jaeger.options.collector.otlp.enabled", "protocol: zipkin"},
	"tls of zipkin":      {"the proxies send in clear", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Options: tree(map[string]any{"collector.zipkin.tls.enabled": true})}}, "tracing.jaeger.options.collector.zipkin.tls.enabled", "leave it out"},
	"base path":          {"", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Query: &JaegerQuery{BasePath: ref("jaeger/")}}}, "tracing.jaeger.query.basePath", "/jaeger"},
	"base path twice":    {"", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Query: &JaegerQuery{BasePath: ref("/a"), Options: tree(map[string]any{"query.base-path": "/b"})}}}, "tracing.jaeger.query.options.query.base-path", "basePath alone"},
	"strategy in spec":   {"the checks would not see it", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Spec: tree(map[string]any{"strategy": "production"})}}, "tracing.jaeger.spec.strategy", "argument strategy"},
	"name too long":      {"the operator would cut the Service's name short", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Name: ref(strings.Repeat("a", 54))}}, "tracing.jaeger.name", "at most 53"},
	"namespace of v1":    {"", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Namespace: ref("Obs")}}, "tracing.jaeger.namespace", "lower-case"},
	"replicas in memory": {"each would have a part", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Replicas: ref(2)}}, "tracing.jaegerV2.replicas", "that they share"},
	"replicas in badger": {"each would have a part", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Replicas: ref(2), Storage: &JaegerV2Storage{Badger: &JaegerV2Badger{}}}}, "tracing.jaegerV2.replicas", "that they share"},
	"two storages":       {"Jaeger refuses", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Storage: &JaegerV2Storage{Memory: &JaegerV2Memory{}, Badger: &JaegerV2Badger{}}}}, "tracing.jaegerV2.storage", "exactly one"},
	"no storage":         {"an empty choice is none", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Storage: &JaegerV2Storage{}}}, "tracing.jaegerV2.storage", "exactly one"},
	"no servers":         {"", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Storage: &JaegerV2Storage{Elasticsearch: &JaegerV2Search{}}}}, "tracing.jaegerV2.storage.elasticsearch.serverUrls", "https://"},
	"servers with user":  {"it would stand in a ConfigMap", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Storage: &JaegerV2Storage{OpenSearch: &JaegerV2Search{ServerURLs: pulumi.StringPtr("https://me:hush@es:9200")}}}}, "tracing.jaegerV2.storage.opensearch.serverUrls", "credentials"},
	"clickhouse by http": {"the native protocol's host and port", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Storage: &JaegerV2Storage{ClickHouse: &JaegerV2ClickHouse{Addresses: pulumi.StringPtr("http://ch:8123")}}}}, "tracing.jaegerV2.storage.clickhouse.addresses", "clickhouse.data:9000"},
	"credentials and secret": {
		"", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Storage: &JaegerV2Storage{Cassandra: &JaegerV2Cassandra{Servers: late("c"), Credentials: &StorageCredentials{Password: late("hush"), SecretName: ref("s")}}}}},
		"tracing.jaegerV2.storage.cassandra.credentials", "or the two",
	},
	"chart of another shape": {
		"it reads allInOne in place of jaeger", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Chart: &JaegerChart{Version: ref("4.1.5")}}}, "tracing.jaegerV2.chart.version", "4.4.2",
	},
	"chart without environment": {
		"its template lost extraEnv for a while", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Chart: &JaegerChart{Version: ref("4.4.1")}}}, "tracing.jaegerV2.chart.version", "4.4.2",
	},
	"chart without volumes": {
		"the claim would be mounted nowhere, and traces lost with the pod", MeshStackArgs{},
		Tracing{JaegerV2: &JaegerV2{Chart: &JaegerChart{Version: ref("4.11.0")}, Storage: &JaegerV2Storage{Badger: &JaegerV2Badger{ClaimName: ref("traces")}}}}, "tracing.jaegerV2.chart.version", "4.11.1",
	},
	"variable of ours": {
		"it would take the place of the password", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{
			Storage: &JaegerV2Storage{Cassandra: &JaegerV2Cassandra{Servers: pulumi.StringPtr("c.d"), Credentials: &StorageCredentials{SecretName: ref("c")}}},
			Values:  tree(map[string]any{"jaeger": map[string]any{"extraEnv": []any{named("A"), named("JAEGER_STORAGE_PASSWORD")}}}),
		}}, "tracing.jaegerV2.values.jaeger.extraEnv[1].name", "storage.credentials",
	},
	"volume of ours": {
		"Kubernetes refuses two of a name", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{
			Storage: &JaegerV2Storage{Badger: &JaegerV2Badger{ClaimName: ref("traces")}}, Values: tree(map[string]any{"jaeger": map[string]any{"extraVolumes": []any{named("badger")}}}),
		}}, "tracing.jaegerV2.values.jaeger.extraVolumes[0].name", "call yours otherwise",
	},
	"volume of the chart": {
		"the same", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Values: tree(map[string]any{"jaeger": map[string]any{"extraVolumes": []any{named("user-config")}}})}},
		"tracing.jaegerV2.values.jaeger.extraVolumes[0].name", "call yours otherwise",
	},
	"mount of ours": {
		"Kubernetes refuses two at a path", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{
			Via: ref(jaegerViaOperator), Storage: &JaegerV2Storage{Badger: &JaegerV2Badger{ClaimName: ref("traces")}},
			Spec: tree(map[string]any{"volumeMounts": []any{map[string]any{"name": "x", "mountPath": "/badger"}}}),
		}}, "tracing.jaegerV2.spec.volumeMounts[0].mountPath", "elsewhere",
	},
	"port of ours": {
		"a Service has a port once", MeshStackArgs{},
		Tracing{JaegerV2: &JaegerV2{Via: ref(jaegerViaOperator), Spec: tree(map[string]any{"ports": []any{map[string]any{"name": "ui", "port": 16686.0}}})}},
		"tracing.jaegerV2.spec.ports[0].port", "leave it out",
	},
	"ports that aren't a list": {
		"the operator would refuse them", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Via: ref(jaegerViaOperator), Spec: tree(map[string]any{"ports": map[string]any{"ui": 80.0}})}},
		"tracing.jaegerV2.spec.ports", "write one",
	},
	"pull secrets that aren't a list": {
		"the same", MeshStackArgs{}, Tracing{Jaeger: &Jaeger{Spec: tree(map[string]any{"imagePullSecrets": "mirror"})}}, "tracing.jaeger.spec.imagePullSecrets", "write one",
	},
	"badger's ttl":         {"", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Storage: &JaegerV2Storage{Badger: &JaegerV2Badger{TTL: ref("3 days")}}}}, "tracing.jaegerV2.storage.badger.ttl", "72h"},
	"image without tag":    {"latest changes by itself", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Image: pulumi.StringPtr("registry:5000/jaeger")}}, "tracing.jaegerV2.image", "2.20.0"},
	"chart of v1":          {"3.x installs Jaeger v1", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Chart: &JaegerChart{Version: ref("3.4.1")}}}, "tracing.jaegerV2.chart.version", "4.y.z"},
	"chart repository":     {"", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Chart: &JaegerChart{Repository: ref("charts.example.com")}}}, "tracing.jaegerV2.chart.repository", "https://"},
	"chart of an operator": {"", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Via: ref(jaegerViaOperator), Chart: &JaegerChart{}}}, "tracing.jaegerV2.chart", "via: helm"},
	"spec of a chart":      {"", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Spec: tree(map[string]any{"a": 1})}}, "tracing.jaegerV2.spec", "via: openTelemetryOperator"},
	"config in values":     {"the chart's README has it, the chart doesn't read it", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Values: tree(map[string]any{"config": map[string]any{}})}}, "tracing.jaegerV2.values.config", "write config"},
	"timeout":              {"", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Timeout: ref(0)}}, "tracing.jaegerV2.timeout", "1 or more"},
	"receiver closed": {
		"nobody would listen", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Config: tree(map[string]any{"receivers": map[string]any{"otlp": map[string]any{"protocols": map[string]any{"grpc": nil}}}})}},
		"tracing.jaegerV2.config.service.pipelines.traces.receivers", "otlpGrpc",
	},
	"receiver on localhost": {
		"", MeshStackArgs{}, Tracing{Protocol: ref(tracingZipkin), JaegerV2: &JaegerV2{Config: tree(map[string]any{"receivers": map[string]any{"zipkin": map[string]any{"endpoint": "localhost:9411"}}})}},
		"tracing.jaegerV2.config.receivers.zipkin.endpoint", ":9411",
	},
	"password in config": {
		"a ConfigMap", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Config: tree(map[string]any{"extensions": map[string]any{"basicauth": map[string]any{"client_auth": map[string]any{"password": "hush"}}}})}},
		"tracing.jaegerV2.config.extensions.basicauth.client_auth.password", "${env:NAME}",
	},
}

func elastic(more map[string]any) *JaegerStorage {
	options := map[string]any{"es.server-urls": "http://es:9200"}
	for k, v := range more {
		options[k] = v
	}
	return &JaegerStorage{Type: ref(jaegerElasticsearch), Options: tree(options)}
}

func withCredentials(s *JaegerStorage, c *StorageCredentials) *JaegerStorage {
	s.Credentials = c
	return s
}

func TestTracingRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range wrongTracings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := tracingFindings(t, c.mesh, &c.tracing)
			var said []string
			for _, finding := range append(f.Errors(), f.Warnings()...) {
				said = append(said, finding.String())
				if finding.Path == c.path && strings.Contains(finding.Message, c.remedy) {
					assert.NotContains(t, fmt.Sprint(f.Errors(), f.Warnings()), "hush", "no message holds a secret")
					return
				}
			}
			assert.Fail(t, "not found", "%s: want %s with %q among %v", c.reason, c.path, c.remedy, said)
		})
	}
}

// All problems come at once, each at its own place.
func TestTracingReportsAllAtOnce(t *testing.T) {
	t.Parallel()
	f := tracingFindings(t, MeshStackArgs{}, &Tracing{
		Sampling: ref(200.0), Mode: ref(TracingMode("x")), MaxTagLength: ref(0),
		JaegerV2: &JaegerV2{Replicas: ref(3), BasePath: ref("x"), Timeout: ref(-1)},
	})
	assert.Equal(t, []string{
		"tracing.jaegerV2.basePath", "tracing.jaegerV2.replicas", "tracing.jaegerV2.timeout", "tracing.maxTagLength", "tracing.mode", "tracing.sampling",
	}, pathsIn(f.Errors()))
}

func TestTracingTakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason  string
		mesh    MeshStackArgs
		tracing Tracing
	}{
		"jaeger v2":          {"the short way", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{}}},
		"off":                {"it needs no backend", MeshStackArgs{Profile: ref(profileDemo)}, Tracing{Sampling: ref(0.0)}},
		"every request":      {"", MeshStackArgs{}, Tracing{Sampling: ref(100.0), JaegerV2: &JaegerV2{}}},
		"finest":             {"", MeshStackArgs{}, Tracing{Sampling: ref(0.01), JaegerV2: &JaegerV2{}}},
		"document":           {"the seed's address", MeshStackArgs{}, Tracing{Existing: existing("jaeger-collector.observability:9411")}},
		"ip in bootstrap":    {"Envoy takes one there", MeshStackArgs{}, Tracing{Mode: ref(tracingBootstrap), Existing: existing("10.1.2.3:9411")}},
		"unknown in preview": {"the address is somebody's output", MeshStackArgs{}, Tracing{Protocol: ref(tracingOTLPGRPC), Existing: &ExistingTracing{Address: never()}}},
		"secret address":     {"it isn't looked at", MeshStackArgs{}, Tracing{Protocol: ref(tracingZipkin), Existing: &ExistingTracing{Address: pulumi.ToSecret(late("http://x")).(pulumi.StringPtrOutput)}}},
		"own providers":      {"they are joined", MeshStackArgs{MeshConfig: tree(map[string]any{"extensionProviders": []any{map[string]any{"name": "x"}}})}, Tracing{JaegerV2: &JaegerV2{}}},
		"whole config late":  {"what is known later isn't judged", MeshStackArgs{MeshConfig: &freeform.Map{Leaves: map[string]pulumi.Input{"": pulumi.Map{}.ToMapOutput()}}}, Tracing{JaegerV2: &JaegerV2{Config: &freeform.Map{Leaves: map[string]pulumi.Input{"": pulumi.Map{}.ToMapOutput()}}}}},
		"variable password":  {"it isn't in clear", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Config: tree(map[string]any{"extensions": map[string]any{"basicauth": map[string]any{"client_auth": map[string]any{"password": "${env:X}"}}}})}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := tracingFindings(t, c.mesh, &c.tracing)
			require.Empty(t, f.Errors(), c.reason)
			assert.Empty(t, f.Warnings(), c.reason)
		})
	}
}
