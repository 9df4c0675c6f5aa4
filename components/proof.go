package components

import (
	"context"
	"errors"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// proveCharts loads the chart of every planned release, so that a missing or broken one is known before anything is
// applied.
func proveCharts(ctx context.Context, f *check.Findings, charts *Charts, p *plan.Plan) {
	source, known := charts.source(ctx)
	if !known {
		f.Warnf("charts", "user name or password are not known yet, so the charts were not looked at")
		return
	}
	repository, err := chart.Open(source)
	if err != nil {
		return // Charts.check reported it
	}
	var refs []chart.Ref
	paths := map[chart.Ref]string{}
	for _, r := range p.Releases {
		ref := chart.Ref{Name: r.Chart.Name, Version: r.Chart.Version}
		refs = append(refs, ref)
		if paths[ref] == "" {
			paths[ref] = r.Chart.VersionPath
		}
	}
	for _, err := range repository.LoadAll(ctx, refs) {
		var missing *chart.NotFoundError
		if errors.As(err, &missing) {
			f.Errorf(paths[missing.Ref], "%v", err)
			continue
		}
		f.Errorf("charts.repository", "%v", err)
	}
}
