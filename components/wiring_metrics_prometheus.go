package components

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// prometheusServer is the host at which Prometheus is asked, as labels; none where nobody said it, or it isn't known.
type prometheusServer []string

// prometheusServer reads the address that somebody wrote, for metrics or for Kiali.
func (w wiring) prometheusServer() prometheusServer {
	var address any
	if x := w.args.Metrics; x != nil {
		address = plan.Plain(x.PrometheusURL)
	}
	if k := w.args.Kiali; k != nil && address == nil {
		if d := w.kialiDraft(); d != nil {
			address = kialiAt(d.written, "external_services.prometheus.url")
		}
		if k.Prometheus != nil {
			address = firstGiven(address, plan.Plain(k.Prometheus.URL))
		}
	}
	if in, later := address.(pulumi.Input); later {
		address, _ = plan.AwaitOpen(w.ctx, in)
	}
	text, _ := address.(string)
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return nil
	}
	return strings.Split(u.Hostname(), ".")
}

func (s prometheusServer) service() string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// namespace is that of the Service, "" where the host isn't the name of one.
func (s prometheusServer) namespace(domain string) string {
	rest := strings.Join(s[min(2, len(s)):], ".")
	if len(s) < 2 || rest != "" && rest != "svc" && rest != "svc."+domain {
		return ""
	}
	return s[1]
}

// kubePrometheus is the Service, and the ServiceAccount, of Prometheus in the manifests of kube-prometheus.
const kubePrometheus = "prometheus-k8s"

// operated reports whether the Service is one of the Prometheus operator: its own, kube-prometheus', or that of the chart
// kube-prometheus-stack, <release>-kube-prometheus-stack-prometheus, cut in the middle where it is long.
func (s prometheusServer) operated() bool {
	name := s.service()
	return name == "prometheus-operated" || name == kubePrometheus || strings.HasSuffix(name, "-prometheus") && strings.Contains(name, "kube")
}

// prometheusNamespaces are those in which Prometheus most likely runs: that of its address, which also the Secret must be in,
// and its ServiceAccount.
func (w wiring) prometheusNamespaces(server prometheusServer) []string {
	var out []string
	if namespace := server.namespace(w.clusterDomain()); namespace != "" {
		out = append(out, namespace)
	}
	x := w.args.Metrics
	if x == nil {
		return out
	}
	if x.RBAC != nil {
		out = append(out, x.RBAC.namespace(x.namespace()))
	}
	if len(server) == 0 || x.mechanism() == scrapeConfigs {
		out = append(out, x.namespace())
	}
	return unique(out)
}

// prometheusStaysOut warns of a Prometheus with a sidecar: scrapes would go through it, to pods it doesn't know by name.
func (w wiring) prometheusStaysOut(server prometheusServer) {
	x := w.args.Metrics
	if x != nil && x.mechanism() == scrapeNone || x == nil && w.args.Kiali == nil {
		return
	}
	namespaces := w.prometheusNamespaces(server)
	said := false
	if i := w.args.Injection; i != nil {
		for n, ns := range i.Namespaces {
			if !slices.Contains(namespaces, ns.Name) {
				continue
			}
			said = true
			if ns.mode(w.mesh) == modeSidecar {
				w.Report(check.PrometheusInjected, fmt.Sprintf("injection.namespaces[%d].name", n),
					"Prometheus runs in %s and would get a sidecar; leave the namespace out, or label Prometheus' pods %s: \"false\"", ns.Name, notInjected)
			}
		}
	}
	if !said && len(namespaces) > 0 && w.injectsAll() {
		w.Report(check.PrometheusInjected, "values.istiod.sidecarInjectorWebhook.enableNamespacesByDefault",
			"every namespace without a label is injected, also %s, where Prometheus would get a sidecar; leave it out, or label Prometheus' pods %s: \"false\"", namespaces[0], notInjected)
	}
}

// injectsAll reports whether a control plane has a webhook for namespaces that carry no label.
func (w wiring) injectsAll() bool {
	for _, control := range w.planes {
		configuration := w.istiod(control).Find("MutatingWebhookConfiguration", "istio-sidecar-injector")
		if configuration == nil {
			continue
		}
		hooks, _ := proof.At(configuration.Body, "webhooks").([]any)
		for _, hook := range hooks {
			if name, _ := readableText(proof.At(hook, "name")); strings.HasPrefix(name, "auto.") {
				return true
			}
		}
	}
	return false
}
