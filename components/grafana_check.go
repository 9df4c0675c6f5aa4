package components

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func (g *Grafana) check(f *check.Findings, path string, m *mesh) {
	if g == nil {
		return
	}
	if g.URL == nil && g.ExternalURL == nil && g.Dashboards == nil {
		f.Errorf(path, "it says neither where Grafana is nor which dashboards it gets, so nothing comes of it; write dashboards: {}, or url")
	}
	if g.ExternalURL != nil && g.URL == nil {
		f.Errorf(path+".url", "Kiali looks for the dashboards inside the cluster before it links to externalUrl; write for example %s", grafanaURLExample)
	}
	inside := checkGrafanaURL(f, path+".url", g.URL, grafanaURLExample)
	if inside != nil && loopback(inside.Hostname()) {
		f.Errorf(path+".url", "it means the pod that asks, Kiali's own; write the address of Grafana's Service, for example %s", grafanaURLExample)
	}
	outside := checkGrafanaURL(f, path+".externalUrl", g.ExternalURL, "https://grafana.example.com")
	if outside != nil && clusterHost(outside.Hostname()) {
		f.Report(check.GrafanaInternalLink, path+".externalUrl",
			"the host is one of the cluster, which browsers outside can't find; write the address that people use, for example https://grafana.example.com")
	}
	g.checkDatasource(f, path+".datasource")
	g.Dashboards.check(f, path+".dashboards", m)
}

const grafanaURLExample = "http://grafana.grafana:3000"

// checkGrafanaURL reports what isn't the address of a web server, and returns what is. The address itself isn't
// repeated: it may hold a password.
func checkGrafanaURL(f *check.Findings, path string, in pulumi.StringPtrInput, example string) *url.URL {
	text, known := plan.Plain(in).(string)
	if !known {
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		f.Errorf(path, "it is no http:// or https:// address; write for example %s", example)
	case u.User != nil:
		f.Errorf(path, "it holds a user or password, which would stand in clear in Kiali's configuration; leave them out, Kiali has settings of its own for them")
	case u.RawQuery != "" || u.Fragment != "":
		f.Errorf(path, "paths are appended to it, so it can't have a query or fragment; write for example %s", example)
	default:
		return u
	}
	return nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// clusterHost reports whether a host is the name of a Service, as far as a name tells.
func clusterHost(host string) bool {
	return strings.HasSuffix(host, ".svc") || strings.Contains(host, ".svc.")
}

func (g *Grafana) checkDatasource(f *check.Findings, path string) {
	if g.Datasource == nil {
		return
	}
	switch name := *g.Datasource; {
	case strings.TrimSpace(name) == "":
		f.Errorf(path, "the name is empty; write the UID or name of the Prometheus datasource, for example prometheus, or leave it out")
	case strings.Contains(name, "$"):
		f.Errorf(path, "%q is a variable, which nobody fills in; write the UID or name of the Prometheus datasource, or leave it out so that people choose", name)
	case g.Dashboards == nil:
		f.Errorf(path, "no dashboards are delivered, so nothing asks it; write dashboards: {}, or leave it out")
	}
}

func (d *GrafanaDashboards) check(f *check.Findings, path string, m *mesh) {
	if d == nil {
		return
	}
	check.Enum(f, path+".deliver", d.Deliver)
	check.Namespace(f, path+".namespace", d.namespace())
	check.Labels(f, path+".labels", d.Labels)
	d.checkFolder(f, path+".folder")
	d.checkInclude(f, path+".include", m)
	d.checkPublic(f, path+".publicIds", m)
	if d.deliver() == grafanaCR {
		d.checkSelector(f, path+".instanceSelector")
		return
	}
	if d.Labels != nil && len(d.Labels) == 0 {
		f.Errorf(path+".labels", "a ConfigMap without label is found by nobody; write those that Grafana's sidecar looks for, or leave it out for grafana_dashboard: \"1\"")
	}
	for name, given := range map[string]bool{
		"instanceSelector": !d.InstanceSelector.IsZero(), "allowCrossNamespaceImport": d.AllowCrossNamespaceImport != nil, "publicIds": len(d.PublicIDs) > 0,
	} {
		if given {
			f.Errorf(path+"."+name, "only the Grafana operator reads it, and these are ConfigMaps; write deliver: grafanaDashboard, or leave it out")
		}
	}
}

func (d *GrafanaDashboards) checkFolder(f *check.Findings, path string) {
	if d.Folder == nil {
		return
	}
	switch folder := *d.Folder; {
	case strings.TrimSpace(folder) == "":
		f.Errorf(path, "the folder's name is empty; write for example Istio, or leave it out")
	case slices.Contains(strings.Split(folder, "/"), ".."):
		f.Errorf(path, "%q leads out of the folder of the dashboards; write a name, for example Istio", folder)
	case d.deliver() == grafanaConfigMap && strings.HasPrefix(folder, "/"):
		f.Errorf(path, "%q is a path in the sidecar's file system, outside of what Grafana reads; write a name, for example Istio", folder)
	}
}

func (d *GrafanaDashboards) checkInclude(f *check.Findings, path string, m *mesh) {
	if d.Include != nil && len(d.Include) == 0 && len(d.PublicIDs) == 0 {
		f.Errorf(path, "the list is empty, so no dashboard is delivered; name some, or leave dashboards out")
	}
	for i, name := range d.Include {
		at := fmt.Sprintf("%s[%d]", path, i)
		check.Enum(f, at, &name)
		if slices.Index(d.Include, name) < i {
			f.Errorf(at, "%q is listed twice; list it once", name)
		}
		if name == grafanaZtunnel && !m.ambient() {
			f.Report(check.GrafanaNoZtunnel, at, "this mesh has no ztunnel, so the dashboard stays empty; leave it out, or write ztunnel: {}")
		}
	}
}

func (d *GrafanaDashboards) checkPublic(f *check.Findings, path string, m *mesh) {
	for _, id := range d.public() {
		at := path + "[\"" + id + "\"]"
		if publicID(id) == 0 {
			f.Errorf(at, "%q is no ID of grafana.com; write the number in the dashboard's address, for example \"7639\"", id)
			continue
		}
		if d.PublicIDs[id] < 1 {
			f.Errorf(at, "%d is no revision; write the one that the dashboard's page lists for your Istio release, for example 300", d.PublicIDs[id])
		}
		title, known := istioPublicDashboards[id]
		if !known {
			f.Report(check.GrafanaPublicUnknown, at, "no dashboard of Istio has this ID on grafana.com, so something else would be imported; Istio's are 7639, 7636, 7630, 11829, "+
				"7645, 13277 and 21306")
		}
		for _, name := range d.included(m) {
			if own, ok := dashboards.Find(string(name)); ok && own.Title == title {
				f.Errorf(at, "it has the title of the dashboard %s under include, and Kiali finds dashboards by title; leave one of the two out", name)
			}
		}
	}
}

// checkSelector reports a selector that the API server would refuse or that selects nothing. What isn't known yet is
// left alone.
func (d *GrafanaDashboards) checkSelector(f *check.Findings, path string) {
	const example = "{matchLabels: {dashboards: grafana}}"
	if d.InstanceSelector.IsZero() {
		f.Errorf(path, "the Grafana operator needs to know which Grafana takes the dashboards; write the labels of your Grafana resource, for example %s", example)
		return
	}
	selector, known := plan.Plain(d.InstanceSelector.Value()).(plan.Tree)
	if !known {
		return
	}
	for key := range selector {
		if key != "matchLabels" && key != "matchExpressions" {
			f.Errorf(path+"."+key, "a selector has matchLabels and matchExpressions; write for example %s", example)
		}
	}
	given, written := selector["matchLabels"]
	if !written {
		return
	}
	if _, later := given.(pulumi.Input); later {
		return
	}
	matched, ok := given.(plan.Tree)
	if !ok {
		f.Errorf(path+".matchLabels", "it is no map of labels; write for example %s", example)
		return
	}
	literal := map[string]string{}
	for key, value := range matched {
		switch v := value.(type) {
		case string:
			literal[key] = v
		case pulumi.Input:
		default:
			f.Errorf(path+".matchLabels."+key, "the value of a label is a text; write it in quotes, for example %s: \"true\"", key)
		}
	}
	check.Labels(f, path+".matchLabels", literal)
}
