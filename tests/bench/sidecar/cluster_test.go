package sidecar

import (
	"math/rand/v2"
	"net"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/cli"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"

	"github.com/meshstack/pulumi-meshstack/tests/testbed"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

const (
	istioNamespace = "istio-system"
	// patience limits each wait for something that takes seconds.
	patience = 2 * time.Minute
)

// mesh is a testbed with istiod and services.
type mesh struct {
	size
	bed     *testbed.Testbed
	client  kubernetes.Interface
	objects dynamic.Interface
}

func newMesh(t testing.TB, z size) *mesh {
	t.Helper()
	bed, err := testbed.Start(t.Context(), testbed.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, bed.Stop()) })
	config := bed.RESTConfig()
	config.QPS, config.Burst = 1000, 1000
	m := &mesh{size: z, bed: bed}
	m.client, err = kubernetes.NewForConfig(config)
	require.NoError(t, err)
	m.objects, err = dynamic.NewForConfig(config)
	require.NoError(t, err)
	m.install(t, "base", nil)
	m.install(t, "istiod", values(t))
	z.create(t, m.client)
	return m
}

// values are those of Istio's default profile, but for what only Istio's build of Envoy knows (the filters of its metrics,
// of the exchange of metadata with peers, and of ALPN), and the two ports on which all proxies listen: any number of
// benchmarks can run on one machine.
func values(t testing.TB) map[string]any {
	t.Helper()
	free := freePorts(t, 2)
	return map[string]any{
		"telemetry": map[string]any{"enabled": false},
		"pilot": map[string]any{"env": map[string]any{
			"PILOT_ENABLE_METADATA_EXCHANGE": "false", "PILOT_ENABLE_ALPN_FILTER": "false",
		}},
		"meshConfig": map[string]any{"proxyListenPort": free[0], "proxyInboundListenPort": free[1]},
	}
}

// install installs a chart of Istio as `helm install --wait` does.
func (m *mesh) install(t testing.TB, name string, values map[string]any) {
	t.Helper()
	settings := cli.New()
	settings.KubeConfig, settings.KubeContext = m.bed.Kubeconfig(), ""
	settings.RepositoryCache = t.TempDir()
	settings.RepositoryConfig = filepath.Join(t.TempDir(), "repositories.yaml")
	settings.SetNamespace(istioNamespace)
	c := new(action.Configuration)
	require.NoError(t, c.Init(settings.RESTClientGetter(), istioNamespace, "secret", func(string, ...any) {}))
	i := action.NewInstall(c)
	i.Namespace, i.ReleaseName, i.CreateNamespace, i.Wait, i.Timeout = istioNamespace, name, true, true, patience
	i.RepoURL, i.Version = m.bed.ChartRepository(), charts.Version
	path, err := i.LocateChart(name, settings)
	require.NoError(t, err)
	chart, err := loader.Load(path)
	require.NoError(t, err)
	_, err = i.RunWithContext(t.Context(), chart, values)
	require.NoError(t, err, "install %s", name)
}

// address is where a port of istiod is.
func (m *mesh) address(t testing.TB, port int) string {
	t.Helper()
	address, err := m.bed.IstiodAddress(istioNamespace, "", port)
	require.NoError(t, err)
	return address
}

// The ports of the proxies are below those that the kernel gives to connections: a port that's free now must still be when
// the next proxy listens on it.
const firstPort, lastPort = 20000, 32000

// freePorts finds ports that nobody listens on.
func freePorts(t testing.TB, n int) []int {
	t.Helper()
	var out []int
	for start := time.Now(); len(out) < n; {
		require.Less(t, time.Since(start), patience, "find free ports")
		port := firstPort + rand.IntN(lastPort-firstPort)
		l, err := net.Listen("tcp4", ":"+strconv.Itoa(port))
		if err != nil {
			continue
		}
		defer l.Close() // not before all are found: they must differ
		out = append(out, port)
	}
	return out
}
