package components

import (
	"fmt"
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
	s := w.args.Sidecars
	if s == nil {
		return
	}
	for i := range s.Namespaces {
		scope := &s.Namespaces[i]
		at := fmt.Sprintf("sidecars.namespaces[%d]", i)
		// It takes the place of a wider one, which may tell the proxies less.
		narrowed := s.MeshDefault != nil || len(scope.WorkloadSelector) > 0
		w.everything(at, scope, narrowed || scope.OutboundTraffic != nil)
		w.excludedImports(at, scope)
		w.overlapping(at, i)
		w.scopeOfGateway(at, scope)
	}
	if d := s.MeshDefault; d != nil {
		scope := &SidecarScopeSpec{Reaches: d.Reaches, Hosts: d.Hosts}
		w.everything(meshDefaultPath, scope, d.OutboundTraffic != nil)
		w.excludedImports(meshDefaultPath, scope)
	}
}

// everything reports a scope that leaves nothing out.
func (w wiring) everything(path string, scope *SidecarScopeSpec, otherwise bool) {
	hosts := scope.declared()
	leavesOut := func(host string) bool { return strings.HasPrefix(host, "~") }
	if otherwise || slices.ContainsFunc(hosts, leavesOut) || !slices.Contains(hosts, "*/*") {
		return
	}
	w.Report(check.SidecarOfEverything, scope.pathOf(path, "*/*"), "the proxies are told about everything, as without a scope; list what they call, or leave the scope out")
}

// declared are the egress hosts that the user asks for.
func (s *SidecarScopeSpec) declared() []string {
	var out []string
	for _, r := range s.Reaches {
		out = append(out, reach(r))
	}
	return append(out, s.Hosts...)
}

// judgedScope reports whether a problem of a planned Sidecar is one of an egress host that the user wrote, which is judged
// by EgressHostGrammar.
func (m *mesh) judgedScope(o *plan.Object, p istioapi.Problem) bool {
	_, scope := m.scopeOf(o)
	return o.Kind == "Sidecar" && scope != nil && slices.ContainsFunc(scope.declared(), func(host string) bool {
		return strings.HasPrefix(p.Message, strconv.Quote(host)+" ") || strings.HasPrefix(p.Message, strconv.Quote(host)+":")
	})
}

// minorOfExclusions is the minor release whose istiod first reads exclusions among egress hosts.
const minorOfExclusions = 31

// excludedImports reports exclusions that take away the whole of what the same Sidecar imports.
func (w wiring) excludedImports(path string, scope *SidecarScopeSpec) {
	reads := false
	for _, v := range w.releases() {
		reads = reads || v.AtLeast(minorOfExclusions)
	}
	if !reads {
		return
	}
	imports := append([]string{"./*", w.namespace + "/*"}, scope.declared()...)
	for _, exclusion := range unique(scope.declared()) {
		if !strings.HasPrefix(exclusion, "~") || w.hidesProvider(scope, exclusion) {
			continue
		}
		for _, host := range imports {
			if !strings.HasPrefix(host, "~") && excludes(exclusion, host, scope.Namespace) {
				w.Report(check.SidecarExcludesImport, scope.pathOf(path, exclusion), "it takes all of %s away, which the same Sidecar imports; narrow it, or leave it out", host)
				break
			}
		}
	}
}

// hidesProvider reports whether an exclusion takes a provider away, which is judged for itself.
func (w wiring) hidesProvider(scope *SidecarScopeSpec, exclusion string) bool {
	for _, v := range w.meshViews() {
		for _, p := range v.inUse() {
			namespace, host := p.place()
			if excluded, _ := inScope([]any{exclusion}, scope.Namespace, namespace, host); namespace != "" && excluded != "" {
				return true
			}
		}
	}
	return false
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

// overlapping reports a scope whose pods another scope of the namespace selects, too: Istio takes the oldest one.
func (w wiring) overlapping(path string, index int) {
	scope := w.args.Sidecars.Namespaces[index]
	if len(scope.WorkloadSelector) == 0 {
		return
	}
	for i, other := range w.args.Sidecars.Namespaces[:index] {
		if other.Namespace != scope.Namespace || len(other.WorkloadSelector) == 0 {
			continue
		}
		if within(scope.WorkloadSelector, other.WorkloadSelector) || within(other.WorkloadSelector, scope.WorkloadSelector) {
			w.Report(check.SidecarsOverlap, path+".workloadSelector", "sidecars.namespaces[%d] selects the same pods, of which Istio uses the older Sidecar alone; write selectors that exclude one another", i)
		}
	}
}

// within reports whether all pairs of one map are in another.
func within(some, all map[string]string) bool {
	return labels.SelectorFromSet(some).Matches(labels.Set(all))
}

// scopeOfGateway reports a scope for the pods of a gateway, which isn't told less by it.
func (w wiring) scopeOfGateway(path string, scope *SidecarScopeSpec) {
	if len(scope.WorkloadSelector) == 0 {
		return // it may be meant for what else is in the namespace
	}
	for i := range w.gateways {
		g := gatewayView{spec: &w.gateways[i], release: w.proved.Release("gateway-" + w.gateways[i].Name)}
		if g.spec.namespace() != scope.Namespace {
			continue
		}
		pods := map[string]string{}
		for key, value := range g.podMetadata("labels") {
			pods[key], _ = plan.Plain(value).(string)
		}
		if len(pods) > 0 && within(scope.WorkloadSelector, pods) {
			w.Report(check.SidecarOfGateway, path+".workloadSelector", "it selects the gateway %s, and gateways take no notice of Sidecars; select other pods, or leave the scope out", g.spec.Name)
		}
	}
}
