package provider

const selector = "grafana.dashboards.instanceSelector"

var byOperator = m{"grafana": m{"dashboards": m{"deliver": "grafanaDashboard"}}}

// withKiali makes Kiali ask what runs already.
var withKiali = m{"kiali": m{"install": m{}, "prometheus": m{"url": "http://prometheus.monitoring:9090"}}}

var grafanaPlaces = map[string][]place{
	"grafana.url": {{reason: "only Kiali asks there", with: withKiali, text: "http://" + sentinel + ":3000", refused: true}},
	"grafana.externalUrl": {
		{reason: "only Kiali links there", with: lay(withKiali, m{"grafana": m{"url": "http://grafana.grafana:3000"}}), text: "https://" + sentinel, refused: true},
	},
	selector:              {{reason: "a selector has two keys", with: byOperator, entry: m{"matchLabels": m{"a": sentinel}}}},
	selector + ".a":       {{reason: "a selector has two keys", with: byOperator, at: selector + ".matchLabels.a"}},
	selector + ".a.b.c.d": {{reason: "a selector is no deeper", with: byOperator, at: selector + ".matchLabels.d"}},
	selector + ".list[1].x": {
		{
			reason: "a selector has two keys", at: selector + ".matchExpressions[1].key",
			with: lay(byOperator, m{"grafana": m{"dashboards": m{"instanceSelector": m{"matchExpressions": list{m{"key": "a", "operator": "Exists"}}}}}}),
		},
	},
}
