package render

const (
	edgeService = "Service/*/edge"
	edgeScaler  = "HorizontalPodAutoscaler/*/edge"
	innerPod    = "Deployment/inner/inner"
)

func inService(want any, field string) []sight { return []sight{see(want, edgeService, "spec", field)} }

// The gateway edge has a load balancer and an autoscaler, inner neither, and old the ports of the IstioOperator.
var gatewayRows = []row{
	{
		reason: "the namespace is another than the name", path: "gateways[edge].namespace", value: "edge-system",
		see: []sight{see("Deployment", "Deployment/edge-system/edge", "kind")},
	},
	{
		reason: "app and istio select the pods", path: "gateways[edge].labels", value: m{"istio": "ingressgateway", "team": "web"},
		see: []sight{
			see(m{"app": "edge", "istio": "ingressgateway"}, edgeService, "spec", "selector"),
			see("web", edgePod, "spec", "template", "metadata", "labels", "team"),
		},
	},
	{
		reason: "it's written where it's asked for", path: "gateways[edge].service.type", value: "LoadBalancer", chartsDefault: "it's the chart's own",
		see: inService("LoadBalancer", "type"),
	},
	{reason: "an egress gateway", path: "gateways[inner].service.type", value: "ClusterIP", see: []sight{see("ClusterIP", "Service/inner/inner", "spec", "type")}},
	{reason: "no Service at all", path: "gateways[edge].service.type", value: "None", in: opposite, see: []sight{see(nil, edgeService)}},
	{
		reason: "the list takes the place of the chart's", path: "gateways[edge].service.ports",
		value: list{
			m{"name": "https", "port": 443, "targetPort": 8443, "protocol": "TCP"}, m{"name": "udp-quic", "port": 444, "protocol": "UDP"},
		},
		see: inService(list{
			m{"name": "https", "port": 443, "targetPort": 8443, "protocol": "TCP"},
			m{"name": "udp-quic", "port": 444, "targetPort": 444, "protocol": "UDP"},
		}, "ports"),
	},
	{
		reason: "the cloud reads them", path: "gateways[edge].service.annotations", value: m{"example.com/lb": "internal"},
		see: []sight{see("internal", edgeService, "metadata", "annotations", "example.com/lb")},
	},
	{reason: "the cloud reads it", path: "gateways[edge].service.loadBalancerIP", value: "203.0.113.10", see: inService("203.0.113.10", "loadBalancerIP")},
	{reason: "the cloud reads it", path: "gateways[edge].service.loadBalancerClass", value: "example.com/nlb", see: inService("example.com/nlb", "loadBalancerClass")},
	{
		reason: "the cloud reads them", path: "gateways[edge].service.loadBalancerSourceRanges", value: list{"198.51.100.0/24"},
		see: inService(list{"198.51.100.0/24"}, "loadBalancerSourceRanges"),
	},
	{
		reason: "the client's address is kept", path: "gateways[edge].service.externalTrafficPolicy", value: "Local",
		see: inService("Local", "externalTrafficPolicy"),
	},
	{
		reason: "there is no autoscaler, which would write the number", path: "gateways[inner].replicas", value: 4,
		see: []sight{see(4, innerPod, "spec", "replicas"), see(nil, "HorizontalPodAutoscaler/inner/inner")},
	},
	{reason: "0 is a number", path: "gateways[inner].replicas", value: 0, in: opposite, see: []sight{see(0, innerPod, "spec", "replicas")}},
	{reason: "the chart has 1", path: "gateways[edge].autoscaling.minReplicas", value: 3, see: []sight{see(3, edgeScaler, "spec", "minReplicas")}},
	{reason: "the chart has 5", path: "gateways[edge].autoscaling.maxReplicas", value: 7, see: []sight{see(7, edgeScaler, "spec", "maxReplicas")}},
	{
		reason: "the chart has 80", path: "gateways[edge].autoscaling.targetCpuUtilization", value: 61,
		see: []sight{see(61, edgeScaler, "spec", "metrics", 0, "resource", "target", "averageUtilization")},
	},
	{
		reason: "a number, as a text would be a percentage", path: "gateways[edge].podDisruptionBudget.minAvailable", value: "2",
		see: []sight{see(2, "PodDisruptionBudget/*/edge", "spec", "minAvailable")},
	},
	{
		reason: "a percentage", path: "gateways[inner].podDisruptionBudget.maxUnavailable", value: "26%",
		see: []sight{see("26%", "PodDisruptionBudget/inner/inner", "spec", "maxUnavailable")},
	},
	{
		reason: "the chart has other requests", path: "gateways[edge].resources.requests", value: m{"cpu": "41m", "memory": "141Mi"},
		see: []sight{see(m{"cpu": "41m", "memory": "141Mi"}, edgePod, proxy("resources", "requests")...)},
	},
	{
		reason: "the chart has other limits", path: "gateways[edge].resources.limits", value: m{"cpu": "410m", "memory": "411Mi"},
		see: []sight{see(m{"cpu": "410m", "memory": "411Mi"}, edgePod, proxy("resources", "limits")...)},
	},
	{
		reason: "gateways run on nodes of their own", path: "gateways[edge].placement.nodeSelector", value: m{"edge": "true"},
		see: []sight{see(m{"edge": "true"}, edgePod, pod("nodeSelector")...)},
	},
	{
		reason: "the chart has none", path: "gateways[edge].placement.tolerations", value: list{dedicated},
		see: []sight{see(list{dedicated}, edgePod, pod("tolerations")...)},
	},
	{
		reason: "the chart has none", path: "gateways[edge].placement.affinity", value: pool,
		see: []sight{see(pool, edgePod, pod("affinity")...)},
	},
	{
		reason: "another control plane injects it", path: "gateways[old].revision", value: "canary",
		see: []sight{see("canary", "Deployment/old/old", "spec", "template", "metadata", "labels", "istio.io/rev")},
	},
	{
		reason: "policies name the ports of the pods", path: "gateways[old].legacyPorts", value: true,
		see: []sight{
			see(8080, "Service/old/old", "spec", "ports", named("http2"), "targetPort"),
			see(8443, "Service/old/old", "spec", "ports", named("https"), "targetPort"),
		},
	},
	{
		reason: "the chart has settings that no argument has", path: "gateways[old].values", value: m{"priorityClassName": "edge", "autoscaling": m{"maxReplicas": 9}},
		see: []sight{
			see("edge", "Deployment/old/old", pod("priorityClassName")...),
			see(9, "HorizontalPodAutoscaler/old/old", "spec", "maxReplicas"),
		},
	},
}
