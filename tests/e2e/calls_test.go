package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/meshstack/pulumi-meshstack/tests/xds"
)

// What is declared of a namespace's calls is what istiod tells its proxies: a cluster for each call and for the collector, and
// none for anything else. A report creates nothing, and a change reaches the callers that it is about.
func TestCallsAreWhatProxiesAreTold(t *testing.T) {
	const collector = "outbound|9411||jaeger-collector.traces.svc.cluster.local"
	calls := map[string][]string{
		"shop":  {"ledgers", "catalog/reviews.catalog.svc.cluster.local", "api.example.net", "db.example.net:5432"},
		"batch": {"catalog"},
	}
	plan := "report"
	s := newProgram(t, "calls", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		graph := pulumi.Map{}
		for namespace, called := range calls {
			graph[namespace] = pulumi.ToStringArray(called)
		}
		mesh, err := register(ctx, "MeshStack", "mesh", pulumi.Map{
			"tracing": pulumi.Map{"existing": pulumi.Map{"address": pulumi.String("jaeger-collector.traces:9411")}},
			"dns":     pulumi.Map{"capture": pulumi.Bool(true), "autoAllocate": pulumi.Bool(true)},
			"injection": pulumi.Map{"namespaces": pulumi.Array{
				pulumi.Map{"name": pulumi.String("shop"), "create": pulumi.Bool(true)}, pulumi.Map{"name": pulumi.String("batch"), "create": pulumi.Bool(true)},
			}},
			"sidecars": pulumi.Map{
				"plan": pulumi.String(plan), "outboundTraffic": pulumi.String("registryOnly"), "calls": graph,
				"namespaces": pulumi.Array{pulumi.Map{"namespace": pulumi.String("elsewhere"), "reaches": pulumi.ToStringArray([]string{"catalog"})}},
			},
		}, cluster)
		if err != nil {
			return err
		}
		ctx.Export("scopes", mesh.Scopes)
		return nil
	})
	collectorService(t, "traces", "jaeger-collector")
	for namespace, names := range map[string][]string{"ledgers": {"book", "audit"}, "catalog": {"reviews", "prices"}, "elsewhere": {"thing"}} {
		newNamespace(t, namespace, nil)
		for _, name := range names {
			httpService(t, namespace, name)
		}
	}

	require.NoError(t, s.up(t.Context()))
	outputs, err := s.Outputs(t.Context())
	require.NoError(t, err)
	shown, _ := outputs["scopes"].Value.(map[string]any)
	assert.ElementsMatch(t, []string{
		"Sidecar shop/default", "Sidecar batch/default", "Sidecar elsewhere/default", "ServiceEntry shop/external-api.example.net", "ServiceEntry shop/external-db.example.net",
	}, keysOf(shown), "a report shows them")
	assert.Empty(t, versions(t), "and creates none")

	plan = "enforce"
	require.NoError(t, s.up(t.Context()))
	made := versions(t)
	assert.ElementsMatch(t, keysOf(shown), keysOf(made), "what was shown is what is made")
	shop, batch := xds.Proxy{Namespace: "shop", Name: "cart", Meta: map[string]any{"DNS_CAPTURE": "true"}}, xds.Proxy{Namespace: "batch", Name: "job"}
	expectOutbound(t, shop, []string{
		service("book", "ledgers"), service("audit", "ledgers"), service("reviews", "catalog"),
		"outbound|443||api.example.net", "outbound|5432||db.example.net", collector,
	})
	expectOutbound(t, batch, []string{service("reviews", "catalog"), service("prices", "catalog"), collector})
	expectAnswers(t, shop)
	graphed, whole := told(t, batch), told(t, xds.Proxy{Namespace: "elsewhere", Name: "job"})
	assert.Less(t, graphed, whole, "what is beside the control plane, istiod to begin with, is told to those alone that call it")
	s.unchanged(t)

	calls["shop"] = []string{"ledgers", "catalog", "api.example.net", "db.example.net:5432"}
	assert.Equal(t, map[apitype.OpType]int{apitype.OpUpdate: 1}, changes(t, s), "a call within the cluster changes the caller's Sidecar")
	require.NoError(t, s.up(t.Context()))
	expectChanged(t, made, "Sidecar shop/default")
	expectOutbound(t, shop, []string{
		service("book", "ledgers"), service("audit", "ledgers"), service("reviews", "catalog"), service("prices", "catalog"),
		"outbound|443||api.example.net", "outbound|5432||db.example.net", collector,
	})

	made = versions(t)
	calls["batch"] = []string{"catalog", "api.example.net"}
	assert.Equal(t, map[apitype.OpType]int{apitype.OpCreate: 1, apitype.OpUpdate: 1}, changes(t, s), "a host outside brings the caller's own ServiceEntry")
	require.NoError(t, s.up(t.Context()))
	expectChanged(t, made, "Sidecar batch/default", "ServiceEntry batch/external-api.example.net")
	expectOutbound(t, batch, []string{service("reviews", "catalog"), service("prices", "catalog"), "outbound|443||api.example.net", collector})

	plan = "report"
	require.NoError(t, s.up(t.Context()))
	assert.Empty(t, versions(t), "a report takes away what was made")
	s.destroy(t)
	expectUntouched(t)
}

// told is how many bytes of clusters and listeners a proxy is told.
func told(t *testing.T, p xds.Proxy) int {
	t.Helper()
	names, size, err := xds.Clusters(t.Context(), istiodXDS(t), p)
	require.NoError(t, err)
	listeners, err := xds.Fetch(t.Context(), istiodXDS(t), p, xds.ListenerType)
	require.NoError(t, err)
	t.Logf("a proxy of %s is told %d clusters in %d bytes, and %d listeners in %d: %v", p.Namespace, len(names), size, len(listeners), xds.Size(listeners), names)
	return size + xds.Size(listeners)
}

func service(name, namespace string) string {
	return "outbound|80||" + name + "." + namespace + ".svc.cluster.local"
}

// httpService creates a Service.
func httpService(t *testing.T, namespace, name string) {
	t.Helper()
	_, err := cluster.CoreV1().Services(namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec:       corev1.ServiceSpec{Selector: map[string]string{"app": name}, Ports: []corev1.ServicePort{{Name: "http", Port: 80}}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
}

// expectOutbound waits until a proxy has the clusters, and none besides for what it could call.
func expectOutbound(t *testing.T, p xds.Proxy, want []string) {
	t.Helper()
	var got []string
	within(settleTime, func() bool {
		got = slices.DeleteFunc(clusters(t, p), func(name string) bool { return !strings.HasPrefix(name, "outbound|") })
		return len(got) == len(want)
	})
	assert.ElementsMatch(t, want, got, "what a proxy of %s is told", p.Namespace)
}

// expectAnswers expects that a proxy lets calls to the hosts outside through though it drops what it doesn't know: TLS by the
// name in the handshake, and plain TCP by an address that no other host has.
func expectAnswers(t *testing.T, p xds.Proxy) {
	t.Helper()
	_, out := listeners(t, p)
	assert.Contains(t, catchAll(out), "BlackHoleCluster", "registryOnly drops what isn't known")
	var address string
	require.True(t, within(settleTime, func() bool {
		for _, ip := range names(t, p)["db.example.net"] {
			if strings.HasPrefix(ip, "240.240.") {
				address = ip
			}
		}
		return address != ""
	}), "the proxy's name server has an address for the host of plain TCP")
	resources, err := xds.Fetch(t.Context(), istiodXDS(t), p, xds.ListenerType)
	require.NoError(t, err)
	to := map[string]string{}
	for _, r := range resources {
		l := &listener.Listener{}
		require.NoError(t, r.UnmarshalTo(l))
		to[l.Name] = l.String()
	}
	assert.Contains(t, to[address+"_5432"], "outbound|5432||db.example.net", "it listens there, among %v", keysOf(to))
	assert.NotContains(t, to, "0.0.0.0_5432", "and not for everybody's connections")
	tls := slices.IndexFunc(keysOf(to), func(name string) bool {
		return strings.HasSuffix(name, "_443") && strings.Contains(to[name], "outbound|443||api.example.net")
	})
	assert.GreaterOrEqual(t, tls, 0, "a listener of port 443 leads to the host, among %v", keysOf(to))
}

// versions are the resource versions of every Sidecar and ServiceEntry, by `Kind namespace/name`.
func versions(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for kind, resource := range map[string]schema.GroupVersionResource{"Sidecar": sidecars, "ServiceEntry": serviceEntries} {
		list, err := objects.Resource(resource).List(t.Context(), metav1.ListOptions{})
		require.NoError(t, err)
		for _, o := range list.Items {
			// istiod writes addresses into the status: the generation counts what is asked for.
			out[kind+" "+o.GetNamespace()+"/"+o.GetName()] = fmt.Sprint(o.GetUID(), o.GetGeneration())
		}
	}
	return out
}

// expectChanged expects that those objects changed since, or were made, and no others.
func expectChanged(t *testing.T, before map[string]string, want ...string) {
	t.Helper()
	var changed []string
	for key, version := range versions(t) {
		if before[key] != version {
			changed = append(changed, key)
		}
	}
	assert.ElementsMatch(t, want, changed)
}

// changes counts what a preview would do, but for what stays the same.
func changes(t *testing.T, s *program) map[apitype.OpType]int {
	t.Helper()
	preview, err := s.Preview(t.Context(), optpreview.ProgressStreams(s.streams()), optpreview.Color("never"))
	require.NoError(t, err)
	out := map[apitype.OpType]int{}
	for op, n := range preview.ChangeSummary {
		if op != apitype.OpSame {
			out[op] = n
		}
	}
	return out
}

func keysOf[V any](from map[string]V) []string {
	out := make([]string, 0, len(from))
	for key := range from {
		out = append(out, key)
	}
	return out
}
