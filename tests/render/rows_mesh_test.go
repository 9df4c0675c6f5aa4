package render

const telemetry = "Telemetry/*/mesh-default"

const autoAllocate = "PILOT_ENABLE_IP_AUTOALLOCATE"

func dnsCapture(want string) []sight {
	return []sight{
		inMesh(want, "defaultConfig", "proxyMetadata", "ISTIO_META_DNS_CAPTURE"),
		inAmbient(see(want, cniConfigName, "data", "AMBIENT_DNS_CAPTURE")),
	}
}

var meshRows = []row{
	{
		reason: "ztunnel doesn't read the mesh config", path: "security.trustDomain", value: "prod.example.com",
		see: []sight{
			inMesh("prod.example.com", "trustDomain"),
			inAmbient(env("TRUST_DOMAIN", "prod.example.com", ztunnelPod, proxy())),
		},
	},
	{
		reason: "the old names stay good", path: "security.trustDomainAliases", value: list{"cluster.local", "old.example.com"},
		see: []sight{inMesh(list{"cluster.local", "old.example.com"}, "trustDomainAliases")},
	},
	{
		reason: "the default is any", path: "security.outboundTraffic", value: "registryOnly",
		see: []sight{inMesh("REGISTRY_ONLY", "outboundTrafficPolicy", "mode")},
	},
	{
		reason: "the default is written where it's asked for", path: "security.outboundTraffic", value: "allowAny", in: opposite,
		see: []sight{inMesh("ALLOW_ANY", "outboundTrafficPolicy", "mode")},
	},
	{
		reason: "it's an object of the mesh's own", path: "security.mtls", value: "strict",
		see: []sight{see("STRICT", "PeerAuthentication/*/default", "spec", "mtls", "mode")},
	},
	{
		reason: "it's an object of the mesh's own", path: "security.mtls", value: "permissive", in: opposite,
		see: []sight{see("PERMISSIVE", "PeerAuthentication/*/default", "spec", "mtls", "mode")},
	},
	{
		reason: "sidecars have false; the node agent has true", path: "dns.capture", value: true,
		see: dnsCapture("true"),
	},
	{
		reason: "the profile preview has true, and so has the node agent in ambient mode", path: "dns.capture", value: false, in: opposite,
		see: dnsCapture("false"),
	},
	{
		reason: "the flag is right for every release", path: "dns.autoAllocate", value: true,
		see: []sight{env(autoAllocate, "true", istiodPod, discovery())},
	},
	{
		reason: "1.25 and later have true", path: "dns.autoAllocate", value: false, in: opposite,
		see: []sight{env(autoAllocate, "false", istiodPod, discovery())},
	},
	{
		reason: "the built-in provider reads the mesh config", path: "accessLog.encoding", value: "json",
		see: []sight{inMesh("JSON", "accessLogEncoding")},
	},
	{
		reason: "the default is written where it's asked for", path: "accessLog.encoding", value: "text", in: opposite,
		see: []sight{inMesh("TEXT", "accessLogEncoding")},
	},
	{
		reason: "the built-in provider reads the mesh config", path: "accessLog.format", value: `{"code": "%RESPONSE_CODE%"}`,
		see: []sight{inMesh(`{"code": "%RESPONSE_CODE%"}`, "accessLogFormat")},
	},
	{
		reason: "it's an object of the mesh's own", path: "accessLog.filter", value: "response.code >= 400",
		see: []sight{see("response.code >= 400", telemetry, "spec", "accessLogging", 0, "filter", "expression")},
	},
	{
		reason: "logs are on without the profile demo", path: "accessLog.enabled", value: true,
		see: []sight{see("envoy", telemetry, "spec", "accessLogging", 0, "providers", 0, "name")},
	},
	{
		reason: "the profile demo has them on in the mesh config, which the Telemetry overrides", path: "accessLog.enabled", value: false, in: without,
		see: []sight{see(list{m{"disabled": true, "providers": list{m{"name": "envoy"}}}}, telemetry, "spec", "accessLogging")},
	},
	{
		reason: "the profile demo has another file; the providers are added to tracing's", path: "meshConfig",
		value: m{
			"accessLogFile": "/dev/stderr", "extensionProviders": list{m{"name": "mine", "prometheus": m{}}},
			"defaultConfig": m{"terminationDrainDuration": "17s"},
		},
		see: []sight{
			inMesh("/dev/stderr", "accessLogFile"),
			inMesh(m{}, "extensionProviders", named("mine"), "prometheus"),
			inMesh("17s", "defaultConfig", "terminationDrainDuration"),
		},
	},
	{
		reason: "it's merged over what other arguments give; the profile demo has other providers", path: "meshConfig", in: opposite,
		value: m{"trustDomain": "last.example.com", "extensionProviders": list{m{"name": "mine", "prometheus": m{}}}},
		see: []sight{
			inMesh("last.example.com", "trustDomain"),
			inMesh(list{m{"name": "mine", "prometheus": m{}}}, "extensionProviders"),
		},
	},
}
