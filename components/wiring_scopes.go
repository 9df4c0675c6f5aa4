package components

import (
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istioapi"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// scopes reports findings of Sidecars.
func (w wiring) scopes() {
	if w.args.Sidecars == nil {
		return
	}
	providers := w.providersInUse()
	gateways := w.gatewaysByNamespace()
	bySelector := map[string][]*scope{}
	for i := range w.mesh.scopes {
		s := &w.mesh.scopes[i]
		w.everything(s)
		w.excludedImports(s, providers)
		if len(s.selector) > 0 {
			w.overlapping(s, bySelector[s.namespace])
			bySelector[s.namespace] = append(bySelector[s.namespace], s)
		}
		w.scopeOfGateway(s, gateways[s.namespace])
		w.scopeOfAmbient(s)
	}
	w.graph()
	w.outside()
}

// everything reports a scope that leaves nothing out.
func (w wiring) everything(s *scope) {
	// It takes the place of a wider one, which may tell the proxies less.
	narrowed := !s.meshDefault && (w.args.Sidecars.MeshDefault != nil || len(s.selector) > 0)
	leavesOut := func(d declaredHost) bool { return strings.HasPrefix(d.host, "~") }
	all := slices.IndexFunc(s.declared, func(d declaredHost) bool { return d.host == "*/*" })
	switch {
	case all < 0 || s.traffic != nil || slices.ContainsFunc(s.declared, leavesOut):
		return
	case narrowed && s.graph:
		w.Report(check.SidecarOfEverything, s.declared[all].path, "the pods' proxies are told about everything, which is no list of calls; list what they call, "+
			"or ignore: [%q] where they need everything", check.SidecarOfEverything)
		return
	case narrowed:
		return
	}
	w.Report(check.SidecarOfEverything, s.declared[all].path, "the proxies are told about everything, as without a scope; list what they call, or leave the scope out")
}

// judgedScope reports whether a problem of a planned Sidecar is one of an egress host that the user wrote, which is judged
// by EgressHostGrammar.
func (m *mesh) judgedScope(o *plan.Object, p istioapi.Problem) bool {
	s := m.scopeOf(o)
	return s != nil && slices.ContainsFunc(s.declared, func(d declaredHost) bool {
		return strings.HasPrefix(p.Message, strconv.Quote(d.host)+" ") || strings.HasPrefix(p.Message, strconv.Quote(d.host)+":")
	})
}

// minorOfExclusions is the minor release whose istiod first reads exclusions among egress hosts.
const minorOfExclusions = 31

// excludedImports reports exclusions that take away the whole of what the same Sidecar imports, but for those that hide a
// provider, which are judged for themselves.
func (w wiring) excludedImports(s *scope, providers []extensionProvider) {
	readsThem := func(d declaredHost) bool { return strings.HasPrefix(d.host, "~") }
	if !slices.ContainsFunc(s.declared, readsThem) || !w.readsExclusions() {
		return
	}
	imports := s.always(w.namespace)
	for _, d := range s.declared {
		imports = append(imports, d.host)
	}
	own := s.namespace
	if s.meshDefault {
		own = ""
	}
	said := map[string]bool{}
	for _, d := range s.declared {
		if !strings.HasPrefix(d.host, "~") || said[d.host] || hidesProvider(providers, own, d.host) {
			continue
		}
		said[d.host] = true
		i := slices.IndexFunc(imports, func(host string) bool { return !strings.HasPrefix(host, "~") && excludes(d.host, host, own) })
		if i >= 0 {
			w.Report(check.SidecarExcludesImport, d.path, "it takes all of %s away, which the same Sidecar imports; narrow it, or leave it out", imports[i])
		}
	}
}

// readsExclusions reports whether a control plane of the mesh does; others refuse them, which the grammar's check tells.
func (m *mesh) readsExclusions() bool {
	for _, v := range m.releases() {
		if v.AtLeast(minorOfExclusions) {
			return true
		}
	}
	return false
}

// providersInUse are those of every control plane.
func (w wiring) providersInUse() []extensionProvider {
	var out []extensionProvider
	for _, v := range w.meshViews() {
		out = append(out, v.inUse()...)
	}
	return out
}

// hidesProvider reports whether an exclusion takes a provider away.
func hidesProvider(providers []extensionProvider, own, exclusion string) bool {
	return slices.ContainsFunc(providers, func(p extensionProvider) bool {
		namespace, host := p.place()
		excluded, _ := inScope([]any{exclusion}, own, namespace, host)
		return namespace != "" && excluded != ""
	})
}

// excludes reports whether an exclusion covers an egress host as a whole. `~/` is every namespace.
func excludes(exclusion, host, own string) bool {
	in, name, _ := strings.Cut(strings.TrimPrefix(exclusion, "~"), "/")
	of, imported, _ := strings.Cut(host, "/")
	if in == "." && own != "" {
		in = own
	}
	if of == "." && own != "" {
		of = own
	}
	return (in == "" || in == "*" || in == of) && nameCovers(name, imported)
}

// scopeOfAmbient reports a scope for all pods of a namespace that has none with a sidecar: ztunnel and waypoints read no Sidecar
// (doGetSidecarScope in pilot/pkg/model of istio/istio). Single pods may have a sidecar by a label of their own.
func (w wiring) scopeOfAmbient(s *scope) {
	if s.meshDefault || len(s.selector) > 0 || !w.ambient() {
		return
	}
	i := w.args.Injection.named(s.namespace)
	if i < 0 || w.args.Injection.Namespaces[i].mode(w.mesh) != modeAmbient {
		return
	}
	w.Report(check.SidecarOfAmbient, s.path, "%s is in ambient mode, and ztunnel and waypoints take no notice of Sidecars; leave it out, or write injection.namespaces[%d].dataPlaneMode: sidecar",
		s.namespace, i)
}

// overlapping reports a scope whose pods another scope of the namespace selects, too: Istio takes the oldest one.
func (w wiring) overlapping(s *scope, others []*scope) {
	for _, other := range others {
		if within(s.selector, other.selector) || within(other.selector, s.selector) {
			w.Report(check.SidecarsOverlap, s.path+".workloadSelector", "%s selects the same pods, of which Istio uses the older Sidecar alone; write selectors that exclude one another", other.path)
		}
	}
}

// within reports whether all pairs of one map are in another.
func within(some, all map[string]string) bool {
	return labels.SelectorFromSet(some).Matches(labels.Set(all))
}

// gatewaysByNamespace are the mesh's own.
func (w wiring) gatewaysByNamespace() map[string][]gatewayView {
	out := map[string][]gatewayView{}
	for i := range w.gateways {
		g := gatewayView{spec: &w.gateways[i], release: w.proved.Release("gateway-" + w.gateways[i].Name)}
		out[g.spec.namespace()] = append(out[g.spec.namespace()], g)
	}
	return out
}

// scopeOfGateway reports a scope for the pods of a gateway, which isn't told less by it. One for the whole namespace may be
// meant for what else is there, if the namespace is said to belong to the mesh.
func (w wiring) scopeOfGateway(s *scope, gateways []gatewayView) {
	for _, g := range gateways {
		if len(s.selector) == 0 {
			if s.graph && w.args.Injection.named(s.namespace) < 0 {
				w.Report(check.SidecarOfGateway, s.path, "%s is the namespace of the gateway %s, and gateways take no notice of Sidecars; leave it out of the graph",
					s.namespace, g.spec.Name)
				return
			}
			continue
		}
		pods := map[string]string{}
		for key, value := range g.podMetadata("labels") {
			pods[key], _ = plan.Plain(value).(string)
		}
		if len(pods) > 0 && within(s.selector, pods) {
			w.Report(check.SidecarOfGateway, s.path+".workloadSelector", "it selects the gateway %s, and gateways take no notice of Sidecars; select other pods, or leave the scope out", g.spec.Name)
		}
	}
}
