package dashboards

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
)

// traffic is a mesh of a gateway (edge), a client without server (cron) and two services, after ten minutes: shop answers
// one of ten requests with 503, cart none.
const traffic = `
istio_requests_total{reporter="source",source_workload="edge",source_workload_namespace="edge",destination_workload="shop",destination_workload_namespace="shop",destination_service="shop.shop.svc.cluster.local",destination_service_namespace="shop",response_code="200"} 0+270x20
istio_requests_total{reporter="destination",source_workload="edge",source_workload_namespace="edge",destination_workload="shop",destination_workload_namespace="shop",destination_service="shop.shop.svc.cluster.local",destination_service_namespace="shop",response_code="200",connection_security_policy="mutual_tls"} 0+270x20
istio_requests_total{reporter="destination",source_workload="edge",source_workload_namespace="edge",destination_workload="shop",destination_workload_namespace="shop",destination_service="shop.shop.svc.cluster.local",destination_service_namespace="shop",response_code="503",connection_security_policy="mutual_tls"} 0+30x20
istio_requests_total{reporter="destination",source_workload="shop",source_workload_namespace="shop",destination_workload="cart",destination_workload_namespace="shop",destination_service="cart.shop.svc.cluster.local",destination_service_namespace="shop",response_code="200",connection_security_policy="none"} 0+100x20
istio_requests_total{reporter="source",source_workload="shop",source_workload_namespace="shop",destination_workload="cart",destination_workload_namespace="shop",destination_service="cart.shop.svc.cluster.local",destination_service_namespace="shop",response_code="200"} 0+100x20
istio_tcp_connections_opened_total{reporter="source",source_workload="cron",source_workload_namespace="edge",destination_workload="db",destination_workload_namespace="shop",destination_service="db.shop.svc.cluster.local",destination_service_namespace="shop"} 0+1x20
`

// TestValues asks Prometheus' own engine what the queries are worth.
func TestValues(t *testing.T) {
	t.Parallel()
	series, engine := memory(t, traffic), newEngine(t)
	for name, c := range map[string]struct {
		reason, dashboard, panel string
		variables                map[string]string
		want                     map[string]float64
	}{
		"requests": {"each counted once", "mesh", "Requests", nil, map[string]float64{"": 400. / 30}},
		"success":  {"30 of 400 failed", "mesh", "Success rate", nil, map[string]float64{"": 370. / 400}},
		"errors of services": {
			"a service without errors has none, and isn't missing", "mesh", "Errors by service", nil,
			map[string]float64{"shop.shop.svc.cluster.local": 0.1, "cart.shop.svc.cluster.local": 0},
		},
		"encrypted":          {"300 of 400 came over mutual TLS", "mesh", "Mutual TLS", nil, map[string]float64{"": 0.75}},
		"no errors":          {"nothing failed, and the number says so", "mesh", "Server errors", map[string]string{"reporter": "source"}, map[string]float64{"": 0}},
		"no traffic":         {"no share of nothing", "mesh", "Success rate", map[string]string{"namespace": "empty"}, map[string]float64{}},
		"success of service": {"one service alone", "service", "Success rate", map[string]string{"service": "shop.shop.svc.cluster.local"}, map[string]float64{"": 0.9}},
		"calls by a workload": {
			"as its own proxy sees them", "workload", "Requests out", map[string]string{"namespace": "shop", "workload": "shop"}, map[string]float64{"": 100. / 30},
		},
		"nothing unrouted": {"every host has a route", "gateway", "Not routed", map[string]string{"gateway": "edge"}, map[string]float64{"": 0}},
		"which workloads": {
			"servers, clients, and clients of TCP only", "workload", "variable workload", map[string]string{"namespace": "edge"}, map[string]float64{"edge": 1, "cron": 1},
		},
		"which namespaces": {"of both sides", "workload", "variable namespace", nil, map[string]float64{"edge": 1, "shop": 1}},
		"which gateways": {
			"shop has a server's proxy, so it is none; a pure client can't be told from a gateway", "gateway", "variable gateway", nil, map[string]float64{"edge": 1, "cron": 1},
		},
	} {
		expr := expression(t, c.dashboard, c.panel, c.variables)
		query, err := engine.NewInstantQuery(t.Context(), series, nil, expr, time.Unix(0, 0).Add(10*time.Minute))
		require.NoError(t, err, name)
		result := query.Exec(t.Context())
		require.NoError(t, result.Err, name)
		vector, err := result.Vector()
		require.NoError(t, err, name)
		assert.InDeltaMapValues(t, c.want, values(vector), 1e-9, "%s: %s", name, c.reason)
		query.Close()
	}
}

// values are a vector's by what tells its series apart.
func values(vector promql.Vector) map[string]float64 {
	out := map[string]float64{}
	for _, sample := range vector {
		var of []string
		sample.Metric.Range(func(l labels.Label) { of = append(of, l.Value) })
		out[strings.Join(of, " ")] = sample.F
	}
	return out
}

// expression is the query of a panel or variable, with these values of variables; the others are everything.
func expression(t *testing.T, name, panel string, variables map[string]string) string {
	t.Helper()
	d, ok := dashboards.Find(name)
	require.True(t, ok)
	fill := func(expr string) string {
		return variablePattern.ReplaceAllStringFunc(expr, func(found string) string {
			variable := variablePattern.FindStringSubmatch(found)[1]
			given, ok := variables[variable]
			switch {
			case ok:
				return given
			case builtIn[variable] != "":
				return builtIn[variable]
			case variable == "1":
				return found
			case variable == "reporter":
				return "destination|waypoint"
			}
			return ".*"
		})
	}
	board := committed(t, d)
	for _, v := range board.Templating.List {
		if panel == "variable "+v.Name {
			return fill(variableQuery(t, *v.Query.String))
		}
	}
	for _, p := range board.Panels {
		if p.Panel != nil && *p.Panel.Title == panel {
			return fill(queryOf(t, p.Panel.Targets[0]).Expr)
		}
	}
	require.Fail(t, "nothing is called so", "%s %s", name, panel)
	return ""
}
