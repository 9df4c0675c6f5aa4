package render

import "slices"

const tracingProvider = "meshstack-tracing"

// collector is a setting of the tracing provider in the mesh config.
func collector(want any, more ...any) sight {
	return inMesh(want, steps(list{"extensionProviders", named(tracingProvider)}, more...)...)
}

// bootstrap is a setting of tracing that every injected pod starts with.
func bootstrap(want any, more ...any) sight {
	return inMesh(want, steps(list{"defaultConfig", "tracing"}, more...)...)
}

// traced is a setting of tracing in the mesh-wide Telemetry.
func traced(want any, more ...any) sight {
	return see(want, telemetry, steps(list{"spec", "tracing", 0}, more...)...)
}

// inTelemetry are those of the meshes plain and ambient, inBootstrap those of the mesh opposite. The mesh without switches
// off what a profile has.
var inTelemetry = []row{
	{
		reason: "the Telemetry names the provider that the mesh config has", path: "tracing.mode", value: "telemetry",
		see: []sight{traced(tracingProvider, "providers", 0, "name"), collector(tracingProvider, "name")},
	},
	{
		reason: "istiod finds the Service by its full name", path: "tracing.existing.address", value: "zipkin.ops:9411",
		see: []sight{collector("zipkin.ops.svc.cluster.local", "zipkin", "service")},
	},
	{
		reason: "it's the kind of the provider", path: "tracing.protocol", value: "zipkin",
		see: []sight{collector(9411, "zipkin", "port")},
	},
	{
		reason: "the profile demo has 100", path: "tracing.sampling", value: 37.5,
		see: []sight{traced(37.5, "randomSamplingPercentage")},
	},
	{
		reason: "the provider has tags of its own nowhere", path: "tracing.customTags", value: m{"cluster": m{"literal": "prod"}},
		see: []sight{traced("prod", "customTags", "cluster", "literal", "value")},
	},
	{
		reason: "Istio's default is 256", path: "tracing.maxTagLength", value: 333,
		see: []sight{collector(333, "zipkin", "maxTagLength")},
	},
	{
		reason: "the default is B3 alone", path: "tracing.traceContext", value: "b3AndW3c",
		see: []sight{collector("USE_B3_WITH_W3C_PROPAGATION", "zipkin", "traceContextOption")},
	},
}

var inBootstrap = []row{
	{
		reason: "it's in the mesh config alone", path: "tracing.mode", value: "bootstrap", in: opposite,
		see: []sight{inMesh(true, "enableTracing")},
	},
	{
		reason: "the proxies' start configuration takes an IP address", path: "tracing.existing.address", value: "192.0.2.7:9411", in: opposite,
		see: []sight{bootstrap("192.0.2.7:9411", "zipkin", "address")},
	},
	{
		reason: "the profile demo has 100", path: "tracing.sampling", value: 38.5, in: opposite,
		see: []sight{bootstrap(38.5, "sampling")},
	},
	{
		reason: "a header may be missing", path: "tracing.customTags", value: m{"tenant": m{"header": "x-tenant", "defaultValue": "none"}}, in: opposite,
		see: []sight{
			bootstrap("x-tenant", "customTags", "tenant", "header", "name"),
			bootstrap("none", "customTags", "tenant", "header", "defaultValue"),
		},
	},
	{
		reason: "the mesh config has another name for it", path: "tracing.maxTagLength", value: 334, in: opposite,
		see: []sight{bootstrap(334, "maxPathTagLength")},
	},
}

// inBlue are those of the mesh renamed: the mesh config has the revision's name.
var inBlue = []row{
	{
		reason: "the Telemetry is in the root namespace", path: "tracing.existing.address", value: "otel.ops:4318", in: renamed,
		see: []sight{see(tracingProvider, "Telemetry/mesh/mesh-default", "spec", "tracing", 0, "providers", 0, "name")},
	},
	{
		reason: "OTLP over HTTP wants a path", path: "tracing.protocol", value: "otlpHttp", in: renamed,
		see: []sight{see("/v1/traces", blueConfig, "data", "mesh", text{}, "extensionProviders", named(tracingProvider), "opentelemetry", "http", "path")},
	},
}

var metricRows = []row{
	{
		reason: "the charts have true", path: "metrics.merge", value: false,
		see: []sight{inMesh(false, "enablePrometheusMerge")},
	},
	{
		reason: "the default is written where it's asked for", path: "metrics.merge", value: true, in: opposite,
		chartsDefault: "true is the charts' own",
		see:           []sight{inMesh(true, "enablePrometheusMerge")},
	},
	{
		reason: "it's an object of the mesh's own, and names the provider that the charts have", path: "metrics.overrides",
		value: list{m{
			"metric": "REQUEST_COUNT", "side": "server", "removeTags": list{"source_app"}, "tags": m{"request_host": "request.host"},
		}},
		see: []sight{
			inOverride("prometheus", "providers", 0, "name"),
			inOverride(m{"metric": "REQUEST_COUNT", "mode": "SERVER"}, "overrides", 0, "match"),
			inOverride(m{
				"source_app":   m{"operation": "REMOVE"},
				"request_host": m{"operation": "UPSERT", "value": "request.host"},
			}, "overrides", 0, "tagOverrides"),
		},
	},
	{
		reason: "it's an object of the mesh's own", path: "metrics.overrides", value: list{m{"metric": "REQUEST_SIZE", "disabled": true}}, in: opposite,
		see: []sight{inOverride(true, "overrides", 0, "disabled")},
	},
}

// inOverride is a setting of the metrics in the mesh-wide Telemetry.
func inOverride(want any, more ...any) sight {
	return see(want, telemetry, steps(list{"spec", "metrics", 0}, more...)...)
}

var observabilityRows = slices.Concat(inTelemetry, inBootstrap, inBlue, metricRows, []row{{
	reason: "the profile demo traces each request, which the Telemetry overrides", path: "tracing.sampling", value: 0, in: without,
	see: []sight{see(list{m{"disableSpanReporting": true}}, telemetry, "spec", "tracing")},
}})
