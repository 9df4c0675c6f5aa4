package components

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Sidecars scopes what the proxies are told about.
type Sidecars struct {
	Namespaces  []SidecarScopeSpec `pulumi:"namespaces,optional"`
	MeshDefault *SidecarDefault    `pulumi:"meshDefault,optional"`
}

// Annotate describes the properties for the schema.
func (s *Sidecars) Annotate(a infer.Annotator) {
	a.Describe(&s, "What the proxies are told about: less of it saves memory in every pod. A namespace's own services and the mesh's are always kept. "+
		"Scoping is not blocking: see `outboundTraffic`.")
	a.Describe(&s.Namespaces, "A scope for each namespace that shall have one. Default: none.")
	a.Describe(&s.MeshDefault, "The scope of every namespace without one of its own. Default: none: such a namespace is told about everything.")
}

// SidecarScopeSpec is the scope of one namespace, or of some of its pods.
type SidecarScopeSpec struct {
	Namespace        string            `pulumi:"namespace"`
	Name             *string           `pulumi:"name,optional"`
	Reaches          []string          `pulumi:"reaches,optional"`
	Hosts            []string          `pulumi:"hosts,optional"`
	WorkloadSelector map[string]string `pulumi:"workloadSelector,optional"`
	OutboundTraffic  *OutboundTraffic  `pulumi:"outboundTraffic,optional"`
}

const (
	reachesText = "What the pods call: a namespace (`shop`), a host in one (`shop/cart.shop.svc.cluster.local`), or a host anywhere (`api.example.com`). Default: nothing."
	hostsText   = "Further entries of the Sidecar's egress hosts as they stand, `namespace/dnsName` in the grammar of the Istio release, for example `*/*.example.com`. Default: none."
	trafficText = "What happens to calls outside the scope: `allowAny` lets them pass as plain TCP, which strict mTLS servers refuse; `registryOnly` drops them. " +
		"Default: the mesh's own setting."
)

// Annotate describes the properties for the schema.
func (s *SidecarScopeSpec) Annotate(a infer.Annotator) {
	a.Describe(&s, "What the proxies of one namespace are told about, as an Istio `Sidecar`. Its own services and the mesh's are always kept.")
	a.Describe(&s.Namespace, "The namespace.")
	a.Describe(&s.Name, "Name of the Sidecar. Default: `default`.")
	a.Describe(&s.Reaches, reachesText)
	a.Describe(&s.Hosts, hostsText)
	a.Describe(&s.WorkloadSelector, "Labels of the pods the scope is for. Default: every pod of the namespace.")
	a.Describe(&s.OutboundTraffic, trafficText)
}

// SidecarDefault is the scope of every namespace without one of its own.
type SidecarDefault struct {
	Reaches         []string         `pulumi:"reaches,optional"`
	Hosts           []string         `pulumi:"hosts,optional"`
	OutboundTraffic *OutboundTraffic `pulumi:"outboundTraffic,optional"`
}

// Annotate describes the properties for the schema.
func (s *SidecarDefault) Annotate(a infer.Annotator) {
	a.Describe(&s, "The scope of every namespace without one of its own: the Sidecar of the mesh's root namespace. Scopes are not merged.")
	a.Describe(&s.Reaches, reachesText)
	a.Describe(&s.Hosts, hostsText)
	a.Describe(&s.OutboundTraffic, trafficText)
}

// OutboundTraffic is what happens to calls outside the scope.
type OutboundTraffic string

// Values lists the modes.
func (OutboundTraffic) Values() []infer.EnumValue[OutboundTraffic] {
	return []infer.EnumValue[OutboundTraffic]{
		{Name: "AllowAny", Value: "allowAny", Description: "Let them pass as plain TCP."},
		{Name: "RegistryOnly", Value: "registryOnly", Description: "Drop them."},
	}
}

func (o *OutboundTraffic) mode() any {
	switch {
	case o == nil:
		return nil
	case *o == "registryOnly":
		return "REGISTRY_ONLY"
	}
	return "ALLOW_ANY"
}

func (s *Sidecars) check(f *check.Findings, path string, m *mesh) {
	if s == nil {
		return
	}
	if len(s.Namespaces) == 0 && s.MeshDefault == nil {
		f.Errorf(path, "no scope is given; list namespaces or a meshDefault, or leave sidecars out")
	}
	root := m.rootNamespace()
	names, whole := map[string]bool{root + "/default": s.MeshDefault != nil}, map[string]bool{root: s.MeshDefault != nil}
	for i := range s.Namespaces {
		scope := &s.Namespaces[i]
		at := fmt.Sprintf("%s.namespaces[%d]", path, i)
		scope.check(f, at+".", m.releases()...)
		key := scope.Namespace + "/" + scope.name()
		switch {
		case len(scope.WorkloadSelector) == 0 && whole[scope.Namespace]:
			f.Report(check.SidecarTwice, at, "namespace %q has a scope for all of its pods already, and Istio takes one only; merge them, or give this one a workloadSelector",
				scope.Namespace)
		case names[key]:
			f.Errorf(at+".name", "another scope of namespace %q is called %q too; give this one a name of its own", scope.Namespace, scope.name())
		}
		names[key] = true
		whole[scope.Namespace] = whole[scope.Namespace] || len(scope.WorkloadSelector) == 0
	}
	if d := s.MeshDefault; d != nil {
		check.Enum(f, path+".meshDefault.outboundTraffic", d.OutboundTraffic)
		checkHosts(f, path+".meshDefault.", d.Reaches, d.Hosts, m.releases()...)
	}
}

func (s *SidecarScopeSpec) name() string {
	if s.Name != nil {
		return *s.Name
	}
	return "default"
}

// id names the scope in the plan. A namespace has no dot, so no two scopes share one.
func (s *SidecarScopeSpec) id() string {
	if s.name() == "default" {
		return "sidecar-" + s.Namespace
	}
	return "sidecar-" + s.Namespace + "." + s.name()
}

func (s *SidecarScopeSpec) check(f *check.Findings, prefix string, releases ...istio.Version) {
	check.Namespace(f, prefix+"namespace", s.Namespace)
	if s.Name != nil {
		check.Subdomain(f, prefix+"name", *s.Name)
	}
	if s.WorkloadSelector != nil && len(s.WorkloadSelector) == 0 {
		f.Errorf(prefix+"workloadSelector", "a selector without labels selects nothing Istio would warn about; list labels or leave it out")
	}
	check.Labels(f, prefix+"workloadSelector", s.WorkloadSelector)
	check.Enum(f, prefix+"outboundTraffic", s.OutboundTraffic)
	checkHosts(f, prefix, s.Reaches, s.Hosts, releases...)
}

// checkHosts holds the entries to the grammar of every release that reads them; none is given where none is known.
func checkHosts(f *check.Findings, prefix string, reaches, hosts []string, releases ...istio.Version) {
	for i, r := range reaches {
		at := fmt.Sprintf("%sreaches[%d]", prefix, i)
		switch {
		case r == "":
			f.Errorf(at, "the entry is empty; write a namespace, a host in one (ns/host), or a host")
		case !strings.ContainsAny(r, "/."):
			check.Namespace(f, at, r)
		default:
			checkHost(f, at, reach(r), releases)
		}
	}
	for i, h := range hosts {
		checkHost(f, fmt.Sprintf("%shosts[%d]", prefix, i), h, releases)
	}
}

func checkHost(f *check.Findings, path, host string, releases []istio.Version) {
	for _, v := range releases {
		if err := istio.CheckEgressHost(host, v); err != nil {
			f.Report(check.EgressHostGrammar, path, "%v", err)
			return
		}
	}
}

// reach turns what a user says is called into an egress host.
func reach(r string) string {
	switch {
	case strings.Contains(r, "/"):
		return r
	case strings.Contains(r, "."):
		return "*/" + r
	}
	return r + "/*"
}

func (s *Sidecars) contribute(p *plan.Plan, m *mesh) {
	if s == nil {
		return
	}
	site := sidecarSite{meshNamespace: m.namespace, after: m.validators(p)}
	if d := s.MeshDefault; d != nil {
		scope := &SidecarScopeSpec{Namespace: m.rootNamespace(), Reaches: d.Reaches, Hosts: d.Hosts, OutboundTraffic: d.OutboundTraffic}
		scope.contribute(p, site, "default-sidecar")
	}
	for i := range s.Namespaces {
		scope := &s.Namespaces[i]
		scope.contribute(p, site, scope.id())
	}
}

// sidecarSite is what a scope needs to know of the mesh it belongs to.
type sidecarSite struct {
	meshNamespace string
	// after lists what must be there first: istiod's validating webhook, so that a wrong Sidecar is refused.
	after []string
}

// contribute plans the Sidecar.
func (s *SidecarScopeSpec) contribute(p *plan.Plan, site sidecarSite, id string) {
	hosts := s.egressHosts(site.meshNamespace, p.EgressHosts)
	spec := plan.Tree{"egress": []any{plan.Tree{"hosts": hosts}}}
	if len(s.WorkloadSelector) > 0 {
		spec.Set(s.WorkloadSelector, "workloadSelector", "labels")
	}
	spec.Set(s.OutboundTraffic.mode(), "outboundTrafficPolicy", "mode")
	after := slices.Clone(site.after)
	if ns := "namespace-" + s.Namespace; p.Has(ns) {
		after = append(after, ns)
	}
	p.AddObject(&plan.Object{
		ID:         id,
		APIVersion: "networking.istio.io/v1", Kind: "Sidecar", Name: s.name(), Namespace: s.Namespace,
		Body:  plan.Tree{"spec": spec},
		After: after,
	})
}

// egressHosts lists what the proxies are told about: the namespace's own services, those beside the control plane, what is
// declared, and what the mesh needs kept.
func (s *SidecarScopeSpec) egressHosts(meshNamespace string, kept []any) []any {
	hosts := []string{"./*", meshNamespace + "/*"}
	for _, r := range s.Reaches {
		hosts = append(hosts, reach(r))
	}
	hosts = append(hosts, s.Hosts...)
	var later []any
	for _, k := range kept {
		if host, known := k.(string); known {
			hosts = append(hosts, host)
		} else {
			later = append(later, k)
		}
	}
	var out []any
	for _, host := range unique(hosts) {
		out = append(out, host)
	}
	return append(out, later...)
}

// unique drops repetitions, of which Istio warns, and keeps the order.
func unique(list []string) []string {
	var out []string
	for _, e := range list {
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}
