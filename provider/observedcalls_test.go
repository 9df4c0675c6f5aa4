package provider

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// savedCalls is an answer of Prometheus.
const savedCalls = `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"reporter":"source","source_workload_namespace":"shop","source_workload":"cart",` +
	`"destination_service":"pay.payments.svc.cluster.local","destination_service_name":"pay","destination_service_namespace":"payments"},"value":[1,"1"]}]}}`

func observedCalls(t *testing.T, arguments m) p.InvokeResponse {
	t.Helper()
	prov, err := New()
	require.NoError(t, err)
	started := time.Now()
	got, err := prov.Invoke(t.Context(), p.InvokeRequest{Token: "meshstack:index:observedCalls", Args: wiretest.Value(t, arguments).AsMap()})
	require.NoError(t, err)
	assert.Less(t, time.Since(started), 10*time.Second, "nobody waits longer for an error")
	return got
}

func TestObservedCalls(t *testing.T) {
	t.Parallel()
	got := observedCalls(t, m{"metricsJson": savedCalls, "calls": m{"shop": []any{"catalog"}}})
	require.Empty(t, got.Failures)
	missing := got.Return.Get("missing").AsArray()
	require.Equal(t, 1, missing.Len())
	assert.Equal(t, "payments", missing.Get(0).AsMap().Get("entry").AsString())
	assert.Contains(t, got.Return.Get("unseen").AsArray().Get(0).AsMap().Get("message").AsString(), "in the saved answer", "no window is known")
	blocks := got.Return.Get("blocks").AsMap()
	for _, language := range []string{"typescript", "python", "go", "yaml"} {
		assert.Contains(t, blocks.Get(language).AsString(), "payments", language)
	}
}

// All that is wrong with the arguments comes at once, with its path, and without what may be secret.
func TestObservedCallsWrongArguments(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "ca.pem"), []byte("no certificate"), 0o600))
	const url = "http://127.0.0.1:9090"
	for _, c := range []struct {
		reason string
		args   m
		want   map[string]string
	}{
		{"nothing to look at", m{}, map[string]string{"prometheusUrl": "write the address"}},
		{"both", m{"prometheusUrl": url, "metricsJson": savedCalls}, map[string]string{"metricsJson": "leave the other one out"}},
		{"no address", m{"prometheusUrl": "prometheus:9090"}, map[string]string{"prometheusUrl": "http://"}},
		{"a password in the address", m{"prometheusUrl": "http://pulumi:hunter2@prometheus:9090"}, map[string]string{"prometheusUrl": "arguments of their own"}},
		{"a query in the address", m{"prometheusUrl": url + "/?token=hunter2"}, map[string]string{"prometheusUrl": "up to the path"}},
		{"a broken address with a password", m{"prometheusUrl": "http://pulumi:hunter2@%zz"}, map[string]string{"prometheusUrl": "http://"}},
		{"a page", m{"prometheusUrl": url + "/graph"}, map[string]string{"prometheusUrl": "before /api/v1"}},
		{"the API itself", m{"prometheusUrl": url + "/prom/api/v1/query"}, map[string]string{"prometheusUrl": "before /api/v1"}},
		{"no time", m{"prometheusUrl": url, "window": "0s", "timeoutSeconds": 0}, map[string]string{"window": "not a duration", "timeoutSeconds": "1 to 3600"}},
		{"half of the credentials", m{"prometheusUrl": url, "username": "a"}, map[string]string{"password": "write it"}},
		{"the other half", m{"prometheusUrl": url, "password": "hunter2"}, map[string]string{"username": "write the user name"}},
		{"two credentials", m{"prometheusUrl": url, "username": "a", "password": "hunter2", "bearerToken": "hunter3", "headers": m{"authorization": "hunter4"}},
			map[string]string{"bearerToken": "leave the other one out", `headers["authorization"]`: "leave one of them out"}},
		{"headers", m{"prometheusUrl": url, "headers": m{"a b": "hunter2", "Host": "x", "X-Token": "hunter2\nX-Admin: 1"}},
			map[string]string{`headers["a b"]`: "name of a header", `headers["Host"]`: "prometheusUrl", `headers["X-Token"]`: "on one"}},
		{"no certificate", m{"prometheusUrl": url, "caFile": filepath.Join(folder, "ca.pem")}, map[string]string{"caFile": "no PEM"}},
		{"no file", m{"prometheusUrl": url, "caFile": filepath.Join(folder, "none.pem")}, map[string]string{"caFile": "can't be read"}},
		{"credentials for nobody", m{"metricsJson": savedCalls, "bearerToken": "hunter2", "timeoutSeconds": 5}, map[string]string{"bearerToken": "leave it out", "timeoutSeconds": "leave it out"}},
		{"a graph with mistakes", m{"metricsJson": savedCalls, "calls": m{"Shop": []any{"payments"}, "jobs": []any{"payments", "https://api.example.com"}}},
			map[string]string{`calls["Shop"]`: "can't be the name of a namespace", `calls["jobs"][1]`: `write "api.example.com"`}},
		{"what no scope would have either", m{"metricsJson": savedCalls, "calls": m{"shop": []any{"catalog/reviews", "Payments", "api.*.example.com"}}},
			map[string]string{`calls["shop"][0]`: "short name", `calls["shop"][1]`: "is not a namespace", `calls["shop"][2]`: "wildcard"}},
		{"other names", m{"metricsJson": savedCalls, "detail": "pod", "meshNamespace": "Istio", "ignoreNamespaces": []any{"edge", ""}},
			map[string]string{"detail": "namespace, host", "meshNamespace": "can't be", "ignoreNamespaces[1]": "empty"}},
		{"an answer of something else", m{"metricsJson": "<html>"}, map[string]string{"metricsJson": "web page"}},
		{"an empty answer", m{"metricsJson": `{"status":"success","data":{"resultType":"vector","result":[]}}`},
			map[string]string{"metricsJson": "istio_requests_total or istio_tcp_connections_opened_total"}},
		{"series without labels", m{"metricsJson": `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}`},
			map[string]string{"metricsJson": "destination_service, reporter, source_workload_namespace"}},
	} {
		expectFailures(t, c.reason, observedCalls(t, c.args), c.want)
	}
}

func expectFailures(t *testing.T, reason string, got p.InvokeResponse, want map[string]string) {
	t.Helper()
	reasons := map[string]string{}
	for _, failure := range got.Failures {
		reasons[failure.Property] = failure.Reason
		assert.NotContains(t, failure.Property+failure.Reason, "hunter", reason)
	}
	assert.Len(t, reasons, len(want), "%s: %v", reason, reasons)
	for path, words := range want {
		assert.Contains(t, reasons[path], words, "%s: %s", reason, path)
	}
}

// What stands in the way of Prometheus is told apart, and learns no password.
func TestObservedCallsOfSomethingElse(t *testing.T) {
	t.Parallel()
	told := make(chan string, 10)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { told <- r.Header.Get("Authorization") }))
	t.Cleanup(elsewhere.Close)
	answer := func(status int, kind, body string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Location", elsewhere.URL+"/login?state=hunter2")
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	const html, plain, json = "text/html; charset=utf-8", "text/plain", "application/json"
	tls := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(tls.Close)
	for _, c := range []struct {
		reason, url string
		want        map[string]string
	}{
		{"nobody listens", "http://" + closedAddress(t), map[string]string{"prometheusUrl": "can't be asked (dial tcp"}},
		{"no such host", "http://prometheus.invalid:9090", map[string]string{"prometheusUrl": "port-forward"}},
		{"somebody who never answers", "http://" + silentAddress(t), map[string]string{"prometheusUrl": "no answer within 9s"}},
		{"a certificate that isn't trusted", tls.URL, map[string]string{"prometheusUrl": "certificate"}},
		{"TLS is spoken there", "http" + strings.TrimPrefix(tls.URL, "https"), map[string]string{"prometheusUrl": "400 Bad Request, and no JSON"}},
		{"a web page", answer(200, html, "<html>"), map[string]string{"prometheusUrl": "web page"}},
		{"a login", answer(302, html, ""), map[string]string{"prometheusUrl": elsewhere.URL + "/login)"}},
		{"forbidden", answer(403, plain, "hunter2"), map[string]string{"prometheusUrl": "403"}},
		{"too many requests", answer(429, plain, ""), map[string]string{"prometheusUrl": "429"}},
		{"a gateway before nobody", answer(502, plain, "hunter2"), map[string]string{"prometheusUrl": "502"}},
		{"an error that repeats the credentials", answer(400, json, `{"status":"error","errorType":"bad_data","error":"who is hunter2?"}`), map[string]string{"prometheusUrl": "who is [secret]?"}},
		{"a query that took too long", answer(503, json, `{"status":"error","errorType":"timeout","error":"query timed out"}`), map[string]string{"timeoutSeconds": "query timed out"}},
		{"other JSON", answer(200, json, `{"kind":"Status"}`), map[string]string{"prometheusUrl": "no JSON of the API"}},
		{"no JSON", answer(200, json, "hunter2"), map[string]string{"prometheusUrl": "no JSON of the API"}},
		{"an answer that is cut off", answer(200, json, `{"status":"success","data":{"resultType":"sca`), map[string]string{"prometheusUrl": "cut off"}},
		{"text", answer(200, plain, "hunter2"), map[string]string{"prometheusUrl": "no JSON"}},
		{"a vector for a number", answer(200, json, `{"status":"success","data":{"resultType":"vector","result":[]}}`), map[string]string{"prometheusUrl": "time()"}},
		{"more than anybody reads", answer(200, json, `{"status":"success","data":{"resultType":"vector","result":[`+strings.Repeat(" ", 17<<20)+`]}}`), map[string]string{"prometheusUrl": "16 MiB"}},
	} {
		got := observedCalls(t, m{"prometheusUrl": c.url, "bearerToken": "hunter2", "headers": m{"X-Scope-OrgID": "hunter3"}})
		expectFailures(t, c.reason, got, c.want)
	}
	assert.Empty(t, told, "nobody follows a redirection")
}

// closedAddress is one where nobody listens.
func closedAddress(t *testing.T) string {
	t.Helper()
	listener := listen(t)
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}

// silentAddress takes connections, and says nothing.
func silentAddress(t *testing.T) string {
	t.Helper()
	listener := listen(t)
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return listener
}
