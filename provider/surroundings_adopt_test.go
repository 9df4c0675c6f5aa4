package provider

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// emptyCluster answers like an API server that has no kinds, and so no objects.
var emptyCluster = sync.OnceValue(func() string {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/api":
			_, _ = w.Write([]byte(`{"kind":"APIVersions","versions":[]}`))
		case "/apis":
			_, _ = w.Write([]byte(`{"kind":"APIGroupList","apiVersion":"v1","groups":[]}`))
		case "/version":
			_, _ = w.Write([]byte(`{"gitVersion":"v1.36.3"}`))
		default:
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}`))
		}
	})).URL // it ends with the tests
})

// kubeconfig is one of a cluster, with a token.
func kubeconfig(server, token string) string {
	return `{"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],` +
		`"clusters":[{"name":"c","cluster":{"server":"` + server + `"}}],"users":[{"name":"u","user":{"token":"` + token + `"}}]}`
}

// twoContexts is one of two contexts, c, which is the current one, and other.
func twoContexts(server string) string {
	return strings.Replace(kubeconfig(server, "t"), `"contexts":[`, `"contexts":[{"name":"other","context":{"cluster":"c","user":"u"}},`, 1)
}

func adoptPlaces() map[string][]place {
	return map[string][]place{
		"adopt.kubeconfig": {{reason: "the cluster is asked what it has", text: kubeconfig(emptyCluster(), sentinel), alwaysSecret: true}},
	}
}
