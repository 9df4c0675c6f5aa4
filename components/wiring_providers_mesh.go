package components

import (
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istioapi"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// defaultMetrics reports a mesh whose proxies count nothing: the chart names a default provider of metrics only where nobody
// names any default provider (default-prometheus in its _helpers.tpl).
func (v meshView) defaultMetrics() {
	defaults, _ := v.config["defaultProviders"].(map[string]any)
	metrics, _ := defaults["metrics"].([]any)
	if len(metrics) > 0 || hasHidden(v.config["defaultProviders"]) || v.plannedTelemetry("metrics") != nil {
		return
	}
	if v.written("defaultProviders") {
		v.report(check.DefaultsDropMetrics, v.at("defaultProviders"),
			"a list of default providers takes the place of Istio's own, which has the metrics; add metrics: [prometheus]")
		return
	}
	for _, key := range []string{"enabled", "v2.enabled", "v2.prometheus.enabled"} {
		path := append([]string{"telemetry"}, strings.Split(key, ".")...)
		if on, given := proof.At(v.istiod(v.control).User, path...).(bool); given && !on {
			v.report(check.DefaultsDropMetrics, "values.istiod.telemetry."+key,
				"it takes away the default provider of the metrics, so that Prometheus and Kiali find none; remove it, or write meshConfig: {defaultProviders: {metrics: [prometheus]}}")
			return
		}
	}
}

// allocates reports what the argument dns does otherwise now, where it stands in values.
func (v meshView) allocates() {
	if v.inValues("defaultConfig", "proxyMetadata", autoAllocateMetadata) {
		v.report(check.AutoAllocateMetadata, "values.istiod.meshConfig.defaultConfig.proxyMetadata."+autoAllocateMetadata, allocatesItself)
	}
}

// ownJudgement finds what has a check of its own, which says more than that Istio's validation refuses it.
var ownJudgement = regexp.MustCompile(`\.defaultConfig\.(tracing\.(zipkin|lightstep|datadog)\.address|proxyMetadata\.` + autoAllocateMetadata + `)$`)

// judgedElsewhere reports whether a problem of the mesh config has a check of its own: CollectorUnreadable or
// AutoAllocateMetadata.
func judgedElsewhere(p istioapi.Problem) bool {
	return (p.Kind == istioapi.Rule || p.Kind == istioapi.Deprecated) && ownJudgement.MatchString(p.Path)
}

// collectorsSeen reports what providers send to in namespaces that istiod may not look at. Of a namespace its name is known
// for sure, and what the mesh labels it with.
func (v meshView) collectorsSeen() {
	list, _ := v.config["discoverySelectors"].([]any)
	if len(list) == 0 {
		return
	}
	var unseen []string
	for _, p := range v.inUse() {
		if namespace, _ := p.place(); namespace != "" && !slices.Contains(authorizerKinds, p.kind) && !v.selects(list, namespace) {
			unseen = append(unseen, namespace)
		}
	}
	if len(unseen) == 0 {
		return
	}
	v.report(check.CollectorHidden, v.at("discoverySelectors"), "istiod sees no Service of namespace %s unless it has the labels of a selector, and proxies send nothing there then; "+
		"add matchLabels: {%s: %s}, or label the namespace", strings.Join(unique(unseen), " and "), namespaceNameLabelKey, unseen[0])
}

// selects reports whether one of the selectors may match a namespace.
func (m *mesh) selects(selectors []any, namespace string) bool {
	known := labels.Set{namespaceNameLabelKey: namespace}
	if i := m.args.Injection.named(namespace); i >= 0 {
		for key, value := range m.args.Injection.Namespaces[i].labels(m) {
			known[key] = value
		}
	}
	return slices.ContainsFunc(selectors, func(e any) bool {
		selector, ok := selectorOf(e)
		return !ok || hasHidden(e) || selector.Matches(known)
	})
}
