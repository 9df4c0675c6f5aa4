package render

import "github.com/meshstack/pulumi-meshstack/tests/testbed/charts"

// The mesh renamed has the revision blue in the namespace mesh.
const blueConfig = "ConfigMap/*/istio-blue"

var nameRows = []row{
	{
		reason: "names that the mesh waits for have the namespace in them", path: "namespace", value: "mesh", in: renamed,
		see: []sight{
			see("MutatingWebhookConfiguration", "MutatingWebhookConfiguration//istio-sidecar-injector-blue-mesh", "kind"),
			see("ValidatingWebhookConfiguration", "ValidatingWebhookConfiguration//istio-validator-blue-mesh", "kind"),
			see("mesh", blueConfig, "data", "mesh", text{}, "rootNamespace"),
			see("ServiceAccount", "ServiceAccount/mesh/istio-reader-service-account", "kind"),
			inAmbient(env("XDS_ADDRESS", "istiod-blue.mesh.svc:15012", ztunnelPod, proxy())),
		},
	},
	{
		reason: "istiod's names have it as a suffix, and whoever is injected asks for it", path: "revision", value: "blue", in: renamed,
		see: []sight{
			see("Deployment", "Deployment/mesh/istiod-blue", "kind"),
			see("istiod-blue.mesh.svc:15012", blueConfig, "data", "mesh", text{}, "defaultConfig", "discoveryAddress"),
			see("blue", cniPod, "metadata", "labels", "istio.io/rev"),
			inAmbient(see("blue", ztunnelPod, "metadata", "annotations", "istio.io/rev")),
		},
	},
	{
		reason: "a tag is an object of the mesh's own, and the gateways ask for it", path: "revisionTags", value: list{"prod"}, in: renamed,
		see: []sight{
			see("istiod-blue", "MutatingWebhookConfiguration//istio-revision-tag-prod-mesh", "webhooks", 0, "clientConfig", "service", "name"),
			see("prod", edgePod, "spec", "template", "metadata", "labels", "istio.io/rev"),
		},
	},
	{
		reason: "it's the release of the charts, and so of the images", path: "version", value: charts.NextVersion, in: renamed,
		see: []sight{
			see(like(`/pilot:1\.31\.1(-|$)`), "Deployment/*/istiod-blue", discovery("image")...),
			see(like(`/install-cni:1\.31\.1(-|$)`), cniPod, installer("image")...),
			inAmbient(see(like(`/ztunnel:1\.31\.1(-|$)`), ztunnelPod, proxy("image")...)),
			see("gateway-1.31.1", edgePod, "metadata", "labels", "helm.sh/chart"),
		},
	},
	{
		reason: "a second control plane has names, a release and tags of its own", path: "otherRevisions", in: renamed,
		value: list{m{"revision": "green", "version": charts.Version, "revisionTags": list{"canary"}}},
		see: []sight{
			see(like(`/pilot:1\.31\.0(-|$)`), "Deployment/mesh/istiod-green", discovery("image")...),
			see("istiod-green", "MutatingWebhookConfiguration//istio-revision-tag-canary-mesh", "webhooks", 0, "clientConfig", "service", "name"),
		},
	},
	{
		reason: "the flags of the older behaviour come with the chart", path: "compatibilityVersion", value: "1.29", in: renamed,
		see: []sight{env("PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE", "false", "Deployment/*/istiod-blue", discovery())},
	},
	{
		reason: "the profile demo has other numbers", path: "size", value: "large", in: renamed,
		see: []sight{
			see(m{"cpu": "2000m", "memory": "4Gi"}, "Deployment/*/istiod-blue", discovery("resources", "requests")...),
			see(m{"cpu": "100m", "memory": "200Mi"}, cniPod, installer("resources", "requests")...),
			inAmbient(see(m{"cpu": "500m", "memory": "1Gi"}, ztunnelPod, proxy("resources", "requests")...)),
			see(m{"cpu": "1000m", "memory": "1Gi"}, edgePod, proxy("resources", "requests")...),
		},
	},
	{
		reason: "the node agent has the mesh's revision and size in its labels and numbers", path: "cni", value: m{}, in: renamed,
		chartsDefault: "the meshes without the argument have it, too",
		see:           []sight{see("DaemonSet", cniPod, "kind")},
	},
	{
		reason: "the gateway's namespace is its name's", path: "gateways[edge].name", value: "edge", in: renamed,
		chartsDefault: "the meshes without the argument have it, too",
		see:           []sight{see("Deployment", "Deployment/edge/edge", "kind")},
	},
}
