package components

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// Sidecars scopes what the proxies are told about.
type Sidecars struct {
	Calls           map[string][]string `pulumi:"calls,optional"`
	Workloads       []WorkloadCalls     `pulumi:"workloads,optional"`
	External        []ExternalHost      `pulumi:"external,optional"`
	OutboundTraffic *OutboundTraffic    `pulumi:"outboundTraffic,optional"`
	Plan            *ScopePlan          `pulumi:"plan,optional"`
	Services        map[string]int      `pulumi:"services,optional"`
	Namespaces      []SidecarScopeSpec  `pulumi:"namespaces,optional"`
	MeshDefault     *SidecarDefault     `pulumi:"meshDefault,optional"`
}

// Annotate describes the properties for the schema.
func (s *Sidecars) Annotate(a infer.Annotator) {
	a.Describe(&s, "What the proxies are told about: less of it saves memory in every pod. A namespace's own services and the mesh's are always kept. "+
		"Scoping is not blocking: see `outboundTraffic`.")
	a.Describe(&s.Calls, "Who calls whom: a namespace and what its pods call, each a namespace (`payments`), a host in one "+
		"(`catalog/reviews.catalog.svc.cluster.local`), a host outside (`api.example.com`, with a port `api.example.com:8443`), or, from Istio 1.31 on, "+
		"an exclusion (`~catalog/admin.catalog.svc.cluster.local`). Each namespace gets a Sidecar with its own services, these, and what the mesh itself sends to. "+
		"An empty list is a namespace that calls nobody. Default: none.")
	a.Describe(&s.Workloads, "What some of a namespace's pods call, in place of what `calls` says of the namespace. Default: none.")
	a.Describe(&s.External, "What is known of the hosts outside that are called. Default: port 443 with TLS, and a ServiceEntry where `registryOnly` needs it.")
	a.Describe(&s.OutboundTraffic, "What happens to calls that `calls` and `workloads` don't name: `allowAny` lets them pass as plain TCP, which strict mTLS servers refuse; "+
		"`registryOnly` drops them. Default: the mesh's own setting.")
	a.Describe(&s.Plan, "`report` shows the Sidecars and ServiceEntries in the output `scopes` and creates none of them. Default: `enforce`.")
	a.Describe(&s.Services, "How many Services each namespace has, for the estimate in the output `savings`. Default: asked from the ambient cluster, where no Kubernetes provider is passed.")
	a.Describe(&s.Namespaces, "A scope for each namespace that shall have one, by its egress hosts. Default: none.")
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
	if len(s.Calls) == 0 && len(s.Workloads) == 0 && len(s.Namespaces) == 0 && s.MeshDefault == nil {
		f.Errorf(path, "no scope is given; write calls, or list workloads, namespaces or a meshDefault, or leave sidecars out")
	}
	check.Enum(f, path+".plan", s.Plan)
	s.checkServices(f, path+".services")
	s.checkCalls(f, m)
	s.checkExternal(f, path+".external", m)
	for i := range s.Namespaces {
		s.Namespaces[i].check(f, fmt.Sprintf("%s.namespaces[%d].", path, i), m.releases()...)
	}
	if d := s.MeshDefault; d != nil {
		check.Enum(f, path+".meshDefault.outboundTraffic", d.OutboundTraffic)
		checkHosts(f, path+".meshDefault.", d.Reaches, d.Hosts, m.releases()...)
	}
	checkTwice(f, m.scopes)
}

// checkTwice reports scopes for the same pods, and those of one name.
func checkTwice(f *check.Findings, scopes []scope) {
	names, whole := map[string]bool{}, map[string]bool{}
	for _, s := range scopes {
		key := s.namespace + "/" + s.name
		switch {
		case len(s.selector) == 0 && whole[s.namespace]:
			f.Report(check.SidecarTwice, s.path, "namespace %q has a scope for all of its pods already, and Istio takes one only; merge them, or give this one a workloadSelector",
				s.namespace)
		case names[key]:
			f.Errorf(s.path+".name", "another scope of namespace %q is called %q too; give this one a name of its own", s.namespace, s.name)
		}
		names[key] = true
		whole[s.namespace] = whole[s.namespace] || len(s.selector) == 0
	}
}

func (s *SidecarScopeSpec) name() string {
	if s.Name != nil {
		return *s.Name
	}
	return defaultScope
}

// scope is the Sidecar that the arguments at a path become.
func (s *SidecarScopeSpec) scope(path string) scope {
	out := scope{path: path, id: scopeID(s.Namespace, s.name()), namespace: s.Namespace, name: s.name(), selector: s.WorkloadSelector, traffic: s.OutboundTraffic}
	out.declare(path, s.Reaches, s.Hosts)
	return out
}

func (s *SidecarScopeSpec) check(f *check.Findings, prefix string, releases ...istio.Version) {
	check.Namespace(f, prefix+"namespace", s.Namespace)
	if s.Name != nil {
		check.Subdomain(f, prefix+"name", *s.Name)
	}
	checkSelector(f, prefix+"workloadSelector", s.WorkloadSelector)
	check.Enum(f, prefix+"outboundTraffic", s.OutboundTraffic)
	checkHosts(f, prefix, s.Reaches, s.Hosts, releases...)
}

func checkSelector(f *check.Findings, path string, selector map[string]string) {
	if selector != nil && len(selector) == 0 {
		f.Errorf(path, "a selector without labels selects nothing Istio would warn about; list labels or leave it out")
	}
	check.Labels(f, path, selector)
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
