package calls

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func to(from, name, namespace string) Call {
	return Call{From: from, Workload: "w", Host: name + "." + namespace + ".svc.cluster.local", Namespace: namespace, Service: true}
}

// brief is a report without hosts, workloads and messages.
type brief struct {
	observed, wanted                            Graph
	missing, unseen, blocked, unnamed, byServer []string
}

func entries(items []Item) []string {
	var out []string
	for _, i := range items {
		out = append(out, i.Namespace+": "+i.Entry)
	}
	return out
}

func TestCompare(t *testing.T) {
	t.Parallel()
	stripe := Call{From: "shop", Host: "api.stripe.com", Namespace: "egress"}
	passed := Call{From: "shop", Host: "rates.example.com", Way: Passed}
	server := func(c Call) Call { c.ByServer = true; return c }
	blocked := Call{From: "shop", Host: "rates.example.com", Way: Blocked}
	for _, c := range []struct {
		reason   string
		calls    []Call
		question Question
		want     brief
	}{
		{
			"nothing is declared", []Call{to("shop", "pay", "payments"), to("shop", "pay2", "payments"), stripe, passed}, Question{},
			brief{
				observed: Graph{"shop": {"egress/api.stripe.com", "payments", "rates.example.com"}}, wanted: Graph{"shop": {"egress/api.stripe.com", "payments", "rates.example.com"}},
				missing: []string{"shop: egress/api.stripe.com", "shop: payments", "shop: rates.example.com"},
			},
		},
		{
			"by host", []Call{to("shop", "pay", "payments")}, Question{ByHost: true},
			brief{
				observed: Graph{"shop": {"payments/pay.payments.svc.cluster.local"}}, wanted: Graph{"shop": {"payments/pay.payments.svc.cluster.local"}},
				missing: []string{"shop: payments/pay.payments.svc.cluster.local"},
			},
		},
		{
			"all is declared", []Call{to("shop", "pay", "payments"), passed}, Question{Declared: Graph{"shop": {"payments", "rates.example.com"}}},
			brief{observed: Graph{"shop": {"payments", "rates.example.com"}}, wanted: Graph{"shop": {"payments", "rates.example.com"}}},
		},
		{
			"who lists hosts gets one more", []Call{to("shop", "pay", "payments")}, Question{Declared: Graph{"shop": {"payments/refund.payments.svc.cluster.local"}}},
			brief{
				observed: Graph{"shop": {"payments/pay.payments.svc.cluster.local"}},
				wanted:   Graph{"shop": {"payments/pay.payments.svc.cluster.local", "payments/refund.payments.svc.cluster.local"}},
				missing:  []string{"shop: payments/pay.payments.svc.cluster.local"}, unseen: []string{"shop: payments/refund.payments.svc.cluster.local"},
			},
		},
		{
			"the own namespace is in every scope", []Call{to("shop", "cart", "shop")}, Question{},
			brief{observed: Graph{"shop": {}}, wanted: Graph{"shop": {}}},
		},
		{
			"the mesh's namespace is in no scope of a graph", []Call{to("shop", "grafana", "mesh")}, Question{MeshNamespace: "mesh"},
			brief{observed: Graph{"shop": {"mesh"}}, wanted: Graph{"shop": {"mesh"}}, missing: []string{"shop: mesh"}},
		},
		{
			"there are names of hosts there, too", []Call{to("shop", "grafana", "mesh")}, Question{MeshNamespace: "mesh", ByHost: true},
			brief{
				observed: Graph{"shop": {"mesh/grafana.mesh.svc.cluster.local"}}, wanted: Graph{"shop": {"mesh/grafana.mesh.svc.cluster.local"}},
				missing: []string{"shop: mesh/grafana.mesh.svc.cluster.local"},
			},
		},
		{
			"an exclusion takes away what everything covers", []Call{to("shop", "cart", "shop"), to("shop", "pay", "payments")},
			Question{Declared: Graph{"shop": {"*/*", "~./*", "~/pay.payments.svc.cluster.local"}}},
			brief{
				observed: Graph{"shop": {"payments"}}, wanted: Graph{"shop": {"*/*", "~./*", "~/pay.payments.svc.cluster.local"}},
				missing: []string{"shop: ~./*", "shop: ~/pay.payments.svc.cluster.local"},
			},
		},
		{
			"an external host that the callers' namespace has a ServiceEntry for stays declared", []Call{{From: "shop", Host: "api.stripe.com", Namespace: "shop"}},
			Question{Declared: Graph{"shop": {"api.stripe.com"}}},
			brief{observed: Graph{"shop": {"api.stripe.com"}}, wanted: Graph{"shop": {"api.stripe.com"}}},
		},
		{
			"what wasn't seen stays wanted", []Call{to("jobs", "pay", "payments")}, Question{Declared: Graph{"shop": {"payments"}, "jobs": {"payments"}}},
			brief{observed: Graph{"jobs": {"payments"}}, wanted: Graph{"jobs": {"payments"}, "shop": {"payments"}}, unseen: []string{"shop: payments"}},
		},
		{
			"who is ignored isn't looked at", []Call{to("edge", "cart", "shop")}, Question{Ignore: []string{"edge"}, Declared: Graph{"edge": {"payments"}}},
			brief{observed: Graph{}, wanted: Graph{"edge": {"payments"}}},
		},
		{
			"a refused call isn't a call, and what is declared of it isn't seen", []Call{blocked}, Question{Declared: Graph{"shop": {"rates.example.com"}}},
			brief{observed: Graph{}, wanted: Graph{"shop": {"rates.example.com"}}, blocked: []string{"shop: rates.example.com"}, unseen: []string{"shop: rates.example.com"}},
		},
		{
			"without a name", []Call{{From: "shop", Way: Passed}, {From: "shop", Host: "reviews", Way: Passed}}, Question{},
			brief{observed: Graph{"shop": {}}, wanted: Graph{"shop": {}}, unnamed: []string{"shop: "}},
		},
		{
			"the callee repeats what the caller told", []Call{to("shop", "pay", "payments"), server(to("shop", "pay", "payments"))}, Question{Declared: Graph{"shop": {"payments"}}},
			brief{observed: Graph{"shop": {"payments"}}, wanted: Graph{"shop": {"payments"}}},
		},
		{
			"the callee alone", []Call{server(to("shop", "pay", "payments")), server(to("", "pay", "payments")), server(to("payments", "pay", "payments"))}, Question{},
			brief{observed: Graph{}, wanted: Graph{}, byServer: []string{": payments", "shop: payments"}},
		},
		{
			"a short name of a namespace that is known", []Call{{From: "shop", Host: "pay.payments", Port: "8080", Way: Passed}, to("payments", "db", "data")}, Question{},
			brief{
				observed: Graph{"shop": {"payments"}, "payments": {"data"}}, wanted: Graph{"shop": {"payments"}, "payments": {"data"}},
				missing: []string{"payments: data", "shop: payments"},
			},
		},
		{
			"one that isn't is a host outside", []Call{{From: "shop", Host: "example.com", Way: Passed}}, Question{},
			brief{observed: Graph{"shop": {"example.com"}}, wanted: Graph{"shop": {"example.com"}}, missing: []string{"shop: example.com"}},
		},
		{
			"an exclusion of what is called", []Call{to("shop", "admin", "catalog"), to("shop", "reviews", "catalog")},
			Question{Declared: Graph{"shop": {"catalog", "~catalog/admin.catalog.svc", "~./cart.shop.svc"}}},
			brief{
				observed: Graph{"shop": {"catalog"}}, wanted: Graph{"shop": {"catalog", "~./cart.shop.svc", "~catalog/admin.catalog.svc"}}, missing: []string{"shop: ~catalog/admin.catalog.svc"},
			},
		},
		{
			"the mesh's own namespace has no scope", []Call{to("mesh", "pay", "payments"), server(to("mesh", "db", "data"))}, Question{MeshNamespace: "mesh"},
			brief{observed: Graph{}, wanted: Graph{}},
		},
		{
			"another port of a host outside", []Call{{From: "shop", Host: "api.example.com", Port: "80", Way: Passed}}, Question{Declared: Graph{"shop": {"api.example.com"}}},
			brief{
				observed: Graph{"shop": {"api.example.com:80"}}, wanted: Graph{"shop": {"api.example.com", "api.example.com:80"}}, missing: []string{"shop: api.example.com:80"},
			},
		},
		{
			"a host of a registered wildcard", []Call{{From: "shop", Host: "*.example.com", Namespace: "egress"}}, Question{Declared: Graph{"shop": {"api.example.com"}}},
			brief{
				observed: Graph{"shop": {"egress/*.example.com"}}, wanted: Graph{"shop": {"api.example.com", "egress/*.example.com"}}, missing: []string{"shop: egress/*.example.com"},
			},
		},
	} {
		got, err := Compare(c.calls, c.question)
		require.NoError(t, err, c.reason)
		assert.Equal(t, c.want, brief{
			got.Observed, got.Wanted, entries(got.Missing), entries(got.Unseen), entries(got.Blocked), entries(got.Unnamed), entries(got.ByServer),
		}, c.reason)
	}
	_, err := Compare(nil, Question{Declared: Graph{"shop": {""}}})
	require.Error(t, err, "what isn't an entry can't be compared")
}

func TestMessages(t *testing.T) {
	t.Parallel()
	got, err := Compare([]Call{to("shop", "pay", "payments"), {From: "batch", Way: Passed}, {From: "jobs", Host: "a.example.com", Way: Passed}}, Question{
		Declared: Graph{"shop": {"shop", "mesh", "catalog"}, "gone": {"payments"}, "batch": {"api.example.com"}}, MeshNamespace: "mesh", Period: "within 7d",
	})
	require.NoError(t, err)
	messages := map[string]string{}
	for _, i := range append(got.Unseen, got.Missing...) {
		messages[i.Namespace+": "+i.Entry] = i.Message
	}
	for at, words := range map[string]string{
		"shop: shop": "anyway", "shop: mesh": "Nobody called it within 7d", "shop: catalog": "Nobody called it within 7d", "gone: payments": "No call of this namespace",
		"batch: api.example.com": "may be among them", "shop: payments": "would no longer have this", "jobs: a.example.com": "registryOnly",
	} {
		assert.Contains(t, messages[at], words, at)
	}
}
