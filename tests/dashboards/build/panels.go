package build

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
)

// Units of the panels.
const (
	requestsPerSecond = units.RequestsPerSecond
	opsPerSecond      = units.OpsPerSecond
	bytesPerSecond    = units.BytesPerSecondIEC
	bytesIEC          = units.BytesIEC
	milliseconds      = units.Milliseconds
	seconds           = units.Seconds
	share             = units.PercentUnit
	count             = units.Short
	cores             = units.NoUnit
)

// datasource is what every query names: the template variable.
func datasource() common.DataSourceRef {
	return common.DataSourceRef{Type: cog.ToPtr("prometheus"), Uid: cog.ToPtr("${" + dashboards.DatasourceVariable + "}")}
}

// query is a PromQL expression and how its series are named.
type query struct{ expr, legend string }

func (q query) target(id int) *prometheus.DataqueryBuilder {
	return prometheus.NewDataqueryBuilder().
		Expr(q.expr).LegendFormat(q.legend).
		RefId(string(rune('A' + id))).
		Datasource(datasource()).
		EditorMode(prometheus.QueryEditorModeCode)
}

// graph draws series over time, the largest first in its legend.
func graph(title, description, unit string, queries ...query) *timeseries.PanelBuilder {
	panel := timeseries.NewPanelBuilder().
		Title(title).Description(description).Unit(unit).
		Datasource(datasource()).
		Min(0).
		LineWidth(1).FillOpacity(10).
		ShowPoints(common.VisibilityModeNever).
		Legend(common.NewVizLegendOptionsBuilder().
			ShowLegend(true).DisplayMode(common.LegendDisplayModeTable).Placement(common.LegendPlacementBottom).
			Calcs([]string{"mean", "max", "lastNotNull"}).SortBy("Mean").SortDesc(true)).
		Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending))
	for i, q := range queries {
		panel.WithTarget(q.target(i))
	}
	return panel
}

// ratios draws shares between nothing and all.
func ratios(title, description string, queries ...query) *timeseries.PanelBuilder {
	return graph(title, description, share, queries...).Max(1)
}

// stacked draws series on top of one another, where their sum means something.
func stacked(title, description, unit string, queries ...query) *timeseries.PanelBuilder {
	return graph(title, description, unit, queries...).
		FillOpacity(30).
		Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal).Group("A"))
}

// single shows the latest value, with its history behind it.
func single(title, description, unit, expr string) *stat.PanelBuilder {
	return stat.NewPanelBuilder().
		Title(title).Description(description).Unit(unit).
		Datasource(datasource()).
		GraphMode(common.BigValueGraphModeArea).
		ColorMode(common.BigValueColorModeValue).
		Orientation(common.VizOrientationAuto).
		ReduceOptions(common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"})).
		Thresholds(thresholds(step{"text", 0})).
		WithTarget(query{expr, ""}.target(0))
}

// step is a colour from a value on.
type step struct {
	color string
	from  float64
}

// thresholds colours values; the first step has no lower end.
func thresholds(steps ...step) *dashboard.ThresholdsConfigBuilder {
	var out []dashboard.Threshold
	for i, s := range steps {
		threshold := dashboard.Threshold{Color: s.color}
		if i > 0 {
			threshold.Value = cog.ToPtr(s.from)
		}
		out = append(out, threshold)
	}
	return dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute).Steps(out)
}

// healthy colours a share that should be near one.
func healthy() *dashboard.ThresholdsConfigBuilder {
	return thresholds(step{"red", 0}, step{"orange", 0.99}, step{"green", 0.999})
}

// unwanted colours a number that should be nothing.
func unwanted() *dashboard.ThresholdsConfigBuilder {
	return thresholds(step{"green", 0}, step{"red", 0.000001})
}
