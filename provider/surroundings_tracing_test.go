package provider

// collectorHost is a name, as istiod finds collectors by name only.
const collectorHost = sentinel + ".example.com"

func tracingPlaces() map[string][]place {
	outside := m{"tracing": m{"protocol": "zipkin", "existing": m{"external": true}}}
	asked := m{
		"tracing": m{"existing": m{"address": "jaeger-collector.observability:9411"}},
		"kiali":   m{"install": m{}, "prometheus": m{"url": "http://prometheus.monitoring:9090"}},
	}
	return map[string][]place{
		"tracing.customTags." + anyKey + ".literal": {
			{reason: "a Telemetry holds it", with: m{"tracing": m{"jaegerV2": m{}}}},
			{reason: "the mesh config holds it", with: m{"tracing": m{"jaegerV2": m{}, "mode": "bootstrap"}}},
		},
		"tracing.existing.address": {
			{reason: "the host goes into mesh config and ServiceEntry", with: outside, text: collectorHost + ":9411", arrives: collectorHost},
			{reason: "a bootstrap holds host and port", with: lay(outside, m{"tracing": m{"mode": "bootstrap"}}), text: sentinel + ":9411"},
			{reason: "a Service's name is completed", with: m{"tracing": m{"protocol": "zipkin", "existing": m{"external": false}}},
				text: "c.n" + collectorNumber + ":9411", arrives: "c.n" + collectorNumber + ".svc.cluster.local"},
		},
		"tracing.existing.queryUrl": {
			{reason: "only Kiali asks there", with: asked, text: "http://" + sentinel + ":16686/jaeger", refused: true},
		},
		"tracing.existing.queryGrpcUrl": {
			{reason: "only Kiali asks there", with: asked, text: "http://" + sentinel + ":16685/jaeger", refused: true},
		},
	}
}

// collectorNumber makes a namespace unlike any other.
const collectorNumber = "203-0-113-99"
