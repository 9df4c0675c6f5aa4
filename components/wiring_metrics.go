package components

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// metricsFlow reports findings of metrics.
func (w wiring) metricsFlow() {
	server := w.prometheusServer()
	w.annotationsRead(server)
	w.podsListed(server)
	w.prometheusStaysOut(server)
	for _, v := range w.meshViews() {
		v.annotationsWritten()
		v.envoyMetrics()
	}
}

// byAnnotations reports whether nothing but the pods' annotations leads Prometheus to the mesh. Without the argument metrics
// that is so where Kiali asks Prometheus.
func (w wiring) byAnnotations() bool {
	if x := w.args.Metrics; x != nil {
		return x.mechanism() == scrapeAnnotations
	}
	d := w.kialiDraft()
	return d != nil && kialiAt(d.config, "external_services.prometheus.enabled") != false
}

// merges reports whether sidecars carry annotations, as far as it is known.
func (v meshView) merges() bool { return proof.At(v.config, "enablePrometheusMerge") != false }

// annotationsWritten reports sidecars without annotations. The argument metrics.merge was reported with the others.
func (v meshView) annotationsWritten() {
	const path = "enablePrometheusMerge"
	if v.merges() || !v.written(path) || !v.byAnnotations() {
		return
	}
	if x := v.args.Metrics; x != nil && x.Merge != nil && !*x.Merge {
		return
	}
	v.report(check.AnnotationsMissing, v.at(path), "without merging, sidecars carry no prometheus.io annotations, so nothing leads Prometheus to them; leave it out, "+
		"or write metrics: {additionalScrapeConfigs: {}} or {monitors: {}}, or {scrape: none} if jobs of your own find port 15090")
}

// annotationsRead reports a Prometheus that heeds no annotations. Where there are none, that was reported.
func (w wiring) annotationsRead(server prometheusServer) {
	if !server.operated() || !w.byAnnotations() || slices.ContainsFunc(w.meshViews(), func(v meshView) bool { return !v.merges() }) {
		return
	}
	w.Report(check.AnnotationsUnread, "metrics.scrape", "%s is a Service of the Prometheus operator, which heeds no prometheus.io annotations, so nothing leads Prometheus to the mesh; "+
		"write additionalScrapeConfigs: {} or monitors: {}, or scrape: none if jobs of your own find port 15090", server.service())
}

// podsListed reports a Prometheus of kube-prometheus' own manifests, which sees the pods of three namespaces only.
func (w wiring) podsListed(server prometheusServer) {
	x := w.args.Metrics
	if x == nil || !x.generates() || x.RBAC != nil || server.service() != kubePrometheus {
		return
	}
	account := "{serviceAccount: " + kubePrometheus + "}"
	if namespace := server.namespace(w.clusterDomain()); namespace != "" && namespace != x.namespace() {
		account = "{serviceAccount: " + kubePrometheus + ", namespace: " + namespace + "}"
	}
	w.Report(check.PodsUnlisted, "metrics.rbac", "kube-prometheus lets its Prometheus list the pods of default, kube-system and monitoring only, not those of the mesh; write rbac: %s", account)
}

// envoyStats are names of Envoy's metrics of different kinds. What matches all of them matches whatever there is.
var envoyStats = []string{
	"cluster.outbound|80||shop.shop.svc.cluster.local.upstream_cx_active", "http.inbound_0.0.0.0_8080.downstream_rq_2xx",
	"listener.0.0.0.0_15006.downstream_cx_length_ms", "main_thread.watchdog_miss", "server.uptime",
}

// envoyMetrics reports proxies that export each metric that Envoy has, or that Envoy refuses to start with (StringMatcher in
// envoy/type/matcher/v3).
func (v meshView) envoyMetrics() {
	const path = "defaultConfig.proxyStatsMatcher."
	matcher := proof.At(v.config, "defaultConfig", "proxyStatsMatcher")
	expressions, _ := proof.At(matcher, "inclusionRegexps").([]any)
	for i, e := range expressions {
		text, _ := readableText(e)
		re, err := regexp.Compile("^(?s:" + text + ")$")
		if err == nil && !slices.ContainsFunc(envoyStats, func(name string) bool { return !re.MatchString(name) }) {
			v.report(check.EnvoyMetricsAll, v.at(fmt.Sprintf("%sinclusionRegexps[%d]", path, i)),
				"%q takes all of Envoy's metrics, dozens for each Service in each proxy; write inclusionPrefixes with the starts of those that you need, for example cluster.outbound", text)
		}
	}
	for _, key := range []string{"inclusionPrefixes", "inclusionSuffixes"} {
		parts, _ := proof.At(matcher, key).([]any)
		for i, e := range parts {
			if e == "" {
				v.report(check.MeshConfigValue, v.at(fmt.Sprintf("%s%s[%d]", path, key, i)),
					"Envoy takes no empty text here, and no proxy would start; write a part of a name, for example cluster.outbound, or leave it out")
			}
		}
	}
}
