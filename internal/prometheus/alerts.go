package prometheus

import (
	"fmt"
	"slices"
	"strconv"
)

// Thresholds are the bounds beyond which an alert fires.
type Thresholds struct {
	// ErrorPercent of the requests of a service that may fail with a status of 500 or above, 0 to 100.
	ErrorPercent float64
	// LatencyMilliseconds is what the slowest 1 % of the requests of a service may take.
	LatencyMilliseconds int
	// ConvergenceSeconds is how long the slowest 1 % of changes may need to reach a proxy.
	ConvergenceSeconds int
	// CertificateDays is how long before it ends a certificate of the authority must be renewed.
	CertificateDays int
}

// DefaultThresholds are those of somebody who says nothing.
func DefaultThresholds() Thresholds {
	return Thresholds{ErrorPercent: 5, LatencyMilliseconds: 1000, ConvergenceSeconds: 10, CertificateDays: 30}
}

// Gateway is a gateway that must not be without a proxy.
type Gateway struct {
	Name, Namespace string
	// App is the label `app` of its pods.
	App string
}

// AlertNames lists the names of every alert.
func AlertNames() []string {
	var names []string
	for _, r := range allAlerts(Parts{Istiod: "x", Ztunnel: "x", CNI: "x"}, DefaultThresholds(), []Gateway{{"x", "x", "x"}}) {
		names = append(names, r.Alert)
	}
	return names
}

// Alerts returns the alerts for a mesh with those parts, without those left out. Gateways are those whose proxies are scraped
// by the job of proxies.
func Alerts(p Parts, t Thresholds, gateways []Gateway, leaveOut []string) Group {
	g := Group{Name: AlertGroup}
	for _, r := range allAlerts(p, t, gateways) {
		if !slices.Contains(leaveOut, r.Alert) {
			g.Rules = append(g.Rules, r)
		}
	}
	return g
}

func allAlerts(p Parts, t Thresholds, gateways []Gateway) []Rule {
	rules := trafficAlerts(t)
	if p.Istiod != "" {
		rules = append(rules, controlPlaneAlerts(t)...)
		rules = append(rules, authorityAlerts(t)...)
	}
	return append(rules, nodeAlerts(p, gateways)...)
}

const (
	severityCritical = "critical"
	severityWarning  = "warning"
	severityInfo     = "info"
)

func alert(name, severity, lasts, expr, summary, description string) Rule {
	return Rule{
		Alert: name, Expr: expr, For: lasts, Labels: map[string]string{"severity": severity},
		Annotations: map[string]string{"summary": summary, "description": description},
	}
}

// risen is a counter that grew. Istiod's counters aren't there before the first event, which increase doesn't see.
func risen(sum, counter, window string) string {
	return fmt.Sprintf("%[1]s (increase(%[2]s[%[3]s])) > 0 or %[1]s (%[2]s unless %[2]s offset %[3]s) > 0", sum, counter, window)
}

const (
	byService = "sum by (destination_service_name, destination_service_namespace)"
	service   = "{{ $labels.destination_service_name }} in {{ $labels.destination_service_namespace }}"
	// received are the requests as the called side counts them: its sidecar or its waypoint.
	received = `reporter=~"destination|waypoint"`
)

func trafficAlerts(t Thresholds) []Rule {
	return []Rule{
		alert("IstioHighErrorRate", severityWarning, "5m",
			fmt.Sprintf(`%s (rate(istio_requests_total{%s, response_code=~"5.."}[5m])) / %s (rate(istio_requests_total{%s}[5m])) > %s`,
				byService, received, byService, received, strconv.FormatFloat(t.ErrorPercent/100, 'g', 6, 64)),
			"Requests to "+service+" fail",
			"{{ $value | humanizePercentage }} of the requests to "+service+" end with a status of 500 or above."),
		alert("IstioHighLatency", severityWarning, "5m",
			fmt.Sprintf(`histogram_quantile(0.99, sum by (le, destination_service_name, destination_service_namespace) (`+
				`rate(istio_request_duration_milliseconds_bucket{%s}[5m]))) > %d`, received, t.LatencyMilliseconds),
			"Requests to "+service+" are slow",
			"1 % of the requests to "+service+" take more than {{ $value | humanize }} ms."),
	}
}

func controlPlaneAlerts(t Thresholds) []Rule {
	return []Rule{
		alert("IstiodAbsent", severityCritical, "5m", `absent(istio_build{component="pilot"})`,
			"No istiod is seen", "No istiod runs, or Prometheus doesn't reach it. Proxies keep what they have; new pods get no proxy."),
		alert("IstioConfigRejected", severityWarning, "0m", risen("sum by (type)", "pilot_total_xds_rejects", "5m"),
			"Proxies reject configuration", "Proxies rejected {{ $value | humanize }} answers of istiod of the type {{ $labels.type }}; `istioctl proxy-status` shows which."),
		alert("IstioPushErrors", severityWarning, "5m", `sum(rate(pilot_total_xds_internal_errors[5m])) > 0`,
			"Istiod fails to make configuration", "Istiod has internal errors while it makes the configuration of proxies; its log has them."),
		alert("IstioSlowConvergence", severityWarning, "10m",
			fmt.Sprintf(`histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket[5m]))) > %d`, t.ConvergenceSeconds),
			"Changes reach proxies late", "1 % of the changes need more than {{ $value | humanize }} s to reach a proxy; istiod may lack CPU."),
		alert("IstioListenerConflict", severityInfo, "10m",
			`max(pilot_conflict_inbound_listener) > 0 or max(pilot_conflict_outbound_listener_tcp_over_current_tcp) > 0`,
			"Services conflict", "{{ $value | humanize }} Services claim a port that another has, and one of them is ignored; `istioctl analyze` names them."),
		alert("IstioInvalidConfig", severityInfo, "0m", risen("sum by (group, version, resource)", "galley_validation_failed", "10m"),
			"Istio resources are refused", "Somebody tries to apply {{ $labels.resource }} that istiod refuses."),
		alert("IstioInjectionFailing", severityCritical, "0m", risen("sum", "sidecar_injection_failure_total", "5m"),
			"Pods get no proxy", "Istiod failed to inject {{ $value | humanize }} pods in the last 5 minutes."),
		alert("IstioJwksFetchFailing", severityWarning, "10m", risen("sum", "pilot_jwks_resolver_network_fetch_fail_total", "10m"),
			"Keys of a token issuer can't be fetched", "Istiod can't fetch the JWKS of a RequestAuthentication; requests with its tokens will be refused."),
		alert("IstioRemoteClusterNotSynced", severityWarning, "10m", `max by (cluster) (istiod_remote_cluster_sync_status{status!="synced"}) == 1`,
			"A remote cluster isn't in step", "Istiod hasn't read cluster {{ $labels.cluster }} completely."),
	}
}

func authorityAlerts(t Thresholds) []Rule {
	ends := func(metric string) string {
		return fmt.Sprintf("min((%s > 0) - time()) < %d", metric, t.CertificateDays*24*60*60)
	}
	left := " ends in {{ $value | humanizeDuration }}."
	return []Rule{
		alert("IstioRootCertificateEnds", severityCritical, "5m", ends("citadel_server_root_cert_expiry_timestamp"),
			"The mesh's root certificate ends soon", "The root certificate of istiod's authority"+left),
		alert("IstioCertificateChainEnds", severityCritical, "5m", ends("citadel_server_cert_chain_expiry_timestamp"),
			"The authority's certificate ends soon", "The certificate chain of istiod's authority"+left),
		alert("IstioCertificateSigningFailing", severityCritical, "5m", risen("sum", "citadel_server_csr_sign_err_count", "5m"),
			"Workloads get no certificates", "Istiod failed to sign {{ $value | humanize }} certificates in the last 5 minutes."),
	}
}

func nodeAlerts(p Parts, gateways []Gateway) []Rule {
	var rules []Rule
	if p.Ztunnel != "" {
		rules = append(rules, alert("IstioZtunnelAbsent", severityCritical, "5m", `absent(istio_build{component="ztunnel"})`,
			"No ztunnel is seen", "No ztunnel runs, or Prometheus doesn't reach it. Pods in ambient mode have no network without the one of their node."))
	}
	if p.CNI != "" {
		rules = append(rules, alert("IstioCniNotReady", severityWarning, "10m", `istio_cni_install_ready == 0`,
			"The CNI plugin isn't ready on a node", "The node agent {{ $labels.pod }} hasn't installed its plugin; pods don't start there."))
	}
	for _, g := range gateways {
		rule := alert("IstioGatewayAbsent", severityCritical, "5m",
			fmt.Sprintf(`absent(up{job=%q, namespace=%q, app=%q} == 1)`, JobProxies, g.Namespace, g.App),
			"No proxy of gateway "+g.Name+" is seen", "No proxy of gateway "+g.Name+" in "+g.Namespace+" runs, or Prometheus doesn't reach it.")
		// What is absent brings no labels, and the alerts of two gateways would be one.
		rule.Labels["gateway"], rule.Labels["namespace"] = g.Name, g.Namespace
		rules = append(rules, rule)
	}
	return rules
}
