package components

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// dashboards reports a list of dashboards that leads nowhere.
func (v kialiVerifier) dashboards(p *plan.Plan) {
	const key = "external_services.grafana.dashboards"
	for _, o := range slices.Backward(v.kiali.overlays(v.path)) {
		value, written := kiali.Get(o.config, key)
		if !written {
			continue
		}
		list, isList := value.([]any)
		if value == nil || isList && len(list) == 0 {
			v.f.Report(check.KialiNoDashboard, o.path+"."+key, "without dashboards Kiali has no links to Grafana; leave it out for those of grafana.dashboards, or list titles")
		}
		v.titles(o.path+"."+key, list, p)
		return
	}
}

// titles reports dashboards that the mesh doesn't deliver. Of a title that is neither Istio's nor ours only people know.
func (v kialiVerifier) titles(at string, list []any, p *plan.Plan) {
	if p.Grafana == nil || len(p.Grafana.Dashboards) == 0 {
		return
	}
	for i, e := range list {
		entry, _ := e.(map[string]any)
		title, _ := entry["name"].(string)
		if title != "" && !slices.Contains(p.Grafana.Dashboards, title) && nearDashboard(title) {
			v.f.Report(check.KialiNoDashboard, fmt.Sprintf("%s[%d].name", at, i), "the mesh delivers no dashboard of that title, and Kiali shows no link without; "+
				"leave the list out, or write one of %s", strings.Join(p.Grafana.Dashboards, ", "))
		}
	}
}

// nearDashboard reports whether a title is that of one of Istio's dashboards or ours, or misspelt in a few letters.
func nearDashboard(title string) bool {
	const letters = 3
	var known []string
	for _, public := range istioPublicDashboards {
		known = append(known, public)
	}
	for _, value := range GrafanaDashboard("").Values() {
		if own, ok := dashboards.Find(string(value.Value)); ok {
			known = append(known, own.Title)
		}
	}
	return slices.ContainsFunc(known, func(k string) bool { return levenshtein.Distance(title, k, nil) <= letters })
}
