package render

const istiodScaler = "HorizontalPodAutoscaler/*/istiod"

// dedicated is a toleration with every property.
var dedicated = m{"key": "dedicated", "operator": "Equal", "value": "mesh", "effect": "NoExecute", "tolerationSeconds": 71}

// pool is an affinity that no chart has.
var pool = m{"nodeAffinity": m{"requiredDuringSchedulingIgnoredDuringExecution": m{"nodeSelectorTerms": list{
	m{"matchExpressions": list{m{"key": "pool", "operator": "In", "values": list{"mesh"}}}},
}}}}

var controlPlaneRows = []row{
	{
		reason: "the profile demo has no autoscaler", path: "controlPlane.autoscaling.minReplicas", value: 3,
		see: []sight{see(3, istiodScaler, "spec", "minReplicas")},
	},
	{
		reason: "the profile demo has no autoscaler", path: "controlPlane.autoscaling.maxReplicas", value: 7,
		see: []sight{see(7, istiodScaler, "spec", "maxReplicas")},
	},
	{
		reason: "the profile demo has no autoscaler", path: "controlPlane.autoscaling.targetCpuUtilization", value: 61,
		see: []sight{see(61, istiodScaler, "spec", "metrics", 0, "resource", "target", "averageUtilization")},
	},
	{
		reason: "an autoscaler would write the number", path: "controlPlane.replicas", value: 4, in: opposite,
		see: []sight{see(4, istiodPod, "spec", "replicas")},
	},
	{
		reason: "the profile demo and the charts have other requests", path: "controlPlane.resources.requests",
		value: m{"cpu": "251m", "memory": "1111Mi"},
		see:   []sight{see(m{"cpu": "251m", "memory": "1111Mi"}, istiodPod, discovery("resources", "requests")...)},
	},
	{
		reason: "the charts have no limits", path: "controlPlane.resources.limits", value: m{"cpu": "1251m", "memory": "3111Mi"},
		see: []sight{see(m{"cpu": "1251m", "memory": "3111Mi"}, istiodPod, discovery("resources", "limits")...)},
	},
	{
		reason: "a flag of nobody's", path: "controlPlane.env", value: m{"PILOT_ENABLE_STATUS": "true"},
		see: []sight{env("PILOT_ENABLE_STATUS", "true", istiodPod, discovery())},
	},
	{
		reason: "the profile ambient has the flag as well", path: "controlPlane.env", value: m{"PILOT_ENABLE_AMBIENT": "false"}, in: opposite,
		see: []sight{env("PILOT_ENABLE_AMBIENT", "false", istiodPod, discovery())},
	},
	{
		reason: "istiod runs on nodes of its own", path: "controlPlane.affinity", value: pool,
		see: []sight{see(pool, istiodPod, pod("affinity")...)},
	},
	{
		reason: "the chart's own toleration stays beside it", path: "controlPlane.tolerations", value: list{dedicated},
		see: []sight{
			seeAmong(dedicated, istiodPod, pod("tolerations")...),
		},
	},
	{
		reason: "istiod runs on nodes of its own", path: "controlPlane.nodeSelector", value: m{"pool": "mesh"},
		see: []sight{see(m{"pool": "mesh"}, istiodPod, pod("nodeSelector")...)},
	},
	{
		reason: "the chart's own is 1", path: "controlPlane.podDisruptionBudget.minAvailable", value: "2",
		see: []sight{see(2, "PodDisruptionBudget/*/istiod", "spec", "minAvailable")},
	},
	{
		reason: "it takes the place of the chart's minAvailable", path: "controlPlane.podDisruptionBudget.maxUnavailable", value: "26%",
		in: opposite,
		see: []sight{
			see("26%", "PodDisruptionBudget/*/istiod", "spec", "maxUnavailable"),
		},
	},
	{
		reason: "istiod and the agents beside the proxies", path: "controlPlane.logLevel", value: "debug",
		see: []sight{
			seeAmong("--log_output_level=default:debug", istiodPod, discovery("args")...),
			inInjector("default:debug", "global", "logging", "level"),
		},
	},
	{
		reason: "an address becomes the endpoint of a Service", path: "controlPlane.remotePilotAddress", value: "203.0.113.5",
		profile: "remote",
		see:     []sight{see(list{"203.0.113.5"}, "EndpointSlice/*/istiod", "endpoints", 0, "addresses")},
	},
	{
		reason: "a host name becomes an alias", path: "controlPlane.remotePilotAddress", value: "istiod.example.com",
		profile: "remote", in: opposite,
		see: []sight{see("istiod.example.com", "Service/*/istiod", "spec", "externalName")},
	},
	{
		reason: "without an address the profile is refused", path: "controlPlane.remotePilotAddress", value: "203.0.113.6",
		profile: "remote", in: without,
		see: []sight{see(list{"203.0.113.6"}, "EndpointSlice/*/istiod", "endpoints", 0, "addresses")},
	},
	{
		reason: "the Service has the revision's name", path: "controlPlane.remotePilotAddress", value: "203.0.113.7",
		profile: "remote", in: renamed,
		see: []sight{see(list{"203.0.113.7"}, "EndpointSlice/mesh/istiod-blue", "endpoints", 0, "addresses")},
	},
}
