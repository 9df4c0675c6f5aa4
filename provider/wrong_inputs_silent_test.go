package provider

// wrongSilently lists wrong programs that reach nothing or fail in the cluster alone, unless somebody looks closely.
var wrongSilently = []wrongInput{
	{"an empty Kubernetes version", m{"kubernetesVersion": ""}, "kubernetesVersion", "write 1.y"},
	{"an empty release of the Gateway API", m{"gatewayApi": m{"version": ""}}, "gatewayApi.version", "write"},
	{"a pull secret named twice", m{"image": m{"pullSecrets": list{"a", "a"}}}, "image.pullSecrets[1]", "list it once"},
	{
		"a pull secret copied twice", m{"image": m{"pullSecrets": list{"a", "a"}, "copyPullSecrets": m{"fromNamespace": "build"}}},
		"image.pullSecrets[1]", "list it once",
	},
	{
		"a list of credentials, which Kubernetes refuses", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{"dockerConfigJson": "[]"}}},
		"image.copyPullSecrets.dockerConfigJson", "auths",
	},
	{
		"credentials of nobody", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{"dockerConfigJson": "null"}}},
		"image.copyPullSecrets.dockerConfigJson", "auths",
	},
	{"settings of a node agent that isn't installed", m{"cni": m{"enabled": false, "binDir": "/opt/cni/bin"}}, "cni.binDir", "leave it out"},
	{"settings of ztunnel that isn't installed", m{"ztunnel": m{"enabled": false, "logLevel": "debug"}}, "ztunnel.logLevel", "leave it out"},
	{"a wait for what isn't installed", m{"timeouts": m{"ztunnel": 60}}, "timeouts.ztunnel", "leave it out"},
	{"a log level of ztunnel of spaces", m{"profile": "ambient", "ztunnel": m{"logLevel": " "}}, "ztunnel.logLevel", "write for example info"},
	{"a minor with a zero before it, which no chart knows", m{"compatibilityVersion": "1.030"}, "compatibilityVersion", "1.30"},
	{"another control plane whose revision was forgotten", m{"revision": "a", "otherRevisions": list{m{"version": "1.31.1"}}}, "otherRevisions[0].revision", "default"},
	{
		"the default tag beside the default revision, which both answer for istio-injection",
		m{"revision": "a", "revisionTags": list{"default"}, "otherRevisions": list{m{"revision": "default"}}}, "revisionTags[0]", "default",
	},
	{
		"another release that the repository lacks", m{"revision": "a", "otherRevisions": list{m{"revision": "b", "version": "1.30.5"}}},
		"otherRevisions[0].version", "it has 1.31.1",
	},
	{"nothing for JSON, which istiod drops", m{"accessLog": m{"encoding": "json", "format": "null"}}, "accessLog.format", "write an object"},
	{"a format that nobody reads", m{"profile": "empty", "accessLog": m{"encoding": "json"}}, "accessLog.encoding", "reaches nothing"},
	{"a mode of traffic that nobody reads", m{"profile": "empty", "security": m{"outboundTraffic": "registryOnly"}}, "security.outboundTraffic", "reaches nothing"},
	{"a trust domain that nobody reads", m{"profile": "empty", "security": m{"trustDomain": "example.com"}}, "security.trustDomain", "reaches nothing"},
	{
		"mesh config in a cluster whose control plane reads its own", m{"profile": "remote", "controlPlane": m{"remotePilotAddress": "203.0.113.10"}, "meshConfig": m{"a": 1}},
		"meshConfig", "reaches nothing",
	},
	{
		"replicas of a control plane elsewhere", m{"profile": "remote", "controlPlane": m{"remotePilotAddress": "203.0.113.10", "replicas": 3}},
		"controlPlane.replicas", "reaches nothing",
	},
	{"proxies that another cluster's control plane shapes", m{"profile": "remote", "controlPlane": m{"remotePilotAddress": "203.0.113.10"}, "proxy": m{"concurrency": 2}}, "proxy", "reaches nothing"},
	{"a namespace that Istio never injects", m{"injection": m{"namespaces": list{m{"name": "kube-system"}}}}, "injection.namespaces[0].name", "leave it out"},
	{"a revision by the prefix that the chart folds away", m{"values": m{"istiod": m{"pilot": m{"revision": "x"}}}}, "values.istiod.pilot.revision", "argument revision"},
	{"a validator removed by the prefix", m{"values": m{"istiod": m{"pilot": m{"global": m{"configValidation": false}}}}}, "values.istiod.pilot.global.configValidation", "leave it out"},
	{"ztunnel renamed by the global block that the chart folds away", m{"profile": "ambient", "values": m{"ztunnel": m{"global": m{"resourceName": "z"}}}}, "values.ztunnel.global.resourceName", "leave it out"},
	{
		"two default scopes of the root namespace", m{"meshConfig": m{"rootNamespace": "root"}, "sidecars": m{"meshDefault": m{}, "namespaces": list{m{"namespace": "root"}}}},
		"sidecars.namespaces[0]", "MS216",
	},
	{"no istiod at all, which its chart takes for absent", m{"controlPlane": m{"replicas": 0}}, "controlPlane.replicas", "write 1 or more"},
	{"more threads than istiod can read", m{"proxy": m{"concurrency": 3000000000}}, "proxy.concurrency", "write"},
	{"more replicas than Kubernetes counts", m{"controlPlane": m{"replicas": 3000000000}}, "controlPlane.replicas", "write"},
	{"more replicas of an autoscaler than Kubernetes counts", m{"controlPlane": m{"autoscaling": m{"maxReplicas": 3000000000}}}, "controlPlane.autoscaling.maxReplicas", "write"},
	{"a wait of centuries", m{"timeouts": m{"istiod": 1000000000000}}, "timeouts.istiod", "write"},
	{"a budget of nothing in two digits", m{"controlPlane": m{"replicas": 2, "podDisruptionBudget": m{"minAvailable": "00"}}}, "controlPlane.podDisruptionBudget", "percentage"},
	{"a budget of more digits than a number has", m{"controlPlane": m{"replicas": 2, "podDisruptionBudget": m{"minAvailable": "99999999999999999999"}}}, "controlPlane.podDisruptionBudget.minAvailable", "write"},
}
