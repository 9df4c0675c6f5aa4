package findings

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// kiali is one that somebody else installed: its chart isn't among the official ones.
func kiali(more m) m {
	return m{"kiali": joined(m{"configMap": m{}, "prometheus": m{"url": "http://p.m:9090"}}, more)}
}

// configured is a Kiali with settings of an external service.
func configured(service string, config m) m {
	return kiali(m{"config": m{"external_services": m{service: config}}})
}

// traced is a mesh whose traces are asked for somewhere.
func traced(query m) m {
	return m{"tracing": m{"existing": joined(m{"address": "z.obs:9411"}, query)}}
}

// queried is where Jaeger answers by gRPC.
func queried() m { return traced(m{"queryGrpcUrl": "http://jaeger.obs:16685"}) }

// grafana is one whose links browsers can follow.
func grafana(more m) m {
	return m{"grafana": joined(m{"url": "http://grafana.grafana:3000", "externalUrl": "https://grafana.example.com"}, more)}
}

func published(id string) m {
	return grafana(m{"dashboards": m{
		"deliver": "grafanaDashboard", "instanceSelector": m{"matchLabels": m{"dashboards": "grafana"}}, "publicIds": m{id: 300},
	}})
}

// exposed is a Kiali that a gateway leads to.
func exposed(strategy string) m {
	return joined(
		kiali(m{"auth": m{"strategy": strategy}, "configMap": m{"expose": m{"gateway": "edge", "host": "kiali.example.com"}}}),
		m{"gateways": list{m{"name": "edge"}}},
	)
}

func ambient(more m) m { return joined(m{"profile": "ambient"}, injecting("shop", more)) }

func named(name string) m { return m{"defaultConfig": m{"tracingServiceName": name}} }

// semantic is a provider that leaves the namespace out of names.
var semantic = m{"name": "o", "opentelemetry": m{
	"service": fullHost, "port": 4317, "serviceAttributeEnrichment": "OTEL_SEMANTIC_CONVENTIONS",
}}

var rowsKiali = []row{
	{check.KialiOld, "", "1.31 goes with 2.27", "kiali.version", kiali(m{"version": "2.22.0"}), kiali(m{"version": "2.27.0"})},
	{check.KialiFirst, "", "from Istio 1.24 on", "kiali.version", kiali(m{"version": "1.89.7"}), kiali(m{"version": "2.27.0"})},
	{check.KialiNewer, "", "its keys aren't known", "kiali.version", kiali(m{"version": "2.99.0"}), kiali(m{"version": "2.30.0"})},
	{
		check.KialiKey, "", "Kiali says nothing of what it doesn't know", "kiali.config.external_service",
		kiali(m{"config": m{"external_service": m{}}}),
		kiali(m{"config": m{"external_services": m{}}}),
	},
	{
		check.KialiOldKey, "", "renamed in 2.0", "kiali.config.external_services.grafana.in_cluster_url",
		joined(grafana(nil), configured("grafana", m{"in_cluster_url": "http://g.g:3000"})),
		joined(grafana(nil), configured("grafana", m{"internal_url": "http://g.g:3000"})),
	},
	{
		check.KialiChartKey, "", "the server doesn't read it", "kiali.config.deployment.replicas",
		kiali(m{"config": m{"deployment": m{"replicas": 2}}}),
		kiali(nil),
	},
	{check.KialiNoPrometheus, "", "its own default is that of a demo", "kiali.prometheus.url", kiali(m{"prometheus": nil}), kiali(nil)},
	{
		check.KialiProtocol, "", "kiali/kiali#4270", "kiali.tracing.url",
		kiali(m{"tracing": m{"url": "http://jaeger.obs:16686", "useGrpc": true}}),
		kiali(m{"tracing": m{"url": "http://jaeger.obs:16685", "useGrpc": true}}),
	},
	{
		check.KialiProtocol, "of the backend", "", "tracing.existing.queryUrl",
		joined(traced(m{"queryUrl": "http://jaeger.obs:16685"}), kiali(nil)),
		joined(queried(), kiali(nil)),
	},
	{
		check.KialiProtocol, "of the backend, by gRPC", "", "tracing.existing.queryGrpcUrl",
		traced(m{"queryGrpcUrl": "http://jaeger.obs:16686"}),
		traced(m{"queryUrl": "http://jaeger.obs:16686"}),
	},
	{check.KialiOpen, "", "nobody is asked", "kiali.auth.strategy", exposed("anonymous"), exposed("token")},
	{
		check.KialiKeysUnknown, "", "what isn't known can't be compared", "kiali.config",
		kiali(m{"config": property.New(property.Computed)}),
		kiali(m{"config": m{"server": m{"web_fqdn": property.New(property.Computed)}}}),
	},
	{
		check.KialiTracesOff, "", "the mesh has them", "kiali.config.external_services.tracing.enabled",
		joined(queried(), configured("tracing", m{"enabled": false})),
		joined(queried(), kiali(nil)),
	},
	{
		check.KialiTracesOff, "without an address", "one finding for one fault", "kiali.config.external_services.tracing.enabled",
		joined(traced(nil), configured("tracing", m{"enabled": false})),
		joined(m{"tracing": m{"sampling": 0}}, configured("tracing", m{"enabled": false})),
	},
	{
		check.KialiNoDashboard, "", "Kiali's own default is none", "kiali.config.external_services.grafana.dashboards",
		joined(grafana(nil), configured("grafana", m{"dashboards": list{}})),
		joined(grafana(nil), kiali(nil)),
	},
	{
		check.KialiNoDashboard, "nothing", "null takes ours away", "kiali.config.external_services.grafana.dashboards",
		joined(grafana(nil), configured("grafana", m{"dashboards": nil})),
		joined(grafana(nil), configured("grafana", m{"enabled": false, "dashboards": nil})),
	},
	{
		check.KialiNoDashboard, "one of Istio's", "ours have other titles", "kiali.config.external_services.grafana.dashboards[1].name",
		joined(grafana(m{"dashboards": m{}}), configured("grafana", m{"dashboards": list{m{"name": "MeshStack Mesh"}, m{"name": "Istio Mesh Dashboard"}}})),
		joined(grafana(m{"dashboards": m{}}), configured("grafana", m{"dashboards": list{m{"name": "MeshStack Mesh"}, m{"name": "The team's own"}}})),
	},
	{check.KialiNoTraces, "", "the mesh sends them", "kiali.tracing.url", joined(traced(nil), kiali(nil)), joined(queried(), kiali(nil))},
	{
		check.KialiNoLinks, "", "they are for browsers", "kiali.grafana.externalUrl",
		joined(m{"grafana": m{"url": "http://grafana.grafana:3000"}}, kiali(nil)),
		joined(grafana(nil), kiali(nil)),
	},
	// The space keeps the engine from printing the key.
	{check.KialiSigningKey, "", "kiali/kiali#2624", "kiali.signingKey ", kiali(m{"signingKey": "kiali"}), kiali(m{"signingKey": "0123456789abcdef"})},
	{
		check.KialiTraceNames, "", "they end in their namespace", "kiali.config.external_services.tracing.namespace_selector",
		joined(queried(), configured("tracing", m{"namespace_selector": false})),
		joined(queried(), configured("tracing", m{"namespace_selector": true})),
	},
	{
		check.KialiTraceNames, "short ones", "the mesh config leaves the namespace out", "kiali.config.external_services.tracing.namespace_selector",
		joined(queried(), meshConfig(named("CANONICAL_NAME_ONLY")), configured("tracing", m{"namespace_selector": true})),
		joined(queried(), meshConfig(named("CANONICAL_NAME_AND_NAMESPACE")), configured("tracing", m{"namespace_selector": true})),
	},
	{
		check.KialiTraceNames, "short ones in values", "", "kiali.config.external_services.tracing.namespace_selector",
		joined(queried(), istiodMesh(named("CANONICAL_NAME_ONLY")), configured("tracing", m{"namespace_selector": true})),
		joined(queried(), istiodMesh(named("CANONICAL_NAME_ONLY")), configured("tracing", m{"namespace_selector": false})),
	},
	{
		check.KialiTraceNames, "of a provider", "", "kiali.config.external_services.tracing.namespace_selector",
		joined(meshConfig(extensions(semantic), tracedBy("o")), kiali(m{
			"tracing": m{"url": "http://jaeger.obs:16685"}, "config": m{"external_services": m{"tracing": m{"namespace_selector": true}}},
		})),
		joined(meshConfig(extensions(semantic), tracedBy("o")), kiali(m{"tracing": m{"url": "http://jaeger.obs:16685"}})),
	},
	{
		check.KialiAmbientTCP, "", "ztunnel sees connections only (kiali/kiali#8617)", "injection.namespaces[0].waypoint",
		joined(ambient(nil), kiali(nil)),
		joined(ambient(m{"waypoint": m{}}), kiali(nil)),
	},
	{
		check.GrafanaPublicUnknown, "", "somebody else's would be imported", `grafana.dashboards.publicIds["1860"]`,
		published("1860"),
		published("7639"),
	},
	{
		check.GrafanaInternalLink, "", "a browser follows it", "grafana.externalUrl",
		grafana(m{"externalUrl": "http://grafana.grafana.svc:3000"}),
		grafana(nil),
	},
	{
		check.GrafanaNoZtunnel, "", "it stays empty", "grafana.dashboards.include[0]",
		grafana(m{"dashboards": m{"include": list{"ztunnel"}}}),
		joined(grafana(m{"dashboards": m{"include": list{"ztunnel"}}}), m{"profile": "ambient"}),
	},
}
