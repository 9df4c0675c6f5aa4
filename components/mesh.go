package components

import (
	"fmt"
	"slices"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// mesh is a MeshStack's arguments with the defaults filled in.
type mesh struct {
	args MeshStackArgs

	version istio.Version
	// versionKnown: the version could be read. What depends on it can't be checked otherwise.
	versionKnown     bool
	versionErr       error
	namespace        string
	createNamespaces bool
}

func newMesh(args MeshStackArgs) *mesh {
	m := &mesh{args: args, namespace: istio.SystemNamespace, createNamespaces: true}
	if args.Namespace != nil {
		m.namespace = *args.Namespace
	}
	if args.CreateNamespaces != nil {
		m.createNamespaces = *args.CreateNamespaces
	}
	m.version, m.versionErr = parseVersion(args.Version)
	m.versionKnown = m.versionErr == nil
	return m
}

func parseVersion(version *string) (istio.Version, error) {
	if version == nil {
		return istio.ParseVersion(istio.NewestVersion())
	}
	return istio.ParseVersion(*version)
}

func checkVersion(f *check.Findings, v istio.Version, err error) {
	switch {
	case err != nil:
		f.Errorf("version", "%v", err)
	case !v.Known():
		f.Warnf("version", "Istio %s is newer than what this version of the package knows (as of %s); it is installed unchecked",
			v, istio.ReleasesKnownOn)
	}
}

// checkGatewayChart reports a release that can't have gateways.
func checkGatewayChart(f *check.Findings, v istio.Version, known bool) {
	if !known {
		return
	}
	if err := v.CheckGateway(); err != nil {
		f.Errorf("version", "%v", err)
	}
}

func (m *mesh) check(f *check.Findings) {
	a := m.args
	checkVersion(f, m.version, m.versionErr)
	check.Namespace(f, "namespace", m.namespace)
	m.checkRevision(f)
	a.Image.check(f, "image")
	a.Charts.check(f, "charts")
	a.ControlPlane.check(f, "controlPlane", m)
	a.Proxy.check(f, "proxy")
	a.CNI.check(f, "cni")
	a.Injection.check(f, "injection")
	a.Sidecars.check(f, "sidecars", m)
	a.Values.check(f, "values", m)
	a.Timeouts.check(f, "timeouts")
	m.checkGateways(f)
}

func (m *mesh) checkGateways(f *check.Findings) {
	if len(m.args.Gateways) > 0 {
		checkGatewayChart(f, m.version, m.versionKnown)
	}
	seen := map[string]int{}
	for i := range m.args.Gateways {
		g := &m.args.Gateways[i]
		at := fmt.Sprintf("gateways[%d].", i)
		g.check(f, at)
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
		names = append(names, "istio-base", istio.ControlPlaneService(m.revision()))
	}
	if m.args.CNI.enabled() && namespace == m.args.CNI.namespace(m) {
		names = append(names, "istio-cni")
	}
	return names
}

func (m *mesh) chart(name string) plan.Chart {
	return plan.Chart{Name: name, Version: m.version.String()}
}

// needNamespace plans a namespace of the mesh.
func (m *mesh) needNamespace(p *plan.Plan, name string, labels map[string]string) []string {
	return needNamespace(p, name, m.createNamespaces, labels)
}

// plan composes the mesh: every feature adds what it needs, and istiod comes last, with what they gathered for it.
func (m *mesh) plan() *plan.Plan {
	p := plan.New()
	if !m.versionKnown {
		return p
	}
	istiod := plan.Tree{}
	// First, so that whatever lives in a namespace that is created here waits for it.
	m.args.Injection.contribute(p, m)
	m.contributeBase(p)
	m.args.CNI.contribute(p, m, istiod)
	m.args.Proxy.meshConfig(p.MeshConfig)
	m.contributeIstiod(p, istiod)
	m.contributeWebhooks(p)
	m.contributeTags(p)
	for i := range m.args.Gateways {
		g := &m.args.Gateways[i]
		g.contribute(p, m.gatewaySite(), "gateway-"+g.Name)
	}
	m.args.Sidecars.contribute(p, m)
	return p
}

func (m *mesh) gatewaySite() gatewaySite {
	after := []string{"webhook-injector"}
	for _, tag := range m.args.RevisionTags {
		after = append(after, "tag-"+tag)
	}
	return gatewaySite{
		chart:            m.chart("gateway"),
		image:            m.args.Image,
		revision:         m.injectionRevision(),
		createNamespaces: m.createNamespaces,
		timeout:          m.args.Timeouts.gateways(),
		after:            after,
	}
}
