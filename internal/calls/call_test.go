package calls

import (
	"testing"

	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/assert"
)

func series(reporter, from, host, name, in string) model.Metric {
	return model.Metric{
		"reporter": model.LabelValue(reporter), "source_workload_namespace": model.LabelValue(from), "source_workload": "cart",
		"destination_service": model.LabelValue(host), "destination_service_name": model.LabelValue(name), "destination_service_namespace": model.LabelValue(in),
	}
}

func TestCallOfASeries(t *testing.T) {
	t.Parallel()
	const reviews = "reviews.catalog.svc.cluster.local"
	for _, c := range []struct {
		reason string
		series model.Metric
		want   Call
	}{
		{"a Service", series("source", "shop", reviews, "reviews", "catalog"), Call{From: "shop", Host: reviews, Namespace: "catalog", Service: true}},
		{"with another domain", series("source", "shop", "reviews.catalog.svc.corp.example", "reviews", "catalog"),
			Call{From: "shop", Host: "reviews.catalog.svc.corp.example", Namespace: "catalog", Service: true}},
		{"a Service whose namespace isn't told", series("source", "shop", reviews, "reviews", "unknown"), Call{From: "shop", Host: reviews, Namespace: "catalog", Service: true}},
		{"the callee's word", series("destination", "shop", reviews, "reviews", "catalog"), Call{From: "shop", Host: reviews, Namespace: "catalog", Service: true, ByServer: true}},
		{"a waypoint's", series("waypoint", "shop", reviews, "reviews", "catalog"), Call{From: "shop", Host: reviews, Namespace: "catalog", Service: true, ByServer: true}},
		{"nobody knows who", series("destination", "unknown", reviews, "reviews", "catalog"), Call{Host: reviews, Namespace: "catalog", Service: true, ByServer: true}},
		{"a ServiceEntry", series("source", "shop", "api.stripe.com", "api.stripe.com", "egress"), Call{From: "shop", Host: "api.stripe.com", Namespace: "egress"}},
		{"one with a wildcard", series("source", "shop", "*.example.com", "*.example.com", "egress"), Call{From: "shop", Host: "*.example.com", Namespace: "egress"}},
		{"a host that nobody registered", series("source", "shop", "API.example.com", "PassthroughCluster", "unknown"), Call{From: "shop", Host: "api.example.com", Port: "80", Way: Passed}},
		{"the usual port", series("source", "shop", "api.example.com:80", "PassthroughCluster", "unknown"), Call{From: "shop", Host: "api.example.com", Port: "80", Way: Passed}},
		{"with its port", series("source", "shop", "api.example.com:8443", "PassthroughCluster", "unknown"), Call{From: "shop", Host: "api.example.com", Port: "8443", Way: Passed}},
		{"a Service that the proxy isn't told about", series("source", "shop", "reviews.catalog.svc:9080", "PassthroughCluster", "unknown"),
			Call{From: "shop", Host: "reviews.catalog.svc", Namespace: "catalog", Service: true, Way: Passed}},
		{"a pod of one, by its name", series("source", "shop", "db-0.db.data.svc.cluster.local:5432", "PassthroughCluster", "unknown"),
			Call{From: "shop", Host: "db.data.svc.cluster.local", Namespace: "data", Service: true, Way: Passed}},
		{"a pod behind an address, whose namespace the proxy learnt", series("source", "shop", "10.0.0.7:8080", "PassthroughCluster", "catalog"), Call{From: "shop", Way: Passed}},
		{"an IPv6 address", series("source", "shop", "[2001:db8::1]:8080", "PassthroughCluster", "unknown"), Call{From: "shop", Way: Passed}},
		{"a Host header of nonsense", series("source", "shop", "a b\n", "PassthroughCluster", "unknown"), Call{From: "shop", Way: Passed}},
		{"plain TCP", series("source", "shop", "unknown", "PassthroughCluster", "unknown"), Call{From: "shop", Way: Passed}},
		{"refused", series("source", "shop", "evil.example.com", "BlackHoleCluster", "unknown"), Call{From: "shop", Host: "evil.example.com", Port: "80", Way: Blocked}},
		{"to a port of a pod that isn't declared", series("destination", "shop", reviews, "InboundPassthroughClusterIpv4", "catalog"),
			Call{From: "shop", Host: reviews, Namespace: "catalog", Service: true, Way: Passed, ByServer: true}},
	} {
		got, lacking := Of(c.series)
		assert.Empty(t, lacking, c.reason)
		c.want.Workload = "cart"
		assert.Equal(t, c.want, got, c.reason)
	}
	_, lacking := Of(model.Metric{"reporter": "source", "destination_service": ""})
	assert.Equal(t, []string{"source_workload_namespace", "destination_service"}, lacking, "labels that a Telemetry resource took away")
}
