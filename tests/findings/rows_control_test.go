package findings

import "github.com/meshstack/pulumi-meshstack/internal/check"

var shopInjected = m{"injection": m{"namespaces": list{m{"name": "shop"}}}}

var rowsControl = []row{
	{
		check.CNIDisagrees, "no plugin", "pods have no init container, and wait for the plugin", "values.istiod.cni.enabled",
		valuesOf("istiod", m{"cni": m{"enabled": true}}), m{"cni": m{}},
	},
	{
		check.CNIDisagrees, "no use", "null takes away what the argument cni wrote", "values.istiod.pilot.cni",
		joined(m{"cni": m{}}, valuesOf("istiod", m{"pilot": m{"cni": nil}})), m{"cni": m{}},
	},
	{
		check.CNIExcludes, "argument", "pods of the mesh fail in istio-validation there", "cni.excludeNamespaces[1]",
		joined(shopInjected, m{"cni": m{"excludeNamespaces": list{"kube-system", "shop"}}}),
		joined(shopInjected, m{"cni": m{"excludeNamespaces": list{"kube-system", "build"}}}),
	},
	{
		check.CNIExcludes, "values", "the list takes the place of the chart's", "values.cni.cni.excludeNamespaces",
		joined(shopInjected, m{"cni": m{}}, valuesOf("cni", m{"cni": m{"excludeNamespaces": list{"shop"}}})),
		joined(shopInjected, m{"cni": m{}}, valuesOf("cni", m{"cni": m{"excludeNamespaces": list{"build"}}})),
	},
	{
		check.OutboundPolicyEmpty, "meshConfig", "the zero of the enumeration is REGISTRY_ONLY", "meshConfig.outboundTrafficPolicy",
		meshConfig(m{"outboundTrafficPolicy": m{}}), meshConfig(m{"outboundTrafficPolicy": m{"mode": "ALLOW_ANY"}}),
	},
	{
		check.OutboundPolicyEmpty, "values", "the same, for two control planes", "values.istiod.meshConfig.outboundTrafficPolicy",
		joined(m{"otherRevisions": list{m{"revision": "next"}}}, istiodMesh(m{"outboundTrafficPolicy": m{}})),
		joined(m{"otherRevisions": list{m{"revision": "next"}}}, m{"security": m{"outboundTraffic": "allowAny"}}),
	},
	{
		check.ReplicasIgnored, "istiod", "the chart has an autoscaler by default", "values.istiod.pilot.replicaCount",
		valuesOf("istiod", m{"pilot": m{"replicaCount": 3}}), m{"controlPlane": m{"replicas": 3}},
	},
	{
		check.ReplicasIgnored, "istiod without the prefix", "the chart takes both", "values.istiod.replicaCount",
		valuesOf("istiod", m{"replicaCount": 3}), valuesOf("istiod", m{"pilot": m{"replicaCount": 3, "autoscaleEnabled": false}}),
	},
	{
		check.QuotaMissing, "cni", "GKE admits system-node-critical pods with a ResourceQuota only", "values.cni.cni.resourceQuotas.enabled",
		joined(m{"platform": "gke", "cni": m{"namespace": "istio-system"}}, valuesOf("cni", m{"cni": m{"resourceQuotas": m{"enabled": false}}})),
		m{"platform": "gke", "cni": m{"namespace": "istio-system"}},
	},
	{
		check.QuotaMissing, "ztunnel", "ztunnel is one of them", "values.ztunnel.resourceQuotas.enabled",
		joined(m{"platform": "gke", "profile": "ambient"}, valuesOf("ztunnel", m{"resourceQuotas": m{"enabled": false}})),
		joined(m{"platform": "gke", "profile": "ambient", "ztunnel": m{"namespace": "kube-system"}}, valuesOf("ztunnel", m{"resourceQuotas": m{"enabled": false}})),
	},
	{
		check.SettingsLeftOut, "injector", "istiod has no templates without its ConfigMap", "values.istiod.global.omitSidecarInjectorConfigMap",
		valuesOf("istiod", m{"global": m{"omitSidecarInjectorConfigMap": true}}), m{},
	},
	{
		check.SettingsLeftOut, "mesh config", "istiod falls back to its own defaults", "values.istiod.configMap",
		valuesOf("istiod", m{"configMap": false}), m{},
	},
}
