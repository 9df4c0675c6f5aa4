package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestInScope(t *testing.T) {
	t.Parallel()
	const host = "z.obs.svc.cluster.local"
	for name, c := range map[string]struct {
		reason   string
		own      string
		hosts    []any
		excluded string
		imported bool
	}{
		"nothing":            {"what isn't listed isn't told", "shop", nil, "", false},
		"others":             {"", "shop", []any{"./*", "istio-system/*"}, "", false},
		"its namespace":      {"", "shop", []any{"./*", "obs/*"}, "", true},
		"its host":           {"", "shop", []any{"obs/" + host}, "", true},
		"anywhere":           {"", "shop", []any{"*/*.svc.cluster.local"}, "", true},
		"another host":       {"", "shop", []any{"obs/y.obs.svc.cluster.local"}, "", false},
		"its own namespace":  {"a dot is the Sidecar's namespace", "obs", []any{"./*"}, "", true},
		"mesh-wide dot":      {"a dot is each proxy's own there", "", []any{"./*"}, "", false},
		"excluded":           {"an exclusion goes before what is imported, wherever it stands", "shop", []any{"~obs/*", "obs/" + host}, "~obs/*", false},
		"excluded afterward": {"", "shop", []any{"obs/*", "~*/" + host}, "~*/" + host, true},
		"excluded anywhere":  {"a tilde alone is every namespace", "shop", []any{"*/*", "~/" + host}, "~/" + host, true},
		"none":               {"this imports nothing, and excludes nothing", "shop", []any{"~/*"}, "", false},
		"other exclusion":    {"", "shop", []any{"*/*", "~shop/*"}, "", true},
		"not known":          {"an output may import it", "shop", []any{"./*", plan.Hidden{Unknown: true}}, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			excluded, imported := inScope(c.hosts, c.own, "obs", host)
			assert.Equal(t, c.excluded, excluded, c.reason)
			assert.Equal(t, c.imported, imported, c.reason)
		})
	}
}

// What the user's own providers send to is kept in every Sidecar, as what ours sends to is.
func TestSidecarsKeepProviders(t *testing.T) {
	t.Parallel()
	entry := func(name, kind string, service any) map[string]any {
		return map[string]any{"name": name, kind: map[string]any{"service": service, "port": 9411}}
	}
	list := func(entries ...any) map[string]any { return map[string]any{"extensionProviders": entries} }
	for name, c := range map[string]struct {
		reason string
		args   MeshStackArgs
		want   []any
	}{
		"by name":    {"the namespace is in it", MeshStackArgs{MeshConfig: tree(list(entry("j", "zipkin", "z.obs.svc.cluster.local")))}, []any{"obs/z.obs.svc.cluster.local"}},
		"as written": {"the namespace is that of a ServiceEntry", MeshStackArgs{MeshConfig: tree(list(entry("a", "envoyExtAuthzGrpc", "edge/auth.example.com")))}, []any{"edge/auth.example.com"}},
		"anywhere":   {"nobody knows where the entry is", MeshStackArgs{MeshConfig: tree(list(entry("a", "envoyOtelAls", "logs.example.com")))}, []any{"*/logs.example.com"}},
		"in values":  {"the list there is Istio's too", MeshStackArgs{Values: &Values{Istiod: tree(map[string]any{"meshConfig": list(entry("j", "skywalking", "s.obs.svc.cluster.local"))})}}, []any{"obs/s.obs.svc.cluster.local"}},
		"to nowhere": {"a file needs no host", MeshStackArgs{MeshConfig: tree(list(map[string]any{"name": "f", "envoyFileAccessLog": map[string]any{"path": "/dev/stdout"}}))}, nil},
		"an output":  {"it is known before the Sidecar is made", MeshStackArgs{MeshConfig: tree(list(entry("j", "zipkin", pulumi.String("z.obs.svc.cluster.local").ToStringOutput())))}, []any{"obs/z.obs.svc.cluster.local"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := c.args
			args.Sidecars = &Sidecars{Namespaces: []SidecarScopeSpec{{Namespace: "shop"}}}
			for _, o := range newMesh(args).plan().Objects {
				if o.Kind == "Sidecar" {
					hosts := valueAt(plan.Resolve(t.Context(), o.Body).Value, "spec", "egress").([]any)
					assert.Equal(t, append([]any{"./*", "istio-system/*"}, c.want...), valueAt(hosts[0], "hosts"), c.reason)
					return
				}
			}
			assert.Fail(t, "no Sidecar is planned")
		})
	}
}
