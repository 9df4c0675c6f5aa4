package dashboards

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
)

// The library reads panels and queries of a kind only once that kind is registered, which isn't safe side by side.
func init() { plugins.RegisterDefaultPlugins() }

// committed reads an embedded dashboard with Grafana's schema: what the schema doesn't know is an error.
func committed(t *testing.T, d dashboards.Dashboard) dashboard.Dashboard {
	t.Helper()
	text, err := d.JSON("")
	require.NoError(t, err)
	return strict(t, text)
}

func strict(t *testing.T, text string) dashboard.Dashboard {
	t.Helper()
	board := dashboard.NewDashboard()
	require.NoError(t, board.UnmarshalJSONStrict([]byte(text)))
	require.NoError(t, board.Validate())
	return *board
}

// asked is one query of a dashboard.
type asked struct {
	where, expr, legend string
	// variable: the query finds the values of a variable.
	variable bool
	// table: its result is shown with all labels.
	table bool
}

// queries returns every query of every dashboard, with plain values in place of the template variables.
func queries(t *testing.T) []asked {
	t.Helper()
	var out []asked
	for _, d := range dashboards.All {
		board := committed(t, d)
		known := map[string]bool{}
		for _, v := range board.Templating.List {
			if v.Query != nil && v.Query.String != nil && v.Type == "query" {
				out = append(out, asked{where: d.Name + " variable " + v.Name, expr: filled(t, variableQuery(t, *v.Query.String), known), variable: true})
			}
			known[v.Name] = true
		}
		for _, p := range board.Panels {
			if p.Panel == nil {
				continue
			}
			for _, target := range p.Panel.Targets {
				q := queryOf(t, target)
				legend := ""
				if q.LegendFormat != nil {
					legend = *q.LegendFormat
				}
				out = append(out, asked{
					where: d.Name + " panel " + *p.Panel.Title, expr: filled(t, q.Expr, known), legend: legend,
					table: p.Panel.Type == "table",
				})
			}
		}
	}
	require.NotEmpty(t, out)
	return out
}

// queryOf reads a panel's query: of the library's kinds only Prometheus' one is wanted.
func queryOf(t *testing.T, target variants.Dataquery) prometheus.Dataquery {
	t.Helper()
	if q, ok := target.(prometheus.Dataquery); ok {
		return q
	}
	q, ok := target.(*prometheus.Dataquery)
	require.True(t, ok, "%T is no query of Prometheus", target)
	return *q
}

var labelValuesPattern = regexp.MustCompile(`^label_values\((.*), (\w+)\)$`)

// variableQuery is the PromQL in a variable's query. label_values groups by its label.
func variableQuery(t *testing.T, query string) string {
	t.Helper()
	if m := labelValuesPattern.FindStringSubmatch(query); m != nil {
		return "group by (" + m[2] + ") (" + m[1] + ")"
	}
	inner, ok := strings.CutPrefix(query, "query_result(")
	require.True(t, ok, "neither label_values nor query_result: %s", query)
	return strings.TrimSuffix(inner, ")")
}

// builtIn are Grafana's own variables.
var builtIn = map[string]string{"__rate_interval": "5m", "__range": "1h"}

var variablePattern = regexp.MustCompile(`\$\{?(\w+)\}?`)

// filled puts values in place of the variables that a dashboard has. $1 belongs to label_replace.
func filled(t *testing.T, expr string, known map[string]bool) string {
	t.Helper()
	return variablePattern.ReplaceAllStringFunc(expr, func(found string) string {
		name := variablePattern.FindStringSubmatch(found)[1]
		value, grafanas := builtIn[name]
		switch {
		case grafanas:
			return value
		case name == "1":
			return found
		}
		require.True(t, known[name], "no variable is called %q, or it comes later: %s", name, expr)
		return "a|b"
	})
}

// plain is a dashboard as data.
func plain(t *testing.T, text string) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &out))
	return out
}
