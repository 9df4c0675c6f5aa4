package components

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// proveReleases loads and renders the charts of the planned releases, and reports what they say of the values, and which
// values of the user they don't read.
func proveReleases(ctx context.Context, f *check.Findings, charts *Charts, p *plan.Plan, cluster proof.Cluster) *proof.Mesh {
	coming := loadCharts(ctx, charts, p)
	proved := proof.Render(ctx, p, coming.chart, cluster)
	coming.report(f)
	for _, r := range proved.Releases {
		proveValues(f, r)
		switch {
		case r.Err == nil:
			if len(r.Values.Unknown) > 0 {
				f.Report(check.PartlyUnknown, r.Plan.Chart.VersionPath, "release %s was proved without %s, which the update brings", r.Plan.Name, list(r.Values.Unknown))
			}
		case len(r.Values.Unknown)+len(r.Values.Secret) > 0:
			f.Report(check.NotRendered, at(r), "chart %s can't be rendered without %s, which isn't known here, so release %s was not proved",
				r.Plan.Chart.Name, list(append(r.Values.Unknown, r.Values.Secret...)), r.Plan.Name)
		default:
			proveRendering(f, r)
		}
	}
	return proved
}

// at is the argument that a user would change for a release: the values given for it, or its version.
func at(r *proof.Release) string {
	if r.Plan.User.Path != "" {
		return r.Plan.User.Path
	}
	return r.Plan.Chart.VersionPath
}

func proveRendering(f *check.Findings, r *proof.Release) {
	var schema *chart.SchemaError
	var template *chart.TemplateError
	switch {
	case errors.As(r.Err, &schema):
		for _, p := range schema.Problems {
			f.Report(check.ChartSchema, userPath(r, p.Path), "chart %s %s refuses %s: %s", r.Plan.Chart.Name, r.Plan.Chart.Version, orAll(p.Path), p.Message)
		}
	case errors.As(r.Err, &template):
		f.Report(check.ChartFails, at(r), "chart %s %s can't be rendered with these values: %v", r.Plan.Chart.Name, r.Plan.Chart.Version, template)
	default:
		f.Report(check.ChartFails, at(r), "%v", r.Err)
	}
}

// userPath is the path of a value among the arguments.
func userPath(r *proof.Release, path string) string {
	switch {
	case r.Plan.User.Path == "" || path == "":
		return at(r)
	case strings.HasPrefix(path, "["):
		return r.Plan.User.Path + path
	}
	return r.Plan.User.Path + "." + path
}

func orAll(path string) string {
	if path == "" {
		return "the values"
	}
	return path
}

// proveValues reports values of the user that the chart doesn't read, or reads as something else.
func proveValues(f *check.Findings, r *proof.Release) {
	user, ok := r.User.(map[string]any)
	if !ok {
		return
	}
	for _, p := range chart.Lint(r.Chart, user) {
		id := check.ValueType
		if p.Kind == chart.UnknownKey {
			id = check.ValueUnknown
		} else if slices.Contains(r.Values.Unknown, p.Path) {
			continue // a stand-in has its own type
		}
		f.Report(id, userPath(r, p.Path), "%s", p.Message)
	}
}

// list names paths, the first few of them.
func list(paths []string) string {
	const enough = 4
	if slices.Contains(paths, "") {
		return orAll("")
	}
	if len(paths) > enough {
		paths = append(paths[:enough:enough], "others")
	}
	return strings.Join(paths, ", ")
}
