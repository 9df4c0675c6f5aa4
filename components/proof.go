package components

import (
	"context"
	"errors"
	"maps"
	"slices"

	"golang.org/x/sync/errgroup"
	helmchart "helm.sh/helm/v3/pkg/chart"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// loadCharts loads the chart of every planned release, so that a missing or broken one is known before anything is
// applied. Charts of other projects come from repositories of their own.
func loadCharts(ctx context.Context, f *check.Findings, charts *Charts, p *plan.Plan) proof.Source {
	byRepository := map[string][]plan.Chart{}
	for _, r := range p.Releases {
		byRepository[r.Chart.Repository] = append(byRepository[r.Chart.Repository], r.Chart)
	}
	addresses := slices.Sorted(maps.Keys(byRepository))
	loaded := make([]loadedCharts, len(addresses))
	group := errgroup.Group{}
	for i, repository := range addresses {
		source, known := chart.Source{Repository: repository}, true
		if repository == "" {
			source, known = charts.source(ctx)
		}
		if !known {
			f.Warnf("charts", "user name or password are not known yet, so the charts were not looked at")
			continue
		}
		group.Go(func() error {
			loaded[i] = loadFrom(ctx, source, byRepository[repository])
			return nil
		})
	}
	_ = group.Wait() // each keeps what went wrong
	for i, repository := range addresses {
		loaded[i].report(f, byRepository[repository])
	}
	return func(c plan.Chart) *helmchart.Chart {
		i, found := slices.BinarySearch(addresses, c.Repository)
		if !found {
			return nil
		}
		return loaded[i].charts[chartRef(c)]
	}
}

// loadedCharts is what came of one repository.
type loadedCharts struct {
	charts map[chart.Ref]*helmchart.Chart
	failed []error
	// offline is why charts of the cache stood in for those of the repository, nil where they didn't.
	offline error
}

func chartRef(c plan.Chart) chart.Ref { return chart.Ref{Name: c.Name, Version: c.Version} }

func loadFrom(ctx context.Context, source chart.Source, planned []plan.Chart) (out loadedCharts) {
	repository, err := chart.Open(source)
	if err != nil {
		return out // reported where the argument is checked
	}
	var refs []chart.Ref
	for _, c := range planned {
		refs = append(refs, chartRef(c))
	}
	out.charts, out.failed = repository.LoadAll(ctx, refs)
	out.offline = repository.Offline()
	return out
}

// report reports what went wrong, at the arguments that the planned charts of the repository come from.
func (l loadedCharts) report(f *check.Findings, planned []plan.Chart) {
	at := "charts.repository"
	if planned[0].Repository != "" {
		at = planned[0].RepositoryPath
	}
	if l.offline != nil {
		f.Report(check.ChartsFromCache, at, "%v; the charts were taken from the cache, as they were when the repository was last seen", l.offline)
	}
	for _, err := range l.failed {
		var missing *chart.NotFoundError
		var unsigned *chart.ProvenanceError
		switch {
		case errors.As(err, &missing):
			i := slices.IndexFunc(planned, func(c plan.Chart) bool { return chartRef(c) == missing.Ref })
			f.Errorf(planned[i].VersionPath, "%v", err)
		case errors.As(err, &unsigned):
			f.Errorf("charts.keyring", "%v", err)
		default:
			f.Errorf(at, "%v", err)
		}
	}
}
