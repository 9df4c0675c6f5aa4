package components

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"maps"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// grafanaFolder is the annotation that names the folder of a ConfigMap's dashboards.
const grafanaFolder = "grafana_folder"

// publishedDatasource and dashboards.DatasourceVariable are how Istio's published dashboards name their datasource, the
// first in older revisions, the second in newer ones.
const publishedDatasource = "DS_PROMETHEUS"

// contribute plans the dashboards, and tells Kiali about Grafana.
func (g *Grafana) contribute(p *plan.Plan, m *mesh) {
	if g == nil {
		return
	}
	p.Grafana = &plan.Grafana{URL: plan.Plain(g.URL), ExternalURL: plan.Plain(g.ExternalURL)}
	if g.Dashboards == nil {
		return
	}
	d := g.Dashboards
	after := needNamespace(p, d.namespace(), d.CreateNamespace != nil && *d.CreateNamespace, nil)
	for _, name := range d.included(m) {
		board, ok := dashboards.Find(string(name))
		if !ok {
			continue // reported already
		}
		object := g.own(board)
		object.After = after
		p.AddObject(object)
		p.Grafana.Dashboards = append(p.Grafana.Dashboards, board.Title)
	}
	for _, id := range d.public() {
		object := g.published(id)
		object.After = after
		p.AddObject(object)
		if title, known := istioPublicDashboards[id]; known {
			p.Grafana.Dashboards = append(p.Grafana.Dashboards, title)
		}
	}
}

// own is one of our dashboards as an object.
func (g *Grafana) own(board dashboards.Dashboard) *plan.Object {
	datasource := ""
	if g.Datasource != nil {
		datasource = *g.Datasource
	}
	text, err := board.JSON(datasource)
	if err != nil {
		panic(err) // it is embedded
	}
	d := g.Dashboards
	if d.deliver() == grafanaCR {
		object := d.resource("grafana-dashboard-"+board.Name, board.UID)
		object.Body.Set(zipped(text), "spec", "gzipJson")
		return object
	}
	labels := d.Labels
	if labels == nil {
		labels = map[string]string{"grafana_dashboard": "1"}
	}
	annotations := map[string]string{}
	if d.Folder != nil {
		annotations[grafanaFolder] = *d.Folder
	}
	return &plan.Object{
		ID:         "grafana-dashboard-" + board.Name,
		APIVersion: "v1", Kind: "ConfigMap", Name: board.UID + "-dashboard", Namespace: d.namespace(),
		Labels: maps.Clone(labels), Annotations: annotations,
		// The sidecar puts the files of every ConfigMap into one folder, so their names differ.
		Body: plan.Tree{"data": plan.Tree{board.File(): text}},
	}
}

// published is one of Istio's dashboards on grafana.com, which the operator downloads.
func (g *Grafana) published(id string) *plan.Object {
	object := g.Dashboards.resource("grafana-dashboard-"+id, "istio-"+id)
	spec := object.Body["spec"].(plan.Tree)
	// Some of them come without a UID, and would get another one each time.
	spec["uid"] = "istio-" + id
	spec["grafanaCom"] = plan.Tree{"id": publicID(id), "revision": g.Dashboards.PublicIDs[id]}
	if g.Datasource != nil {
		var inputs []any
		for _, name := range []string{publishedDatasource, dashboards.DatasourceVariable} {
			inputs = append(inputs, plan.Tree{"inputName": name, "datasourceName": *g.Datasource})
		}
		spec["datasources"] = inputs
	}
	return object
}

// resource is a GrafanaDashboard without content.
func (d *GrafanaDashboards) resource(id, name string) *plan.Object {
	spec := plan.Tree{}
	setFreeform(spec, d.InstanceSelector, "instanceSelector")
	spec.Set(d.AllowCrossNamespaceImport, "allowCrossNamespaceImport")
	spec.Set(d.Folder, "folder")
	return &plan.Object{
		ID:         id,
		APIVersion: "grafana.integreatly.org/v1beta1", Kind: "GrafanaDashboard", Name: name, Namespace: d.namespace(),
		Labels: maps.Clone(d.Labels),
		Body:   plan.Tree{"spec": spec},
		// The CRD's own rules refuse a change of these; the last one may be turned on, but not off.
		ReplaceOn: []string{"spec.instanceSelector", "spec.uid", "spec.allowCrossNamespaceImport"},
	}
}

// zipped is a text as the operator's gzipJson takes it.
func zipped(text string) string {
	var out bytes.Buffer
	writer, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level exists
	}
	// A buffer takes everything.
	_, _ = writer.Write([]byte(text))
	_ = writer.Close()
	return base64.StdEncoding.EncodeToString(out.Bytes())
}
