package dashboards

import (
	"regexp"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
	"github.com/meshstack/pulumi-meshstack/tests/dashboards/build"
)

func TestCommittedIsWhatTheCodeMakes(t *testing.T) {
	t.Parallel()
	for _, d := range dashboards.All {
		made, err := build.JSON(d)
		require.NoError(t, err)
		source, err := d.Source()
		require.NoError(t, err)
		assert.Equal(t, string(made), string(source), "%s: run `go generate ./dashboards` in tests/, and read the difference", d.Name)
	}
}

func TestGrafanaTakesThem(t *testing.T) {
	t.Parallel()
	for _, d := range dashboards.All {
		board := committed(t, d)
		assert.Equal(t, d.Title, *board.Title)
		assert.Equal(t, d.UID, *board.Uid)
		assert.NotEmpty(t, *board.Description, "%s says what it is for", d.Name)
		pinned, err := d.JSON(`Team's "Prometheus"`)
		require.NoError(t, err)
		strict(t, pinned)
	}
}

func TestTheSchemaRefuses(t *testing.T) {
	t.Parallel()
	text, err := dashboards.All[0].JSON("")
	require.NoError(t, err)
	for name, c := range map[string]struct{ reason, from, to string }{
		"unknown field": {"a typo would be ignored by Grafana", `"graphTooltip":`, `"graphTooltipp":`},
		"wrong type":    {"a list isn't a text", `"tags":["meshstack","istio"]`, `"tags":"meshstack"`},
		"query field":   {"queries are read with the schema of Prometheus' plugin", `"legendFormat":`, `"legendForm":`},
		"panel option":  {"panels are read with the schema of their kind", `"graphMode":`, `"graphModus":`},
	} {
		require.Contains(t, text, c.from, name)
		board := dashboard.NewDashboard()
		assert.Error(t, board.UnmarshalJSONStrict([]byte(strings.Replace(text, c.from, c.to, 1))), "%s: %s", name, c.reason)
	}
}

func TestPanelsSayWhatTheyShow(t *testing.T) {
	t.Parallel()
	for _, d := range dashboards.All {
		ids := map[uint32]bool{}
		for _, p := range committed(t, d).Panels {
			if p.RowPanel != nil {
				assert.False(t, ids[p.RowPanel.Id], "%s: IDs differ", d.Name)
				ids[p.RowPanel.Id] = true
				continue
			}
			title := *p.Panel.Title
			assert.False(t, ids[*p.Panel.Id], "%s %s: IDs differ", d.Name, title)
			ids[*p.Panel.Id] = true
			assert.NotEmpty(t, *p.Panel.Description, "%s %s", d.Name, title)
			assert.Equal(t, "${datasource}", *p.Panel.Datasource.Uid, "%s %s: people choose the datasource", d.Name, title)
			assert.NotEmpty(t, p.Panel.Targets, "%s %s", d.Name, title)
			if p.Panel.Type != "table" {
				assert.NotNil(t, p.Panel.FieldConfig.Defaults.Unit, "%s %s has a unit", d.Name, title)
			}
		}
	}
}

// TestKialisVariables: Kiali opens a dashboard with these, and a dashboard without them would show everything.
func TestKialisVariables(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"mesh":         {"datasource", "reporter", "namespace"},
		"service":      {"datasource", "reporter", "namespace", "service"},
		"workload":     {"datasource", "reporter", "namespace", "workload"},
		"performance":  {"datasource", "namespace"},
		"controlPlane": {"datasource", "namespace", "pod"},
		"gateway":      {"datasource", "namespace", "gateway"},
		"ztunnel":      {"datasource", "namespace", "pod"},
	} {
		d, ok := dashboards.Find(name)
		require.True(t, ok)
		var got []string
		for _, v := range committed(t, d).Templating.List {
			got = append(got, v.Name)
		}
		assert.Equal(t, want, got, name)
	}
}

// TestResultsAreTakenApart: query_result returns whole series, of which a pattern takes the value.
func TestResultsAreTakenApart(t *testing.T) {
	t.Parallel()
	found := 0
	for _, d := range dashboards.All {
		for _, v := range committed(t, d).Templating.List {
			if v.Query == nil || v.Query.String == nil || !strings.HasPrefix(*v.Query.String, "query_result(") {
				continue
			}
			found++
			require.NotNil(t, v.Regex, "%s %s", d.Name, v.Name)
			pattern, err := regexp.Compile(strings.Trim(*v.Regex, "/"))
			require.NoError(t, err)
			got := pattern.FindStringSubmatch(`{found="shop", source_workload="shop"} 1 1700000000`)
			require.Len(t, got, 2, "%s %s", d.Name, v.Name)
			assert.Equal(t, "shop", got[1], "%s %s", d.Name, v.Name)
		}
	}
	assert.NotZero(t, found)
}

var linkPattern = regexp.MustCompile(`/d/([\w-]+)\?`)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	uids := map[string]bool{}
	for _, d := range dashboards.All {
		uids[d.UID] = true
	}
	found := 0
	for _, d := range dashboards.All {
		text, err := d.JSON("")
		require.NoError(t, err)
		for _, link := range linkPattern.FindAllStringSubmatch(text, -1) {
			assert.True(t, uids[link[1]], "%s links to %s", d.Name, link[1])
			found++
		}
		links, _ := plain(t, text)["links"].([]any)
		require.Len(t, links, 1, "%s has the menu of the others", d.Name)
		assert.Equal(t, []any{"meshstack"}, links[0].(map[string]any)["tags"])
	}
	assert.NotZero(t, found, "the overview opens services")
}
