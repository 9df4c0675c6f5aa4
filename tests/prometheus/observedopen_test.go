package prometheus

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func none(int) int { return 0 }

// pool is what a proxy counts of connections of shop to a Service of its own namespace, opened before the window.
func pool(name, in string, sent, received func(int) int) []counter {
	host := name + "." + in + ".svc.cluster.local"
	return []counter{
		connections("source", "shop", "cart", host, name, in, idle),
		carried("sent", "shop", "cart", host, name, in, sent),
		carried("received", "shop", "cart", host, name, in, received),
	}
}

// stream is what a proxy counts of a stream of gRPC that didn't end.
func stream(name, in string, requests, responses func(int) int) []counter {
	// No protocol, code or flags: those are known at the end.
	all := labels("source", "shop", "cart", name+"."+in+".svc.cluster.local", name, in)
	return []counter{{"istio_request_messages_total", all, requests}, {"istio_response_messages_total", all, responses}}
}

// opened is a mesh whose connections and streams are open all through the window, each with one counter that grows.
func opened() []counter {
	return slices.Concat(
		[]counter{service("shop", "cart", "pay", "payments", rising)},
		pool("db", "data", rising, idle),
		pool("kafka", "queue", idle, rising),
		pool("spare", "cold", idle, idle), // nobody used it
		stream("upload", "media", rising, none),
		stream("quotes", "market", idle, rising),
		stream("news", "press", idle, idle),
	)
}

// What was opened before the window and is used in it is a call, although nothing counts it as one there.
func TestObservedCallsSeesWhatStaysOpen(t *testing.T) {
	t.Parallel()
	address := servePrometheus(t, database(t, opened()))
	arguments := map[string]any{"window": window, "calls": map[string]any{"shop": []any{"payments", "data", "queue", "cold"}}}
	result, failures := invoke(t, with(arguments, map[string]any{"prometheusUrl": "http://" + address}))
	require.Empty(t, failures)
	assert.Equal(t, map[string]any{"shop": []any{"data", "market", "media", "payments", "queue"}}, result["calls"])
	assert.Equal(t, []any{
		item("shop", "market", []any{"quotes.market.svc.cluster.local"}, []any{"cart"}),
		item("shop", "media", []any{"upload.media.svc.cluster.local"}, []any{"cart"}),
	}, without(result["missing"]))
	assert.Equal(t, []any{item("shop", "cold", []any{}, []any{})}, without(result["unseen"]), "an idle connection is the limit")
	assert.Contains(t, messages(result["unseen"]), "holds a connection and sends nothing", "and the message says so")
	assert.Equal(t, []any{}, result["notes"])

	answer := query(t, address, "", "", documentedQuery(t))
	assert.Equal(t, 5, strings.Count(answer, `"metric":{`), "a call is one series, whichever counters tell of it")
	assert.Equal(t, 5, strings.Count(answer, `,"1"]`), "and counts as one: bytes are no calls")
	fromFile, failures := invoke(t, with(arguments, map[string]any{"metricsJson": answer}))
	require.Empty(t, failures)
	assert.Equal(t, result, fromFile, "the answer to the documented query tells the same")
}

// A mesh whose proxies, or whose Prometheus, leave metrics out is told what isn't seen, and one that has no use for them isn't.
func TestObservedCallsNotesWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	grpc := service("shop", "cart", "quotes", "market", rising)
	grpc.labels = strings.ReplaceAll(grpc.labels, `"http"`, `"grpc"`)
	web := service("shop", "cart", "pay", "payments", rising)
	for _, c := range []struct {
		reason   string
		counters []counter
		notes    []string
	}{
		{"requests of HTTP alone", []counter{web}, []string{"no series of istio_tcp_connections_opened_total"}},
		{"connections without bytes", append(pool("db", "data", idle, idle)[:1], web), []string{"no series of istio_tcp_sent_bytes_total and istio_tcp_received_bytes_total: a connection"}},
		{"connections with the bytes of one way", append(pool("db", "data", idle, idle)[:2], web), []string{"no series of istio_tcp_received_bytes_total: a connection"}},
		{
			"gRPC without messages", append(pool("db", "data", idle, idle), grpc),
			[]string{"no series of istio_request_messages_total and istio_response_messages_total: a stream"},
		},
		{
			"gRPC with the messages of one way", slices.Concat(pool("db", "data", idle, idle), []counter{grpc}, stream("quotes", "market", rising, none)[:1]),
			[]string{"no series of istio_response_messages_total: a stream"},
		},
		{
			"nothing but what connections carry", pool("db", "data", rising, rising)[1:],
			[]string{"no series of istio_requests_total", "no series of istio_tcp_connections_opened_total"},
		},
	} {
		result, failures := invoke(t, map[string]any{"prometheusUrl": "http://" + servePrometheus(t, database(t, c.counters)), "window": window})
		require.Empty(t, failures, c.reason)
		notes := result["notes"].([]any)
		if assert.Len(t, notes, len(c.notes), "%s: %v", c.reason, notes) {
			for i, words := range c.notes {
				assert.Contains(t, notes[i], words, c.reason)
			}
		}
	}
}

// What stands before Prometheus may put what it was sent into its warnings, which users see.
func TestObservedCallsWarningsShowNoCredential(t *testing.T) {
	t.Parallel()
	address := servePrometheus(t, database(t, opened()))
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: address})
		r.Out.Header.Del("Accept-Encoding")
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		proxy.ServeHTTP(recorded, r)
		w.Header().Set("Content-Type", recorded.Header().Get("Content-Type"))
		w.WriteHeader(recorded.Code)
		warning := `{"warnings":["store a refused ` + r.Header.Get("Authorization") + ` of ` + r.Header.Get("X-Scope-OrgID") + `."],`
		_, err := w.Write([]byte(strings.Replace(recorded.Body.String(), "{", warning, 1)))
		assert.NoError(t, err)
	}))
	t.Cleanup(server.Close)
	asked := map[string]any{"prometheusUrl": server.URL, "window": window, "headers": map[string]any{"X-Scope-OrgID": "hunter3"}}
	const note = "Prometheus warns: store a refused %s of [secret]. What it couldn't read isn't seen."
	for _, c := range []struct {
		reason, shown string
		credentials   map[string]any
	}{
		{"a token", "Bearer [secret]", map[string]any{"bearerToken": "hunter2"}},
		{"a password", "Basic [secret]", map[string]any{"username": "a", "password": "hunter2"}},
	} {
		result, failures := invoke(t, with(asked, c.credentials))
		require.Empty(t, failures, c.reason)
		assert.Equal(t, []any{strings.Replace(note, "%s", c.shown, 1)}, result["notes"], c.reason)
	}
}
