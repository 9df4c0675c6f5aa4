package components

import (
	"context"
	"errors"
	"slices"
	"strings"

	helmchart "helm.sh/helm/v3/pkg/chart"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// loading are the charts of the planned releases, on their way: the first is rendered while others are still being read.
type loading struct {
	sources []*loadingSource
	// of is the source of each repository.
	of map[string]*loadingSource
}

// loadingSource is one repository with the charts that are planned from it.
type loadingSource struct {
	planned    []plan.Chart
	repository *chart.Repository
	// charts is nil where the repository can't be asked.
	charts *chart.Loading
	// hidden: user name or password aren't known.
	hidden bool
}

// loadCharts begins to load the chart of every planned release, so that a missing or broken one is known before anything is
// applied. Charts of other projects come from repositories of their own.
func loadCharts(ctx context.Context, charts *Charts, p *plan.Plan) *loading {
	l := &loading{of: map[string]*loadingSource{}}
	for _, r := range p.Releases {
		of := l.of[r.Chart.Repository]
		if of == nil {
			of = &loadingSource{}
			l.sources, l.of[r.Chart.Repository] = append(l.sources, of), of
		}
		of.planned = append(of.planned, r.Chart)
	}
	for repository, of := range l.of {
		source, known := chart.Source{Repository: repository}, true
		if repository == "" {
			source, known = charts.source(ctx)
		}
		of.start(ctx, source, known)
	}
	slices.SortFunc(l.sources, func(a, b *loadingSource) int {
		return strings.Compare(a.planned[0].Repository, b.planned[0].Repository)
	})
	return l
}

func (l *loadingSource) start(ctx context.Context, source chart.Source, known bool) {
	if !known {
		l.hidden = true
		return
	}
	repository, err := chart.Open(source)
	if err != nil {
		return // reported where the argument is checked
	}
	var refs []chart.Ref
	for _, c := range l.planned {
		refs = append(refs, chartRef(c))
	}
	l.repository, l.charts = repository, repository.LoadAll(ctx, refs)
}

// chart waits for a planned chart. It's nil where there is none.
func (l *loading) chart(c plan.Chart) *helmchart.Chart {
	if of := l.of[c.Repository]; of != nil && of.charts != nil {
		return of.charts.Chart(chartRef(c))
	}
	return nil
}

func chartRef(c plan.Chart) chart.Ref { return chart.Ref{Name: c.Name, Version: c.Version} }

// report waits for all charts and reports what went wrong, at the arguments that they come from.
func (l *loading) report(f *check.Findings) {
	for _, of := range l.sources {
		of.report(f)
	}
}

func (l *loadingSource) report(f *check.Findings) {
	if l.hidden {
		f.Warnf("charts", "user name or password are not known yet, so the charts were not looked at")
	}
	if l.charts == nil {
		return
	}
	at := "charts.repository"
	if l.planned[0].Repository != "" {
		at = l.planned[0].RepositoryPath
	}
	failed := l.charts.Errors()
	if offline := l.repository.Offline(); offline != nil {
		f.Report(check.ChartsFromCache, at, "%v; the charts were taken from the cache, as they were when the repository was last seen", offline)
	}
	for _, err := range failed {
		var missing *chart.NotFoundError
		var unsigned *chart.ProvenanceError
		switch {
		case errors.As(err, &missing):
			i := slices.IndexFunc(l.planned, func(c plan.Chart) bool { return chartRef(c) == missing.Ref })
			f.Errorf(l.planned[i].VersionPath, "%v", err)
		case errors.As(err, &unsigned):
			f.Errorf("charts.keyring", "%v", err)
		default:
			f.Errorf(at, "%v", err)
		}
	}
}
