package findings

import (
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// inProxies is a tracer of the proxies' own configuration.
func inProxies(address string, more m) m {
	return m{"defaultConfig": m{"tracing": joined(m{"zipkin": m{"address": address}}, more)}}
}

// collectorAt is a collector that somebody else runs.
func collectorAt(more m) m {
	return m{"tracing": joined(m{"existing": m{"address": "z.obs:9411"}}, more)}
}

// jaegerV1 is a Jaeger v1, about which nothing is said but what a row is for.
func jaegerV1(mode check.Mode, jaeger m) m {
	return m{"tracing": m{"jaeger": jaeger}, "checks": m{"mode": string(mode), "ignore": list{string(check.JaegerV1Ended)}}}
}

func viaOperator(more m) m {
	return m{"tracing": m{"jaegerV2": joined(m{"via": "openTelemetryOperator"}, more)}}
}

var (
	bootstrap   = m{"mode": "bootstrap"}
	strict      = m{"security": m{"mtls": "strict"}}
	samplerless = m{"name": "meshstack-tracing", "opentelemetry": m{"maxTagLength": 64}}
	sampler     = m{"name": "meshstack-tracing", "opentelemetry": m{"dynatraceSampler": m{"tenant": "t", "clusterId": 1}}}
)

var rowsTracing = []row{
	{
		check.TracingPortProtocol, "", "the collector refuses what it doesn't understand", "tracing.existing.address",
		m{"tracing": m{"protocol": "zipkin", "existing": m{"address": "z.obs:4317"}}},
		m{"tracing": m{"protocol": "zipkin", "existing": m{"address": "z.obs:9411"}}},
	},
	{check.JaegerV1Ended, "", "neither it nor its operator gets fixes", "tracing.jaeger", m{"tracing": m{"jaeger": m{}}}, operatorJaeger},
	{
		check.TracingTwice, "in the mesh config", "istio/istio#45890", "meshConfig.defaultConfig.tracing.zipkin",
		joined(operatorJaeger, meshConfig(inProxies(fullHost+":9411", nil))),
		operatorJaeger,
	},
	{
		check.TracingTwice, "by the old switch", "", "values.istiod.global.proxy.tracer",
		joined(operatorJaeger, m{"values": m{"istiod": m{"global": m{"proxy": m{"tracer": "zipkin"}}}}}),
		operatorJaeger,
	},
	{
		check.TracingTwice, "in values", "", "values.istiod.meshConfig.defaultConfig.tracing.zipkin",
		joined(operatorJaeger, istiodMesh(inProxies(fullHost+":9411", nil))),
		operatorJaeger,
	},
	{
		check.TracingTwice, "without the argument", "a default provider goes before the proxies' own tracer", "meshConfig.defaultConfig.tracing.zipkin",
		meshConfig(extensions(zipkin("j", fullHost)), tracedBy("j"), inProxies(fullHost+":9411", nil)),
		meshConfig(inProxies(fullHost+":9411", nil)),
	},
	{
		check.TracingTwice, "bootstrap and a provider", "the same", "meshConfig.defaultProviders.tracing",
		joined(collectorAt(bootstrap), meshConfig(extensions(zipkin("j", fullHost)), tracedBy("j"))),
		joined(collectorAt(nil), meshConfig(extensions(zipkin("j", fullHost)), tracedBy("j"))),
	},
	{
		check.TracingOfRemote, "", "its proxies go by the other cluster's mesh config", "tracing",
		joined(operatorJaeger, m{"profile": "remote", "controlPlane": m{"remotePilotAddress": "192.0.2.10"}}),
		m{"profile": "remote", "controlPlane": m{"remotePilotAddress": "192.0.2.10"}},
	},
	{
		check.JaegerConfigUnknown, "", "what isn't known can't be held to anything", "tracing.jaegerV2.config",
		viaOperator(m{"config": property.New(property.Computed)}),
		viaOperator(m{"config": m{"processors": m{"batch": m{"timeout": property.New(property.Computed)}}}}),
	},
	{
		check.TracersBeyondFirst, "", "istiod takes one", "meshConfig.defaultProviders.tracing[1]",
		meshConfig(extensions(zipkin("j", fullHost), zipkin("k", fullHost)), tracedBy("j", "k")),
		meshConfig(extensions(zipkin("j", fullHost), zipkin("k", fullHost)), tracedBy("j")),
	},
	{
		check.CollectorUnreadable, "a scheme", "pilot-agent splits host and port, and ends where it can't", "meshConfig.defaultConfig.tracing.zipkin.address",
		meshConfig(inProxies("http://z.obs:9411", nil)),
		meshConfig(inProxies(fullHost+":9411", nil)),
	},
	{
		check.CollectorUnreadable, "a port with a name", "Envoy refuses the bootstrap", "meshConfig.defaultConfig.tracing.datadog.address",
		meshConfig(m{"defaultConfig": m{"tracing": m{"datadog": m{"address": "$(HOST_IP):apm"}}}}),
		meshConfig(m{"defaultConfig": m{"tracing": m{"datadog": m{"address": "$(HOST_IP):8126"}}}}),
	},
	{
		check.CollectorUnreadable, "of the old switch", "", "values.istiod.global.tracer.zipkin.address",
		m{"values": m{"istiod": m{"global": m{"proxy": m{"tracer": "zipkin"}, "tracer": m{"zipkin": m{"address": fullHost}}}}}},
		meshConfig(inProxies(fullHost+":9411", nil)),
	},
	{
		check.CollectorShortName, "of one label", "istio/istio#31809", "meshConfig.defaultConfig.tracing.zipkin.address",
		meshConfig(inProxies("zipkin:9411", nil)),
		meshConfig(inProxies(fullHost+":9411", nil)),
	},
	{
		check.CollectorShortName, "the chart's own", "it is zipkin.istio-system", "values.istiod.global.proxy.tracer",
		m{"values": m{"istiod": m{"global": m{"proxy": m{"tracer": "zipkin"}}}}},
		joined(m{"values": m{"istiod": m{"global": m{"proxy": m{"tracer": "zipkin"}}}}}, meshConfig(inProxies("10.1.2.3:9411", nil))),
	},
	{
		check.SamplingIgnored, "none", "0 is what istiod takes for unset", "meshConfig.defaultConfig.tracing.sampling",
		meshConfig(inProxies(fullHost+":9411", m{"sampling": 0})),
		m{"tracing": m{"sampling": 0}},
	},
	{
		check.SamplingIgnored, "more than all", "it becomes 1 percent", "values.istiod.meshConfig.defaultConfig.tracing.sampling",
		istiodMesh(extensions(zipkin("j", fullHost)), tracedBy("j"), m{"defaultConfig": m{"tracing": m{"sampling": 1000}}}),
		istiodMesh(extensions(zipkin("j", fullHost)), tracedBy("j"), m{"defaultConfig": m{"tracing": m{"sampling": 100}}}),
	},
	{
		check.ProviderSamples, "", "a provider's sampler goes before the Telemetry's share", "meshConfig.extensionProviders[0].opentelemetry.dynatraceSampler",
		joined(operatorJaeger, meshConfig(extensions(sampler))),
		joined(operatorJaeger, meshConfig(extensions(samplerless))),
	},
	{
		check.CollectorEncrypted, "", "the mode bootstrap sends spans in clear", "injection.namespaces[0].name",
		joined(collectorAt(bootstrap), strict, injecting("obs", nil)),
		joined(collectorAt(nil), strict, injecting("obs", nil)),
	},
	{
		check.CollectorEncrypted, "Jaeger v2 that was let in", "it stays out unless somebody takes the annotation away", "tracing.jaegerV2.spec.podAnnotations",
		joined(m{"tracing": joined(viaOperator(m{"spec": m{"podAnnotations": m{"sidecar.istio.io/inject": "true"}}})["tracing"].(m), bootstrap)}, strict, injecting("observability", nil)),
		joined(m{"tracing": joined(viaOperator(nil)["tracing"].(m), bootstrap)}, strict, injecting("observability", nil)),
	},
	{
		check.JaegerRefuses, "no receiver", "nobody would listen", "tracing.jaegerV2.config.service.pipelines.traces.receivers",
		viaOperator(m{"config": m{"service": m{"pipelines": m{"traces": m{"receivers": list{"zipkin"}}}}}}),
		viaOperator(m{"config": m{"service": m{"pipelines": m{"traces": m{"receivers": list{"zipkin", "otlp"}}}}}}),
	},
	{
		check.JaegerRefuses, "no health check", "the probes ask for it", "tracing.jaegerV2.config.service.extensions",
		viaOperator(m{"config": m{"service": m{"extensions": list{"jaeger_storage", "jaeger_query"}}}}),
		viaOperator(m{"config": m{"service": m{"extensions": list{"jaeger_storage", "jaeger_query", "healthcheckv2"}}}}),
	},
	{
		check.JaegerRefuses, "a flag of v1 that closes the port", "jaegertracing/jaeger#3077", "tracing.jaeger.options.collector.zipkin.host-port",
		jaegerV1(check.Warn, m{"options": m{"collector.zipkin.host-port": "localhost:9411"}}),
		jaegerV1(check.Enforce, m{"options": m{"collector.zipkin.host-port": ":9411"}}),
	},
	{
		check.JaegerRefuses, "a storage option that the operator drops", "", "tracing.jaeger.storage.options.es.index-prefix",
		jaegerV1(check.Warn, m{"storage": m{"options": m{"es.index-prefix": "a"}}}),
		jaegerV1(check.Enforce, m{"storage": m{"options": m{"memory.max-traces": 1000}}}),
	},
	{
		check.JaegerRefuses, "an old image of v1", "1.21 ends with an error at a flag it doesn't know", "tracing.jaeger.spec.allInOne.image",
		jaegerV1(check.Warn, m{"spec": m{"allInOne": m{"image": "jaegertracing/all-in-one:1.21"}}}),
		jaegerV1(check.Enforce, m{"spec": m{"allInOne": m{"image": "jaegertracing/all-in-one:1.62.0"}}}),
	},
	{
		check.JaegerRunsAllInOne, "", "the document's own case: the operator ignores the collector's options", "tracing.jaeger.storage.type",
		jaegerV1(check.Warn, m{"strategy": "production"}),
		jaegerV1(check.Enforce, m{"strategy": "production", "storage": m{"type": "elasticsearch", "options": m{"es.server-urls": "http://es.logging:9200"}}}),
	},
	{
		check.TracingUndone, "in the mesh config", "the mode bootstrap heeds the switch", "meshConfig.enableTracing",
		joined(collectorAt(bootstrap), meshConfig(m{"enableTracing": false})),
		joined(collectorAt(nil), meshConfig(m{"enableTracing": false})),
	},
	{
		check.TracingUndone, "in values", "", "values.istiod.meshConfig.enableTracing",
		joined(collectorAt(bootstrap), istiodMesh(m{"enableTracing": false})),
		collectorAt(bootstrap),
	},
	{
		check.NoSpans, "", "ztunnel makes none", "tracing",
		joined(operatorJaeger, m{"profile": "ambient"}, injecting("shop", nil)),
		joined(operatorJaeger, m{"profile": "ambient"}, injecting("shop", m{"waypoint": m{}})),
	},
}

// jaegerDeployment is as much of the chart's Deployment as the checks look at.
const jaegerDeployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Values.fullnameOverride }}}
spec:
  replicas: {{ .Values.jaeger.replicas }}
  template:
    metadata:
      labels:
        app: jaeger
{{- with .Values.jaeger.podLabels }}
{{ toYaml . | indent 8 }}
{{- end }}
    spec:
      containers:
      - name: jaeger
        args: {{ toJson .Values.jaeger.args }}
        env: {{ toJson .Values.userconfig }}
`

// jaegerFolder returns a folder with a chart that reads what Jaeger's own does.
func jaegerFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	_, err := chartutil.Save(&helmchart.Chart{
		Metadata:  &helmchart.Metadata{APIVersion: helmchart.APIVersionV2, Name: "jaeger", Version: "4.11.1", AppVersion: "2.19.0"},
		Templates: []*helmchart.File{{Name: "templates/deployment.yaml", Data: []byte(jaegerDeployment)}},
		Raw:       []*helmchart.File{{Name: "values.yaml", Data: []byte("jaeger: {args: [], podLabels: {}}\nuserconfig: {}\n")}},
		Values:    m{"jaeger": m{"args": list{}, "podLabels": m{}}, "userconfig": m{}},
	}, dir)
	require.NoError(t, err)
	return filepath.ToSlash(dir)
}

// TestJaegerChart shows the checks that need Jaeger's own chart at work on one that reads the same values.
func TestJaegerChart(t *testing.T) {
	t.Parallel()
	folder := jaegerFolder(t)
	byChart := func(values any, more m) m {
		return m{"tracing": joined(m{"jaegerV2": m{"chart": m{"repository": folder, "version": "4.11.1"}, "values": values}}, more)}
	}
	for name, r := range map[string]row{
		"labels that are gone": {
			id: check.JaegerNotRestarted, reason: "the chart has no other way to make a pod follow its ConfigMap", path: "tracing.jaegerV2.values.jaeger.podLabels",
			fault: byChart(m{"jaeger": m{"podLabels": property.New(property.Null)}}, nil), mended: byChart(m{"jaeger": m{"podLabels": m{"team": "a"}}}, nil),
		},
		"a label of another configuration": {
			id: check.JaegerNotRestarted, reason: "the label stays when the configuration changes", path: "tracing.jaegerV2.values.jaeger.podLabels",
			fault: byChart(m{"jaeger": m{"podLabels": m{"meshstack/config-hash": "0123"}}}, nil), mended: byChart(m{}, nil),
		},
		"arguments with another configuration": {
			id: check.JaegerRefuses, reason: "later ones go before earlier ones", path: "tracing.jaegerV2.values.jaeger.args[1]",
			fault:  byChart(m{"jaeger": m{"args": list{"--feature-gates=a", "--set=receivers.otlp.protocols.grpc.endpoint=localhost:4317"}}}, nil),
			mended: byChart(m{"jaeger": m{"args": list{"--feature-gates=a"}}}, nil),
		},
		"a Jaeger that was let in": {
			id: check.CollectorEncrypted, reason: "the mode bootstrap sends spans in clear", path: "tracing.jaegerV2.values.jaeger.podLabels",
			fault:  joined(byChart(m{"jaeger": m{"podLabels": m{"sidecar.istio.io/inject": "true"}}}, bootstrap), strict, injecting("observability", nil)),
			mended: joined(byChart(m{}, bootstrap), strict, injecting("observability", nil)),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, []string{string(r.id) + " at " + r.path}, found(t, r.id, r.fault, check.Warn), r.reason)
			assert.Empty(t, found(t, r.id, r.mended, check.Enforce), r.reason)
		})
	}
}
