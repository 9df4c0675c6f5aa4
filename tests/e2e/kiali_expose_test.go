package e2e

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/meshstack/pulumi-meshstack/tests/xds"
)

const kialiHost = "kiali.example.com"

// Kiali is reached through a gateway, without a port-forward: the gateway's own proxy listens for its host and leads to a
// pod of Kiali's, for as long as the argument says so.
func TestKialiBehindAGateway(t *testing.T) {
	const installed, theirs = "kiali-installed", "kiali-theirs" // two, as one would still be going when the next begins
	for name, c := range map[string]struct {
		reason    string
		namespace string
		argument  string
		settings  pulumi.Map
		secret    string
		listeners []string
	}{
		"installed": {
			"the chart's Service has Kiali's port", installed, "install",
			pulumi.Map{"namespace": pulumi.String(installed), "createNamespace": pulumi.Bool(false), "repository": pulumi.String(kialiCharts(t))},
			"", []string{"http.80"},
		},
		"somebody else's, with a certificate": {
			"their Service is called as their ConfigMap is; plain HTTP is sent on to HTTPS", theirs, "configMap",
			pulumi.Map{"namespace": pulumi.String(theirs)},
			"kiali-tls", []string{"http.80", "https.443.https-kiali.kiali.edge"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if c.argument == "configMap" {
				theirKiali(t, c.namespace, true)
				kialiService(t, c.namespace)
			} else {
				newNamespace(t, c.namespace, nil)
			}
			expose := pulumi.Map{"gateway": pulumi.String("edge"), "host": pulumi.String(kialiHost)}
			if c.secret != "" {
				expose["tlsSecret"] = pulumi.String(c.secret)
			}
			c.settings["expose"] = expose
			s := newProgram(t, "exposed"+c.argument, exposedProgram(pulumi.Map{c.argument: c.settings}))
			require.NoError(t, s.up(t.Context()))

			gateway := gatewayProxy(t, "edge", "edge")
			var ways map[string]*route.VirtualHost
			require.True(t, within(meshTime, func() bool {
				ways = waysTo(t, gateway, kialiHost)
				return len(ways) == len(c.listeners)
			}), "the gateway listens for %s: %v", kialiHost, ways)
			for _, name := range c.listeners {
				require.Contains(t, ways, name, c.reason)
			}
			main := ways[c.listeners[len(c.listeners)-1]]
			expectRoutes(t, main, c.namespace)
			expectArrives(t, gateway, c.namespace)
			if c.secret != "" {
				assert.Equal(t, route.VirtualHost_ALL, ways["http.80"].RequireTls, "plain HTTP is sent on to HTTPS")
				assert.Contains(t, certificates(t, gateway, kialiHost), "kubernetes://"+c.secret)
			}
			s.unchanged(t)

			delete(c.settings, "expose")
			require.NoError(t, s.up(t.Context()))
			assert.True(t, within(meshTime, func() bool { return len(waysTo(t, gateway, kialiHost)) == 0 }), "nobody listens any more")
			s.unchanged(t)
			s.destroy(t)
			expectUntouched(t)
		})
	}
}

func exposedProgram(kiali pulumi.Map) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		kiali["prometheus"] = pulumi.Map{"url": pulumi.String("http://prometheus.example:9090")}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
			"gateways": pulumi.Array{pulumi.Map{"name": pulumi.String("edge")}},
			"kiali":    kiali,
		}, cluster)
		return err
	}
}

// expectRoutes checks that what is under /kiali goes to Kiali's Service, and that / leads there.
func expectRoutes(t *testing.T, host *route.VirtualHost, namespace string) {
	t.Helper()
	assert.Contains(t, host.Domains, kialiHost)
	require.Len(t, host.Routes, 2)
	assert.Equal(t, "/kiali", host.Routes[0].GetMatch().GetPathSeparatedPrefix()+host.Routes[0].GetMatch().GetPrefix())
	assert.Equal(t, kialiCluster(namespace), host.Routes[0].GetRoute().GetCluster())
	assert.Equal(t, "/", host.Routes[1].GetMatch().GetPath())
	assert.Equal(t, "/kiali", host.Routes[1].GetRedirect().GetPathRedirect())
}

// expectArrives checks that the gateway knows Kiali's cluster, and in it the address of Kiali's pod.
func expectArrives(t *testing.T, gateway xds.Proxy, namespace string) {
	t.Helper()
	want := addressedPod(t, namespace, "app=kiali").Status.PodIP
	assert.Contains(t, clusters(t, gateway), kialiCluster(namespace))
	var found []string
	assert.True(t, within(settleTime, func() bool {
		found = nil
		for _, load := range fetched(t, gateway, xds.EndpointType, func() *endpoint.ClusterLoadAssignment { return &endpoint.ClusterLoadAssignment{} }, kialiCluster(namespace)) {
			for _, locality := range load.Endpoints {
				for _, e := range locality.LbEndpoints {
					at := e.GetEndpoint().GetAddress().GetSocketAddress()
					assert.EqualValues(t, 20001, at.GetPortValue())
					found = append(found, at.GetAddress())
				}
			}
		}
		return slices.Equal(found, []string{want})
	}), "%s holds %v, not Kiali's pod %s", kialiCluster(namespace), found, want)
}

func kialiCluster(namespace string) string {
	return "outbound|20001||kiali." + namespace + ".svc.cluster.local"
}

// waysTo are the virtual hosts by which a gateway serves a host, by the name of their listener's routes.
func waysTo(t *testing.T, gateway xds.Proxy, host string) map[string]*route.VirtualHost {
	t.Helper()
	var names []string
	for _, chain := range filterChains(t, gateway) {
		for _, filter := range chain.GetFilters() {
			manager := &hcm.HttpConnectionManager{}
			if filter.GetTypedConfig().MessageIs(manager) {
				require.NoError(t, filter.GetTypedConfig().UnmarshalTo(manager))
				names = append(names, manager.GetRds().GetRouteConfigName())
			}
		}
	}
	out := map[string]*route.VirtualHost{}
	for _, name := range names {
		if name == "" { // those that the gateway answers by itself, as for its health
			continue
		}
		for _, config := range fetched(t, gateway, xds.RouteType, func() *route.RouteConfiguration { return &route.RouteConfiguration{} }, name) {
			for _, v := range config.VirtualHosts {
				if slices.Contains(v.Domains, host) {
					out[config.Name] = v
				}
			}
		}
	}
	return out
}

// certificates are the names of the secrets by which a gateway shows who it is to those who ask for a host.
func certificates(t *testing.T, gateway xds.Proxy, host string) []string {
	t.Helper()
	var out []string
	for _, chain := range filterChains(t, gateway) {
		if slices.Contains(chain.GetFilterChainMatch().GetServerNames(), host) {
			context := &tls.DownstreamTlsContext{}
			require.NoError(t, chain.GetTransportSocket().GetTypedConfig().UnmarshalTo(context))
			for _, secret := range context.GetCommonTlsContext().GetTlsCertificateSdsSecretConfigs() {
				out = append(out, secret.GetName())
			}
		}
	}
	return out
}

func filterChains(t *testing.T, p xds.Proxy) []*listener.FilterChain {
	t.Helper()
	var out []*listener.FilterChain
	for _, l := range fetched(t, p, xds.ListenerType, func() *listener.Listener { return &listener.Listener{} }) {
		out = append(append(out, l.FilterChains...), l.DefaultFilterChain)
	}
	return out
}

// fetched are a proxy's resources of a type, decoded.
func fetched[M proto.Message](t *testing.T, p xds.Proxy, kind string, empty func() M, names ...string) []M {
	t.Helper()
	var resources []*anypb.Any
	require.True(t, within(time.Minute, func() bool {
		var err error
		resources, err = xds.Fetch(t.Context(), istiodXDS(t), p, kind, names...)
		return err == nil
	}), "istiod answers for %s", kind)
	var out []M
	for _, r := range resources {
		one := empty()
		require.NoError(t, r.UnmarshalTo(one))
		out = append(out, one)
	}
	return out
}

// addressedPod waits for a pod with an address.
func addressedPod(t *testing.T, namespace, selector string) *corev1.Pod {
	t.Helper()
	var pod *corev1.Pod
	require.True(t, within(time.Minute, func() bool {
		for _, p := range pods(t, namespace, selector) {
			if p.Status.PodIP != "" {
				pod = &p
				return true
			}
		}
		return false
	}), "a pod %s in %s has an address", selector, namespace)
	return pod
}

// gatewayProxy is the proxy in a gateway's pod.
func gatewayProxy(t *testing.T, namespace, name string) xds.Proxy {
	t.Helper()
	pod := addressedPod(t, namespace, "app="+name)
	return xds.Proxy{Type: "router", Namespace: namespace, Name: pod.Name, IP: pod.Status.PodIP, Labels: pod.Labels}
}

func kialiService(t *testing.T, namespace string) {
	t.Helper()
	_, err := cluster.CoreV1().Services(namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "kiali"},
		Spec:       corev1.ServiceSpec{Selector: map[string]string{"app": "kiali"}, Ports: []corev1.ServicePort{{Name: "http", Port: 20001}}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
}

// kialiCharts is a folder with a stand-in for the chart kiali-server.
func kialiCharts(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs("testdata")
	require.NoError(t, err)
	return folder
}
