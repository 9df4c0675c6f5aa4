package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	dnsproto "istio.io/istio/pkg/dns/proto"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/meshstack/pulumi-meshstack/tests/xds"
)

var serviceEntries = schema.GroupVersionResource{Group: "networking.istio.io", Version: "v1", Resource: "serviceentries"}

// What security, accessLog and dns say is what istiod tells a proxy; and it follows when they change.
func TestProxiesAreToldSecurityLogsAndNames(t *testing.T) {
	mtls, outbound, autoAllocate := "strict", "registryOnly", true
	s := newProgram(t, "proxies", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
			"security": pulumi.Map{
				"mtls": pulumi.String(mtls), "outboundTraffic": pulumi.String(outbound), "trustDomain": pulumi.String("prod.example.com"),
			},
			"accessLog": pulumi.Map{"encoding": pulumi.String("json"), "format": pulumi.String(`{"who_called": "%DOWNSTREAM_PEER_URI_SAN%"}`)},
			"dns":       pulumi.Map{"capture": pulumi.Bool(true), "autoAllocate": pulumi.Bool(autoAllocate)},
			"injection": pulumi.Map{"namespaces": pulumi.Array{pulumi.Map{"name": pulumi.String("shop"), "create": pulumi.Bool(true)}}},
		}, cluster)
		return err
	})
	require.NoError(t, s.up(t.Context()))
	app := startPod(t, "shop", "cart", map[string]string{"app": "cart"})
	proxy := xds.Proxy{Namespace: "shop", Name: app.Name, Meta: map[string]any{"DNS_CAPTURE": "true"}}

	assert.Equal(t, "prod.example.com", environmentOf(container(app, "istio-proxy"), "TRUST_DOMAIN"))
	assert.Contains(t, environmentOf(container(app, "istio-proxy"), "PROXY_CONFIG"), `"ISTIO_META_DNS_CAPTURE":"true"`)
	in, out := listeners(t, proxy)
	assert.NotContains(t, transports(in), "raw_buffer", "strict mutual TLS leaves no way in for plain text")
	assert.Contains(t, catchAll(out), "BlackHoleCluster", "registryOnly drops what isn't known")
	assert.Contains(t, out.String(), "who_called", "the access log's own format")

	register := serviceEntry(t, "shop", "ledger", "ledger.example.net")
	assert.Regexp(t, `^240\.240\.`, register, "istiod gives the host an address")
	assert.Eventually(t, func() bool { return slices.Contains(names(t, proxy)["ledger.example.net"], register) }, settleTime, time.Second,
		"and a proxy that captures DNS knows it")

	mtls, outbound, autoAllocate = "permissive", "allowAny", false
	require.NoError(t, s.up(t.Context()))
	in, out = listeners(t, proxy)
	assert.Contains(t, transports(in), "raw_buffer", "permissive takes plain text")
	assert.Contains(t, catchAll(out), "PassthroughCluster", "allowAny lets pass what isn't known")
	assert.Empty(t, serviceEntry(t, "shop", "second", "second.example.net"), "nobody allocates any more")
	s.unchanged(t)
	s.destroy(t)
	expectUntouched(t)
}

// listeners returns the listeners of a proxy that take all traffic in and out.
func listeners(t *testing.T, p xds.Proxy) (in, out *listener.Listener) {
	t.Helper()
	resources, err := xds.Fetch(t.Context(), istiodXDS(t), p, xds.ListenerType)
	require.NoError(t, err)
	for _, r := range resources {
		l := &listener.Listener{}
		require.NoError(t, r.UnmarshalTo(l))
		switch l.Name {
		case "virtualInbound":
			in = l
		case "virtualOutbound":
			out = l
		}
	}
	require.NotNil(t, in)
	require.NotNil(t, out)
	return in, out
}

func transports(l *listener.Listener) []string {
	var out []string
	for _, chain := range l.FilterChains {
		out = append(out, chain.GetFilterChainMatch().GetTransportProtocol())
	}
	return out
}

// catchAll is where a proxy sends what it doesn't know.
func catchAll(l *listener.Listener) string {
	for _, chain := range l.FilterChains {
		if chain.Name == "virtualOutbound-catchall-tcp" {
			return chain.String()
		}
	}
	return ""
}

// istiodXDS waits for an istiod to serve: after an update its pod is a new one.
func istiodXDS(t *testing.T) string {
	t.Helper()
	var addr string
	require.Eventually(t, func() bool {
		var err error
		addr, err = bed.XDS("istio-system", "")
		return err == nil
	}, time.Minute, time.Second)
	return addr
}

// names returns the name table of a proxy.
func names(t *testing.T, p xds.Proxy) map[string][]string {
	t.Helper()
	resources, err := xds.Fetch(t.Context(), istiodXDS(t), p, xds.NameTable)
	require.NoError(t, err)
	require.Len(t, resources, 1)
	table := &dnsproto.NameTable{}
	require.NoError(t, resources[0].UnmarshalTo(table))
	out := map[string][]string{}
	for name, info := range table.Table {
		out[name] = info.Ips
	}
	return out
}

// settleTime is how long istiod gets to allocate an address, which mostly takes it below a second.
const settleTime = 15 * time.Second

// serviceEntry creates a TCP host without addresses and returns the IPv4 address that istiod allocates, or "".
func serviceEntry(t *testing.T, namespace, name, host string) string {
	t.Helper()
	entries := objects.Resource(serviceEntries).Namespace(namespace)
	_, err := entries.Create(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "networking.istio.io/v1", "kind": "ServiceEntry",
		"metadata": map[string]any{"name": name},
		"spec": map[string]any{
			"hosts": []any{host}, "resolution": "DNS", "location": "MESH_EXTERNAL",
			"ports": []any{map[string]any{"number": int64(5432), "name": "tcp", "protocol": "TCP"}},
		},
	}}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = entries.Delete(context.Background(), name, metav1.DeleteOptions{}) })
	for start := time.Now(); time.Since(start) < settleTime; time.Sleep(500 * time.Millisecond) {
		entry, err := entries.Get(t.Context(), name, metav1.GetOptions{})
		require.NoError(t, err)
		addresses, _, err := unstructured.NestedSlice(entry.Object, "status", "addresses")
		require.NoError(t, err)
		for _, a := range addresses {
			if value, _ := a.(map[string]any)["value"].(string); strings.Contains(value, ".") {
				return value
			}
		}
	}
	return ""
}
