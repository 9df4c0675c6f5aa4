package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/build"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// wholeMesh uses every kind of child.
func wholeMesh(t *testing.T) property.Map {
	t.Helper()
	return wiretest.Value(t, m{
		"charts":       m{"repository": charttest.Folder(t, "1.31.1")},
		"revision":     "1-31-1",
		"revisionTags": list{"prod"},
		"cni":          m{"namespace": "kube-system"},
		"gateways":     list{m{"name": "edge"}, m{"name": "inner", "service": m{"type": "None"}}},
		"injection":    m{"namespaces": list{m{"name": "shop", "create": true}}},
		"sidecars":     m{"namespaces": list{m{"namespace": "shop"}}},
	}).AsMap()
}

func TestChildren(t *testing.T) {
	t.Parallel()
	got, err := construct(t, components.MeshStackType, wholeMesh(t), false)
	require.NoError(t, err, problems(err))

	assert.Equal(t, []string{
		"mesh-base", "mesh-cni", "mesh-gateway-edge", "mesh-gateway-edge-service", "mesh-gateway-inner", "mesh-injection-shop", "mesh-istiod-1-31-1",
		"mesh-namespace-edge", "mesh-namespace-inner", "mesh-namespace-istio-system", "mesh-namespace-kube-system",
		"mesh-namespace-shop", "mesh-sidecar-shop", "mesh-tag-prod", "mesh-tagservice-prod",
		"mesh-webhook-injector-1-31-1", "mesh-webhook-validator-1-31-1",
	}, kubernetesNames(got))
	const component = "urn:pulumi:stack::project::meshstack:index:MeshStack::mesh"
	for _, c := range got.Children {
		if c.Type == children.RenderedReleaseType {
			continue // TestRenderedReleases
		}
		if c.Read != nil {
			assert.Equal(t, component, c.Read.GetParent(), c.Name)
			assert.Equal(t, wiretest.KubernetesProvider, c.Read.GetProvider(), c.Name)
			assert.Equal(t, "kubernetes@"+children.KubernetesVersion, c.Read.GetPackageRef(), "%s would start another plugin", c.Name)
			continue
		}
		assert.Equal(t, component, c.Request.GetParent(), c.Name)
		assert.Equal(t, wiretest.KubernetesProvider, c.Request.GetProvider(), "%s doesn't use the user's provider", c.Name)
		assert.Equal(t, children.KubernetesVersion, c.Request.GetVersion(), "%s would start another plugin", c.Name)
	}
}

// kubernetesNames are the names of the children that live in the cluster.
func kubernetesNames(got *wiretest.Result) []string {
	return slices.DeleteFunc(got.Names(), func(name string) bool { return strings.HasSuffix(name, "-objects") })
}

// What a release is made of stands under the release and comes after it, from this very build of the plugin.
func TestRenderedReleases(t *testing.T) {
	t.Parallel()
	got, err := construct(t, components.MeshStackType, wholeMesh(t), false)
	require.NoError(t, err)
	shown := 0
	for _, c := range got.Children {
		if c.Type != children.RenderedReleaseType {
			continue
		}
		shown++
		release := "urn:pulumi:stack::project::meshstack:index:MeshStack$kubernetes:helm.sh/v3:Release::" + strings.TrimSuffix(c.Name, "-objects")
		assert.Equal(t, release, c.Request.GetParent())
		assert.Contains(t, c.Request.GetDependencies(), release, "objects of a release that failed are still to come")
		assert.Equal(t, build.Version, c.Request.GetVersion())
		assert.Equal(t, build.PluginDownloadURL, c.Request.GetPluginDownloadURL())
	}
	assert.Equal(t, 5, shown, "one for each release: %v", got.Names())

	none := wholeMesh(t).Set("preview", property.New("none"))
	got, err = construct(t, components.MeshStackType, none, false)
	require.NoError(t, err)
	assert.Equal(t, kubernetesNames(got), got.Names(), "and none for who wants none")
}

// after lists, for some children, what must be there before them.
var after = map[string][]string{
	"mesh-base":                     {"mesh-namespace-istio-system"},
	"mesh-cni":                      {"mesh-base", "mesh-namespace-kube-system"},
	"mesh-istiod-1-31-1":            {"mesh-base", "mesh-cni"},
	"mesh-webhook-injector-1-31-1":  {"mesh-istiod-1-31-1"},
	"mesh-webhook-validator-1-31-1": {"mesh-istiod-1-31-1"},
	"mesh-tag-prod":                 {"mesh-webhook-injector-1-31-1"},
	"mesh-gateway-edge":             {"mesh-namespace-edge", "mesh-tag-prod", "mesh-webhook-injector-1-31-1"},
	"mesh-injection-shop":           {"mesh-namespace-shop", "mesh-tag-prod", "mesh-webhook-injector-1-31-1"},
	"mesh-sidecar-shop":             {"mesh-namespace-shop", "mesh-webhook-validator-1-31-1"},
}

func TestOrder(t *testing.T) {
	t.Parallel()
	got, err := construct(t, components.MeshStackType, wholeMesh(t), false)
	require.NoError(t, err)
	for name, wanted := range after {
		deps := got.Child(t, name).Request.GetDependencies()
		for _, w := range wanted {
			assert.True(t, slices.ContainsFunc(deps, func(urn string) bool { return strings.HasSuffix(urn, "::"+w) }),
				"%s doesn't wait for %s, only for %v", name, w, deps)
		}
	}
}

func TestRelease(t *testing.T) {
	t.Parallel()
	got, err := construct(t, components.MeshStackType, wholeMesh(t), false)
	require.NoError(t, err)
	in := got.Child(t, "mesh-istiod-1-31-1").Inputs
	for name, want := range map[string]any{
		"name": "istiod-1-31-1", "namespace": "istio-system", "version": "1.31.1", "timeout": 600,
		"maxHistory": 10, "cleanupOnFail": true,
	} {
		assert.Equal(t, wiretest.Value(t, want), in.Get(name), name)
	}
	for _, never := range []string{"skipAwait", "atomic", "createNamespace", "devel", "replace", "forceUpdate"} {
		_, ok := in.GetOk(never)
		assert.False(t, ok, "%s must stay at its default", never)
	}
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	args := wholeMesh(t).Set("kubernetesVersion", property.New("1.33")).Set("gatewayApi", wiretest.Value(t, m{"version": "v1.6.0"}))
	got, err := construct(t, components.MeshStackType, args, false)
	require.NoError(t, err)
	assert.Equal(t, wiretest.Value(t, m{
		"namespace": "istio-system", "version": "1.31.1", "revision": "1-31-1",
		"injectionLabels": m{"istio.io/rev": "prod"},
		"gateways": m{
			"edge":  m{"namespace": "edge", "service": "edge", "addresses": list{"203.0.113.7"}},
			"inner": m{"namespace": "inner", "service": "", "addresses": list{}},
		},
		"tracing": m{}, "prometheus": m{}, "kiali": m{}, "images": list{}, "objects": m{}, "findings": list{},
		"savings": list{},
		"scopes": m{"Sidecar shop/default": "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata:\n  name: default\n  namespace: shop\n" +
			"spec:\n  egress:\n    - hosts:\n        - ./*\n        - istio-system/*\n"},
	}).AsMap(), withoutDependencies(got.State))
}

func TestNoArguments(t *testing.T) {
	t.Parallel()
	args := wiretest.Value(t, m{"charts": m{"repository": charttest.Folder(t, "1.31.1")}}).AsMap()
	got, err := construct(t, components.MeshStackType, args, true)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"mesh-base", "mesh-istiod", "mesh-namespace-istio-system", "mesh-webhook-injector", "mesh-webhook-validator",
	}, kubernetesNames(got))
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	args := wiretest.Value(t, m{"version": "1.99.0", "kubernetesVersion": "1.36", "charts": m{"repository": charttest.Folder(t, "1.99.0")}}).AsMap()
	got, err := construct(t, components.MeshStackType, args, true)
	require.NoError(t, err)
	require.Len(t, got.Logs, 1)
	assert.Contains(t, got.Logs[0].GetMessage(), "Istio 1.99.0 is newer than what this version of the package knows")
	assert.Contains(t, got.Logs[0].GetUrn(), "MeshStack::mesh", "the warning stands under the component")
}

func TestGatewayComponent(t *testing.T) {
	t.Parallel()
	args := wiretest.Value(t, m{"charts": m{"repository": charttest.Folder(t, "1.31.1")}, "revision": "prod"}).AsMap()
	got, err := construct(t, components.GatewayType, args, false)
	require.NoError(t, err)
	assert.Equal(t, []string{"mesh-gateway", "mesh-gateway-service", "mesh-namespace-mesh"}, kubernetesNames(got))
	assert.Equal(t, wiretest.Value(t, m{"namespace": "mesh", "service": "mesh", "addresses": list{"203.0.113.7"}}).AsMap(),
		withoutDependencies(got.State))
}

func TestSidecarScopeComponent(t *testing.T) {
	t.Parallel()
	got, err := construct(t, components.SidecarScopeType, wiretest.Value(t, m{"namespace": "shop", "reaches": list{"billing"}}).AsMap(), false)
	require.NoError(t, err)
	assert.Equal(t, []string{"mesh-sidecar"}, got.Names())
	assert.Equal(t, wiretest.Value(t, m{"name": "default", "namespace": "shop", "hosts": list{"./*", "istio-system/*", "billing/*"}}).AsMap(),
		withoutDependencies(got.State))
}

func TestOlderGrammarOfScopes(t *testing.T) {
	t.Parallel()
	args := m{"namespace": "shop", "hosts": list{"~billing/*"}, "version": "1.30.5"}
	_, err := construct(t, components.SidecarScopeType, wiretest.Value(t, args).AsMap(), true)
	require.Error(t, err, "exclusions came with 1.31")
	assert.Equal(t, []string{"hosts[0]"}, paths(err))
	args["version"] = "1.31.1"
	_, err = construct(t, components.SidecarScopeType, wiretest.Value(t, args).AsMap(), true)
	require.NoError(t, err)
}

func withoutDependencies(m property.Map) property.Map {
	out := map[string]property.Value{}
	for k, v := range m.All {
		out[k] = bare(v)
	}
	return property.NewMap(out)
}

func bare(v property.Value) property.Value {
	switch {
	case v.IsMap():
		return property.New(withoutDependencies(v.AsMap()))
	case v.IsArray():
		out := []property.Value{}
		for _, e := range v.AsArray().All {
			out = append(out, bare(e))
		}
		return property.New(property.NewArray(out))
	}
	return v.WithDependencies(nil)
}
