package components

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

const extensionProviders = "extensionProviders"

// demoProviders are those of the charts' profile demo, whose list ours takes the place of (files/profile-demo.yaml of the
// istiod chart). The release 1.24 has no jaeger among them.
func demoProviders(release istio.Version) []any {
	at := func(service string, port int) plan.Tree { return plan.Tree{"service": service, "port": port} }
	const otel = "opentelemetry-collector.observability.svc.cluster.local"
	list := []any{
		plan.Tree{"name": "otel", "envoyOtelAls": at(otel, 4317)},
		plan.Tree{"name": "skywalking", "skywalking": at("tracing.istio-system.svc.cluster.local", 11800)},
		plan.Tree{"name": "otel-tracing", "opentelemetry": at(otel, 4317)},
	}
	if release.AtLeast(25) {
		list = append(list, plan.Tree{"name": "jaeger", "opentelemetry": at("jaeger-collector.istio-system.svc.cluster.local", 4317)})
	}
	return list
}

// addProvider adds an extension provider to those that are there. Naming it as a default provider would be shorter, and
// would take the metrics away: the chart gives its own default provider only where there is none at all.
func (m *mesh) addProvider(p *plan.Plan, provider plan.Tree) {
	list, _ := p.MeshConfig[extensionProviders].([]any)
	if list == nil && m.chartProfile() == profileDemo {
		list = demoProviders(m.version)
	}
	p.MeshConfig[extensionProviders] = append(list, provider)
}

// mergeMeshConfig lays the user's mesh config over ours. Lists are replaced, but for the extension providers: theirs are
// added to ours, those of the same name merged, which is how istiod treats its built-in ones.
func mergeMeshConfig(ours plan.Tree, user any) any {
	mine, _ := ours[extensionProviders].([]any)
	merged := plan.Merge(ours, user)
	if mine == nil {
		return merged
	}
	user = plan.Plain(user)
	if tree, ok := user.(plan.Tree); ok {
		theirs, given := tree[extensionProviders]
		if !given {
			return merged
		}
		out, _ := merged.(plan.Tree)
		out[extensionProviders] = joinProviders(mine, theirs)
		return out
	}
	return pulumi.All(plan.Input(ours), plan.Input(user)).ApplyT(func(both []any) any {
		own, _ := plan.Plain(both[0]).(plan.Tree)
		if both[1] == nil {
			return plan.ToGo(own)
		}
		return plan.ToGo(mergeMeshConfig(own, both[1]))
	})
}

// joinProviders adds a list of providers to another. What isn't a list, as null, adds nothing.
func joinProviders(mine []any, theirs any) any {
	theirs = plan.Plain(theirs)
	if late, ok := theirs.(pulumi.Output); ok {
		return pulumi.All(plan.Input(mine), late).ApplyT(func(both []any) any {
			own, _ := plan.Plain(both[0]).([]any)
			return plan.ToGo(joinProviders(own, both[1]))
		})
	}
	list, _ := theirs.([]any)
	out := append([]any(nil), mine...)
	for _, provider := range list {
		if i := providerNamed(mine, valueAt(provider, "name")); i >= 0 {
			out[i] = plan.Merge(out[i], provider)
			continue
		}
		out = append(out, provider)
	}
	return out
}

// providerNamed returns the place of a provider in a list, -1 for none.
func providerNamed(list []any, name any) int {
	for i, provider := range list {
		if text, ok := name.(string); ok && valueAt(provider, "name") == text {
			return i
		}
	}
	return -1
}
