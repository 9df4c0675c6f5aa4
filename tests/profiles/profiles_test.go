package profiles

type m = map[string]any

type list = []any

// profile is a profile of ours beside istioctl's of the same meaning.
type profile struct {
	// name is istioctl's.
	name string
	// ours are arguments of a MeshStack, and theirs the spec of an IstioOperator.
	ours, theirs m
	// writes is what a user writes in a MeshStack, and sets what the profile sets beside what it installs, in words for the
	// page. That both set the same is what is compared.
	writes, sets string
	// reason says what it proves.
	reason string
}

var profiles = []profile{
	{
		name: "default", ours: m{"profile": "default"}, theirs: m{"profile": "default"},
		writes: "`profile: default`", sets: "Nothing beside the charts' defaults.",
		reason: "what istioctl installs where nothing is said",
	},
	{
		name: "minimal", ours: m{}, theirs: m{"profile": "minimal"},
		writes: "`profile: minimal`, or no profile", sets: "Nothing beside the charts' defaults.",
		reason: "what MeshStack installs where nothing is said",
	},
	{
		name: "demo", ours: m{"profile": "demo"}, theirs: m{"profile": "demo"},
		writes: "`profile: demo`",
		sets: "Requests of 10m CPU and 100Mi for istiod, 10m and 40Mi for every proxy; one replica of each, no autoscaling; " +
			"every trace; access logs on stdout; the providers `otel`, `skywalking`, `otel-tracing` and `jaeger`; " +
			"ports 31400 and 15443 at the ingress gateway.",
		reason: "its own sizes, ports, gateways and mesh config",
	},
	{
		name: "ambient", ours: m{"profile": "ambient"}, theirs: m{"profile": "ambient"},
		writes: "`profile: ambient`",
		sets:   "Ambient mode in istiod and the CNI node agent; distroless images; HBONE in proxies; Services with `istio.io/global: \"true\"` span clusters.",
		reason: "the CNI node agent and ztunnel",
	},
	{
		name: "preview", ours: m{"profile": "preview"}, theirs: m{"profile": "preview"},
		writes: "`profile: preview`", sets: "The proxies answer DNS.",
		reason: "mesh config that reaches gateways too",
	},
	{
		name: "stable", ours: m{"profile": "stable"}, theirs: m{"profile": "stable"},
		writes: "`profile: stable`", sets: "Admission policies that refuse what isn't stable.",
		reason: "objects that no other profile has",
	},
	{
		name:   "remote",
		ours:   m{"profile": "remote", "controlPlane": m{"remotePilotAddress": "203.0.113.10"}},
		theirs: m{"profile": "remote", "values": m{"global": m{"remotePilotAddress": "203.0.113.10"}}},
		writes: "`profile: remote`, with `controlPlane.remotePilotAddress`", sets: "The injection webhook calls the control plane in another cluster; no istiod here.",
		reason: "no control plane",
	},
	{
		name: "empty", ours: m{"profile": "empty"}, theirs: m{"profile": "empty"},
		writes: "`profile: empty`", sets: "Nothing.",
		reason: "nothing at all",
	},
	{
		name: "openshift", ours: m{"profile": "default", "platform": "openshift"}, theirs: m{"profile": "openshift"},
		writes: "`profile: default`, `platform: openshift`", sets: "The CNI plugin for Multus, with OpenShift's folders and SELinux type.",
		reason: "a platform of ours, a profile of theirs",
	},
	{
		name: "openshift-ambient", ours: m{"profile": "ambient", "platform": "openshift"}, theirs: m{"profile": "openshift-ambient"},
		writes: "`profile: ambient`, `platform: openshift`", sets: "As ambient and openshift; istiod trusts ztunnel in kube-system.",
		reason: "namespaces of both node programs",
	},
}
