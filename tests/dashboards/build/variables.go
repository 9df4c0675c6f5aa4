package build

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
)

// Kiali opens a dashboard with the variables namespace, service (a full host name) and workload.

func text(s string) dashboard.StringOrArrayOfString {
	return dashboard.StringOrArrayOfString{String: &s}
}

func datasourceVariable() *dashboard.DatasourceVariableBuilder {
	return dashboard.NewDatasourceVariableBuilder(dashboards.DatasourceVariable).
		Label("Datasource").
		Description("The Prometheus that has the mesh's metrics.").
		Type("prometheus")
}

// Values of the variable reporter. Adding up what both sides report would count every request twice.
const (
	serverSide = "destination|waypoint"
	clientSide = "source"
)

// reporterVariable chooses whose word is taken.
func reporterVariable() *dashboard.CustomVariableBuilder {
	options := []struct{ name, value string }{
		{"Server", serverSide}, {"Client", clientSide}, {"Waypoint", "waypoint"},
	}
	var query string
	var built []dashboard.VariableOption
	for i, o := range options {
		if i > 0 {
			query += ","
		}
		query += o.name + " : " + o.value
		built = append(built, dashboard.VariableOption{Selected: cog.ToPtr(i == 0), Text: text(o.name), Value: text(o.value)})
	}
	return dashboard.NewCustomVariableBuilder("reporter").
		Label("Reported by").
		Description("Whose numbers are shown: the server's proxy or waypoint, the client's proxy (which also sees what never arrived), or waypoints alone.").
		Values(dashboard.StringOrMap{String: &query}).
		Options(built).
		Current(built[0])
}

// choice is a variable whose values Prometheus knows.
func choice(name, label, description, query string) *dashboard.QueryVariableBuilder {
	return dashboard.NewQueryVariableBuilder(name).
		Label(label).Description(description).
		Datasource(datasource()).
		Query(dashboard.StringOrMap{String: &query}).
		Refresh(dashboard.VariableRefreshOnTimeRangeChanged).
		Sort(dashboard.VariableSortAlphabeticalAsc)
}

// choices is a variable of which several values, or all, can be taken. All is the pattern, where there is one, and the
// list of all values otherwise.
func choices(name, label, description, query, all string) *dashboard.QueryVariableBuilder {
	v := choice(name, label, description, query).
		Multi(true).IncludeAll(true).
		Current(dashboard.VariableOption{Selected: cog.ToPtr(true), Text: text("All"), Value: text("$__all")})
	if all != "" {
		v.AllValue(all)
	}
	return v
}

// What All stands for.
const (
	anything   = ".*"
	whatsKnown = ""
)

// traffic are the metrics that every proxy of a workload with traffic has at least one of.
const traffic = `__name__=~"istio_requests_total|istio_tcp_connections_opened_total"`

func labelValues(label, selector string) string {
	return fmt.Sprintf("label_values({%s}, %s)", selector, label)
}

// eitherSide lists the values of a label of sources or destinations: source_<label> and destination_<label>.
func eitherSide(label, source, destination string) string {
	side := func(side, selector string) string {
		return fmt.Sprintf(`group by (found) (label_replace({%s,%s}, "found", "$1", "%s_%s", "(.+)"))`, traffic, selector, side, label)
	}
	return fmt.Sprintf("query_result(%s or %s)", side("source", source), side("destination", destination))
}

// foundPattern takes the values out of what eitherSide's query returns.
const foundPattern = `/found="([^"]+)"/`
