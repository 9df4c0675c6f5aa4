package render

// withoutCRDs gives a mesh a setting of the base chart that no argument has. It also keeps the tests fast: reading the CRDs
// takes longer than everything else.
func withoutCRDs(in variant) row {
	const crd, validator = "CustomResourceDefinition//sidecars.networking.istio.io", "ValidatingWebhookConfiguration//istiod-default-validator"
	return row{
		reason: "nothing is made that belongs to no namespace", path: "values.base", value: m{"global": m{"resourceScope": "namespace"}},
		in: in, see: []sight{see(nil, crd), see(nil, validator)},
	}
}

var valuesRows = []row{
	withoutCRDs(both), withoutCRDs(opposite), withoutCRDs(without), withoutCRDs(renamed),
	{
		reason: "the profile demo has 100", path: "values.istiod",
		value: m{"pilot": m{"traceSampling": 17}, "global": m{"priorityClassName": "mesh"}},
		see: []sight{
			env("PILOT_TRACE_SAMPLING", "17", istiodPod, discovery()),
			see("mesh", istiodPod, pod("priorityClassName")...),
		},
	},
	{
		reason: "null removes what chart and profile have", path: "values.istiod", in: opposite,
		value: m{"global": m{"proxy": m{"resources": m{"limits": nil}}}},
		see:   []sight{inInjector(nil, "global", "proxy", "resources", "limits")},
	},
	{
		reason: "minikube has another folder", path: "values.cni", value: m{"cni": m{"cniNetnsDir": "/srv/netns"}},
		see: hostPath("/srv/netns", "cni-netns-dir"),
	},
	{
		reason: "the chart has settings that no argument has", path: "values.ztunnel", value: m{"terminationGracePeriodSeconds": 77}, in: ambient,
		see: []sight{see(77, ztunnelPod, pod("terminationGracePeriodSeconds")...)},
	},
}
