package components

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// ScopePlan is what becomes of the Sidecars.
type ScopePlan string

const (
	scopesEnforced ScopePlan = "enforce"
	scopesReported ScopePlan = "report"
)

// Values lists what may become of them.
func (ScopePlan) Values() []infer.EnumValue[ScopePlan] {
	return []infer.EnumValue[ScopePlan]{
		{Name: "Enforce", Value: scopesEnforced, Description: "They are created."},
		{Name: "Report", Value: scopesReported, Description: "They are shown in the output `scopes`, and not created."},
	}
}

// defaultScope is the name of a Sidecar where the user gives none.
const defaultScope = "default"

// scope is a Sidecar to be, whichever argument it comes from.
type scope struct {
	// path is that of the argument, and id the name in the plan.
	path, id        string
	namespace, name string
	selector        map[string]string
	traffic         *OutboundTraffic
	// meshDefault: it stands for every namespace without a scope of its own.
	meshDefault bool
	// graph: it comes from the graph of calls, and holds nothing that isn't called or needed: also of what is beside the
	// control plane only that.
	graph bool
	// declared are the egress hosts that the user asks for, and external the hosts outside among them.
	declared []declaredHost
	external []externalCall
}

// declaredHost is an entry of the egress hosts, and the argument that asks for it.
type declaredHost struct{ host, path string }

// declare adds what a scope's `reaches` and `hosts` ask for.
func (s *scope) declare(path string, reaches, hosts []string) {
	for i, r := range reaches {
		at := fmt.Sprintf("%s.reaches[%d]", path, i)
		s.declared = append(s.declared, declaredHost{reach(r), at})
		if strings.Contains(r, ".") && !strings.ContainsAny(r, "/") && !strings.Contains(r, ".svc") {
			s.external = append(s.external, externalCall{host: r, path: at})
		}
	}
	for i, h := range hosts {
		s.declared = append(s.declared, declaredHost{h, fmt.Sprintf("%s.hosts[%d]", path, i)})
	}
}

// scopeID names a Sidecar in the plan. A namespace has no dot, so no two share one.
func scopeID(namespace, name string) string {
	if name == defaultScope {
		return "sidecar-" + namespace
	}
	return "sidecar-" + namespace + "." + name
}

// scopes lists the Sidecars, and what each comes from.
func (s *Sidecars) scopes(m *mesh) []scope {
	if s == nil {
		return nil
	}
	var out []scope
	if d := s.MeshDefault; d != nil {
		whole := scope{path: meshDefaultPath, id: "default-sidecar", namespace: m.rootNamespace(), name: defaultScope, traffic: d.OutboundTraffic, meshDefault: true}
		whole.declare(meshDefaultPath, d.Reaches, d.Hosts)
		out = append(out, whole)
	}
	out = append(out, s.graph(m)...)
	for i := range s.Namespaces {
		out = append(out, s.Namespaces[i].scope(fmt.Sprintf("sidecars.namespaces[%d]", i)))
	}
	return out
}

func (s *Sidecars) contribute(p *plan.Plan, m *mesh) {
	if s == nil {
		return
	}
	site := sidecarSite{meshNamespace: m.namespace, after: m.validators(p), namespaces: map[string]bool{}}
	for _, o := range p.Objects {
		site.namespaces[o.ID] = true
	}
	entries := m.serviceEntries()
	for _, key := range slices.SortedFunc(maps.Keys(entries), entryKey.compare) {
		p.Scopes = append(p.Scopes, entries[key].object(site))
	}
	for i := range m.scopes {
		o := m.scopes[i].object(site, p.EgressHosts)
		for _, e := range m.scopes[i].external {
			if key := (entryKey{m.scopes[i].namespace, e.host}); entries[key] != nil {
				o.After = append(o.After, key.id())
			}
		}
		o.After = unique(o.After)
		p.Scopes = append(p.Scopes, o)
	}
	if s.Plan == nil || *s.Plan != scopesReported {
		p.Objects = append(p.Objects, p.Scopes...)
	}
}

// sidecarSite is what a scope needs to know of the mesh it belongs to.
type sidecarSite struct {
	meshNamespace string
	// after lists what must be there first: istiod's validating webhook, so that a wrong Sidecar is refused.
	after []string
	// namespaces holds the IDs of the namespaces that are planned.
	namespaces map[string]bool
}

// first lists what an object in a namespace waits for.
func (s sidecarSite) first(namespace string) []string {
	after := slices.Clone(s.after)
	if id := "namespace-" + namespace; s.namespaces[id] {
		after = append(after, id)
	}
	return after
}

// object is the Sidecar.
func (s *scope) object(site sidecarSite, kept []any) *plan.Object {
	spec := plan.Tree{"egress": []any{plan.Tree{"hosts": s.egressHosts(site.meshNamespace, kept)}}}
	if len(s.selector) > 0 {
		spec.Set(s.selector, "workloadSelector", "labels")
	}
	spec.Set(s.traffic.mode(), "outboundTrafficPolicy", "mode")
	return &plan.Object{
		ID:         s.id,
		APIVersion: "networking.istio.io/v1", Kind: "Sidecar", Name: s.name, Namespace: s.namespace,
		Body:  plan.Tree{"spec": spec},
		After: site.first(s.namespace),
	}
}

// always are the egress hosts of a scope that nobody asks for: the namespace's own services, and those beside the control
// plane. A graph says what is called there, too: istiod itself is known to a proxy from its start.
func (s *scope) always(meshNamespace string) []string {
	if s.graph {
		return []string{"./*"}
	}
	return []string{"./*", meshNamespace + "/*"}
}

// egressHosts lists what the proxies are told about: what they always are, what is declared, and what the mesh needs kept.
func (s *scope) egressHosts(meshNamespace string, kept []any) []any {
	hosts := s.always(meshNamespace)
	for _, d := range s.declared {
		hosts = append(hosts, d.host)
	}
	var later []any
	for _, k := range kept {
		if host, known := k.(string); known {
			hosts = append(hosts, host)
		} else {
			later = append(later, k)
		}
	}
	hosts = unique(hosts)
	if s.graph {
		hosts = uncovered(hosts, s.namespace)
	}
	var out []any
	for _, host := range hosts {
		out = append(out, host)
	}
	return append(out, later...)
}

// uncovered drops the hosts of namespaces that another entry imports as a whole, of which Istio warns.
func uncovered(hosts []string, own string) []string {
	whole := map[string]bool{}
	for _, h := range hosts {
		if namespace, name, _ := strings.Cut(h, "/"); name == "*" && namespace != "~" {
			whole[namespace] = true
		}
	}
	return slices.DeleteFunc(hosts, func(h string) bool {
		namespace, name, _ := strings.Cut(h, "/")
		return namespace == own || name != "*" && whole[namespace]
	})
}

// unique drops repetitions, of which Istio warns, and keeps the order.
func unique(list []string) []string {
	var out []string
	seen := make(map[string]bool, len(list))
	for _, e := range list {
		if !seen[e] {
			out = append(out, e)
		}
		seen[e] = true
	}
	return out
}
