package findings

import "github.com/meshstack/pulumi-meshstack/internal/check"

// fullHost is the Service that most rows send spans to, shortHost what istiod doesn't find.
const (
	fullHost  = "z.obs.svc.cluster.local"
	shortHost = "z.obs"
)

// zipkin is a provider that sends to a Service.
func zipkin(name, service string) m {
	return m{"name": name, "zipkin": m{"service": service, "port": 9411}}
}

func meshConfig(parts ...m) m { return m{"meshConfig": joined(parts...)} }

func istiodMesh(parts ...m) m {
	return m{"values": m{"istiod": m{"meshConfig": joined(parts...)}}}
}

func extensions(providers ...any) m { return m{"extensionProviders": providers} }

// tracedBy names default providers of spans, and keeps the metrics.
func tracedBy(names ...any) m {
	return m{"defaultProviders": m{"metrics": list{"prometheus"}, "tracing": names}}
}

func joined(parts ...m) m {
	out := m{}
	for _, part := range parts {
		for key, value := range part {
			out[key] = value
		}
	}
	return out
}

func injecting(name string, more m) m {
	return m{"injection": m{"namespaces": list{joined(m{"name": name}, more)}}}
}

func scoped(hosts ...any) m {
	return m{"sidecars": m{"namespaces": list{m{"namespace": "shop", "hosts": hosts}}}}
}

var operatorJaeger = m{"tracing": m{"jaegerV2": m{"via": "openTelemetryOperator"}}}

var rowsProviders = []row{
	{
		check.ProviderShortName, "of two labels", "istio/istio#37829", "meshConfig.extensionProviders[0].zipkin.service",
		meshConfig(extensions(zipkin("j", shortHost))),
		meshConfig(extensions(zipkin("j", fullHost))),
	},
	{
		check.ProviderShortName, "of one label", "the same", "meshConfig.extensionProviders[1].opentelemetry.service",
		meshConfig(extensions(zipkin("j", fullHost), m{"name": "o", "opentelemetry": m{"service": "otel", "port": 4317}})),
		meshConfig(extensions(zipkin("j", fullHost), m{"name": "o", "opentelemetry": m{"service": "otel.obs.svc.cluster.local", "port": 4317}})),
	},
	{
		check.ProviderShortName, "without the domain", "the same", "meshConfig.extensionProviders[0].zipkin.service",
		meshConfig(extensions(zipkin("j", shortHost+".svc"))),
		meshConfig(extensions(zipkin("j", "obs/"+fullHost))),
	},
	{
		check.ProviderShortName, "of an authorizer", "that of Istio's own example is a ServiceEntry of two labels", "meshConfig.extensionProviders[0].envoyExtAuthzGrpc.service",
		meshConfig(extensions(m{"name": "a", "envoyExtAuthzGrpc": m{"service": "obs/ext-authz.obs", "port": 9000}})),
		meshConfig(extensions(m{"name": "a", "envoyExtAuthzGrpc": m{"service": "external-authz-grpc.local", "port": 9000}})),
	},
	{
		check.ProviderShortName, "in values", "the list there is the chart's", "values.istiod.meshConfig.extensionProviders[0].zipkin.service",
		istiodMesh(extensions(zipkin("j", shortHost))),
		istiodMesh(extensions(zipkin("j", fullHost))),
	},
	{
		check.ProviderShortName, "namespace that ends like a site", "shop is a domain of the Internet, and a namespace of the mesh", "meshConfig.extensionProviders[0].zipkin.service",
		joined(injecting("shop", nil), meshConfig(extensions(zipkin("j", "z.shop")))),
		joined(injecting("obs", nil), meshConfig(extensions(zipkin("j", "z.shop")))),
	},
	{
		check.ProviderHidden, "our collector", "istio/istio#53701", "sidecars.namespaces[0].hosts[0]",
		joined(operatorJaeger, scoped("~observability/*")),
		joined(operatorJaeger, scoped("~logging/*")),
	},
	{
		check.ProviderHidden, "the user's", "what the user's providers send to is kept without asking, but an exclusion goes before", "sidecars.namespaces[0].hosts[0]",
		joined(meshConfig(extensions(zipkin("j", fullHost)), tracedBy("j")), scoped("~*/*.svc.cluster.local")),
		joined(meshConfig(extensions(zipkin("j", fullHost)), tracedBy("j")), scoped("~*/*.example.com")),
	},
	{
		check.ProviderHidden, "an authorizer in values", "requests would be refused", "sidecars.meshDefault.hosts[0]",
		joined(istiodMesh(extensions(m{"name": "a", "envoyExtAuthzHttp": m{"service": fullHost, "port": 8000}})), m{"sidecars": m{"meshDefault": m{"hosts": list{"~obs/" + fullHost}}}}),
		joined(istiodMesh(extensions(m{"name": "a", "envoyExtAuthzHttp": m{"service": fullHost, "port": 8000}})), m{"sidecars": m{"meshDefault": m{"hosts": list{"shop/*"}}}}),
	},
	{
		check.ProviderUndefined, "a typo", "no spans without a word", "meshConfig.defaultProviders.tracing[0]",
		meshConfig(extensions(zipkin("jaeger", fullHost)), tracedBy("jaegr")),
		meshConfig(extensions(zipkin("jaeger", fullHost)), tracedBy("Jaeger")),
	},
	{
		check.ProviderUndefined, "metrics", "the built-in ones need no entry", "values.istiod.meshConfig.defaultProviders.metrics[0]",
		istiodMesh(m{"defaultProviders": m{"metrics": list{"prom"}}}),
		istiodMesh(m{"defaultProviders": m{"metrics": list{"prometheus"}, "accessLogging": list{"envoy"}}}),
	},
	{
		check.ProviderKind, "logs for spans", "istio/istio#48782", "meshConfig.defaultProviders.tracing[0]",
		meshConfig(extensions(m{"name": "als", "envoyOtelAls": m{"service": fullHost, "port": 4317}}), tracedBy("als")),
		meshConfig(extensions(m{"name": "als", "opentelemetry": m{"service": fullHost, "port": 4317}}), tracedBy("als")),
	},
	{
		check.ProviderKind, "spans for logs", "istiod writes no logs by a tracer", "meshConfig.defaultProviders.accessLogging[0]",
		meshConfig(extensions(zipkin("j", fullHost)), m{"defaultProviders": m{"metrics": list{"prometheus"}, "accessLogging": list{"j"}}}),
		meshConfig(extensions(zipkin("j", fullHost)), m{"defaultProviders": m{"metrics": list{"prometheus"}, "accessLogging": list{"envoy"}}}),
	},
	{
		check.CollectorHidden, "the argument's", "istio/istio#56180", "meshConfig.discoverySelectors",
		joined(operatorJaeger, meshConfig(selecting("mesh", "yes"))),
		joined(operatorJaeger, meshConfig(selecting("kubernetes.io/metadata.name", "observability"))),
	},
	{
		check.CollectorHidden, "the user's, in values", "", "values.istiod.meshConfig.discoverySelectors",
		istiodMesh(extensions(zipkin("j", fullHost)), tracedBy("j"), selecting("mesh", "yes")),
		istiodMesh(extensions(zipkin("j", fullHost)), tracedBy("j"), selecting("kubernetes.io/metadata.name", "obs")),
	},
	{
		check.CollectorHidden, "by the label of injection", "the mesh labels the namespaces of injection, so their labels are known", "meshConfig.discoverySelectors",
		joined(injecting("shop", nil), meshConfig(extensions(zipkin("j", fullHost)), tracedBy("j"), selecting("istio-injection", "enabled"))),
		joined(injecting("obs", nil), meshConfig(extensions(zipkin("j", fullHost)), tracedBy("j"), selecting("istio-injection", "enabled"))),
	},
	{
		check.DefaultsDropMetrics, "in the mesh config", "the chart names its own only where nobody names any", "meshConfig.defaultProviders",
		meshConfig(extensions(zipkin("j", fullHost)), m{"defaultProviders": m{"tracing": list{"j"}}}),
		meshConfig(extensions(zipkin("j", fullHost)), tracedBy("j")),
	},
	{
		check.DefaultsDropMetrics, "in values, beside tracing", "the same", "values.istiod.meshConfig.defaultProviders",
		joined(operatorJaeger, istiodMesh(m{"defaultProviders": m{"accessLogging": list{"envoy"}}})),
		joined(operatorJaeger, istiodMesh(m{"defaultProviders": m{"accessLogging": list{"envoy"}, "metrics": list{"prometheus"}}})),
	},
	{
		check.DefaultsDropMetrics, "by an old switch", "the chart's own provider is behind it", "values.istiod.telemetry.v2.prometheus.enabled",
		m{"values": m{"istiod": m{"telemetry": m{"v2": m{"prometheus": m{"enabled": false}}}}}},
		joined(m{"values": m{"istiod": m{"telemetry": m{"v2": m{"prometheus": m{"enabled": false}}}}}}, meshConfig(m{"defaultProviders": m{"metrics": list{"prometheus"}}})),
	},
	{
		check.DefaultsDropMetrics, "unless the mesh's Telemetry names them", "metrics.overrides names the provider", "values.istiod.telemetry.enabled",
		m{"values": m{"istiod": m{"telemetry": m{"enabled": false}}}},
		m{"values": m{"istiod": m{"telemetry": m{"enabled": false}}}, "metrics": m{"overrides": list{m{"metric": "REQUEST_SIZE", "disabled": true}}}},
	},
	{
		check.AutoAllocateMetadata, "in the mesh config", "istiod allocates itself since 1.25", "meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_AUTO_ALLOCATE",
		meshConfig(m{"defaultConfig": m{"proxyMetadata": m{"ISTIO_META_DNS_AUTO_ALLOCATE": "true"}}}),
		m{"dns": m{"capture": true, "autoAllocate": true}},
	},
	{
		check.AutoAllocateMetadata, "in values", "", "values.istiod.meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_AUTO_ALLOCATE",
		istiodMesh(m{"defaultConfig": m{"proxyMetadata": m{"ISTIO_META_DNS_AUTO_ALLOCATE": "true"}}}),
		m{"dns": m{"capture": true, "autoAllocate": true}},
	},
	{
		check.AutoAllocateNoCapture, "", "the addresses are in the proxies' name server alone", "dns.autoAllocate",
		m{"dns": m{"autoAllocate": true}},
		m{"dns": m{"autoAllocate": true, "capture": true}},
	},
	{
		check.RemoteUnreachable, "", "the injection webhook has nobody to ask", "controlPlane.remotePilotAddress",
		m{"profile": "remote"},
		m{"profile": "remote", "controlPlane": m{"remotePilotAddress": "192.0.2.10"}},
	},
}

func selecting(key, value string) m {
	return m{"discoverySelectors": list{m{"matchLabels": m{key: value}}}}
}
