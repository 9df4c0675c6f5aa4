package findings

import "github.com/meshstack/pulumi-meshstack/internal/check"

// calls is a mesh with a graph of calls and more of the argument sidecars.
func calls(graph m, more ...m) m {
	return m{"sidecars": joined(append([]m{{"calls": graph}}, more...)...)}
}

func outside(host m) m { return m{"external": list{host}} }

// authorizer is a provider that is asked for permission.
func authorizer(service string) m {
	return m{"meshConfig": m{"extensionProviders": list{m{"name": "a", "envoyExtAuthzGrpc": m{"service": service, "port": 9000}}}}}
}

var collectorOutside = m{"tracing": m{"protocol": "otlpGrpc", "existing": m{"address": "otlp.example.com:4317"}}}

var registryOnly = m{"outboundTraffic": "registryOnly"}

var rowsCalls = []row{
	{
		check.EgressHostGrammar, "graph", "the same grammar as that of every egress host", `sidecars.calls["shop"][1]`,
		calls(m{"shop": list{"pay", "pay/db"}}), calls(m{"shop": list{"pay", "pay/db.pay.svc.cluster.local"}}),
	},
	{
		check.EgressHostGrammar, "exclusion in the graph", "1.30 knows none", "sidecars.workloads[0].calls[0]",
		joined(m{"sidecars": m{"workloads": list{m{"namespace": "shop", "name": "a", "workloadSelector": m{"app": "a"}, "calls": list{"~pay/*"}}}}},
			m{"otherRevisions": list{m{"revision": "older", "version": olderRelease}}}),
		m{"sidecars": m{"workloads": list{m{"namespace": "shop", "name": "a", "workloadSelector": m{"app": "a"}, "calls": list{"~pay/*"}}}}},
	},
	{
		check.SidecarExcludesImport, "graph", "an exclusion goes before every import", `sidecars.calls["shop"][1]`,
		calls(m{"shop": list{"pay", "~pay/*"}}), calls(m{"shop": list{"pay", "~pay/old.pay.svc.cluster.local"}}),
	},
	{
		check.SidecarsOverlap, "workload", "of two Sidecars a pod has the older one", "sidecars.namespaces[0].workloadSelector",
		m{"sidecars": m{"workloads": list{m{"namespace": "shop", "name": "a", "workloadSelector": m{"app": "a"}}}, "namespaces": list{joined(m{"namespace": "shop"}, pods("b", m{"app": "a"}))}}},
		m{"sidecars": m{"workloads": list{m{"namespace": "shop", "name": "a", "workloadSelector": m{"app": "a"}}}, "namespaces": list{joined(m{"namespace": "shop"}, pods("b", m{"app": "b"}))}}},
	},
	{
		check.SidecarOfGateway, "graph", "gateways are told about everything", `sidecars.calls["edge"]`,
		joined(gateway(m{"namespace": "edge"}), calls(m{"edge": list{"shop"}})),
		joined(gateway(m{"namespace": "edge"}), calls(m{"edge": list{"shop"}}), m{"injection": m{"namespaces": list{m{"name": "edge"}}}}),
	},
	{
		check.SidecarOfAmbient, "graph", "its pods have no proxy that reads it", `sidecars.calls["shop"]`,
		joined(ambient(nil), calls(m{"shop": list{"pay"}, "pay": list{}})),
		joined(ambient(m{"dataPlaneMode": "sidecar"}), calls(m{"shop": list{"pay"}, "pay": list{}})),
	},
	{
		check.SidecarOfAmbient, "egress hosts", "the same in other words", "sidecars.namespaces[0]",
		joined(ambient(nil), m{"sidecars": m{"namespaces": list{m{"namespace": "shop"}}}}),
		joined(ambient(nil), m{"sidecars": m{"namespaces": list{joined(m{"namespace": "shop"}, pods("a", m{"app": "a"}))}}}),
	},
	{
		check.SidecarOfEverything, "graph", "without a scope it is the same", `sidecars.calls["shop"][1]`,
		calls(m{"shop": list{"pay", "*/*"}}), calls(m{"shop": list{"pay", "*/*"}}, registryOnly),
	},
	{
		check.SidecarOfEverything, "workload", "no calls are listed", "sidecars.workloads[0].calls[0]",
		calls(m{"shop": list{"pay"}}, m{"workloads": list{joined(m{"namespace": "shop", "calls": list{"*/*"}}, pods("a", m{"app": "a"}))}}),
		calls(m{"shop": list{"pay"}}, m{"workloads": list{joined(m{"namespace": "shop", "calls": list{"pay", "data"}}, pods("a", m{"app": "a"}))}}),
	},
	{
		check.SidecarOfEverything, "beside the default", "the same for a namespace", `sidecars.calls["shop"][0]`,
		calls(m{"shop": list{"*/*"}}, m{"meshDefault": m{"reaches": list{"pay"}}}), calls(m{"shop": list{"data"}}, m{"meshDefault": m{"reaches": list{"pay"}}}),
	},
	{
		check.SidecarTwice, "graph", "Istio takes one of them", "sidecars.namespaces[0]",
		calls(m{"shop": list{"pay"}}, m{"namespaces": list{m{"namespace": "shop"}}}),
		calls(m{"shop": list{"pay"}}, m{"namespaces": list{m{"namespace": "pay"}}}),
	},
	{
		check.ScopesSave, "numbers of services", "nothing is wrong: it goes when nobody asks", "sidecars",
		calls(m{"shop": list{"pay"}}, m{"services": m{"shop": 2, "pay": 3, "other": 400}}), calls(m{"shop": list{"pay"}}),
	},
	{
		check.CallUnknown, "letters swapped", "nothing would be imported", `sidecars.calls["shop"][0]`,
		calls(m{"shop": list{"paymnets"}, "payments": list{}}), calls(m{"shop": list{"payments"}, "payments": list{}}),
	},
	{
		check.CallUnknown, "a letter left out", "also of a namespace that injection knows", `sidecars.calls["shop"][0]`,
		joined(calls(m{"shop": list{"order/cart.order.svc.cluster.local"}}), m{"injection": m{"namespaces": list{m{"name": "orders"}}}}),
		joined(calls(m{"shop": list{"order/cart.order.svc.cluster.local"}}), m{"injection": m{"namespaces": list{m{"name": "orders"}, m{"name": "order"}}}}),
	},
	{
		check.CallUnknown, "short name", "nothing outside the cluster is called so", `sidecars.calls["shop"][0]`,
		calls(m{"shop": list{"reviews.catalog"}}), calls(m{"shop": list{"catalog/reviews.catalog.svc.cluster.local"}}),
	},
	{
		check.CallUnknown, "short name of a known namespace", "though the Internet has names that end so", `sidecars.calls["cart"][0]`,
		calls(m{"cart": list{"orders.shop"}, "shop": list{}}), calls(m{"cart": list{"orders.shop"}}),
	},
	{
		check.CallElsewhere, "host", "a Service is in one namespace", `sidecars.calls["shop"][0]`,
		calls(m{"shop": list{"pay/db.data.svc.cluster.local"}}), calls(m{"shop": list{"data/db.data.svc.cluster.local"}}),
	},
	{
		check.CallElsewhere, "VirtualServices", "they are imported from where they are", `sidecars.calls["shop"][0]`,
		calls(m{"shop": list{"rules/db.data.svc.cluster.local"}}), calls(m{"shop": list{"rules/db.data.svc.cluster.local", "data/db.data.svc.cluster.local"}}),
	},
	{
		check.CallElsewhere, "VirtualServices for a whole namespace", "the Service is among what is called", `sidecars.calls["shop"][0]`,
		calls(m{"shop": list{"rules/db.data.svc.cluster.local", "pay"}}), calls(m{"shop": list{"rules/db.data.svc.cluster.local", "data"}}),
	},
	{
		check.CallElsewhere, "VirtualServices for the namespace's own", "that is always in scope", `sidecars.calls["shop"][1]`,
		calls(m{"shop": list{"pay", "rules/db.data.svc.cluster.local"}}), calls(m{"shop": list{"pay", "rules/cart.shop.svc.cluster.local"}}),
	},
	{
		check.CallsItself, "namespace", "its own services are in scope anyway", `sidecars.calls["shop"]`,
		calls(m{"shop": list{"shop"}}), calls(m{"shop": list{}}),
	},
	{
		check.CallsItself, "hosts", "the same in more words", `sidecars.calls["shop"]`,
		calls(m{"shop": list{"cart.shop.svc.cluster.local", "./*"}}), calls(m{"shop": list{"cart.shop.svc.cluster.local", "pay"}}),
	},
	{
		check.ExternalUndeclared, "reached", "nothing makes a ServiceEntry for it", "sidecars.namespaces[0].reaches[0]",
		m{"sidecars": m{"namespaces": list{joined(m{"namespace": "shop", "reaches": list{"api.example.com"}}, registryOnly)}}},
		joined(m{"sidecars": joined(m{"namespaces": list{joined(m{"namespace": "shop", "reaches": list{"api.example.com"}}, registryOnly)}},
			outside(m{"host": "api.example.com", "serviceEntry": false}))}),
	},
	{
		check.ExternalUndeclared, "policy of the mesh", "the same, from another place", "sidecars.meshDefault.reaches[0]",
		joined(meshScope(m{"reaches": list{"api.example.com"}}), m{"security": registryOnly}),
		joined(calls(m{"shop": list{"api.example.com"}}), m{"security": registryOnly}),
	},
	{
		check.ExternalUndeclared, "provider", "who writes down all calls is asked for these, too", "meshConfig.extensionProviders[0].envoyExtAuthzGrpc.service",
		joined(calls(m{"shop": list{"pay"}}), m{"meshConfig": m{"extensionProviders": list{m{"name": "a", "envoyExtAuthzGrpc": m{"service": "auth.example.com", "port": 9000}}}}}),
		joined(calls(m{"shop": list{"pay"}}, outside(m{"host": "auth.example.com", "serviceEntry": false})),
			m{"meshConfig": m{"extensionProviders": list{m{"name": "a", "envoyExtAuthzGrpc": m{"service": "auth.example.com", "port": 9000}}}}}),
	},
	{
		check.ExternalUndeclared, "of any namespace", "the same words make no ServiceEntry", `sidecars.calls["shop"][0]`,
		calls(m{"shop": list{"*/api.example.com", "*/*.svc.cluster.local"}}, registryOnly), calls(m{"shop": list{"api.example.com", "*/*.svc.cluster.local"}}, registryOnly),
	},
	{
		check.ExternalUndeclared, "of any namespace, where it is", "so it is said", `sidecars.calls["shop"][0]`,
		calls(m{"shop": list{"*/api.example.com"}}, registryOnly), calls(m{"shop": list{"*/api.example.com"}}, registryOnly, outside(m{"host": "api.example.com", "serviceEntry": false})),
	},
	{
		check.ExternalUndeclared, "provider's host", "an entry of the namespace's own would keep the provider from istiod", `sidecars.calls["shop"][0]`,
		joined(calls(m{"shop": list{"auth.example.com"}}, registryOnly), authorizer("edge/auth.example.com")),
		joined(calls(m{"shop": list{"auth.example.com"}}, registryOnly, outside(m{"host": "auth.example.com", "serviceEntry": false})), authorizer("edge/auth.example.com")),
	},
	{
		check.ExternalUndeclared, "collector's host", "its ServiceEntry has the port of the spans alone", `sidecars.calls["shop"][0]`,
		joined(calls(m{"shop": list{"otlp.example.com:443"}}, registryOnly), collectorOutside), joined(calls(m{"shop": list{"otlp.example.com:4317"}}, registryOnly), collectorOutside),
	},
	{
		check.ExternalTCP, "no name server", "nothing tells the connections apart", `sidecars.calls["shop"][0]`,
		calls(m{"shop": list{"db.example.com:5432"}}, registryOnly),
		joined(calls(m{"shop": list{"db.example.com:5432"}}, registryOnly), m{"dns": m{"capture": true}}),
	},
	{
		check.ExternalTCP, "no allocation", "the name server tells no address of its own", `sidecars.calls["shop"][0]`,
		joined(calls(m{"shop": list{"db.example.com:5432"}}, registryOnly), m{"dns": m{"capture": true, "autoAllocate": false}}),
		joined(calls(m{"shop": list{"db.example.com:5432"}}, registryOnly, outside(m{"host": "db.example.com", "addresses": list{"203.0.113.7"}})),
			m{"dns": m{"capture": true, "autoAllocate": false}}),
	},
	{
		check.ExternalTCP, "wildcard", "it has no address at all", `sidecars.calls["shop"][0]`,
		joined(calls(m{"shop": list{"*.example.com:5432"}}, registryOnly), m{"dns": m{"capture": true}}),
		joined(calls(m{"shop": list{"*.example.com:5432"}}, registryOnly,
			outside(m{"host": "*.example.com", "ports": list{m{"number": 5432, "protocol": "TLS"}}})), m{"dns": m{"capture": true}}),
	},
}
