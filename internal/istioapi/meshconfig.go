package istioapi

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	meshv1 "istio.io/api/mesh/v1alpha1"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// MeshConfigRoot begins the paths of CheckMeshConfig's problems.
const MeshConfigRoot = "meshConfig"

// CheckMeshConfig returns what is wrong with a mesh config, all of it, ordered by path; paths begin with MeshConfigRoot. The
// config is what the user sets, and need not be whole: istiod lays it over its defaults.
//
// Sources of the rules: ValidateMeshConfig in pkg/config/validation/agent and ApplyMeshConfig in pkg/config/mesh of
// istio/istio 1.31.0.
func CheckMeshConfig(config map[string]any, release istio.Version) []Problem {
	w := &walker{release: release}
	mt := (&meshv1.MeshConfig{}).ProtoReflect().Type()
	tree := w.root(MeshConfigRoot, mt, config)
	w.meshConfig(tree)
	return w.sorted()
}

// root walks a whole tree and proves it.
func (w *walker) root(path string, mt protoreflect.MessageType, tree map[string]any) node {
	if tree == nil {
		tree = map[string]any{}
	}
	clean := w.message(path, mt.Descriptor(), tree)
	w.prove(path, mt, clean)
	return node{path, clean}
}

func (p *problems) meshConfig(n node) {
	p.checkPort(n.field("proxyListenPort"), false)
	p.checkPort(n.field("proxyInboundListenPort"), false)
	const longest = time.Hour
	timeout := n.field("connectTimeout")
	p.checkDuration(timeout, false)
	if d, ok := timeout.duration(); ok && d > longest {
		p.add(Rule, timeout.path, "%s is longer than an hour; write 1h or less", d)
	}
	detection := n.field("protocolDetectionTimeout")
	if d, ok := detection.duration(); ok && d%time.Millisecond != 0 {
		p.add(Rule, detection.path, "%s isn't of whole milliseconds; round it", d)
	}
	p.proxyConfig(n.field("defaultConfig"))
	p.locality(n.field("localityLbSetting"), true)
	p.zoneAware(n.field("zoneAwareLbSetting"), true)
	for _, setting := range n.field("serviceSettings").items() {
		for _, host := range setting.field("hosts").items() {
			p.checkText(host, checkWildcardDomain)
		}
	}
	if domain := n.field("trustDomain"); domain.set() {
		p.checkText(domain, checkTrustDomain)
	}
	for _, alias := range n.field("trustDomainAliases").items() {
		p.checkText(alias, checkTrustDomain)
	}
	if curves := n.at("meshMTLS", "ecdhCurves"); curves.some() {
		p.add(Rule, curves.path, "isn't supported between workloads; leave it out, or write it in tlsDefaults for gateways")
	}
	p.curves(n.at("tlsDefaults", "ecdhCurves"))
	p.connectionPool(n.at("defaultTrafficPolicy", "connectionPool"))
	p.outlierDetection(n.at("defaultTrafficPolicy", "outlierDetection"))
	p.extensionProviders(n.field("extensionProviders"))
}

func checkTrustDomain(s string) error {
	parts := strings.Split(strings.TrimSuffix(s, "."), ".")
	if s == "" || slices.ContainsFunc(parts, func(part string) bool { return !isLabel(part) }) {
		return fmt.Errorf("%q is no trust domain; write a DNS name, for example cluster.local", s)
	}
	return nil
}

// ecdhCurves are those that Istio names (pkg/config/security of istio/istio 1.31).
var ecdhCurves = []string{"P-224", "P-256", "P-384", "P-521", "X25519", "X25519Kyber768Draft00", "X25519MLKEM768"}

func (p *problems) curves(list node) {
	seen := map[string]bool{}
	for _, item := range list.items() {
		s, ok := item.text()
		switch {
		case !ok || s == "":
		case !slices.Contains(ecdhCurves, s):
			p.near(Doubt, item.path, nearest(s, ecdhCurves), "%q is no curve that Istio knows; write one of %s", s, strings.Join(ecdhCurves, ", "))
		case seen[s]:
			p.add(Doubt, item.path, "%q is given twice; leave one out", s)
		}
		seen[s] = true
	}
}
