package prometheus

// PodMonitor returns the spec of a PodMonitor (monitoring.coreos.com/v1) that finds what the job finds. It selects pods,
// not Services, as several Services have istiod's pods: its own, those of tags and, in an upgrade, of another revision.
func (t Target) PodMonitor(s Settings) map[string]any {
	endpoint := map[string]any{
		"port": t.Port, "path": t.Path,
		"relabelings": append(operatorRules([]relabelRule{{SourceLabels: []string{metaPhase}, Action: "drop", Regex: notRunning}}),
			append(operatorRules(t.labels()), map[string]any{"targetLabel": "job", "replacement": t.Name})...),
	}
	if s.Interval != "" {
		endpoint["interval"] = s.Interval
	}
	if drop := operatorRules(s.drop()); len(drop) > 0 {
		endpoint["metricRelabelings"] = drop
	}
	spec := map[string]any{
		"selector":            map[string]any{},
		"namespaceSelector":   map[string]any{"any": true},
		"podMetricsEndpoints": []any{endpoint},
	}
	if t.Label != "" {
		spec["selector"] = map[string]any{"matchLabels": map[string]any{t.Label: t.Value}}
	}
	if t.Namespace != "" {
		spec["namespaceSelector"] = map[string]any{"matchNames": []any{t.Namespace}}
	}
	if s.SampleLimit > 0 {
		spec["sampleLimit"] = s.SampleLimit
	}
	return spec
}

// operatorRules writes rules in the operator's spelling.
func operatorRules(rules []relabelRule) []any {
	out := make([]any, 0, len(rules))
	for _, r := range rules {
		rule := map[string]any{}
		for key, value := range map[string]string{
			"action": r.Action, "regex": r.Regex, "targetLabel": r.TargetLabel, "replacement": r.Replacement,
		} {
			if value != "" {
				rule[key] = value
			}
		}
		var sources []any
		for _, s := range r.SourceLabels {
			sources = append(sources, s)
		}
		rule["sourceLabels"] = sources
		out = append(out, rule)
	}
	return out
}
