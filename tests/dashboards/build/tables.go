package build

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/table"
)

// column is one number of each line of a table.
type column struct {
	title, unit, expr string
}

// tableOf shows the latest values of what a label names, a line each, the first column's largest on top. The name links
// to the dashboard of that UID, and gives it the name as its variable.
func tableOf(title, description, label, heading, uid, variable string, columns ...column) *table.PanelBuilder {
	panel := table.NewPanelBuilder().
		Title(title).Description(description).
		Datasource(datasource()).
		Footer(common.NewTableFooterOptionsBuilder().Show(false).Reducer([]string{"sum"})).
		SortBy([]cog.Builder[common.TableSortByFieldState]{
			common.NewTableSortByFieldStateBuilder().DisplayName(columns[0].title).Desc(true),
		})
	renamed := map[string]string{label: heading}
	order := map[string]int{label: 0}
	for i, c := range columns {
		id := string(rune('A' + i))
		panel.WithTarget(query{c.expr, ""}.target(i).Instant().Format(prometheus.PromQueryFormatTable))
		renamed["Value #"+id] = c.title
		order["Value #"+id] = i + 1
		panel.OverrideByName(c.title, []dashboard.DynamicConfigValue{{Id: "unit", Value: c.unit}})
	}
	panel.OverrideByName(heading, []dashboard.DynamicConfigValue{{Id: "links", Value: []map[string]any{{
		"title": "Open " + heading,
		"url":   fmt.Sprintf("/d/%s?${__url_time_range}&${__all_variables}&var-%s=${__value.text}", uid, variable),
	}}}})
	return panel.
		WithTransformation(dashboard.DataTransformerConfig{Id: "merge", Options: map[string]any{}}).
		WithTransformation(dashboard.DataTransformerConfig{Id: "organize", Options: map[string]any{
			"excludeByName": map[string]bool{"Time": true},
			"indexByName":   order,
			"renameByName":  renamed,
		}})
}
