package components

import (
	"context"
	"errors"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// proveCharts loads the chart of every planned release, so that a missing or broken one is known before anything is
// applied. Charts of other projects come from repositories of their own.
func proveCharts(ctx context.Context, f *check.Findings, charts *Charts, p *plan.Plan) {
	byRepository := map[string][]plan.Chart{}
	for _, r := range p.Releases {
		byRepository[r.Chart.Repository] = append(byRepository[r.Chart.Repository], r.Chart)
	}
	for repository, planned := range byRepository {
		source, known := chart.Source{Repository: repository}, true
		if repository == "" {
			source, known = charts.source(ctx)
		}
		if !known {
			f.Warnf("charts", "user name or password are not known yet, so the charts were not looked at")
			continue
		}
		proveFrom(ctx, f, source, planned)
	}
}

func proveFrom(ctx context.Context, f *check.Findings, source chart.Source, planned []plan.Chart) {
	repository, err := chart.Open(source)
	if err != nil {
		return // reported where the argument is checked
	}
	var refs []chart.Ref
	paths := map[chart.Ref]string{}
	for _, c := range planned {
		ref := chart.Ref{Name: c.Name, Version: c.Version}
		refs = append(refs, ref)
		if paths[ref] == "" {
			paths[ref] = c.VersionPath
		}
	}
	at := "charts.repository"
	if planned[0].Repository != "" {
		at = strings.TrimSuffix(planned[0].VersionPath, "version") + "repository"
	}
	for _, err := range repository.LoadAll(ctx, refs) {
		var missing *chart.NotFoundError
		if errors.As(err, &missing) {
			f.Errorf(paths[missing.Ref], "%v", err)
			continue
		}
		f.Errorf(at, "%v", err)
	}
}
