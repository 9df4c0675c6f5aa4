package render

// hostPath is the folder of the node that a volume of the CNI node agent is.
func hostPath(want, volume string) []sight {
	return []sight{see(want, cniPod, pod("volumes", named(volume), "hostPath", "path")...)}
}

func inCNI(want any, setting string) []sight {
	return []sight{see(want, cniConfigName, "data", setting)}
}

var cniRows = []row{
	{
		reason: "both sides are on", path: "cni.enabled", value: true, chartsDefault: "the meshes without the argument have cni: {}",
		see: []sight{see("DaemonSet", cniPod, "kind"), inInjector(true, "pilot", "cni", "enabled")},
	},
	{
		reason: "neither the profile ambient nor OpenShift brings it back", path: "cni.enabled", value: false, in: without,
		see: []sight{see(nil, cniPod), see(nil, "ServiceAccount/*/istio-cni"), inInjector(false, "pilot", "cni", "enabled")},
	},
	{
		reason: "GKE and OpenShift have kube-system", path: "cni.namespace", value: "cni-system",
		see: []sight{see("DaemonSet", "DaemonSet/cni-system/istio-cni-node", "kind")},
	},
	{
		reason: "OpenShift has false", path: "cni.chained", value: true, chartsDefault: "it's the other platforms' own",
		see: inCNI("true", "CHAINED_CNI_PLUGIN"),
	},
	{reason: "the chart has true", path: "cni.chained", value: false, in: opposite, see: inCNI("false", "CHAINED_CNI_PLUGIN")},
	{reason: "most platforms have their own", path: "cni.binDir", value: "/srv/cni/bin", see: hostPath("/srv/cni/bin", "cni-bin-dir")},
	{reason: "most platforms have their own", path: "cni.confDir", value: "/srv/cni/net.d", see: hostPath("/srv/cni/net.d", "cni-net-dir")},
	{
		reason: "the list takes the place of the chart's", path: "cni.excludeNamespaces", value: list{"ops", "vault"},
		see: inCNI("ops,vault", "EXCLUDE_NAMESPACES"),
	},
	{reason: "an empty list excludes none", path: "cni.excludeNamespaces", value: list{}, in: opposite, see: inCNI("", "EXCLUDE_NAMESPACES")},
	{
		reason: "the profile demo and the chart have other requests", path: "cni.resources.requests", value: m{"cpu": "31m", "memory": "61Mi"},
		see: []sight{see(m{"cpu": "31m", "memory": "61Mi"}, cniPod, installer("resources", "requests")...)},
	},
	{
		reason: "the chart has no limits", path: "cni.resources.limits", value: m{"cpu": "310m", "memory": "610Mi"},
		see: []sight{see(m{"cpu": "310m", "memory": "610Mi"}, cniPod, installer("resources", "limits")...)},
	},
	{reason: "some nodes are left out", path: "cni.affinity", value: pool, see: []sight{see(pool, cniPod, pod("affinity")...)}},
	{
		reason: "istiod's level is another", path: "cni.logLevel", value: "error",
		see: []sight{seeAmong("--log_output_level=default:error", cniPod, installer("args")...)},
	},
}

var ztunnelRows = []row{
	{
		reason: "ztunnel comes with the ambient profile of the charts", path: "ztunnel.enabled", value: true, in: ambient,
		chartsDefault: "the meshes without the argument have ztunnel: {}",
		see: []sight{
			see("DaemonSet", ztunnelPod, "kind"),
			see("true", cniConfigName, "data", "AMBIENT_ENABLED"),
			env("PILOT_ENABLE_AMBIENT", "true", istiodPod, discovery()),
		},
	},
	{
		reason: "the profile ambient doesn't bring it back", path: "ztunnel.enabled", value: false, in: without,
		see:           []sight{see(nil, ztunnelPod)},
		chartsDefault: "there is none without the argument, but for the profile ambient",
	},
	{
		reason: "OpenShift has kube-system; istiod lets it ask for identities there", path: "ztunnel.namespace", value: "ztunnel-system", in: ambient,
		see: []sight{
			see("DaemonSet", "DaemonSet/ztunnel-system/ztunnel", "kind"),
			env("CA_TRUSTED_NODE_ACCOUNTS", "ztunnel-system/ztunnel", istiodPod, discovery()),
		},
	},
	{
		reason: "the chart has other requests", path: "ztunnel.resources.requests", value: m{"cpu": "81m", "memory": "181Mi"}, in: ambient,
		see: []sight{see(m{"cpu": "81m", "memory": "181Mi"}, ztunnelPod, proxy("resources", "requests")...)},
	},
	{
		reason: "the chart has no limits", path: "ztunnel.resources.limits", value: m{"cpu": "810m", "memory": "811Mi"}, in: ambient,
		see: []sight{see(m{"cpu": "810m", "memory": "811Mi"}, ztunnelPod, proxy("resources", "limits")...)},
	},
	{
		reason: "it's beside the trust domain, which is a variable, too", path: "ztunnel.env", value: m{"PACKET_MARK": "1400"}, in: ambient,
		see: []sight{env("PACKET_MARK", "1400", ztunnelPod, proxy())},
	},
	{reason: "some nodes are left out", path: "ztunnel.affinity", value: pool, in: ambient, see: []sight{see(pool, ztunnelPod, pod("affinity")...)}},
	{
		reason: "the list takes the place of the chart's", path: "ztunnel.tolerations", value: list{dedicated}, in: ambient,
		see: []sight{see(list{dedicated}, ztunnelPod, pod("tolerations")...)},
	},
	{
		reason: "the grammar is that of Rust's loggers", path: "ztunnel.logLevel", value: "warn,ztunnel=debug", in: ambient,
		see: []sight{env("RUST_LOG", "warn,ztunnel=debug", ztunnelPod, proxy())},
	},
}
