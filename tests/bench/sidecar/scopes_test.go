package sidecar

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// called is how many other namespaces the proxy's namespace, which is the first one, calls: those after it.
const called = 5

// scope is what the proxy is told about.
type scope struct {
	name string
	// sidecar is the object of its namespace, nil for none.
	sidecar map[string]any
	// sees reports whether a service is in it.
	sees func(service) bool
}

func own(s service) bool { return s.namespace == namespace(0) }

func (z size) calledNamespace(s service) bool {
	return slices.Contains(z.calledNamespaces(), s.namespace)
}

func (z size) calledNamespaces() []string {
	var out []string
	for i := 1; i <= called; i++ {
		out = append(out, namespace(i))
	}
	return out
}

// The scopes, as they are named in the tables.
const (
	empty         = "nothing"
	unscoped      = "no Sidecar"
	document      = "`./*`, the document's"
	ofNamespaces  = "MeshStack, calls to 5 namespaces"
	ofSomeOfThem  = "MeshStack, calls to a service in each of the 5"
	sidecarObject = "kubernetes:networking.istio.io/v1:Sidecar"
)

// scopes are those that are compared, the empty one, which is the baseline, first.
func (m *mesh) scopes(t testing.TB) []scope {
	t.Helper()
	var namespaces, hosts []any
	single := map[string]bool{}
	for _, s := range m.all()[1 : called+1] {
		namespaces = append(namespaces, s.namespace)
		hosts = append(hosts, s.namespace+"/"+s.host())
		single[s.host()] = true
	}
	return []scope{
		{empty, byHand("~/*"), func(service) bool { return false }},
		{unscoped, nil, func(service) bool { return true }},
		{document, byHand("./*"), own},
		{ofNamespaces, m.planned(t, namespaces), func(s service) bool { return own(s) || m.calledNamespace(s) }},
		{ofSomeOfThem, m.planned(t, hosts), func(s service) bool { return own(s) || single[s.host()] }},
	}
}

// byHand is a Sidecar as one writes it.
func byHand(hosts ...any) map[string]any {
	return map[string]any{
		"apiVersion": "networking.istio.io/v1", "kind": "Sidecar",
		"metadata": map[string]any{"name": "default", "namespace": namespace(0)},
		"spec":     map[string]any{"egress": []any{map[string]any{"hosts": hosts}}},
	}
}

// planned is the Sidecar that a MeshStack registers for the namespace when it says what it calls.
func (m *mesh) planned(t testing.TB, calls []any) map[string]any {
	t.Helper()
	prov, err := provider.New()
	require.NoError(t, err)
	args := wiretest.Value(t, map[string]any{
		"version": charts.Version, "kubernetesVersion": tools.KubernetesVersion,
		"charts":   map[string]any{"repository": m.bed.ChartRepository()},
		"sidecars": map[string]any{"calls": map[string]any{namespace(0): calls}},
	})
	got, err := wiretest.Construct(t, prov, components.MeshStackType, args.AsMap(), false)
	require.NoError(t, err)
	i := slices.IndexFunc(got.Children, func(c wiretest.Child) bool { return c.Type == sidecarObject })
	require.GreaterOrEqual(t, i, 0, "no Sidecar among %v", got.Names())
	return resource.ToResourcePropertyMap(got.Children[i].Inputs).Mappable()
}

var sidecars = schema.GroupVersionResource{Group: "networking.istio.io", Version: "v1", Resource: "sidecars"}

// apply puts the scope into place of the one before.
func (m *mesh) apply(t testing.TB, s scope) {
	t.Helper()
	objects := m.objects.Resource(sidecars).Namespace(namespace(0))
	require.NoError(t, objects.DeleteCollection(t.Context(), metav1.DeleteOptions{}, metav1.ListOptions{}))
	if s.sidecar != nil {
		_, err := objects.Create(t.Context(), &unstructured.Unstructured{Object: s.sidecar}, metav1.CreateOptions{})
		require.NoError(t, err)
	}
}
