package components

import (
	"context"
	"fmt"
	"slices"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// mesh is a MeshStack's arguments with the defaults filled in.
type mesh struct {
	args MeshStackArgs

	// planes are the control planes, the mesh's own first, whose release is version.
	planes           []plane
	version          istio.Version
	parts            parts
	namespace        string
	createNamespaces bool
	gateways         []GatewaySpec
	// scopes are what sidecars becomes, and scopeByID the place of each by its ID in the plan.
	scopes    []scope
	scopeByID map[string]int
}

func newMesh(args MeshStackArgs) *mesh {
	m := &mesh{args: args, namespace: istio.SystemNamespace, createNamespaces: true, planes: planesOf(args)}
	if args.Namespace != nil {
		m.namespace = *args.Namespace
	}
	if args.CreateNamespaces != nil {
		m.createNamespaces = *args.CreateNamespaces
	}
	m.version = m.planes[0].version
	parts, known := profiles[m.profile()]
	if !known {
		parts = profiles[profileMinimal] // so that the rest is checked, too
	}
	m.parts = parts
	m.gateways = args.Gateways
	if args.Gateways == nil {
		m.gateways = m.profileGateways()
	}
	m.scopes = args.Sidecars.scopes(m)
	m.scopeByID = byID(m.scopes)
	return m
}

// versionsKnown reports whether every release could be read: only then there is something to plan.
func (m *mesh) versionsKnown() bool {
	return !slices.ContainsFunc(m.planes, func(p plane) bool { return !p.known })
}

// rootNamespace is where resources are put that are meant for the whole mesh.
func (m *mesh) rootNamespace() string {
	if m.args.MeshConfig.IsZero() {
		return m.namespace
	}
	if config, ok := plan.Plain(m.args.MeshConfig.Value()).(plan.Tree); ok {
		if root, ok := config["rootNamespace"].(string); ok && root != "" {
			return root
		}
	}
	return m.namespace
}

func (m *mesh) check(ctx context.Context, f *check.Findings) {
	a := m.args
	a.checkIstioOperator(ctx, f)
	check.Enum(f, "profile", a.Profile)
	check.Enum(f, "platform", a.Platform)
	check.Enum(f, "size", a.Size)
	check.Namespace(f, "namespace", m.namespace)
	m.checkPlanes(f)
	m.checkParts(f)
	m.checkCompatibility(f)
	size := m.sizing()
	a.Image.check(ctx, f, "image", m)
	a.Charts.check(f, "charts")
	a.ControlPlane.check(f, "controlPlane", m)
	m.checkRemote(f, "controlPlane.remotePilotAddress")
	a.Proxy.check(f, "proxy", size)
	a.CNI.check(f, "cni", size)
	a.Ztunnel.check(f, "ztunnel", m)
	a.Security.check(f, "security")
	a.AccessLog.check(f, "accessLog", m)
	a.DNS.check(f, "dns", m)
	a.Tracing.check(f, "tracing", m)
	a.Metrics.check(ctx, f, m)
	a.Grafana.check(f, "grafana", m)
	a.Kiali.check(f, "kiali", m)
	a.Injection.check(f, "injection", m)
	a.Sidecars.check(f, "sidecars", m)
	a.Values.check(f, "values", m)
	a.Adopt.check(f, "adopt")
	a.Timeouts.check(f, "timeouts", m)
	m.checkGateways(f)
}

// checkParts reports arguments for a control plane that this mesh doesn't have: none at all, or one that runs in another
// cluster and reads its own settings.
func (m *mesh) checkParts(f *check.Findings) {
	profile := m.profile()
	if profile != profileEmpty && profile != profileRemote {
		return
	}
	for name, given := range m.forControlPlane(profile) {
		if given {
			f.Errorf(name, "with the profile %s no control plane of this mesh reads it, so it reaches nothing; write profile: minimal, or leave it out", profile)
		}
	}
}

// forControlPlane lists the arguments that a control plane in this cluster reads, and whether they are given.
func (m *mesh) forControlPlane(profile Profile) map[string]bool {
	a := m.args
	given := map[string]bool{"proxy": a.Proxy != nil, "meshConfig": !a.MeshConfig.IsZero(), "dns": a.DNS != nil}
	if s := a.Security; s != nil {
		given["security.outboundTraffic"] = s.OutboundTraffic != nil
		given["security.trustDomain"] = s.TrustDomain != nil
		given["security.trustDomainAliases"] = len(s.TrustDomainAliases) > 0
	}
	if l := a.AccessLog; l != nil {
		given["accessLog.encoding"], given["accessLog.format"] = l.Encoding != nil, l.Format != nil
	}
	if x := a.Metrics; x != nil {
		given["metrics.merge"] = x.Merge != nil
	}
	if profile == profileEmpty {
		given["controlPlane"] = a.ControlPlane != nil
		given["revisionTags"], given["otherRevisions"] = len(a.RevisionTags) > 0, len(a.OtherRevisions) > 0
		return given
	}
	if c := a.ControlPlane; c != nil {
		for name, isGiven := range map[string]bool{
			"replicas": c.Replicas != nil, "autoscaling": c.Autoscaling != nil, "resources": c.Resources != nil, "env": c.Env != nil,
			"affinity": !c.Affinity.IsZero(), "tolerations": len(c.Tolerations) > 0, "nodeSelector": len(c.NodeSelector) > 0,
			"podDisruptionBudget": c.PodDisruptionBudget != nil, "logLevel": c.LogLevel != nil,
		} {
			given["controlPlane."+name] = isGiven
		}
	}
	return given
}

func (m *mesh) checkGateways(f *check.Findings) {
	if len(m.gateways) > 0 {
		checkGatewayChart(f, m.version, m.planes[0].known)
	}
	if m.args.Gateways == nil {
		return // the profile's own
	}
	seen := map[string]int{}
	for i := range m.gateways {
		g := &m.gateways[i]
		at := fmt.Sprintf("gateways[%d].", i)
		g.check(f, at, m.sizing(), m.scale())
		if g.Revision != nil {
			m.checkAnswers(f, at+"revision", *g.Revision)
		}
		if first, twice := seen[g.Name]; twice {
			f.Errorf(at+"name", "gateways[%d] is called %q too; names must differ, in different namespaces too", first, g.Name)
		} else {
			seen[g.Name] = i
		}
		if slices.Contains(m.releasesIn(g.namespace()), g.Name) {
			f.Errorf(at+"name", "%q is the name of the mesh's own release in namespace %s; choose another", g.Name, g.namespace())
		}
	}
}

// releasesIn lists the mesh's own releases in a namespace.
func (m *mesh) releasesIn(namespace string) []string {
	var names []string
	if namespace == m.namespace {
		names = append(names, "istio-base")
		for _, control := range m.planes {
			names = append(names, istio.ControlPlaneService(control.revision))
		}
	}
	if _, cni := m.cni(); cni && namespace == m.cniNamespace() {
		names = append(names, "istio-cni")
	}
	if m.ambient() && namespace == m.ztunnelNamespace() {
		names = append(names, "ztunnel")
	}
	return names
}

func (m *mesh) chart(name string) plan.Chart { return m.planes[0].chart(name) }

// needNamespace plans a namespace of the mesh.
func (m *mesh) needNamespace(p *plan.Plan, name string, labels map[string]string) []string {
	return needNamespace(p, name, m.createNamespaces && !m.args.Injection.leavesAlone(name), labels)
}

// plan composes the mesh. First everybody says what they want in the charts' values and in the mesh config, from presets to
// arguments, as later ones win; then come the releases, in order; then what lives on a mesh that stands.
func (m *mesh) plan() *plan.Plan {
	p := plan.New()
	if !m.versionsKnown() {
		return p
	}
	m.contributeSettings(p)
	// Before the releases, so that whatever lives in a namespace that is created here waits for it.
	m.args.Injection.contribute(p)
	m.args.Metrics.contribute(p, m)
	m.args.Grafana.contribute(p, m)
	m.contributeBase(p)
	if m.ambient() {
		m.contributePlanes(p)
		m.contributeCNI(p)
	} else {
		m.contributeCNI(p)
		m.contributePlanes(p)
	}
	m.contributeZtunnel(p)
	for i := range m.gateways {
		g := &m.gateways[i]
		g.contribute(p, m.gatewaySite(p, i), "gateway-"+g.Name)
	}
	m.args.Injection.contributeLabels(p, m)
	m.args.Tracing.contribute(p, m)
	m.args.Kiali.contribute(p, m)
	m.contributePullSecrets(p)
	m.contributeTelemetry(p)
	m.args.Security.contribute(p, m)
	m.args.Injection.contributeWaypoints(p, m)
	m.args.Sidecars.contribute(p, m)
	return p
}

func (m *mesh) contributePlanes(p *plan.Plan) {
	for _, control := range m.planes {
		m.contributeIstiod(p, control)
		m.contributeWebhooks(p, control)
		m.contributeTags(p, control)
	}
}

func (m *mesh) contributeSettings(p *plan.Plan) {
	m.contributeProfile(p)
	m.contributePlatform(p)
	m.contributeCompatibility(p)
	m.contributeSize(p)
	m.args.Image.contribute(p, m)
	m.args.DNS.contribute(p, m)
	m.args.AccessLog.contribute(p)
	m.args.Tracing.settings(p, m)
	m.keepProviders(p)
	m.args.Security.settings(p)
	m.trustZtunnel(p)
	m.switchCNI(p)
	m.args.Proxy.contribute(p)
	m.contributeControlPlane(p)
}

func (m *mesh) gatewaySite(p *plan.Plan, index int) gatewaySite {
	path := fmt.Sprintf("gateways[%d].", index)
	if m.args.Gateways == nil {
		path = "" // the profile's own
	}
	return gatewaySite{
		path:            path,
		chart:           m.chart("gateway"),
		values:          p.Values("gateway"),
		scale:           m.scale(),
		revision:        m.injectionRevision(),
		clusterDomain:   m.clusterDomain(),
		createNamespace: func(name string) bool { return m.createNamespaces && !m.args.Injection.leavesAlone(name) },
		timeout:         m.args.Timeouts.gateways(),
		after:           append(m.injectors(p), p.Present("ztunnel")...),
	}
}
