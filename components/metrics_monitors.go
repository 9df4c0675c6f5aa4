package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

// Monitors are PodMonitors of the Prometheus operator.
type Monitors struct {
	Namespace       *string           `pulumi:"namespace,optional"`
	CreateNamespace *bool             `pulumi:"createNamespace,optional"`
	Labels          map[string]string `pulumi:"labels,optional"`
}

// Annotate describes the properties for the schema.
func (x *Monitors) Annotate(a infer.Annotator) {
	a.Describe(&x, "PodMonitors (monitoring.coreos.com/v1, whose CRD must be there) for istiod, for sidecars, gateways and waypoints, and, where the mesh has them, for ztunnel "+
		"and the CNI node agent. They select pods, never Services, so that revision tags don't count istiod twice.")
	a.Describe(&x.Namespace, "Namespace of the PodMonitors, one that `podMonitorNamespaceSelector` of the Prometheus resource selects; where that is unset, Prometheus' own. Default: `monitoring`.")
	a.Describe(&x.CreateNamespace, "Whether the namespace is created and deleted with the mesh. Default: false: it exists.")
	a.Describe(&x.Labels, "Labels of the PodMonitors, by which `podMonitorSelector` of the Prometheus resource selects them, for example `release: kube-prometheus-stack`: "+
		"that chart overlooks PodMonitors without the name of its release. Default: none.")
}

func (x *Monitors) check(f *check.Findings, path string) {
	if x == nil {
		return
	}
	if x.Namespace != nil {
		check.Namespace(f, path+".namespace", *x.Namespace)
	}
	check.Labels(f, path+".labels", x.Labels)
	if len(x.Labels) == 0 {
		f.Report(check.MonitorsUnlabelled, path+".labels", "a Prometheus of the chart kube-prometheus-stack overlooks PodMonitors without the label of its release; "+
			"write labels: {release: <its release>}, or ignore this where podMonitorSelector selects all")
	}
}

// contributeMonitors plans one PodMonitor for each target.
func (x *Metrics) contributeMonitors(p *plan.Plan, m *mesh) {
	monitors := x.Monitors
	if monitors == nil {
		monitors = &Monitors{}
	}
	after := m.monitoringNamespace(p, x.namespace(), monitors.CreateNamespace)
	for _, target := range prometheus.Targets(m.metricParts()) {
		p.AddObject(&plan.Object{
			ID:         "podmonitor-" + target.Name,
			APIVersion: "monitoring.coreos.com/v1", Kind: "PodMonitor", Name: target.Name, Namespace: x.namespace(),
			Labels: monitors.Labels,
			Body:   plan.Tree{"spec": plan.Plain(target.PodMonitor(x.settings()))},
			After:  after,
		})
	}
}
