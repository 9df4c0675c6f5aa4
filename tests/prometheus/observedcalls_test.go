package prometheus

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/meshstack/pulumi-meshstack/internal/calls"
	"github.com/meshstack/pulumi-meshstack/provider"
)

// The window that is looked at, and where in it things happen, in minutes ago.
const (
	window   = "2h"
	inWindow = 60
	before   = 180
)

func rising(ago int) int { return recorded - ago + 1 }
func idle(int) int       { return 40 }

// since is a counter that begins so many minutes ago.
func since(minutes, value int) func(int) int {
	return func(ago int) int {
		if ago > minutes {
			return -1
		}
		return value
	}
}

func between(from, to, value int) func(int) int {
	return func(ago int) int {
		if ago > from || ago < to {
			return -1
		}
		return value
	}
}

// restarted was counted up before, and begins again with less.
func restarted(ago int) int {
	if ago > inWindow {
		return 7
	}
	return 2
}

func requests(reporter, from, workload, host, name, in string, at func(int) int) counter {
	return counter{"istio_requests_total", labels(reporter, from, workload, host, name, in) + `,request_protocol="http",response_code="200"`, at}
}

func connections(reporter, from, workload, host, name, in string, at func(int) int) counter {
	return counter{"istio_tcp_connections_opened_total", labels(reporter, from, workload, host, name, in) + `,request_protocol="tcp"`, at}
}

// carried is the bytes of connections one way, sent or received, as the caller's proxy counts them.
func carried(way, from, workload, host, name, in string, at func(int) int) counter {
	return counter{"istio_tcp_" + way + "_bytes_total", labels("source", from, workload, host, name, in) + `,request_protocol="tcp"`, at}
}

func labels(reporter, from, workload, host, name, in string) string {
	return fmt.Sprintf(`reporter=%q,source_workload_namespace=%q,source_workload=%q,destination_service=%q,destination_service_name=%q,destination_service_namespace=%q`,
		reporter, from, workload, host, name, in)
}

// service is a call of a Service, as a sidecar counts it.
func service(from, workload, name, in string, at func(int) int) counter {
	return requests("source", from, workload, name+"."+in+".svc.cluster.local", name, in, at)
}

// mesh is what a Prometheus has of one.
func mesh() []counter {
	const unknown = "unknown"
	return []counter{
		service("shop", "cart", "pay", "payments", rising),
		service("shop", "cart", "pay-v2", "payments", rising),
		service("shop", "search", "reviews", "catalog", since(inWindow, 1)), // one call, ever
		service("shop", "cart", "legacy", "legacy", idle),
		service("shop", "cart", "books", "ledger", restarted),
		service("shop", "cart", "gone", "gone", between(before+60, before, 3)),
		service("shop", "cart", "cart-db", "shop", rising),
		service("shop", "cart", "grafana", "istio-system", rising),
		service("istio-system", "kiali", "pay", "payments", rising), // no scope of a graph is for it
		service("payments", "pay", "pay-db", "payments", rising),
		service("istio-ingress", "istio-ingress", "cart", "shop", rising),
		// A ServiceEntry, and a host in none, with its Host header.
		requests("source", "payments", "pay", "api.stripe.com", "api.stripe.com", "egress", rising),
		requests("source", "payments", "pay", "rates.example.com:8080", "PassthroughCluster", unknown, rising),
		requests("source", "payments", "pay", "fraud.risk:9080", "PassthroughCluster", unknown, rising),
		requests("source", "risk", "fraud", "evil.example.com", "BlackHoleCluster", unknown, rising),
		// Callers without a sidecar, whom only the callee sees, and with one, whom it sees, too.
		requests("destination", unknown, unknown, "pay.payments.svc.cluster.local", "pay", "payments", rising),
		requests("destination", "shop", "cart", "pay.payments.svc.cluster.local", "pay", "payments", rising),
		// Ambient: ztunnel counts connections on both sides, a waypoint requests.
		requests("waypoint", "jobs", "nightly", "reviews.catalog.svc.cluster.local", "reviews", "catalog", rising),
		connections("source", "jobs", "nightly", "reviews.catalog.svc.cluster.local", "reviews", "catalog", between(inWindow, inWindow-10, 1)),
		connections("destination", "jobs", "nightly", "reviews.catalog.svc.cluster.local", "reviews", "catalog", between(inWindow, inWindow-10, 1)),
		connections("source", "risk", "fraud", unknown, "PassthroughCluster", unknown, rising),
		carried("sent", "risk", "fraud", unknown, "PassthroughCluster", unknown, rising),
		carried("received", "risk", "fraud", unknown, "PassthroughCluster", unknown, rising),
	}
}

func item(namespace, entry string, hosts, workloads []any) map[string]any {
	return map[string]any{"namespace": namespace, "entry": entry, "hosts": hosts, "workloads": workloads}
}

// What a Prometheus with a password and TLS before it tells of a mesh, and what an answer of it that was saved.
func TestObservedCalls(t *testing.T) {
	t.Parallel()
	const password = "correct horse"
	address := servePrometheus(t, database(t, mesh()), "--web.config.file="+webConfig(t, "pulumi", password))
	server := inFront(t, address)
	arguments := map[string]any{
		"window": window, "ignoreNamespaces": []any{"istio-ingress"},
		"calls": map[string]any{"shop": []any{"payments", "legacy", "ledger/ghost.ledger.svc.cluster.local"}, "payments": []any{"api.stripe.com"}, "attic": []any{"shop"}},
	}
	asked := with(arguments, map[string]any{
		"prometheusUrl": server.URL + "/prometheus", "caFile": server.caFile, "username": "pulumi", "password": password,
		"headers": map[string]any{"X-Scope-OrgID": "team"},
	})
	result, failures := invoke(t, asked)
	require.Empty(t, failures)

	assert.Equal(t, map[string]any{
		"shop":     []any{"catalog", "istio-system", "ledger/books.ledger.svc.cluster.local", "payments"},
		"payments": []any{"api.stripe.com", "rates.example.com:8080", "risk"},
		"jobs":     []any{"catalog"},
		"risk":     []any{},
	}, result["calls"], "no call that was before the window, or of the own namespace, or by the mesh's")
	missing := []any{
		item("jobs", "catalog", []any{"reviews.catalog.svc.cluster.local"}, []any{"nightly"}),
		item("payments", "rates.example.com:8080", []any{"rates.example.com:8080"}, []any{"pay"}),
		item("payments", "risk", []any{"fraud.risk.svc.cluster.local"}, []any{"pay"}),
		item("shop", "catalog", []any{"reviews.catalog.svc.cluster.local"}, []any{"search"}),
		item("shop", "istio-system", []any{"grafana.istio-system.svc.cluster.local"}, []any{"cart"}),
		item("shop", "ledger/books.ledger.svc.cluster.local", []any{"books.ledger.svc.cluster.local"}, []any{"cart"}),
	}
	assert.Equal(t, missing, without(result["missing"]))
	unseen := []any{
		item("attic", "shop", []any{}, []any{}), item("shop", "ledger/ghost.ledger.svc.cluster.local", []any{}, []any{}), item("shop", "legacy", []any{}, []any{}),
	}
	assert.Equal(t, unseen, without(result["unseen"]))
	assert.Contains(t, messages(result["unseen"]), "within 2h", "the window is said")
	assert.Equal(t, []any{item("risk", "evil.example.com:80", []any{"evil.example.com:80"}, []any{"fraud"})}, without(result["blocked"]))
	assert.Equal(t, []any{item("risk", "", []any{}, []any{"fraud"})}, without(result["unnamed"]))
	assert.Equal(t, []any{item("", "payments", []any{"pay.payments.svc.cluster.local"}, []any{})}, without(result["serverReported"]))
	assert.Equal(t, []any{}, result["notes"], "the samples go back to before the window")
	assert.Equal(t, window, result["window"])
	assert.Equal(t, "sidecars:\n  calls:\n    attic:\n      - shop\n    jobs:\n      - catalog\n    payments:\n      - api.stripe.com\n      - rates.example.com:8080\n      - risk\n"+
		"    risk: []\n    shop:\n      - catalog\n      - istio-system\n      - ledger/books.ledger.svc.cluster.local\n      - ledger/ghost.ledger.svc.cluster.local\n      - legacy\n      - payments\n",
		result["blocks"].(map[string]any)["yaml"])

	assert.Equal(t, map[string]bool{"team": true}, server.tenants, "each request has the header")
	var paged []string
	for _, query := range server.queries {
		if _, rest, ok := strings.Cut(query, `source_workload_namespace="`); ok {
			namespace, _, _ := strings.Cut(rest, `"`)
			paged = append(paged, namespace)
		}
	}
	assert.ElementsMatch(t, []string{"istio-ingress", "istio-system", "jobs", "payments", "risk", "shop", "unknown"}, paged, "one query for each namespace")

	saved := with(arguments, map[string]any{"metricsJson": query(t, address, "pulumi", password, documentedQuery(t))})
	fromFile, failures := invoke(t, saved)
	require.Empty(t, failures)
	assert.Equal(t, result, fromFile, "the answer to the documented query tells the same")
}

// The query sees what rate() and increase() don't.
func TestObservedCallsSeesSingleCalls(t *testing.T) {
	t.Parallel()
	address := servePrometheus(t, database(t, mesh()))
	increase := query(t, address, "", "", "increase(istio_requests_total["+window+"]) > 0")
	assert.Contains(t, increase, "pay.payments.svc")
	assert.NotContains(t, increase, "reviews.catalog.svc.cluster.local\",\"destination_service_name\":\"reviews\",\"destination_service_namespace\":\"catalog\",\"reporter\":\"source\"",
		"a counter that begins with its only call doesn't increase")
	result, failures := invoke(t, map[string]any{"prometheusUrl": "http://" + address, "window": window, "detail": "host", "ignoreNamespaces": []any{"payments", "risk", "istio-ingress"}})
	require.Empty(t, failures)
	assert.Equal(t, map[string]any{
		"shop": []any{"catalog/reviews.catalog.svc.cluster.local", "istio-system/grafana.istio-system.svc.cluster.local", "ledger/books.ledger.svc.cluster.local", "payments/pay-v2.payments.svc.cluster.local", "payments/pay.payments.svc.cluster.local"},
		"jobs": []any{"catalog/reviews.catalog.svc.cluster.local"},
	}, result["calls"])

	longer, failures := invoke(t, map[string]any{"prometheusUrl": "http://" + address, "window": "3w", "ignoreNamespaces": []any{"istio-ingress"}})
	require.Empty(t, failures)
	assert.Contains(t, longer["calls"].(map[string]any)["shop"], "legacy", "a longer window has what was called before")
	require.Len(t, longer["notes"], 1)
	assert.Contains(t, longer["notes"].([]any)[0], "no samples from 3w ago")
}

// What a real Prometheus answers when something is wrong becomes an error that says which argument, and what to write.
func TestObservedCallsErrors(t *testing.T) {
	t.Parallel()
	data := database(t, mesh())
	open := "http://" + servePrometheus(t, data)
	locked := "http://" + servePrometheus(t, t.TempDir(), "--web.config.file="+webConfig(t, "pulumi", "hunter22"))
	small := "http://" + servePrometheus(t, copyOf(t, data), "--query.max-samples=50")
	prefixed := "http://" + servePrometheus(t, copyOf(t, data), "--web.external-url=http://example.com/prometheus")
	silent := database(t, []counter{service("shop", "cart", "legacy", "legacy", idle)})
	quiet := "http://" + servePrometheus(t, silent)
	for _, c := range []struct {
		reason    string
		arguments map[string]any
		path      string
		words     []string
	}{
		{"no credentials", map[string]any{"prometheusUrl": locked}, "prometheusUrl", []string{"401", "username and password"}},
		{"a wrong password", map[string]any{"prometheusUrl": locked, "username": "pulumi", "password": "hunter23"}, "prometheusUrl", []string{"401", "doesn't take"}},
		{"no metrics", map[string]any{"prometheusUrl": locked, "username": "pulumi", "password": "hunter22"}, "prometheusUrl",
			[]string{"neither istio_requests_total nor istio_tcp_connections_opened_total", "7d"}},
		{"too many samples", map[string]any{"prometheusUrl": small, "window": window}, "window", []string{"shorter window", "too many samples"}},
		{"a prefix left out", map[string]any{"prometheusUrl": prefixed}, "prometheusUrl", []string{"404", "prefix"}},
		{"no call in the window", map[string]any{"prometheusUrl": quiet, "window": "1h"}, "window", []string{"1h", "longer window"}},
		{"a window that Prometheus doesn't take", map[string]any{"prometheusUrl": open, "window": "1h30"}, "window", []string{"1h30", "7d"}},
	} {
		_, failures := invoke(t, c.arguments)
		require.Len(t, failures, 1, c.reason)
		assert.Equal(t, c.path, failures[0].GetProperty(), c.reason)
		for _, word := range c.words {
			assert.Contains(t, failures[0].GetReason(), word, c.reason)
		}
		assert.NotContains(t, failures[0].GetReason(), "hunter2", c.reason)
	}
	right, failures := invoke(t, map[string]any{"prometheusUrl": prefixed + "/prometheus/", "window": window})
	require.Empty(t, failures)
	assert.NotEmpty(t, right["calls"], "with its prefix")
}

// webConfig is what makes Prometheus ask for a password.
func webConfig(t *testing.T, user, password string) string {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "web.yml")
	require.NoError(t, os.WriteFile(file, []byte("basic_auth_users:\n  "+user+": "+string(hash)+"\n"), 0o600))
	return file
}

// query is what /api/v1/query answers, as curl saves it.
func query(t *testing.T, address, user, password, text string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/api/v1/query?query="+url.QueryEscape(text), nil)
	require.NoError(t, err)
	request.SetBasicAuth(user, password)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode, string(body))
	return string(body)
}

// documentedQuery is the one of the page, for the window of the test.
func documentedQuery(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "observed-calls.md"))
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(page), "```promql\n")
	require.True(t, ok, "the page has the query")
	text, _, _ := strings.Cut(rest, "```")
	assert.Equal(t, calls.Query("", "7d"), strings.Join(strings.Fields(text), " "), "the page has the query that is asked")
	return strings.ReplaceAll(text, "7d", window)
}

// invoke calls the function over the wire, as the engine does.
func invoke(t *testing.T, arguments map[string]any) (map[string]any, []*pulumirpc.CheckFailure) {
	t.Helper()
	prov, err := provider.New()
	require.NoError(t, err)
	server, err := p.RawServer("meshstack", "1.0.0", prov)(nil)
	require.NoError(t, err)
	args, err := plugin.MarshalProperties(resource.NewPropertyMapFromMap(arguments), plugin.MarshalOptions{KeepSecrets: true})
	require.NoError(t, err)
	started := time.Now()
	answer, err := server.Invoke(t.Context(), &pulumirpc.InvokeRequest{Tok: "meshstack:index:observedCalls", Args: args})
	require.NoError(t, err)
	assert.Less(t, time.Since(started), 10*time.Second)
	out, err := plugin.UnmarshalProperties(answer.GetReturn(), plugin.MarshalOptions{KeepSecrets: true})
	require.NoError(t, err)
	return out.Mappable(), answer.GetFailures()
}

func with(a, b map[string]any) map[string]any {
	out := map[string]any{}
	for _, m := range []map[string]any{a, b} {
		for key, value := range m {
			out[key] = value
		}
	}
	return out
}

// without takes the messages out of items.
func without(items any) []any {
	out := []any{}
	for _, i := range items.([]any) {
		one := with(i.(map[string]any), nil)
		delete(one, "message")
		out = append(out, one)
	}
	return out
}

func messages(items any) string {
	var out []string
	for _, i := range items.([]any) {
		out = append(out, i.(map[string]any)["message"].(string))
	}
	return strings.Join(out, "\n")
}
