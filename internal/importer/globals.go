package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// globalRules are what becomes of values.global. What has no rule is istiod's alone, whose injector hands it on to proxies.
// Which chart reads what follows manifests/charts of istio/istio, 1.31.
func globalRules() map[string]rule {
	cniToo := toCharts("istiod", "cni")
	return map[string]rule{
		"hub":                        (*translation).hub,
		"tag":                        (*translation).tag,
		"variant":                    (*translation).variant,
		"imagePullPolicy":            typed("image.pullPolicy", oneOf("Always", "IfNotPresent", "Never"), emptyOr(cniToo)),
		"imagePullSecrets":           typed("image.pullSecrets", asTexts, emptyOr(cniToo)),
		"istioNamespace":             nothing,
		"platform":                   (*translation).platformValue,
		"configValidation":           (*translation).configValidation,
		"operatorManageWebhooks":     manual("MeshStack waits for istiod's webhooks, so the chart has to make them; leave it out"),
		"resourceScope":              (*translation).resourceScope,
		"remotePilotAddress":         typed("controlPlane.remotePilotAddress", someText, istiodChart),
		"revision":                   drop("no chart reads it; spec.revision is the revision"),
		"logAsJson":                  both(cniToo, ztunnelToo("logAsJson")),
		"logging":                    (*translation).logging,
		"nativeNftables":             cniToo,
		"defaultResources":           cniToo,
		"network":                    both(istiodChart, ztunnelToo("network")),
		"multiCluster.clusterName":   both(istiodChart, ztunnelToo("multiCluster.clusterName")),
		"caAddress":                  both(istiodChart, ztunnelToo("caAddress")),
		"trustBundleName":            both(istiodChart, ztunnelToo("trustBundleName")),
		"networkPolicy":              both(cniToo, ztunnelToo("global.networkPolicy"), gatewaysToo("global", "networkPolicy")),
		"priorityClassName":          both(istiodChart, gatewaysToo("priorityClassName")),
		"defaultTolerations":         (*translation).gatewayDefault,
		"defaultNodeSelector":        (*translation).gatewayDefault,
		"defaultPodDisruptionBudget": istiodChart,
		"arch":                       (*translation).arch,
		"proxy.resources":            typed("proxy.resources", asResources, istiodChart),
		"proxy.logLevel":             typed("proxy.logLevel", logLevels, istiodChart),
		"proxy.excludeIPRanges":      typed("proxy.excludeIPRanges", split(asRange), istiodChart),
		"proxy.includeIPRanges":      typed("proxy.includeIPRanges", split(asRange), istiodChart),
		"proxy.excludeInboundPorts":  typed("proxy.excludeInboundPorts", split(asPort), istiodChart),
		"proxy.excludeOutboundPorts": typed("proxy.excludeOutboundPorts", split(asPort), istiodChart),
	}
}

// emptyOr takes what is empty for the default that it is.
func emptyOr(otherwise rule) rule {
	return func(t *translation, n *node, path []string) {
		if n.leaf() && n.text() == "" && !n.isMap {
			n.mark(Default, "", "empty is the default")
			return
		}
		otherwise(t, n, path)
	}
}

// ztunnelToo gives a value to ztunnel, whose chart has those of global at its top.
func ztunnelToo(to string) rule {
	return func(t *translation, n *node, _ []string) {
		if t.ztunnel {
			t.carry(n, append([]string{"values", "ztunnel"}, strings.Split(to, ".")...)...)
		}
	}
}

// gatewaysToo gives a value to every gateway that has none of its own.
func gatewaysToo(to ...string) rule {
	return func(t *translation, n *node, _ []string) {
		for _, g := range t.gateways {
			if text := n.text(); (text != "" || !n.leaf()) && !g.has(append([]string{"values"}, to...)...) {
				g.carry(n, append([]string{"values"}, to...)...)
			}
		}
	}
}

// retired are registries that Istio's project gives up in December 2026, or gave up
// (istio.io/latest/blog/2026/retirement-of-gcp).
var retired = regexp.MustCompile(`^(registry\.istio\.io|gcr\.io/istio-(release|testing)|gcr\.io/istio)(/|$)`)

const defaultHub = "docker.io/istio"

func (t *translation) hub(n *node, _ []string) {
	switch hub := n.text(); {
	case hub == "" || hub == defaultHub:
		n.mark(Default, "image.hub", "")
	case retired.MatchString(hub):
		n.mark(Manual, "image.hub", fmt.Sprintf("%s is no registry to rely on (Istio's project gives up its hosts at Google in December 2026); the images come from %s, "+
			"or from a mirror of yours: write image.hub", hub, defaultHub))
	default:
		t.carryAs(n, hub, "image", "hub")
	}
}

var variants = []string{"debug", "distroless"}

// tag is a release, with or without variant, or the tag of an image of the user's own.
func (t *translation) tag(n *node, _ []string) {
	text := n.text()
	if text == "" {
		n.mark(Default, "version", "")
		return
	}
	version := text
	for _, variant := range variants {
		if rest, ok := strings.CutSuffix(text, "-"+variant); ok {
			version = rest
			if t.values.at("global", "variant").text() == "" {
				t.set(variant, "image", "variant")
				n.mark(Carried, "image.variant", "")
			}
		}
	}
	target := t.versions.target
	_, isRelease := minorOf(version)
	v, err := istio.ParseVersion(version)
	switch {
	case err == nil && (target == "" || target == v.String()):
		t.carryAs(n, v.String(), "version")
	case err == nil || isRelease && strings.Count(version, ".") == 2:
		n.mark(Manual, "version", fmt.Sprintf("the mesh becomes Istio %s; from %s upgrade as docs/upgrading.md says, a minor release or two at a time", orNewest(target), version))
	default:
		t.carryAs(n, version, "image", "tag")
		n.mark(Carried, "image.tag", "it is no release of Istio's, so write version: the release that these images fit")
	}
}

func orNewest(target string) string {
	if target == "" {
		return istio.NewestVersion()
	}
	return target
}

func (t *translation) variant(n *node, path []string) {
	if slices.Contains(variants, n.text()) {
		t.carryAs(n, n.text(), "image", "variant")
		return
	}
	emptyOr(func(t *translation, n *node, path []string) {
		toCharts("istiod", "cni")(t, n, path)
		if t.ztunnel {
			t.carry(n, "values", "ztunnel", "variant")
		}
	})(t, n, path)
}

func (t *translation) platformValue(n *node, _ []string) {
	switch name := n.text(); {
	case name == "":
		n.mark(Default, "platform", "")
	case slices.Contains(platforms, name):
		t.carryAs(n, name, "platform")
	default:
		n.mark(Manual, "", "the charts know no platform of this name; leave it out")
	}
}

func (t *translation) configValidation(n *node, _ []string) {
	if n.truth(true) {
		n.mark(Default, "", "")
		return
	}
	n.mark(Manual, "", "MeshStack waits for istiod's validation before it writes resources, so it can't be off; leave it out")
}

func (t *translation) resourceScope(n *node, _ []string) {
	if s := n.text(); s == "" || s == "all" {
		n.mark(Default, "", "")
		return
	}
	n.mark(Manual, "", "MeshStack installs a chart's cluster-wide and namespaced halves together; leave it out")
}

// logging is one level for istiod, the agents of proxies and the CNI node agent.
func (t *translation) logging(n *node, path []string) {
	if level, ok := strings.CutPrefix(n.at("level").text(), "default:"); ok && len(n.keys) == 1 && t.istiod && t.profile.chart != "remote" {
		if slices.Contains([]string{"none", "error", "warn", "info", "debug"}, level) {
			t.carryAs(n.at("level"), level, "controlPlane", "logLevel")
			if t.cni {
				toCharts("cni")(t, n, path)
			}
			return
		}
	}
	toCharts("istiod", "cni")(t, n, path)
}

// gatewayDefault is a setting that the IstioOperator's gateways took where they had none of their own.
func (t *translation) gatewayDefault(n *node, path []string) {
	to := map[string]string{"defaultTolerations": "tolerations", "defaultNodeSelector": "nodeSelector"}[path[1]]
	for _, g := range t.gateways {
		if !g.has("placement", to) && !n.leaf() {
			g.carry(n, "placement", to)
		}
	}
	if n.entry == nil {
		n.mark(Dropped, "", "nothing reads it but gateways, which have their own or aren't there")
	}
}

// arch made gateways choose among processors.
func (t *translation) arch(n *node, _ []string) {
	n.mark(Manual, "", "istiod's chart doesn't read it; where gateways shall keep to some processors, write placement.nodeSelector or placement.affinity "+
		"with kubernetes.io/arch")
}
