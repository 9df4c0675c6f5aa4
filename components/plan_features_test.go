package components

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// featurePlans are meshes with what a mesh can have.
var featurePlans = []planned{
	{
		"ambient-namespaces", "labels by mode; waypoints come once ztunnel and the webhook are there",
		MeshStackArgs{
			Profile: ref(profileAmbient),
			Injection: &Injection{Namespaces: []InjectedNamespace{
				{Name: "shop", Create: ref(true), Waypoint: &Waypoint{}},
				{Name: "billing", Waypoint: &Waypoint{Name: ref("shared"), For: ref(WaypointFor("all"))}},
				{Name: "data", Waypoint: &Waypoint{Create: ref(false)}},
				{Name: "batch"},
				{Name: "legacy", DataPlaneMode: ref(modeSidecar)},
			}},
			Timeouts: &Timeouts{Ztunnel: ref(90), Gateways: ref(120)},
		},
	},
	{
		"ambient-revision", "waypoints follow the tag",
		MeshStackArgs{
			Profile: ref(profileAmbient), Revision: ref("1-31-1"), RevisionTags: []string{"prod"},
			Injection: &Injection{Namespaces: []InjectedNamespace{{Name: "shop", Waypoint: &Waypoint{}}, {Name: "legacy", DataPlaneMode: ref(modeSidecar)}}},
		},
	},
	{
		"ambient-default-tag", "a waypoint of the default tag has no revision",
		MeshStackArgs{
			Profile: ref(profileAmbient), Revision: ref("1-31-1"), RevisionTags: []string{"default"},
			Injection: &Injection{Namespaces: []InjectedNamespace{{Name: "shop", Waypoint: &Waypoint{}}}},
		},
	},
	{
		"ztunnel", "every setting; istiod trusts it where it is; istiod's environment isn't ztunnel's",
		MeshStackArgs{
			Ztunnel: &Ztunnel{
				Namespace: ref("kube-system"), Resources: &Resources{Requests: &ResourceList{CPU: ref("1")}},
				Env:      pulumi.StringMap{"ZTUNNEL_WORKER_THREADS": pulumi.String("4"), "SECRET": pulumi.ToSecret(pulumi.String("x")).(pulumi.StringOutput)},
				Affinity: tree(map[string]any{"nodeAffinity": map[string]any{"x": 1.0}}), Tolerations: []Toleration{{Key: ref("mesh"), Operator: ref("Exists")}},
				LogLevel: ref("info,ztunnel=debug"),
			},
			CNI: &CNI{LogLevel: ref(LogLevel("debug")), Affinity: tree(map[string]any{"nodeAffinity": map[string]any{"x": 1.0}}), ExcludeNamespaces: []string{}},
		},
	},
	{
		"security", "one Telemetry and one PeerAuthentication in the root namespace, once the validator answers; ztunnel is told the trust domain",
		MeshStackArgs{
			Profile: ref(profileAmbient), MeshConfig: tree(map[string]any{"rootNamespace": "mesh-config"}),
			Security: &Security{
				MTLS: ref(mtlsStrict), OutboundTraffic: ref(OutboundTraffic("registryOnly")),
				TrustDomain: ref("prod.example.com"), TrustDomainAliases: []string{"cluster.local"},
			},
			AccessLog: &AccessLog{Encoding: ref(accessLogJSON), Format: ref(`{"code": "%RESPONSE_CODE%"}`), Filter: ref("response.code >= 400")},
			DNS:       &DNS{Capture: ref(true), AutoAllocate: ref(true)},
		},
	},
	{
		"access-log-off", "the provider is named: without it Istio falls back to the profile's accessLogFile",
		MeshStackArgs{Profile: ref(profileDemo), Gateways: []GatewaySpec{}, AccessLog: &AccessLog{Enabled: ref(false)}},
	},
	{"access-log", "a line for each request, in Istio's own format", MeshStackArgs{AccessLog: &AccessLog{}}},
	{
		"dns-off", "false is written, as the profile and newer releases say true",
		MeshStackArgs{Profile: ref(profileAmbient), DNS: &DNS{Capture: ref(false), AutoAllocate: ref(false)}},
	},
	{
		"pull-secrets-copied", "each namespace with pods gets a copy before its releases; the one they come from doesn't",
		MeshStackArgs{
			Image: &Image{PullSecrets: []string{"mirror", "vendor"}, CopyPullSecrets: &PullSecretCopies{
				FromNamespace: ref("edge"), Namespaces: []string{"batch", "shop"},
			}},
			CNI:       &CNI{Namespace: ref("kube-system")},
			Gateways:  []GatewaySpec{{Name: "edge"}, {Name: "inner"}},
			Injection: &Injection{Namespaces: []InjectedNamespace{{Name: "shop", Create: ref(true)}}},
		},
	},
	{
		"pull-secrets-given", "the content is an input of each Secret; a waypoint's namespace is one with pods",
		MeshStackArgs{
			Image: &Image{PullSecrets: []string{"mirror"}, CopyPullSecrets: &PullSecretCopies{
				DockerConfigJSON: pulumi.StringPtr(`{"auths": {}}`),
			}},
			Profile:   ref(profileAmbient),
			Injection: &Injection{Namespaces: []InjectedNamespace{{Name: "shop", Waypoint: &Waypoint{}}}},
		},
	},
	{
		"other-revisions", "the default tag is at the other revision: the validator of base follows, base is the newest release's",
		MeshStackArgs{
			Version: ref("1.30.5"), Revision: ref("1-30-5"), RevisionTags: []string{"prod"},
			OtherRevisions: []OtherRevision{{Revision: "1-31-1", Version: ref("1.31.1"), RevisionTags: []string{"default", "canary"}}},
			Gateways:       []GatewaySpec{{Name: "edge"}, {Name: "canary", Revision: ref("canary")}},
			Sidecars:       &Sidecars{MeshDefault: &SidecarDefault{}},
		},
	},
	{
		"other-revisions-swapped", "the same resources under the same names, when the mesh's own revision and the other change places",
		MeshStackArgs{
			Version: ref("1.31.1"), Revision: ref("1-31-1"), RevisionTags: []string{"default", "prod", "canary"},
			OtherRevisions: []OtherRevision{{Revision: "1-30-5", Version: ref("1.30.5")}},
		},
	},
	{
		"other-revisions-default", "the one without a name stays as it was",
		MeshStackArgs{Revision: ref("1-31-1"), OtherRevisions: []OtherRevision{{Revision: "default", Version: ref("1.30.5")}}},
	},
	{
		"compatibility", "every chart is told, as a string",
		MeshStackArgs{CompatibilityVersion: ref("1.30"), Profile: ref(profileAmbient), Gateways: []GatewaySpec{{Name: "edge"}}},
	},
	{
		"calls", "a Sidecar for each caller, in a circle, too: what is called and what the mesh sends to, and nothing else; what a namespace covers isn't named again",
		MeshStackArgs{
			Gateways:   []GatewaySpec{{Name: "out", Service: &GatewayService{Type: ref(ServiceType("ClusterIP"))}}},
			Injection:  &Injection{Namespaces: []InjectedNamespace{{Name: "shop", Create: ref(true)}}},
			Tracing:    &Tracing{Existing: existing("jaeger-collector.traces.svc.cluster.local:4317")},
			MeshConfig: tree(map[string]any{"extensionProviders": []any{map[string]any{"name": "a", "envoyExtAuthzGrpc": map[string]any{"service": "auth.edge.svc.cluster.local", "port": 9000.0}}}}),
			Sidecars: &Sidecars{
				Calls: map[string][]string{
					"shop":     {"payments", "payments/db.payments.svc.cluster.local", "reviews.catalog.svc.cluster.local", "shop", "API.example.com", "*.example.net", "~payments/admin.payments.svc.cluster.local"},
					"payments": {"shop"}, "batch": {},
				},
				Workloads: []WorkloadCalls{{
					Namespace: "shop", Name: "report", WorkloadSelector: map[string]string{"app": "report"}, Calls: []string{"data"},
					OutboundTraffic: ref(OutboundTraffic("registryOnly")),
				}},
				Namespaces: []SidecarScopeSpec{{Namespace: "legacy", Reaches: []string{"shop"}}},
			},
		},
	},
	{
		"calls-registry-only", "hosts outside get ServiceEntries that their caller alone sees, before its Sidecar; not where one is there, or calls may pass",
		MeshStackArgs{
			Injection: &Injection{Namespaces: []InjectedNamespace{{Name: "shop", Create: ref(true)}}},
			DNS:       &DNS{Capture: ref(true)},
			Sidecars: &Sidecars{
				Calls: map[string][]string{
					"shop":  {"api.example.com", "api.example.com:8443", "db.example.com:5432", "*.example.net", "there.example.org", "old.example.org:80", "api.example.org"},
					"batch": {"api.example.com", "legacy.example.org"},
				},
				Workloads: []WorkloadCalls{{
					Namespace: "open", Name: "crawler", WorkloadSelector: map[string]string{"app": "crawler"}, Calls: []string{"api.example.com", "counted.example.org"},
					OutboundTraffic: ref(OutboundTraffic("allowAny")),
				}},
				External: []ExternalHost{
					{Host: "there.example.org", ServiceEntry: ref(false)},
					{Host: "counted.example.org", ServiceEntry: ref(true)},
					{Host: "legacy.example.org", Addresses: []string{"203.0.113.7", "198.51.100.0/24"}, Ports: []ExternalPort{{Number: 1521}, {Number: 8883, Protocol: ref(externalTLS)}}},
					{Host: "api.example.org", Ports: []ExternalPort{{Number: 50051, Protocol: ref(ExternalProtocol("GRPC"))}}},
				},
				OutboundTraffic: ref(OutboundTraffic("registryOnly")),
			},
		},
	},
	{
		"calls-report", "nothing is created, with or without the graph",
		MeshStackArgs{
			Security: &Security{OutboundTraffic: ref(OutboundTraffic("registryOnly"))},
			Sidecars: &Sidecars{Plan: ref(scopesReported), Calls: map[string][]string{"shop": {"api.example.com"}}, MeshDefault: &SidecarDefault{}},
		},
	},
}
