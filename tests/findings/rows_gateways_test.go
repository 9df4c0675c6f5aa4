package findings

import "github.com/meshstack/pulumi-meshstack/internal/check"

// gateway is a mesh with one.
func gateway(args m) m { return m{"gateways": list{joined(m{"name": "edge"}, args)}} }

var rowsGateways = []row{
	{
		check.RevisionUnknown, "gateway", "nobody injects a gateway whose revision no control plane has", "gateways[0].revision",
		gateway(m{"revision": "canary"}), gateway(nil),
	},
	{
		check.GatewayNotInjected, "label", "the injector takes pods that say true", `gateways[0].labels["sidecar.istio.io/inject"]`,
		gateway(m{"labels": m{"sidecar.istio.io/inject": "false"}}), gateway(nil),
	},
	{
		check.GatewayNotInjected, "label among values", "it goes before the chart's own", `gateways[0].values.labels["sidecar.istio.io/inject"]`,
		gateway(m{"values": m{"labels": m{"sidecar.istio.io/inject": "false"}}}),
		gateway(m{"values": m{"podAnnotations": m{"sidecar.istio.io/inject": "false"}}}), // the label goes before the annotation
	},
	{
		check.GatewayNotInjected, "template", "a sidecar is no gateway", `gateways[0].values.podAnnotations["inject.istio.io/templates"]`,
		gateway(m{"values": m{"podAnnotations": m{"inject.istio.io/templates": "sidecar"}}}),
		gateway(m{"values": m{"podAnnotations": m{"inject.istio.io/templates": "gateway,own"}}}),
	},
	{
		check.GatewayNotInjected, "revision among values", "no control plane answers", "gateways[0].values.revision",
		gateway(m{"values": m{"revision": "canary"}}), gateway(nil),
	},
	{
		check.GatewayNotInjected, "revision among labels", "the pods ask for it all the same", `gateways[0].labels["istio.io/rev"]`,
		gateway(m{"labels": m{"istio.io/rev": "canary"}}), joined(gateway(m{"labels": m{"istio.io/rev": "canary"}}), m{"revisionTags": list{"canary"}}),
	},
	{
		check.GatewayIgnored, "namespace", "istiod leaves some namespaces alone whatever they say", "gateways[0].namespace",
		gateway(m{"namespace": "kube-system"}), gateway(m{"namespace": "edge"}),
	},
	{
		check.GatewayIgnored, "profile", "its gateways are beside istiod, and there are two of them", "namespace",
		m{"profile": "demo", "namespace": "kube-system"}, m{"profile": "demo", "namespace": "mesh"},
	},
	{
		check.ReplicasIgnored, "gateway", "the chart writes no replicas beside an autoscaler", "gateways[0].values.replicaCount",
		gateway(m{"values": m{"replicaCount": 3}}), gateway(m{"replicas": 3}),
	},
	{
		check.BudgetMissing, "gateway", "a single pod could never be drained", "gateways[0].podDisruptionBudget",
		gateway(m{"podDisruptionBudget": m{"minAvailable": "1"}}), gateway(m{"podDisruptionBudget": m{"minAvailable": "1"}, "replicas": 2}),
	},
	{
		check.BudgetMissing, "istiod", "the same", "controlPlane.podDisruptionBudget",
		m{"controlPlane": m{"podDisruptionBudget": m{"minAvailable": "1"}}},
		m{"controlPlane": m{"podDisruptionBudget": m{"minAvailable": "1"}, "autoscaling": m{"minReplicas": 2}}},
	},
}
