package components

import (
	"fmt"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Security holds what the whole mesh encrypts and lets out.
type Security struct {
	MTLS               *MTLS            `pulumi:"mtls,optional"`
	OutboundTraffic    *OutboundTraffic `pulumi:"outboundTraffic,optional"`
	TrustDomain        *string          `pulumi:"trustDomain,optional"`
	TrustDomainAliases []string         `pulumi:"trustDomainAliases,optional"`
}

// Annotate describes the properties for the schema.
func (s *Security) Annotate(a infer.Annotator) {
	a.Describe(&s, "What the whole mesh encrypts, and what it lets out.")
	a.Describe(&s.MTLS, "`strict` refuses plain text from outside the mesh, `permissive` takes both, as a PeerAuthentication `default` in the root namespace. "+
		"Inject every client first. Default: none is written, which is permissive.")
	a.Describe(&s.OutboundTraffic, "What happens to calls to hosts the mesh doesn't know: `allowAny` lets them pass, `registryOnly` drops them. Default: Istio's own, `allowAny`.")
	a.Describe(&s.TrustDomain, "Trust domain of the workloads' identities, for example `prod.example.com`. Changing it breaks connections until every pod "+
		"has restarted, unless the old one is an alias. Default: `cluster.local`.")
	a.Describe(&s.TrustDomainAliases, "Further trust domains whose identities count as this one's, for a change of it. Default: none.")
}

// MTLS is what a proxy takes.
type MTLS string

const (
	mtlsStrict     MTLS = "strict"
	mtlsPermissive MTLS = "permissive"
)

// Values lists the modes.
func (MTLS) Values() []infer.EnumValue[MTLS] {
	return []infer.EnumValue[MTLS]{
		{Name: "Strict", Value: mtlsStrict, Description: "Mutual TLS only."},
		{Name: "Permissive", Value: mtlsPermissive, Description: "Mutual TLS and plain text."},
	}
}

func (s *Security) check(f *check.Findings, path string) {
	if s == nil {
		return
	}
	check.Enum(f, path+".mtls", s.MTLS)
	check.Enum(f, path+".outboundTraffic", s.OutboundTraffic)
	if s.TrustDomain != nil {
		check.DNSName(f, path+".trustDomain", *s.TrustDomain, "a trust domain")
	}
	for i, alias := range s.TrustDomainAliases {
		check.DNSName(f, fmt.Sprintf("%s.trustDomainAliases[%d]", path, i), alias, "a trust domain")
	}
}

// settings writes what istiod and ztunnel are told.
func (s *Security) settings(p *plan.Plan) {
	if s == nil {
		return
	}
	p.MeshConfig.Set(s.OutboundTraffic.mode(), "outboundTrafficPolicy", "mode")
	p.MeshConfig.Set(s.TrustDomain, "trustDomain")
	p.MeshConfig.Set(s.TrustDomainAliases, "trustDomainAliases")
	// ztunnel doesn't read the mesh config.
	p.Values("ztunnel").Set(s.TrustDomain, "env", "TRUST_DOMAIN")
}

// userTrustDomain is the trust domain that the user's mesh config has, which ztunnel must share.
func (m *mesh) userTrustDomain() any {
	if m.args.MeshConfig.IsZero() {
		return nil
	}
	config, _ := plan.Plain(m.args.MeshConfig.Value()).(plan.Tree)
	return config["trustDomain"]
}

// contribute plans the PeerAuthentication of the mesh.
func (s *Security) contribute(p *plan.Plan, m *mesh) {
	if s == nil || s.MTLS == nil {
		return
	}
	mode := map[MTLS]string{mtlsStrict: "STRICT", mtlsPermissive: "PERMISSIVE"}[*s.MTLS]
	p.AddObject(&plan.Object{
		ID:         "peerauthentication",
		APIVersion: "security.istio.io/v1", Kind: "PeerAuthentication", Name: "default", Namespace: m.rootNamespace(),
		Body:  plan.Tree{"spec": plan.Tree{"mtls": plan.Tree{"mode": mode}}},
		After: m.validators(p),
	})
}
