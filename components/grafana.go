package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
)

// Grafana is a Grafana that runs already, and the dashboards that the mesh brings along.
type Grafana struct {
	URL         pulumi.StringPtrInput `pulumi:"url,optional"`
	ExternalURL pulumi.StringPtrInput `pulumi:"externalUrl,optional"`
	Datasource  *string               `pulumi:"datasource,optional"`
	Dashboards  *GrafanaDashboards    `pulumi:"dashboards,optional"`
}

// Annotate describes the properties for the schema.
func (g *Grafana) Annotate(a infer.Annotator) {
	a.Describe(&g, "A Grafana that runs already: where Kiali finds it, and which dashboards it gets. Nothing of Grafana itself is installed.")
	a.Describe(&g.URL, "Grafana's address inside the cluster, for example `http://grafana.grafana:3000`, with the path under which it is served. Kiali looks for the "+
		"dashboards there. Default: none, and Kiali has no links.")
	a.Describe(&g.ExternalURL, "Grafana's address for browsers, for example `https://grafana.example.com`, which Kiali's links lead to. Goes with `url`. Default: none.")
	a.Describe(&g.Datasource, "UID or name of the Prometheus datasource that the dashboards ask, for example `prometheus`. Default: people choose it in a list on each "+
		"dashboard.")
	a.Describe(&g.Dashboards, "Dashboards for the mesh; `{}` delivers them as ConfigMaps. Default: none are delivered.")
}

// GrafanaDashboards says which dashboards are delivered, and how.
type GrafanaDashboards struct {
	Deliver                   *GrafanaDelivery   `pulumi:"deliver,optional"`
	Namespace                 *string            `pulumi:"namespace,optional"`
	CreateNamespace           *bool              `pulumi:"createNamespace,optional"`
	Labels                    map[string]string  `pulumi:"labels,optional"`
	Folder                    *string            `pulumi:"folder,optional"`
	InstanceSelector          *freeform.Map      `pulumi:"instanceSelector,optional"`
	AllowCrossNamespaceImport *bool              `pulumi:"allowCrossNamespaceImport,optional"`
	Include                   []GrafanaDashboard `pulumi:"include,optional"`
	PublicIDs                 map[string]int     `pulumi:"publicIds,optional"`
}

// Annotate describes the properties for the schema.
func (d *GrafanaDashboards) Annotate(a infer.Annotator) {
	a.Describe(&d, "Dashboards for the mesh, one object each. They need a Prometheus that has the mesh's metrics, and cAdvisor's for CPU and memory.")
	a.Describe(&d.Deliver, "`configMap` (default) for the sidecar of Grafana's chart, which loads ConfigMaps with a label; `grafanaDashboard` for the Grafana operator, "+
		"version 5, whose CRDs must be in the cluster.")
	a.Describe(&d.Namespace, "Namespace of the objects, the one of Grafana for most installations. Default: `monitoring`.")
	a.Describe(&d.CreateNamespace, "Whether the namespace is created and deleted with the mesh. Default: false.")
	a.Describe(&d.Labels, "Labels of the objects. Default: `grafana_dashboard: \"1\"` for ConfigMaps, which is what Grafana's chart looks for; none for "+
		"custom resources.")
	a.Describe(&d.Folder, "Folder of the dashboards in Grafana, for example `Istio`. For ConfigMaps it is the annotation `grafana_folder`, which the chart reads with "+
		"`sidecar.dashboards.folderAnnotation: grafana_folder` and `sidecar.dashboards.provider.foldersFromFilesStructure: true`. Default: Grafana's own choice.")
	a.Describe(&d.InstanceSelector, "Labels of the Grafana resources that take the dashboards, as the custom resource has them, for example "+
		"`{matchLabels: {dashboards: grafana}}`. Needed with `grafanaDashboard`. A change makes the resources anew, as the operator takes none. Leaves may be outputs. Default: none.")
	a.Describe(&d.AllowCrossNamespaceImport, "Whether Grafanas in other namespaces take the dashboards, too. A change makes the resources anew. Default: the operator's own, false.")
	a.Describe(&d.Include, "Dashboards to deliver. Default: all that fit the mesh, which is every one but `ztunnel`, and that one in ambient mode; with `publicIds` none.")
	a.Describe(&d.PublicIDs, "Istio's own dashboards from grafana.com in place of ours, as revision by ID, for example `{\"7639\": 300}`: 7639 mesh, 7636 service, "+
		"7630 workload, 11829 performance, 7645 control plane, 13277 Wasm, 21306 ztunnel. Each page on grafana.com lists the revisions with the Istio release of each; they "+
		"differ from dashboard to dashboard. Only with `grafanaDashboard`; the operator downloads them. Default: none.")
}

// GrafanaDelivery is how dashboards get into Grafana.
type GrafanaDelivery string

const (
	grafanaConfigMap GrafanaDelivery = "configMap"
	grafanaCR        GrafanaDelivery = "grafanaDashboard"
)

// Values lists the ways.
func (GrafanaDelivery) Values() []infer.EnumValue[GrafanaDelivery] {
	return []infer.EnumValue[GrafanaDelivery]{
		{Name: "ConfigMap", Value: grafanaConfigMap, Description: "A ConfigMap each, for the sidecar of Grafana's chart."},
		{Name: "GrafanaDashboard", Value: grafanaCR, Description: "A GrafanaDashboard each, for the Grafana operator."},
	}
}

// GrafanaDashboard names one of the dashboards.
type GrafanaDashboard string

const grafanaZtunnel GrafanaDashboard = "ztunnel"

// Values lists the dashboards.
func (GrafanaDashboard) Values() []infer.EnumValue[GrafanaDashboard] {
	return []infer.EnumValue[GrafanaDashboard]{
		{Name: "Mesh", Value: "mesh", Description: "The overview: traffic, errors, latency, mutual TLS, and every service."},
		{Name: "Service", Value: "service", Description: "One service, by caller and by the workload that answers."},
		{Name: "Workload", Value: "workload", Description: "One workload, inbound and outbound, with its CPU and memory."},
		{Name: "Performance", Value: "performance", Description: "What proxies and control plane cost."},
		{Name: "ControlPlane", Value: "controlPlane", Description: "istiod: pushes, convergence, what proxies refuse, injection, certificates."},
		{Name: "Gateway", Value: "gateway", Description: "Traffic into the mesh and out of it."},
		{Name: "Ztunnel", Value: grafanaZtunnel, Description: "ambient mode's proxy of each node."},
	}
}

func (d *GrafanaDashboards) deliver() GrafanaDelivery {
	if d.Deliver == nil {
		return grafanaConfigMap
	}
	return *d.Deliver
}

func (d *GrafanaDashboards) namespace() string {
	if d.Namespace == nil {
		return "monitoring"
	}
	return *d.Namespace
}

// included lists those of our own dashboards that are delivered.
func (d *GrafanaDashboards) included(m *mesh) []GrafanaDashboard {
	if d.Include != nil {
		return d.Include
	}
	if len(d.PublicIDs) > 0 {
		return nil
	}
	var out []GrafanaDashboard
	for _, v := range GrafanaDashboard("").Values() {
		if v.Value != grafanaZtunnel || m.ambient() {
			out = append(out, v.Value)
		}
	}
	return out
}
