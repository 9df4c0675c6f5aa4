package findings

import "github.com/meshstack/pulumi-meshstack/internal/check"

// scope is a mesh in which the namespace shop has one scope for each of the arguments.
func scope(scopes ...m) m {
	specs := list{}
	for _, s := range scopes {
		specs = append(specs, joined(m{"namespace": "shop"}, s))
	}
	return m{"sidecars": m{"namespaces": specs}}
}

func meshScope(args m) m { return m{"sidecars": m{"meshDefault": args}} }

func pods(name string, labels m) m { return m{"name": name, "workloadSelector": labels} }

var rowsScopes = []row{
	{
		check.EgressHostGrammar, "grammar", "istiod refuses it, or drops it where its webhook isn't asked", "sidecars.namespaces[0].hosts[0]",
		scope(m{"hosts": list{"api.example.com"}}), scope(m{"hosts": list{"*/api.example.com"}}),
	},
	{
		check.EgressHostGrammar, "another control plane", "every control plane reads the same Sidecar", "sidecars.namespaces[0].hosts[0]",
		joined(scope(m{"hosts": list{"~a/*"}}), m{"otherRevisions": list{m{"revision": "old", "version": "1.31.1"}, m{"revision": "older", "version": olderRelease}}}),
		joined(scope(m{"hosts": list{"~a/*"}}), m{"otherRevisions": list{m{"revision": "old", "version": "1.31.0"}}}),
	},
	{
		check.EgressHostGrammar, "what is reached", "the same grammar behind the short form", "sidecars.meshDefault.reaches[0]",
		meshScope(m{"reaches": list{"shop/cart"}}), meshScope(m{"reaches": list{"shop/cart.shop.svc.cluster.local"}}),
	},
	{
		check.SidecarExcludesImport, "what is reached", "an exclusion goes before every import", "sidecars.namespaces[0].hosts[0]",
		scope(m{"reaches": list{"pay"}, "hosts": list{"~pay/*"}}), scope(m{"reaches": list{"pay"}, "hosts": list{"~pay/old.pay.svc.cluster.local"}}),
	},
	{
		check.SidecarExcludesImport, "control plane", "it is imported always", "sidecars.namespaces[0].hosts[0]",
		scope(m{"hosts": list{"~istio-system/*"}}), scope(m{"hosts": list{"~istio-system/kiali.istio-system.svc.cluster.local"}}),
	},
	{
		check.SidecarExcludesImport, "everything", "a lone ~ imports nothing, and beside other hosts it leaves nothing of them", "sidecars.meshDefault.hosts[0]",
		meshScope(m{"hosts": list{"~/*"}}), meshScope(m{"hosts": list{"shop/*"}}),
	},
	{
		check.SidecarExcludesImport, "own namespace", "a dot is the Sidecar's own", "sidecars.namespaces[0].hosts[0]",
		scope(m{"hosts": list{"~shop/*"}}), scope(m{"hosts": list{"*/*", "~pay/*"}}),
	},
	{
		check.SidecarsOverlap, "subset", "of two Sidecars a pod has the older one", "sidecars.namespaces[1].workloadSelector",
		scope(pods("a", m{"app": "cart"}), pods("b", m{"app": "cart", "version": "v2"})),
		scope(pods("a", m{"app": "cart", "version": "v1"}), pods("b", m{"app": "cart", "version": "v2"})),
	},
	{
		check.SidecarOfGateway, "gateway", "gateways are told about everything", "sidecars.namespaces[0].workloadSelector",
		joined(gateway(m{"namespace": "shop"}), scope(pods("a", m{"app": "edge"}))), joined(gateway(m{"namespace": "shop"}), scope(pods("a", m{"app": "cart"}))),
	},
	{
		check.SidecarOfEverything, "hosts", "without a scope it is the same", "sidecars.namespaces[0].hosts[0]",
		scope(m{"hosts": list{"*/*"}}), scope(m{"hosts": list{"pay/*"}}),
	},
	{
		check.SidecarOfEverything, "reaches", "the same", "sidecars.meshDefault.reaches[0]",
		meshScope(m{"reaches": list{"*/*"}}), // a namespace that needs everything though the others don't
		m{"sidecars": m{"meshDefault": m{"reaches": list{"pay"}}, "namespaces": list{m{"namespace": "shop", "reaches": list{"*/*"}}}}},
	},
	{
		check.SidecarTwice, "two names", "Istio takes one of them", "sidecars.namespaces[1]",
		scope(m{"name": "a"}, m{"name": "b"}), scope(m{"name": "a"}, pods("b", m{"app": "cart"})),
	},
	{
		check.SidecarTwice, "no name", "both are called default", "sidecars.namespaces[1]",
		scope(nil, m{"reaches": list{"pay"}}), scope(m{"reaches": list{"pay"}}),
	},
	{
		check.SidecarTwice, "the mesh's own", "the scope of the root namespace is everybody's default", "sidecars.namespaces[0]",
		m{"sidecars": m{"meshDefault": m{}, "namespaces": list{m{"namespace": "istio-system"}}}}, meshScope(m{}),
	},
}
