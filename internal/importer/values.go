package importer

import (
	"fmt"
	"strings"
)

// rule says what becomes of a value. The path is that below values, keys apart.
type rule func(t *translation, n *node, path []string)

// distribute gives every value to its rule: that of its own path, or else that of the nearest path above with a section.
func (t *translation) distribute(n *node, path []string, section rule) {
	key := strings.Join(path, ".")
	if own, ok := valueRules[key]; ok {
		own(t, n, path)
		return
	}
	if s, ok := valueSections[key]; ok {
		section = s
	}
	if n.isMap && !n.leaf() && !isFree(path) {
		for _, name := range n.keys {
			t.distribute(n.fields[name], append(path[:len(path):len(path)], name), section)
		}
		return
	}
	if last := goneSince(path); last != 0 {
		n.mark(Manual, "", fmt.Sprintf("no chart has it since Istio 1.%d; what it did goes otherwise now, or not at all", last+1))
		return
	}
	if section == nil {
		section = toCharts("istiod")
	}
	section(t, n, path)
}

// isFree reports whether a value is handed on as a whole.
func isFree(path []string) bool {
	at := knownValues()
	for _, key := range path {
		if at = at.below[key]; at == nil {
			return false
		}
		if at.free {
			return true
		}
	}
	return false
}

// toCharts hands values on as they are.
func toCharts(charts ...string) rule {
	return func(t *translation, n *node, path []string) {
		for _, chart := range charts {
			t.carry(n, append([]string{"values", chart}, path...)...)
		}
	}
}

// toZtunnel hands values on to the chart that has them one level higher.
func toZtunnel(t *translation, n *node, path []string) {
	t.carry(n, append([]string{"values", "ztunnel"}, path[1:]...)...)
}

// typed makes an argument of a value that fits it, and hands on what doesn't.
func typed(to string, of convert, otherwise rule) rule {
	return func(t *translation, n *node, path []string) {
		if value, ok := of(n.data()); ok {
			t.carryAs(n, value, strings.Split(to, ".")...)
			return
		}
		otherwise(t, n, path)
	}
}

func both(rules ...rule) rule {
	return func(t *translation, n *node, path []string) {
		for _, r := range rules {
			r(t, n, path)
		}
	}
}

func drop(message string) rule {
	return func(_ *translation, n *node, _ []string) { n.mark(Dropped, "", message) }
}

func manual(message string) rule {
	return func(_ *translation, n *node, _ []string) { n.mark(Manual, "", message) }
}

// nothing is for what another part of the import reads.
func nothing(*translation, *node, []string) {}

// valueSections are what becomes of values without a rule of their own.
var valueSections = map[string]rule{
	"":        toCharts("istiod"),
	"cni":     toCharts("cni"),
	"ztunnel": toZtunnel,
}

var (
	logLevels   = oneOf("trace", "debug", "info", "warning", "error", "critical", "off")
	istiodChart = toCharts("istiod")
)

// valueRules are what becomes of values, by path. They are set by init, as rules reach the function that reads the table.
var valueRules map[string]rule

func init() {
	valueRules = map[string]rule{
		"gateways.istio-ingressgateway": nothing, "gateways.istio-egressgateway": nothing,
		"gateways.enabled": drop("no chart reads it"),
		"profile":          nothing,

		"revision":             (*translation).revisionValue,
		"defaultRevision":      (*translation).defaultRevision,
		"revisionTags":         typed("revisionTags", asTexts, manual("write the tags as a list of names into revisionTags")),
		"compatibilityVersion": (*translation).compatibility,
		"ownerName":            drop("it named the custom resource in labels"),
		"base":                 toCharts("base", "istiod"),
		"experimental":         toCharts("base", "istiod"),
		"istio_cni.enabled":    switchOfCNI, "istioCni.enabled": switchOfCNI,
		"istio_cni.chained":    typed("cni.chained", asBool, toCharts("cni")),
		"istiodRemote.enabled": drop("the profile remote says it"),
		"meshConfig":           (*translation).meshConfig,

		"pilot.enabled":          drop("components.pilot.enabled says it"),
		"pilot.cni.enabled":      switchOfCNI,
		"pilot.resources":        typed("controlPlane.resources", asResources, istiodChart),
		"pilot.nodeSelector":     typed("controlPlane.nodeSelector", asTextMap, istiodChart),
		"pilot.tolerations":      typed("controlPlane.tolerations", asTolerations, istiodChart),
		"pilot.affinity":         typed("controlPlane.affinity", asMap, istiodChart),
		"pilot.env":              typed("controlPlane.env", asTextMap, istiodChart),
		"pilot.pdb":              typed("controlPlane.podDisruptionBudget", asBudget, istiodChart),
		"pilot.autoscaleEnabled": (*translation).scalePilot,
		"pilot.autoscaleMin":     (*translation).scalePilot,
		"pilot.autoscaleMax":     (*translation).scalePilot,
		"pilot.replicaCount":     (*translation).scalePilot,
		"pilot.cpu":              (*translation).scalePilot,

		"cni.enabled":           nothing,
		"cni.chained":           typed("cni.chained", asBool, toCharts("cni")),
		"cni.cniBinDir":         typed("cni.binDir", someText, toCharts("cni")),
		"cni.cniConfDir":        typed("cni.confDir", someText, toCharts("cni")),
		"cni.excludeNamespaces": typed("cni.excludeNamespaces", asTexts, toCharts("cni")),
		"cni.resources":         typed("cni.resources", asResources, toCharts("cni")),
		"cni.affinity":          typed("cni.affinity", asMap, toCharts("cni")),
		"cni.ambient.enabled":   drop("the argument ztunnel says it"),

		"ztunnel.resources":      typed("ztunnel.resources", asResources, toZtunnel),
		"ztunnel.env":            typed("ztunnel.env", asTextMap, toZtunnel),
		"ztunnel.affinity":       typed("ztunnel.affinity", asMap, toZtunnel),
		"ztunnel.tolerations":    typed("ztunnel.tolerations", asTolerations, toZtunnel),
		"ztunnel.logLevel":       typed("ztunnel.logLevel", someText, toZtunnel),
		"ztunnel.resourceName":   drop("MeshStack's ztunnel is called ztunnel, which istiod trusts by this name"),
		"ztunnel.istioNamespace": drop("the argument namespace says it"),
		"ztunnel.revision":       drop("the argument revision says it"),
	}
	for path, r := range globalRules() {
		valueRules["global."+path] = r
	}
}

func switchOfCNI(t *translation, n *node, _ []string) {
	if n.entry == nil {
		n.mark(Default, "cni", "MeshStack tells istiod what is installed")
	}
}

// revisionValue is the revision of everything.
func (t *translation) revisionValue(n *node, _ []string) {
	if n.text() == "" {
		n.mark(Default, "revision", "")
		return
	}
	t.carryAs(n, n.text(), "revision")
}

// defaultRevision is which control plane answers for the revision default, in the webhook of base.
func (t *translation) defaultRevision(n *node, _ []string) {
	switch name := n.text(); {
	case name == "" || name == "default" && t.revision == "":
		n.mark(Default, "", "")
	case name == t.revision:
		t.carryAs(n, []any{"default"}, "revisionTags")
	default:
		n.mark(Manual, "", "the control plane that answers for the default revision has the tag default among its revisionTags")
	}
}

func (t *translation) compatibility(n *node, _ []string) {
	if text, ok := someText(n.data()); ok {
		t.carryAs(n, text, "compatibilityVersion")
		return
	}
	n.mark(Default, "", "")
}
