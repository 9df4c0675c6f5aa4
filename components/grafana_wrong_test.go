package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
)

func grafanaFindings(g *Grafana, args MeshStackArgs) *check.Findings {
	f := &check.Findings{}
	g.check(f, "grafana", newMesh(args))
	return f
}

func grafanaResources(change func(d *GrafanaDashboards)) *Grafana {
	d := &GrafanaDashboards{Deliver: ref(grafanaCR), InstanceSelector: grafanaSelector()}
	change(d)
	return &Grafana{Dashboards: d}
}

func grafanaConfigMaps(change func(d *GrafanaDashboards)) *Grafana {
	d := &GrafanaDashboards{}
	change(d)
	return &Grafana{Dashboards: d}
}

func grafanaAt(address string) *Grafana { return &Grafana{URL: pulumi.StringPtr(address)} }

func TestGrafanaRefuses(t *testing.T) {
	t.Parallel()
	selector := func(selector map[string]any) *Grafana {
		return grafanaResources(func(d *GrafanaDashboards) { d.InstanceSelector = tree(selector) })
	}
	public := func(ids map[string]int) *Grafana {
		return grafanaResources(func(d *GrafanaDashboards) { d.PublicIDs = ids })
	}
	for name, c := range map[string]struct {
		reason  string
		grafana *Grafana
		path    string
		remedy  string
	}{
		"nothing":            {"it would do nothing", &Grafana{}, "grafana", "dashboards: {}"},
		"external only":      {"Kiali would ask a Grafana that isn't there", &Grafana{ExternalURL: pulumi.String("https://grafana.example.com")}, "grafana.url", "http://grafana.grafana:3000"},
		"no scheme":          {"Kiali needs one", grafanaAt("grafana.grafana:3000"), "grafana.url", "http://grafana.grafana:3000"},
		"other scheme":       {"nobody speaks it", grafanaAt("grpc://grafana:3000"), "grafana.url", "http://grafana.grafana:3000"},
		"empty address":      {"it is none", grafanaAt(""), "grafana.url", "http://grafana.grafana:3000"},
		"password":           {"it would stand in clear in a ConfigMap", grafanaAt("http://admin:hunter2@grafana:3000"), "grafana.url", "leave them out"},
		"query":              {"/api/search would come after it", grafanaAt("http://grafana:3000?orgId=1"), "grafana.url", "http://grafana.grafana:3000"},
		"localhost":          {"a port-forward of one's own machine isn't Kiali's", grafanaAt("http://localhost:3000"), "grafana.url", "Service"},
		"loopback":           {"the same by number", grafanaAt("http://127.0.0.1:3000"), "grafana.url", "Service"},
		"external no scheme": {"a browser needs one", &Grafana{URL: pulumi.String("http://g:3000"), ExternalURL: pulumi.String("grafana.example.com")}, "grafana.externalUrl", "https://grafana.example.com"},
		"datasource empty":   {"no datasource is called so", &Grafana{Datasource: ref(" "), Dashboards: &GrafanaDashboards{}}, "grafana.datasource", "prometheus"},
		"datasource variable": {
			"Grafana fills in variables on import only", &Grafana{Datasource: ref("${DS_PROMETHEUS}"), Dashboards: &GrafanaDashboards{}}, "grafana.datasource", "leave it out",
		},
		"datasource alone": {"nothing asks it", &Grafana{URL: pulumi.String("http://g:3000"), Datasource: ref("prometheus")}, "grafana.datasource", "dashboards: {}"},
		"delivery":         {"there are two ways", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Deliver = ref(GrafanaDelivery("secret")) }), "grafana.dashboards.deliver", "configMap"},
		"namespace":        {"Kubernetes takes no such name", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Namespace = ref("Monitoring") }), "grafana.dashboards.namespace", "lower-case"},
		"label":            {"Kubernetes takes no such label", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Labels = map[string]string{"a b": "1"} }), "grafana.dashboards.labels", "prefix/name"},
		"no label":         {"the sidecar looks for one", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Labels = map[string]string{} }), "grafana.dashboards.labels", "grafana_dashboard"},
		"folder empty":     {"a folder has a name", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Folder = ref("") }), "grafana.dashboards.folder", "Istio"},
		"folder outside":   {"it leaves what Grafana reads", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Folder = ref("a/../../b") }), "grafana.dashboards.folder", "Istio"},
		"folder path":      {"the sidecar takes it for a path of its own", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Folder = ref("/Istio") }), "grafana.dashboards.folder", "Istio"},
		"selector of configMaps": {
			"only the operator selects", grafanaConfigMaps(func(d *GrafanaDashboards) { d.InstanceSelector = grafanaSelector() }), "grafana.dashboards.instanceSelector", "grafanaDashboard",
		},
		"namespaces of configMaps": {
			"the sidecar has a setting of its own", grafanaConfigMaps(func(d *GrafanaDashboards) { d.AllowCrossNamespaceImport = ref(false) }),
			"grafana.dashboards.allowCrossNamespaceImport", "grafanaDashboard",
		},
		"IDs of configMaps": {
			"nobody would download them", grafanaConfigMaps(func(d *GrafanaDashboards) { d.PublicIDs = documentsDashboards }), "grafana.dashboards.publicIds", "grafanaDashboard",
		},
		"unknown dashboard":  {"nobody makes it", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Include = []GrafanaDashboard{"mesh", "wasm"} }), "grafana.dashboards.include[1]", "controlPlane"},
		"twice":              {"two objects of one name", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Include = []GrafanaDashboard{"mesh", "mesh"} }), "grafana.dashboards.include[1]", "once"},
		"none":               {"nothing is delivered", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Include = []GrafanaDashboard{} }), "grafana.dashboards.include", "leave dashboards out"},
		"no selector":        {"the CRD asks for one", grafanaResources(func(d *GrafanaDashboards) { d.InstanceSelector = nil }), "grafana.dashboards.instanceSelector", "matchLabels"},
		"empty selector":     {"the same", selector(map[string]any{}), "grafana.dashboards.instanceSelector", "matchLabels"},
		"labels as selector": {"the CRD drops what it doesn't know", selector(map[string]any{"dashboards": "grafana"}), "grafana.dashboards.instanceSelector.dashboards", "matchLabels"},
		"selector is no map": {"the CRD refuses it", selector(map[string]any{"matchLabels": "dashboards=grafana"}), "grafana.dashboards.instanceSelector.matchLabels", "{dashboards: grafana}"},
		"selector of truth":  {"the CRD refuses it", selector(map[string]any{"matchLabels": map[string]any{"grafana": true}}), "grafana.dashboards.instanceSelector.matchLabels.grafana", "quotes"},
		"selector no label":  {"no Grafana can have it", selector(map[string]any{"matchLabels": map[string]any{"a": "b c"}}), `grafana.dashboards.instanceSelector.matchLabels["a"]`, "63"},
		"ID of words":        {"IDs are numbers", public(map[string]int{"istio-mesh": 3}), `grafana.dashboards.publicIds["istio-mesh"]`, "7639"},
		"ID with a zero":     {"two keys for one ID", public(map[string]int{"07639": 3}), `grafana.dashboards.publicIds["07639"]`, "7639"},
		"no revision":        {"there is no revision 0", public(map[string]int{"7639": 0}), `grafana.dashboards.publicIds["7639"]`, "revision"},
		"two of a title": {"Kiali would find either", grafanaResources(func(d *GrafanaDashboards) {
			d.PublicIDs, d.Include = map[string]int{"21306": 5}, []GrafanaDashboard{"ztunnel"}
		}), `grafana.dashboards.publicIds["21306"]`, "leave one"},
		"everything together": {"all at once", &Grafana{URL: pulumi.String("x"), Dashboards: &GrafanaDashboards{Namespace: ref("-"), Folder: ref("")}}, "grafana.dashboards.folder", "Istio"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := grafanaFindings(c.grafana, MeshStackArgs{}).Errors()
			require.NotEmpty(t, found, c.reason)
			var at []check.Finding
			for _, e := range found {
				assert.NotContains(t, e.String(), "hunter2", "no secret in a message")
				if e.Path == c.path {
					at = append(at, e)
				}
			}
			require.Len(t, at, 1, "%s, of %v", c.reason, found)
			assert.Contains(t, at[0].Message, c.remedy, c.reason)
			if name == "everything together" {
				assert.Len(t, found, 3, c.reason)
			} else {
				assert.Len(t, found, 1, "one mistake, one finding")
			}
		})
	}
}

func TestGrafanaWarns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason  string
		grafana *Grafana
		args    MeshStackArgs
		path    string
		id      check.ID
	}{
		"foreign ID": {
			"a mistyped ID imports something else", grafanaResources(func(d *GrafanaDashboards) { d.PublicIDs = map[string]int{"7693": 3} }), MeshStackArgs{},
			`grafana.dashboards.publicIds["7693"]`, check.GrafanaPublicUnknown,
		},
		"service for browsers": {
			"no browser finds it", &Grafana{URL: pulumi.String("http://g:3000"), ExternalURL: pulumi.String("http://grafana.grafana.svc.cluster.local:3000")}, MeshStackArgs{},
			"grafana.externalUrl", check.GrafanaInternalLink,
		},
		"short service for browsers": {
			"no browser finds it", &Grafana{URL: pulumi.String("http://g:3000"), ExternalURL: pulumi.String("http://grafana.grafana.svc:3000")}, MeshStackArgs{},
			"grafana.externalUrl", check.GrafanaInternalLink,
		},
		"no ztunnel": {
			"it stays empty", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Include = []GrafanaDashboard{"ztunnel"} }), MeshStackArgs{},
			"grafana.dashboards.include[0]", check.GrafanaNoZtunnel,
		},
		"ztunnel": {"it is there", grafanaConfigMaps(func(d *GrafanaDashboards) { d.Include = []GrafanaDashboard{"ztunnel"} }), MeshStackArgs{Ztunnel: &Ztunnel{}}, "", ""},
		"every kind of selector": {
			"matchExpressions are the API server's to judge; unknown leaves nobody's yet",
			grafanaResources(func(d *GrafanaDashboards) {
				d.InstanceSelector = &freeform.Map{Plain: map[string]any{"matchExpressions": []any{map[string]any{"key": "a", "operator": "Exists"}}}}
			}), MeshStackArgs{}, "", "",
		},
		"addresses": {
			"a path belongs to the address", &Grafana{URL: pulumi.String("http://grafana.grafana.svc:3000/grafana"), ExternalURL: pulumi.String("https://example.com/grafana")},
			MeshStackArgs{}, "", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := grafanaFindings(c.grafana, c.args)
			require.Empty(t, f.Errors(), c.reason)
			if c.id == "" {
				assert.Empty(t, f.Warnings(), c.reason)
				return
			}
			require.Len(t, f.Warnings(), 1, c.reason)
			assert.Equal(t, c.path, f.Warnings()[0].Path)
			assert.Equal(t, c.id, f.Warnings()[0].ID)
		})
	}
}
