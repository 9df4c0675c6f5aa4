package prometheus

// Group is a group of a rule file, and of a PrometheusRule.
type Group struct {
	Name     string `yaml:"name"`
	Interval string `yaml:"interval,omitempty"`
	Rules    []Rule `yaml:"rules"`
}

// Rule records or alerts, one of the two.
type Rule struct {
	Record      string            `yaml:"record,omitempty"`
	Alert       string            `yaml:"alert,omitempty"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	Labels      map[string]string `yaml:"labels,omitempty"`
	Annotations map[string]string `yaml:"annotations,omitempty"`
}

// Data returns the group as maps and lists.
func (g Group) Data() map[string]any {
	rules := make([]any, 0, len(g.Rules))
	for _, r := range g.Rules {
		rule := map[string]any{"expr": r.Expr}
		for key, value := range map[string]string{"record": r.Record, "alert": r.Alert, "for": r.For} {
			if value != "" {
				rule[key] = value
			}
		}
		for key, value := range map[string]map[string]string{"labels": r.Labels, "annotations": r.Annotations} {
			if len(value) > 0 {
				texts := map[string]any{}
				for k, v := range value {
					texts[k] = v
				}
				rule[key] = texts
			}
		}
		rules = append(rules, rule)
	}
	out := map[string]any{"name": g.Name, "rules": rules}
	if g.Interval != "" {
		out["interval"] = g.Interval
	}
	return out
}

// Names of the groups.
const (
	RecordingGroup = "istio.workloads"
	AlertGroup     = "istio.alerts"
)

// Recording returns rules that sum every metric of the traffic over the pods of a workload, as `workload:<series>`. The labels
// that are summed away are those of a pod and of the way it was scraped, by jobs or by the Prometheus operator; everything that
// Kiali and dashboards ask for stays. The interval isn't shorter than a usual one between scrapes.
func Recording() Group {
	g := Group{Name: RecordingGroup, Interval: "30s"}
	for _, m := range Metrics {
		if !m.Traffic() {
			continue
		}
		for _, series := range m.Series() {
			g.Rules = append(g.Rules, Rule{
				Record: "workload:" + series,
				Expr:   "sum without (instance, job, pod, pod_template_hash, node, container, endpoint) (" + series + ")",
			})
		}
	}
	return g
}
