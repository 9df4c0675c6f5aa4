package components

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// documentsDashboards are the IDs that the document lists, with a revision each.
var documentsDashboards = map[string]int{"7639": 300, "11829": 301, "7636": 302, "7630": 303, "7645": 304}

func grafanaSelector() *freeform.Map {
	return tree(map[string]any{"matchLabels": map[string]any{"dashboards": "grafana"}})
}

// grafanaPlan is what one Grafana adds to a mesh's plan.
func grafanaPlan(g *Grafana, args MeshStackArgs) *plan.Plan {
	p := plan.New()
	g.contribute(p, newMesh(args))
	return p
}

func TestGrafanaPlans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, reason string
		grafana      *Grafana
		args         MeshStackArgs
	}{
		{"grafana-configmaps", "a ConfigMap each, as Grafana's chart looks for them; no ztunnel, no dashboard of it", &Grafana{Dashboards: &GrafanaDashboards{}}, MeshStackArgs{}},
		{
			"grafana-ambient", "ambient mode has one more; folder, labels and namespace reach each of them, which wait for the namespace",
			&Grafana{Datasource: ref("prometheus"), Dashboards: &GrafanaDashboards{
				Namespace: ref("grafana"), CreateNamespace: ref(true), Labels: map[string]string{"dashboards": "yes"}, Folder: ref("Istio"),
			}}, MeshStackArgs{Profile: ref(profileAmbient)},
		},
		{
			"grafana-resources", "our own by custom resources: what can't be changed replaces them",
			&Grafana{Dashboards: &GrafanaDashboards{
				Deliver: ref(grafanaCR), InstanceSelector: grafanaSelector(), AllowCrossNamespaceImport: ref(true), Folder: ref("Istio"),
				Labels: map[string]string{"team": "mesh"}, Include: []GrafanaDashboard{"service", "mesh"},
			}}, MeshStackArgs{},
		},
		{
			"grafana-document", "the document's five dashboards by ID and revision, with the datasource that they ask for",
			&Grafana{URL: pulumi.String("http://grafana.grafana:3000"), Datasource: ref("Prometheus"), Dashboards: &GrafanaDashboards{
				Deliver: ref(grafanaCR), Namespace: ref("grafana"), InstanceSelector: grafanaSelector(), PublicIDs: documentsDashboards,
			}}, MeshStackArgs{},
		},
		{
			"grafana-both", "some of Istio's and some of ours",
			&Grafana{Dashboards: &GrafanaDashboards{
				Deliver: ref(grafanaCR), InstanceSelector: grafanaSelector(), PublicIDs: map[string]int{"7639": 300}, Include: []GrafanaDashboard{"gateway"},
			}}, MeshStackArgs{},
		},
		{"grafana-known", "an address alone creates nothing: it is for Kiali", &Grafana{URL: pulumi.String("http://grafana.grafana:3000")}, MeshStackArgs{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := grafanaFindings(c.grafana, c.args)
			require.Empty(t, f.Errors(), c.reason)
			require.Empty(t, f.Warnings(), c.reason)
			p := grafanaPlan(c.grafana, c.args)
			for _, o := range p.Objects {
				shortened(t, o)
			}
			golden(t, c.name, p)
		})
	}
}

// shortened puts a word in place of an object's dashboard, whose content other tests look at.
func shortened(t *testing.T, o *plan.Object) {
	t.Helper()
	if data, ok := o.Body["data"].(plan.Tree); ok {
		for file := range data {
			data[file] = "<dashboard>"
		}
	}
	if spec, ok := o.Body["spec"].(plan.Tree); ok && spec["gzipJson"] != nil {
		spec["gzipJson"] = "<zipped dashboard>"
	}
}

func TestGrafanaDelivers(t *testing.T) {
	t.Parallel()
	for _, datasource := range []*string{nil, ref("my-prometheus")} {
		want := map[string]string{}
		for _, d := range dashboards.All {
			text, err := d.JSON(orEmpty(datasource))
			require.NoError(t, err)
			want["grafana-dashboard-"+d.Name] = text
		}
		ambient := MeshStackArgs{Ztunnel: &Ztunnel{}}
		files := map[string]bool{}
		configMaps := grafanaPlan(&Grafana{Datasource: datasource, Dashboards: &GrafanaDashboards{}}, ambient)
		require.Len(t, configMaps.Objects, len(dashboards.All))
		for _, o := range configMaps.Objects {
			data := o.Body["data"].(plan.Tree)
			require.Len(t, data, 1)
			for file, text := range data {
				assert.Equal(t, want[o.ID], text, "%s is the dashboard", o.ID)
				assert.False(t, files[file], "the sidecar puts %s into one folder with the others", file)
				files[file] = true
			}
		}
		resources := grafanaPlan(&Grafana{Datasource: datasource, Dashboards: &GrafanaDashboards{
			Deliver: ref(grafanaCR), InstanceSelector: grafanaSelector(),
		}}, ambient)
		require.Len(t, resources.Objects, len(dashboards.All))
		for _, o := range resources.Objects {
			assert.Equal(t, want[o.ID], unzipped(t, o.Body["spec"].(plan.Tree)["gzipJson"].(string)), "%s is the dashboard", o.ID)
			assert.Equal(t, []string{"spec.instanceSelector", "spec.uid", "spec.allowCrossNamespaceImport"}, o.ReplaceOn, "the CRD refuses a change of these")
		}
	}
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// unzipped is what the operator makes of gzipJson.
func unzipped(t *testing.T, text string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	require.NoError(t, err)
	reader, err := gzip.NewReader(bytes.NewReader(raw))
	require.NoError(t, err)
	out, err := io.ReadAll(reader)
	require.NoError(t, err)
	return string(out)
}

// TestGrafanaHasTheDocumentsDashboards is the section 与 grafana 集成: the five dashboards by custom resources.
func TestGrafanaHasTheDocumentsDashboards(t *testing.T) {
	t.Parallel()
	p := grafanaPlan(&Grafana{Dashboards: &GrafanaDashboards{
		Deliver: ref(grafanaCR), InstanceSelector: grafanaSelector(), PublicIDs: documentsDashboards,
	}}, MeshStackArgs{})
	got := map[string]int{}
	for _, o := range p.Objects {
		assert.Equal(t, "grafana.integreatly.org/v1beta1 GrafanaDashboard", o.APIVersion+" "+o.Kind)
		spec := o.Body["spec"].(plan.Tree)
		from := spec["grafanaCom"].(plan.Tree)
		got[strings.TrimPrefix(o.Name, "istio-")] = from["revision"].(int)
		assert.Equal(t, o.Name, spec["uid"], "a stable UID keeps bookmarks")
		assert.NotContains(t, spec, "gzipJson", "the operator takes one source only")
	}
	assert.Equal(t, documentsDashboards, got)
	assert.ElementsMatch(t, []string{
		"Istio Mesh Dashboard", "Istio Service Dashboard", "Istio Workload Dashboard", "Istio Performance Dashboard", "Istio Control Plane Dashboard",
	}, p.Grafana.Dashboards, "Kiali finds them by the titles that they have")
}

func TestGrafanaTellsKiali(t *testing.T) {
	t.Parallel()
	g := &Grafana{
		URL: pulumi.String("http://grafana.grafana:3000"), ExternalURL: pulumi.String("https://grafana.example.com"),
		Dashboards: &GrafanaDashboards{Include: []GrafanaDashboard{"mesh", "controlPlane"}},
	}
	assert.Equal(t, &plan.Grafana{
		URL: "http://grafana.grafana:3000", ExternalURL: "https://grafana.example.com", Dashboards: []string{"MeshStack Mesh", "MeshStack Control Plane"},
	}, grafanaPlan(g, MeshStackArgs{}).Grafana)
	assert.Equal(t, &plan.Grafana{}, grafanaPlan(&Grafana{}, MeshStackArgs{}).Grafana, "nothing said, nothing told")
	var none *Grafana
	assert.Nil(t, grafanaPlan(none, MeshStackArgs{}).Grafana, "no Grafana")
}

func TestGrafanaKeepsInputs(t *testing.T) {
	t.Parallel()
	later := pulumi.ToSecret(pulumi.String("grafana")).(pulumi.StringOutput)
	selector := &freeform.Map{
		Plain:  map[string]any{"matchLabels": map[string]any{"dashboards": nil}},
		Leaves: map[string]pulumi.Input{"/matchLabels/dashboards": later},
	}
	g := &Grafana{
		URL: later.ToStringPtrOutput(), ExternalURL: later.ToStringPtrOutput(),
		Dashboards: &GrafanaDashboards{Deliver: ref(grafanaCR), InstanceSelector: selector, Include: []GrafanaDashboard{"mesh"}},
	}
	require.Empty(t, grafanaFindings(g, MeshStackArgs{}).Errors(), "what isn't known yet isn't judged")
	p := grafanaPlan(g, MeshStackArgs{})
	assert.Equal(t, g.URL, p.Grafana.URL, "as it came: still secret, still bound to its resource")
	assert.Equal(t, g.ExternalURL, p.Grafana.ExternalURL)
	labels := p.Objects[0].Body["spec"].(plan.Tree)["instanceSelector"].(plan.Tree)["matchLabels"].(plan.Tree)
	assert.Equal(t, later, labels["dashboards"])

	whole := &freeform.Map{Leaves: map[string]pulumi.Input{"": pulumi.ToSecret(pulumi.StringMap{}).(pulumi.StringMapOutput)}}
	g.Dashboards.InstanceSelector = whole
	require.Empty(t, grafanaFindings(g, MeshStackArgs{}).Errors(), "a selector that is an output as a whole")
	assert.Equal(t, whole.Leaves[""], grafanaPlan(g, MeshStackArgs{}).Objects[0].Body["spec"].(plan.Tree)["instanceSelector"])
}

func TestGrafanaNamesEveryDashboard(t *testing.T) {
	t.Parallel()
	var named, made []string
	for _, v := range GrafanaDashboard("").Values() {
		named = append(named, string(v.Value))
	}
	for _, d := range dashboards.All {
		made = append(made, d.Name)
		assert.Equal(t, d.Ambient, GrafanaDashboard(d.Name) == grafanaZtunnel, "the others show something in every mesh")
	}
	assert.Equal(t, made, named, "the argument and the files name the same, in one order")
	titles := map[string]bool{}
	for _, id := range (&GrafanaDashboards{PublicIDs: documentsDashboards}).public() {
		titles[istioPublicDashboards[id]] = true
	}
	assert.Len(t, titles, 5, "the document's five have titles that differ")
	assert.True(t, slices.IsSortedFunc((&GrafanaDashboards{PublicIDs: documentsDashboards}).public(), func(a, b string) int { return publicID(a) - publicID(b) }))
}
