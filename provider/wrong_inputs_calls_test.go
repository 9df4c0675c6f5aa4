package provider

// wrongCalls lists wrong graphs of who calls whom.
var wrongCalls = []wrongInput{
	{"a caller that can't be a namespace", m{"sidecars": m{"calls": m{"Shop": list{}}}}, `sidecars.calls["Shop"]`, "lower-case"},
	{"a caller with a dot", m{"sidecars": m{"calls": m{"shop.prod": list{}}}}, `sidecars.calls["shop.prod"]`, "lower-case"},
	{"a called namespace that can't exist", m{"sidecars": m{"calls": m{"shop": list{"a", "b", "pay_ments"}}}}, `sidecars.calls["shop"][2]`, "lower-case"},
	{"an empty entry of the graph", m{"sidecars": m{"calls": m{"shop": list{""}}}}, `sidecars.calls["shop"][0]`, "write a namespace"},
	{"a called host with a scheme", m{"sidecars": m{"calls": m{"shop": list{"a", "https://api.example.com"}}}}, `sidecars.calls["shop"][1]`, `"api.example.com"`},
	{"a called host with a path", m{"sidecars": m{"calls": m{"shop": list{"api.example.com/v1"}}}}, `sidecars.calls["shop"][0]`, `write "api.example.com"`},
	{"a port that is none", m{"sidecars": m{"calls": m{"shop": list{"api.example.com:70000"}}}}, `sidecars.calls["shop"][0]`, "1 to 65535"},
	{"a port inside the cluster", m{"sidecars": m{"calls": m{"shop": list{"pay/db.pay.svc.cluster.local:5432"}}}}, `sidecars.calls["shop"][0]`, "all of its ports"},
	{"an address for a host", m{"sidecars": m{"calls": m{"shop": list{"203.0.113.7:5432"}}}}, `sidecars.calls["shop"][0]`, "not an IP address"},
	{"a wildcard within a host", m{"sidecars": m{"calls": m{"shop": list{"api-*.example.com"}}}}, `sidecars.calls["shop"][0]`, "whole leftmost label"},
	{"a short host with a port", m{"sidecars": m{"calls": m{"shop": list{"cart:8080"}}}}, `sidecars.calls["shop"][0]`, "short name"},
	{"everything by a star", m{"sidecars": m{"calls": m{"shop": list{"*"}}}}, `sidecars.calls["shop"][0]`, "names nothing"},
	{"an exclusion for an older release", m{"version": "1.30.5", "sidecars": m{"calls": m{"shop": list{"~pay/*"}}}}, `sidecars.calls["shop"][0]`, "doesn't know"},
	{"the root namespace as a caller", m{"sidecars": m{"calls": m{"istio-system": list{"shop"}}}}, `sidecars.calls["istio-system"]`, "write meshDefault"},
	{"Services of no namespace", m{"sidecars": m{"calls": m{"shop": list{}}, "services": m{"Shop": 3}}}, `sidecars.services["Shop"]`, "lower-case"},
	{"less than no Services", m{"sidecars": m{"calls": m{"shop": list{}}, "services": m{"shop": -1}}}, `sidecars.services["shop"]`, "0 or more"},
	{
		"a workload without labels", m{"sidecars": m{"workloads": list{m{"namespace": "shop", "name": "a", "workloadSelector": m{}}}}},
		"sidecars.workloads[0].workloadSelector", "sidecars.calls",
	},
	{
		"a workload of no namespace", m{"sidecars": m{"workloads": list{m{"namespace": "", "name": "a", "workloadSelector": m{"app": "a"}}}}},
		"sidecars.workloads[0].namespace", "write one",
	},
	{
		"a workload's name in capitals", m{"sidecars": m{"workloads": list{m{"namespace": "shop", "name": "A", "workloadSelector": m{"app": "a"}}}}},
		"sidecars.workloads[0].name", "lower-case",
	},
	{
		"two workloads of one name", m{"sidecars": m{"workloads": list{
			m{"namespace": "shop", "name": "a", "workloadSelector": m{"app": "a"}}, m{"namespace": "shop", "name": "a", "workloadSelector": m{"app": "b"}},
		}}},
		"sidecars.workloads[1].name", "name of its own",
	},
	{
		"a path in what a workload calls", m{"sidecars": m{"workloads": list{m{"namespace": "shop", "name": "a", "workloadSelector": m{"app": "a"}, "calls": list{"a.example.com/b"}}}}},
		"sidecars.workloads[0].calls[0]", `write "a.example.com"`,
	},
	{
		"Istio's word for a workload's policy",
		m{"sidecars": m{"workloads": list{m{"namespace": "shop", "name": "a", "workloadSelector": m{"app": "a"}, "outboundTraffic": "REGISTRY_ONLY"}}}},
		"sidecars.workloads[0].outboundTraffic", "allowAny, registryOnly",
	},
	{"Istio's word for the graph's policy", m{"sidecars": m{"calls": m{"shop": list{}}, "outboundTraffic": "REGISTRY_ONLY"}}, "sidecars.outboundTraffic", "allowAny, registryOnly"},
	{"a policy for no graph", m{"sidecars": m{"meshDefault": m{}, "outboundTraffic": "registryOnly"}}, "sidecars.outboundTraffic", "leave it out"},
	{"another word for a plan", m{"sidecars": m{"calls": m{"shop": list{}}, "plan": "dry-run"}}, "sidecars.plan", "enforce, report"},
	{"a graph of nothing", m{"sidecars": m{"calls": m{}}}, "sidecars", "write calls"},
	{"a host outside that nobody calls", m{"sidecars": m{"calls": m{"shop": list{}}, "external": list{m{"host": "api.example.com"}}}}, "sidecars.external[0].host", "no scope names"},
	{
		"a host outside with its port",
		m{"sidecars": m{"calls": m{"shop": list{"api.example.com:443"}}, "external": list{m{"host": "api.example.com:443"}}}}, "sidecars.external[0].host", "ports under ports",
	},
	{
		"a host outside twice", m{"sidecars": m{"calls": m{"shop": list{"api.example.com"}}, "external": list{m{"host": "api.example.com"}, m{"host": "api.example.com"}}}},
		"sidecars.external[1].host", "list it once",
	},
	{
		"no address", m{"sidecars": m{"calls": m{"shop": list{"api.example.com"}}, "external": list{m{"host": "api.example.com", "addresses": list{"10.0.0.0/40"}}}}},
		"sidecars.external[0].addresses[0]", "CIDR",
	},
	{
		"no port outside", m{"sidecars": m{"calls": m{"shop": list{"api.example.com"}}, "external": list{m{"host": "api.example.com", "ports": list{m{"number": 0}}}}}},
		"sidecars.external[0].ports[0].number", "1 to 65535",
	},
	{
		"a port outside twice",
		m{"sidecars": m{"calls": m{"shop": list{"api.example.com"}}, "external": list{m{"host": "api.example.com", "ports": list{m{"number": 1}, m{"number": 1}}}}}},
		"sidecars.external[0].ports[1].number", "list it once",
	},
	{
		"a port that the graph doesn't call",
		m{"sidecars": m{"calls": m{"shop": list{"api.example.com:8443"}}, "external": list{m{"host": "api.example.com", "ports": list{m{"number": 9000}}}}}},
		"sidecars.external[0].ports[0].number", `"api.example.com:9000"`,
	},
	{
		"an entry of its own for a provider's host",
		m{
			"sidecars":   m{"calls": m{"shop": list{"auth.example.com"}}, "external": list{m{"host": "auth.example.com", "serviceEntry": true}}},
			"meshConfig": m{"extensionProviders": list{m{"name": "a", "envoyExtAuthzGrpc": m{"service": "auth.example.com", "port": 9000}}}},
		},
		"sidecars.external[0].serviceEntry", "every namespace sees",
	},
	{
		"an exclusion of a pod", m{"sidecars": m{"calls": m{"shop": list{"data", "~data/db-0.db.data.svc.cluster.local"}}}}, `sidecars.calls["shop"][1]`,
		`"~data/db.data.svc.cluster.local"`,
	},
	{
		"a protocol in lower case",
		m{"sidecars": m{"calls": m{"shop": list{"api.example.com"}}, "external": list{m{"host": "api.example.com", "ports": list{m{"number": 1, "protocol": "tcp"}}}}}},
		"sidecars.external[0].ports[0].protocol", "TCP",
	},
}
