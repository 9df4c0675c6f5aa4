package render

func inProxy(want any, setting string) []sight {
	return []sight{inInjector(want, "global", "proxy", setting)}
}

var proxyRows = []row{
	{
		reason: "the profile demo and the charts have other requests", path: "proxy.resources.requests", value: m{"cpu": "51m", "memory": "71Mi"},
		see: []sight{inInjector(m{"cpu": "51m", "memory": "71Mi"}, "global", "proxy", "resources", "requests")},
	},
	{
		reason: "the charts have other limits", path: "proxy.resources.limits", value: m{"cpu": "1501m", "memory": "711Mi"},
		see: []sight{inInjector(m{"cpu": "1501m", "memory": "711Mi"}, "global", "proxy", "resources", "limits")},
	},
	{
		reason: "the default comes from the limit", path: "proxy.concurrency", value: 3,
		see: []sight{inMesh(3, "defaultConfig", "concurrency")},
	},
	{
		reason: "0 is one for each core, and no absence", path: "proxy.concurrency", value: 0, in: opposite,
		see: []sight{inMesh(0, "defaultConfig", "concurrency")},
	},
	{reason: "the chart has warning", path: "proxy.logLevel", value: "critical", see: inProxy("critical", "logLevel")},
	{
		reason: "the default is false", path: "proxy.holdApplicationUntilProxyStarts", value: true,
		see: []sight{inMesh(true, "defaultConfig", "holdApplicationUntilProxyStarts")},
	},
	{
		reason: "false is written as well", path: "proxy.holdApplicationUntilProxyStarts", value: false, in: opposite,
		see: []sight{inMesh(false, "defaultConfig", "holdApplicationUntilProxyStarts")},
	},
	{
		reason: "the chart wants one text", path: "proxy.excludeInboundPorts", value: list{9090, 9091},
		see: inProxy("9090,9091", "excludeInboundPorts"),
	},
	{
		reason: "the chart wants one text", path: "proxy.excludeOutboundPorts", value: list{5432},
		see: inProxy("5432", "excludeOutboundPorts"),
	},
	{
		reason: "the chart wants one text", path: "proxy.excludeIPRanges", value: list{"10.1.0.0/16", "10.2.0.0/16"},
		see: inProxy("10.1.0.0/16,10.2.0.0/16", "excludeIPRanges"),
	},
	{reason: "the chart has *", path: "proxy.includeIPRanges", value: list{"10.0.0.0/8"}, see: inProxy("10.0.0.0/8", "includeIPRanges")},
}
