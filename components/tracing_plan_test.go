package components

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

var scopedShop = &Sidecars{Namespaces: []SidecarScopeSpec{{Namespace: "shop"}}}

var tracingPlans = map[string]struct {
	reason  string
	mesh    MeshStackArgs
	tracing Tracing
}{
	"tracing-document": {
		"the document's own: a Jaeger of the operator in production, port 9411 opened at the collector, 1 %, told by bootstrap; the address is completed",
		MeshStackArgs{Sidecars: scopedShop},
		Tracing{
			Sampling: ref(1.0), Mode: ref(tracingBootstrap),
			Jaeger: &Jaeger{Strategy: ref(jaegerProduction), Storage: elastic(nil), Query: &JaegerQuery{BasePath: ref("/jaeger")}},
		},
	},
	"tracing-jaeger": {
		"a single program reads allInOne's options alone; the scope keeps the collector", MeshStackArgs{Sidecars: scopedShop},
		Tracing{Jaeger: &Jaeger{
			Name: ref("traces"), Namespace: ref("obs"), CreateNamespace: ref(false), Resources: &Resources{Limits: &ResourceList{Memory: ref("1Gi")}},
			Query:   &JaegerQuery{BasePath: ref("/jaeger"), Options: tree(map[string]any{"query": map[string]any{"max-clock-skew-adjustment": "1s"}})},
			Options: tree(map[string]any{"memory": map[string]any{"max-traces": 1000}}), Spec: tree(map[string]any{"ingress": map[string]any{"enabled": false}}),
		}},
	},
	"tracing-jaeger-streaming": {
		"brokers and topic on both sides; user name and password in a Secret", MeshStackArgs{},
		Tracing{Protocol: ref(tracingOTLPGRPC), Jaeger: &Jaeger{
			Strategy: ref(jaegerStreaming), Kafka: &JaegerKafka{Brokers: late("kafka:9092"), Topic: ref("spans")},
			Storage: &JaegerStorage{
				Type: ref(jaegerCassandra), Options: tree(map[string]any{"cassandra": map[string]any{"servers": "cassandra", "keyspace": "jaeger"}}),
				Credentials: &StorageCredentials{Username: pulumi.StringPtr("me"), Password: late("hush")},
			},
			Collector: &JaegerPart{MaxReplicas: ref(5), Resources: &Resources{Requests: &ResourceList{CPU: ref("1")}}, Options: tree(map[string]any{"collector.queue-size": 5000})},
			Ingester:  &JaegerPart{Replicas: ref(2)},
			Query:     &JaegerQuery{Replicas: ref(2)},
		}},
	},
	"tracing-v2": {"the short way: one release, every receiver open, OTLP", MeshStackArgs{Sidecars: scopedShop}, Tracing{JaegerV2: &JaegerV2{}}},
	"tracing-v2-elasticsearch": {
		"credentials are variables from a Secret; a changed configuration restarts the pod", MeshStackArgs{},
		Tracing{Sampling: ref(25.5), Protocol: ref(tracingOTLPHTTP), JaegerV2: &JaegerV2{
			Name: ref("traces"), Namespace: ref("obs"), Image: pulumi.StringPtr("registry.example.com:5000/jaeger:2.20.0@sha256:abc"), Replicas: ref(2), BasePath: ref("/jaeger"), Timeout: ref(90),
			Chart: &JaegerChart{Version: ref("4.12.0"), Repository: ref("oci://registry.example.com/charts")},
			Storage: &JaegerV2Storage{Elasticsearch: &JaegerV2Search{
				ServerURLs: pulumi.StringPtr("https://a:9200, https://b:9200"), IndexPrefix: ref("prod"),
				Credentials: &StorageCredentials{Username: pulumi.StringPtr("me"), Password: late("hush")}, TLS: &StorageTLS{CASecretName: ref("ca")},
			}},
			Resources: &Resources{Requests: &ResourceList{Memory: ref("1Gi")}},
			Config:    tree(map[string]any{"processors": map[string]any{"batch": map[string]any{"timeout": "1s"}}}),
			Values:    tree(map[string]any{"jaeger": map[string]any{"nodeSelector": map[string]any{"pool": "obs"}}}),
		}},
	},
	"tracing-v2-lists": {
		"what the user adds to the pod comes after ours, pull secrets reach it", MeshStackArgs{Image: &Image{PullSecrets: []string{"mirror", "vendor"}}},
		Tracing{JaegerV2: &JaegerV2{
			Storage: &JaegerV2Storage{ClickHouse: &JaegerV2ClickHouse{
				Addresses: pulumi.StringPtr("clickhouse.data:9440"), Credentials: &StorageCredentials{SecretName: ref("clickhouse")}, TLS: &StorageTLS{CASecretName: ref("ca")},
			}},
			Values: tree(map[string]any{
				"global": map[string]any{"imagePullSecrets": []any{"vendor", "theirs"}},
				"jaeger": map[string]any{
					"extraEnv": []any{named("GOGC")}, "extraVolumes": []any{named("scratch")}, "extraVolumeMounts": []any{map[string]any{"name": "scratch", "mountPath": "/scratch"}},
				},
			}),
		}},
	},
	"tracing-v2-operator-lists": {
		"the same for a collector, whose pods have pull secrets by their service account", MeshStackArgs{Image: &Image{PullSecrets: []string{"mirror"}}},
		Tracing{JaegerV2: &JaegerV2{
			Via: ref(jaegerViaOperator), Storage: &JaegerV2Storage{Badger: &JaegerV2Badger{ClaimName: ref("traces")}},
			Spec: tree(map[string]any{
				"env": []any{named("GOGC")}, "volumes": []any{named("scratch")}, "volumeMounts": []any{map[string]any{"name": "scratch", "mountPath": "/scratch"}},
				"ports": []any{map[string]any{"name": "metrics", "port": 8888}},
			}),
		}},
	},
	"tracing-v2-operator-account": {
		"a service account of the user's has its own pull secrets", MeshStackArgs{Image: &Image{PullSecrets: []string{"mirror"}}},
		Tracing{JaegerV2: &JaegerV2{Via: ref(jaegerViaOperator), Spec: tree(map[string]any{"serviceAccount": "traces"})}},
	},
	"tracing-v1-pullsecrets": {
		"the operator hands them to each program; one that both name is named once", MeshStackArgs{Image: &Image{PullSecrets: []string{"mirror"}}},
		Tracing{Jaeger: &Jaeger{Spec: tree(map[string]any{"imagePullSecrets": []any{named("mirror"), named("theirs")}})}},
	},
	"tracing-v2-operator": {
		"an OpenTelemetryCollector whose Service has the query's ports, too", MeshStackArgs{},
		Tracing{Protocol: ref(tracingZipkin), TraceContext: ref(traceContextB3AndW3C), JaegerV2: &JaegerV2{
			Via: ref(jaegerViaOperator), Spec: tree(map[string]any{"nodeSelector": map[string]any{"pool": "obs"}}),
			Storage: &JaegerV2Storage{Badger: &JaegerV2Badger{ClaimName: ref("traces"), TTL: ref("24h")}},
		}},
	},
	"tracing-v2-cassandra": {
		"TLS is off unless asked for, and said so", MeshStackArgs{},
		Tracing{JaegerV2: &JaegerV2{Storage: &JaegerV2Storage{Cassandra: &JaegerV2Cassandra{
			Servers: late("a,b"), Keyspace: ref("jaeger"), CreateSchema: ref(false), Credentials: &StorageCredentials{SecretName: ref("cassandra")},
		}}}},
	},
	"tracing-v2-clickhouse": {
		"", MeshStackArgs{}, Tracing{JaegerV2: &JaegerV2{Via: ref(jaegerViaOperator), Storage: &JaegerV2Storage{ClickHouse: &JaegerV2ClickHouse{
			Addresses: pulumi.StringPtr("a:9000,b:9000"), Database: ref("traces"), TLS: &StorageTLS{InsecureSkipVerify: ref(true)},
		}}}},
	},
	"tracing-existing": {
		"a Service of the cluster by its full name; tags", MeshStackArgs{Sidecars: scopedShop},
		Tracing{
			Existing: &ExistingTracing{Address: pulumi.StringPtr("jaeger-collector.observability:9411"), QueryURL: pulumi.StringPtr("http://jaeger-query.observability:16686/jaeger"), QueryGRPCURL: late("http://jaeger-query.observability:16685")},
			CustomTags: map[string]TracingTag{
				"cluster": {Literal: late("prod")}, "tenant": {Header: ref("x-tenant"), DefaultValue: ref("none")}, "namespace": {Environment: ref("POD_NAMESPACE")},
			},
			MaxTagLength: ref(512),
		},
	},
	"tracing-external": {
		"istiod knows a host outside by a ServiceEntry, which is named by its namespace", MeshStackArgs{MeshConfig: tree(map[string]any{"rootNamespace": "mesh-config"}), Sidecars: scopedShop},
		Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("otlp.example.com:4317"), TLS: ref(true)}},
	},
	"tracing-external-theirs": {
		"somebody else's ServiceEntry is found wherever it is", MeshStackArgs{Sidecars: scopedShop},
		Tracing{Existing: &ExistingTracing{Address: pulumi.StringPtr("otlp.example.com:4318"), ServiceEntry: ref(false)}},
	},
	"tracing-output": {"nothing of an output is lost", MeshStackArgs{Sidecars: scopedShop}, Tracing{Protocol: ref(tracingZipkin), Existing: &ExistingTracing{Address: never()}}},
	"tracing-output-external": {
		"", MeshStackArgs{}, Tracing{Protocol: ref(tracingOTLPHTTP), Existing: &ExistingTracing{Address: never(), External: ref(true)}},
	},
	"tracing-off": {
		"the backend stays, no proxy knows it", MeshStackArgs{Sidecars: scopedShop}, Tracing{Sampling: ref(0.0), Existing: existing("otlp.example.com:4317")},
	},
	"tracing-off-alone": {"also of a profile that traces", MeshStackArgs{Profile: ref(profileDemo)}, Tracing{Sampling: ref(0.0), Mode: ref(tracingBootstrap)}},
	"tracing-demo":      {"the profile's own providers stay", MeshStackArgs{Profile: ref(profileDemo)}, Tracing{Sampling: ref(100.0), Existing: existing("otel.obs:4317")}},
	"tracing-domain": {
		"another domain of the cluster", MeshStackArgs{Values: &Values{Istiod: tree(map[string]any{"global": map[string]any{"proxy": map[string]any{"clusterDomain": "k8s.example"}}})}},
		Tracing{Mode: ref(tracingBootstrap), CustomTags: map[string]TracingTag{"cluster": {Literal: pulumi.StringPtr("prod")}}, MaxTagLength: ref(99), Existing: existing("jaeger-collector.observability.svc:9411")},
	},
}

func TestTracingPlans(t *testing.T) {
	t.Parallel()
	for name, c := range tracingPlans {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, tracingFindings(t, c.mesh, &c.tracing).Errors(), c.reason)
			p := traced(c.mesh, &c.tracing)
			told := plan.Tree{"meshConfig": marked(p.MeshConfig), "telemetry": marked(p.Telemetry), "egressHosts": marked(p.EgressHosts)}
			if of := p.Tracing; of != nil {
				told["tracing"] = marked(plan.Tree{"host": of.Host, "port": of.Port, "protocol": of.Protocol, "queryURL": of.QueryURL, "queryGRPC": of.QueryGRPC})
			}
			goldenTracing(t, name, told, p)
		})
	}
}

// goldenTracing compares what is told and what is planned with a file.
func goldenTracing(t *testing.T, name string, told plan.Tree, p *plan.Plan) {
	t.Helper()
	steps, err := p.Steps()
	require.NoError(t, err)
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	require.NoError(t, enc.Encode(told))
	for _, s := range steps {
		require.NoError(t, enc.Encode(readable(s)))
	}
	path := filepath.Join("testdata", "plans", name+".golden.yaml")
	if *update {
		require.NoError(t, os.WriteFile(path, out.Bytes(), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "write it with `go test ./components -update`, and read it")
	assert.Equal(t, string(want), out.String(), "changed on purpose? `go test ./components -update`, and read the difference")
}

// For every backend, mode and protocol that is taken: what Istio is told equals what the backend serves, and what makes no
// sense is refused.
func TestTracingAgreesWithItsBackend(t *testing.T) {
	t.Parallel()
	backends := map[string]struct {
		tracing Tracing
		host    string
	}{
		"jaeger":              {Tracing{Jaeger: &Jaeger{}}, "jaeger-collector.observability.svc.cluster.local"},
		"jaeger production":   {Tracing{Jaeger: &Jaeger{Strategy: ref(jaegerProduction), Storage: elastic(nil)}}, "jaeger-collector.observability.svc.cluster.local"},
		"jaeger v2 helm":      {Tracing{JaegerV2: &JaegerV2{}}, "jaeger.observability.svc.cluster.local"},
		"jaeger v2 operator":  {Tracing{JaegerV2: &JaegerV2{Via: ref(jaegerViaOperator)}}, "jaeger-collector.observability.svc.cluster.local"},
		"existing":            {Tracing{Existing: existing("otel.obs")}, "otel.obs.svc.cluster.local"},
		"existing and output": {Tracing{Existing: &ExistingTracing{Address: late("otel.obs")}}, "otel.obs.svc.cluster.local"},
	}
	for name, b := range backends {
		for _, mode := range []TracingMode{tracingTelemetry, tracingBootstrap} {
			for _, protocol := range []TracingProtocol{tracingZipkin, tracingOTLPGRPC, tracingOTLPHTTP} {
				t.Run(name+"/"+string(mode)+"/"+string(protocol), func(t *testing.T) {
					t.Parallel()
					tracing := b.tracing
					tracing.Mode, tracing.Protocol = &mode, &protocol
					f := tracingFindings(t, MeshStackArgs{}, &tracing)
					if mode == tracingBootstrap && protocol != tracingZipkin {
						assert.Contains(t, pathsIn(f.Errors()), "tracing.protocol", "Envoy's bootstrap has zipkin alone")
						return
					}
					require.Empty(t, f.Errors())
					p := traced(MeshStackArgs{}, &tracing)
					port := jaeger.Port(string(protocol))
					assert.Equal(t, b.host, tracingValue(t, p.Tracing.Host))
					assert.EqualValues(t, port, tracingValue(t, p.Tracing.Port))
					if mode == tracingBootstrap {
						assert.Equal(t, b.host+":9411", tracingValue(t, valueAt(p.MeshConfig, "defaultConfig", "tracing", "zipkin", "address")))
						assert.Empty(t, p.EgressHosts, "bootstrap is immune to scopes")
						assert.Nil(t, p.Telemetry["tracing"], "a Telemetry would take the place of the bootstrap's tracer")
					} else {
						told := plan.Plain(p.MeshConfig[extensionProviders]).([]any)[0]
						kind := map[TracingProtocol]string{tracingZipkin: "zipkin"}[protocol]
						if kind == "" {
							kind = "opentelemetry"
						}
						assert.Equal(t, b.host, tracingValue(t, valueAt(told, kind, "service")))
						assert.EqualValues(t, port, tracingValue(t, valueAt(told, kind, "port")))
						assert.Equal(t, protocol == tracingOTLPHTTP, valueAt(told, kind, "http", "path") == otlpPath)
						require.Len(t, p.EgressHosts, 1)
					}
					tracingServes(t, p, port)
				})
			}
		}
	}
}

// tracingServes asserts that the planned backend, if it is ours, listens at the port everywhere.
func tracingServes(t *testing.T, p *plan.Plan, port int) {
	t.Helper()
	for _, o := range p.Objects {
		switch o.Kind {
		case "Jaeger":
			where := []string{"spec", "collector", "options", jaeger.ZipkinFlag}
			if valueAt(o.Body, "spec", "strategy") == "allInOne" {
				where[1] = "allInOne"
			}
			assert.Equal(t, ":9411", valueAt(o.Body, where...), "where the strategy reads it")
		case "OpenTelemetryCollector":
			tracingListens(t, valueAt(o.Body, "spec", "config"), port)
		}
	}
	for _, r := range p.Releases {
		tracingListens(t, valueAt(r.Values, "userconfig"), port)
	}
}

func tracingListens(t *testing.T, config any, port int) {
	t.Helper()
	at := map[int][]string{
		9411: {"receivers", "zipkin", "endpoint"}, 4317: {"receivers", "otlp", "protocols", "grpc", "endpoint"}, 4318: {"receivers", "otlp", "protocols", "http", "endpoint"},
	}[port]
	endpoint, _ := valueAt(config, at...).(string)
	assert.NoError(t, jaeger.CheckBind(endpoint, port))
}

// tracingValue waits for a value.
func tracingValue(t *testing.T, v any) any {
	t.Helper()
	in := plan.Input(v)
	value, ok := plan.Await(t.Context(), in)
	require.True(t, ok)
	return value
}

// A secret address stays one wherever it goes.
func TestTracingKeepsSecretAddresses(t *testing.T) {
	t.Parallel()
	for _, mode := range []TracingMode{tracingTelemetry, tracingBootstrap} {
		p := traced(MeshStackArgs{}, &Tracing{Mode: &mode, Protocol: ref(tracingZipkin), Existing: &ExistingTracing{
			Address: pulumi.ToSecret(late("otel.obs:9411")).(pulumi.StringPtrOutput),
		}})
		value := valueAt(p.MeshConfig, "defaultConfig", "tracing", "zipkin", "address")
		if mode == tracingTelemetry {
			value = valueAt(plan.Plain(p.MeshConfig[extensionProviders]).([]any)[0], "zipkin", "service")
		}
		out, isOutput := value.(pulumi.Output)
		require.True(t, isOutput)
		_, open := plan.AwaitOpen(t.Context(), out)
		assert.False(t, open, "it is still a secret")
	}
}

// A configuration that is known later has its hash later, and the same hash as if it had been known.
func TestTracingRestartsOnConfig(t *testing.T) {
	t.Parallel()
	hash := func(urls pulumi.StringPtrInput, config *freeform.Map) any {
		j := &JaegerV2{Storage: &JaegerV2Storage{OpenSearch: &JaegerV2Search{ServerURLs: urls}}, Config: config}
		return tracingValue(t, valueAt(j.values(j.kind()), "jaeger", "podLabels", configHashLabel))
	}
	now := hash(pulumi.StringPtr("http://a:9200"), nil)
	assert.Regexp(t, `^[0-9a-f]{16}$`, now, "it must do as a label")
	assert.Equal(t, now, hash(late("http://a:9200"), nil))
	assert.NotEqual(t, now, hash(late("http://b:9200"), nil))
	assert.NotEqual(t, now, hash(pulumi.StringPtr("http://a:9200"), tree(map[string]any{"processors": map[string]any{"batch": map[string]any{"timeout": "1s"}}})))
}
