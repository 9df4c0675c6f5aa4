package components_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
)

// apiServer is a cluster that answers the two questions, and counts what it is asked.
type apiServer struct {
	*httptest.Server

	asked atomic.Int32
}

// newAPIServer makes a cluster of a version, with Gateway API CRDs of a release, "" for none.
func newAPIServer(t *testing.T, version, bundle string) *apiServer {
	t.Helper()
	s := &apiServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.URL.Path == "/version":
			_, _ = fmt.Fprintf(w, `{"major": "1", "minor": "0", "gitVersion": %q}`, version)
		case bundle == "":
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}`))
		default:
			_, _ = fmt.Fprintf(w, `{"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": {
				"name": "gateways.gateway.networking.k8s.io", "annotations": {
				"gateway.networking.k8s.io/bundle-version": %q, "gateway.networking.k8s.io/channel": "standard"}}}`, bundle)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *apiServer) kubeconfig() string {
	return fmt.Sprintf(`{"apiVersion": "v1", "kind": "Config", "current-context": "here",
		"clusters": [{"name": "c", "cluster": {"server": %q}}], "users": [{"name": "u", "user": {}}],
		"contexts": [{"name": "here", "context": {"cluster": "c", "user": "u"}}]}`, s.URL)
}

// The cluster around the program is the one that is meant, unless the program says otherwise.
func TestAmbientCluster(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	waypoint := m{"profile": "ambient", "injection": m{"namespaces": []any{m{"name": "shop", "waypoint": m{}}}}}
	kubernetes := map[string]string{"kubernetes": wiretest.KubernetesProvider}
	for name, c := range map[string]struct {
		reason          string
		version, bundle string
		providers       map[string]string
		args            m
		// asked is how many questions the cluster gets; errors and logs are the paths, and parts of what is said.
		asked  int32
		errors []string
		log    string
	}{
		"good":     {"what fits isn't worth a word", "v1.36.3", "v1.6.0", nil, nil, 2, nil, ""},
		"too old":  {"the cluster's own version is compared", "v1.30.2", "v1.6.0", nil, nil, 2, []string{"kubernetesVersion"}, ""},
		"too new":  {"a warning stops nobody", "v1.40.0", "v1.6.0", nil, nil, 2, nil, "MS104"},
		"platform": {"the version tells the distribution", "v1.33.4+k3s1", "v1.6.0", nil, m{"cni": m{}}, 2, nil, "MS109"},
		"no CRDs":  {"a waypoint is one of their kinds", "v1.36.3", "", nil, waypoint, 2, []string{"injection.namespaces[0].waypoint"}, ""},
		"no CRDs wanted": {
			"nobody asked for any", "v1.36.3", "", nil, nil, 2, nil, "",
		},
		"old CRDs": {"istiod leaves some kinds alone", "v1.36.3", "v1.4.1", nil, nil, 2, nil, "MS106"},
		"provider": {
			"another cluster may be meant, which can't be asked", "v1.30.2", "", kubernetes, waypoint, 0, nil,
			"MS105: an explicit Kubernetes provider is given",
		},
		"another package's provider": {
			"it says nothing of Kubernetes", "v1.30.2", "v1.6.0",
			map[string]string{"aws": "urn:pulumi:stack::project::pulumi:providers:aws::a::id"}, nil, 2, []string{"kubernetesVersion"}, "",
		},
		"a provider called kubernetes": {
			"the type counts, not the name", "v1.30.2", "v1.6.0",
			map[string]string{"aws": "urn:pulumi:stack::project::pulumi:providers:aws::kubernetes::id"}, nil, 2, []string{"kubernetesVersion"}, "",
		},
		"several providers": {
			"one of them is enough", "v1.30.2", "v1.6.0",
			map[string]string{"aws": "urn:pulumi:stack::project::pulumi:providers:aws::a::id", "kubernetes": wiretest.KubernetesProvider}, nil, 0, nil, "MS105",
		},
		"given": {
			"nobody need be asked", "v1.30.2", "", nil,
			m{"kubernetesVersion": "1.36", "gatewayApi": m{"version": "v1.6.0"}}, 0, nil, "",
		},
		"half given": {
			"the argument goes before the cluster, which tells the rest", "v1.30.2", "v1.4.1", nil,
			m{"kubernetesVersion": "1.36"}, 2, nil, "MS106",
		},
		"off": {"checks that are off ask nobody", "v1.30.2", "", nil, m{"checks": m{"mode": "off"}}, 0, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newAPIServer(t, c.version, c.bundle)
			prov, err := provider.New()
			require.NoError(t, err)
			args := m{"charts": m{"repository": charttest.Folder(t, "1.31.1")}}
			for k, v := range c.args {
				args[k] = v
			}
			got, err := wiretest.ConstructIn(t, wiretest.Program{
				Providers: c.providers, Config: map[string]string{"kubernetes:kubeconfig": server.kubeconfig()},
			}, prov, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
			assert.Equal(t, c.asked, server.asked.Load(), c.reason)
			assert.Equal(t, c.errors, pathsOf(err), c.reason)
			var logs []string
			for _, l := range got.Logs {
				logs = append(logs, l.GetMessage())
			}
			if c.log == "" {
				assert.Empty(t, logs, c.reason)
				return
			}
			if assert.Len(t, logs, 1, c.reason) {
				assert.Contains(t, logs[0], c.log, c.reason)
			}
		})
	}
}

// A cluster that is gone costs a word, not the preview.
func TestAmbientClusterIsGone(t *testing.T) {
	t.Parallel()
	server := newAPIServer(t, "v1.36.3", "")
	server.Close()
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.ConstructIn(t, wiretest.Program{Config: map[string]string{"kubernetes:kubeconfig": server.kubeconfig()}},
		prov, components.MeshStackType, wiretest.Value(t, map[string]any{
			"charts": map[string]any{"repository": charttest.Folder(t, "1.31.1")},
		}).AsMap(), true)
	require.NoError(t, err)
	require.Len(t, got.Logs, 1)
	assert.Contains(t, got.Logs[0].GetMessage(), "MS105")
	assert.Contains(t, got.Logs[0].GetMessage(), strings.TrimPrefix(server.URL, "http://"), "which cluster was asked")
	assert.Contains(t, got.Logs[0].GetMessage(), "write kubernetesVersion")
}

// pathsOf lists the properties that an error names.
func pathsOf(err error) []string {
	detailed, ok := rpcerror.FromError(err)
	if err == nil || !ok {
		return nil
	}
	var out []string
	for _, p := range detailed.InputPropertiesErrors() {
		out = append(out, p.PropertyPath)
	}
	return out
}

// A cluster that takes the call and never answers holds a preview up for 3 seconds, not more.
func TestAmbientClusterNeverAnswers(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	t.Cleanup(silent.Close)
	t.Cleanup(func() { close(over) })
	prov, err := provider.New()
	require.NoError(t, err)
	start := time.Now()
	got, err := wiretest.ConstructIn(t, wiretest.Program{
		Config: map[string]string{"kubernetes:kubeconfig": (&apiServer{Server: silent}).kubeconfig()},
	}, prov, components.MeshStackType, wiretest.Value(t, map[string]any{
		"charts": map[string]any{"repository": charttest.Folder(t, "1.31.1")},
	}).AsMap(), true)
	require.NoError(t, err, "nothing depends on it")
	// Far below the minutes that a client without a bound would wait, and above the bound by what a busy machine needs.
	assert.Less(t, time.Since(start), 10*time.Second)
	assert.GreaterOrEqual(t, time.Since(start), 3*time.Second, "it was asked for as long as the arguments say")
	require.NotEmpty(t, got.Logs)
	assert.Contains(t, got.Logs[0].GetMessage(), "MS105")
}
