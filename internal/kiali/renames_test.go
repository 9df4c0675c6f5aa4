package kiali_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/kiali"
)

func TestModernize(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason, old, want string
		renames           map[string]string
		lost              bool
	}{
		"nothing old": {"nothing to do", `{auth: {strategy: token}}`, `{auth: {strategy: token}}`, nil, false},
		"the document's": {
			"section 6, word for word",
			`{external_services: {grafana: {in_cluster_url: "http://grafana.grafana:3000"}, prometheus: {url: "http://prometheus.monitoring:9090"},
			  tracing: {in_cluster_url: "http://jaeger-query.observability:16685/jaeger"}}}`,
			`{external_services: {grafana: {internal_url: "http://grafana.grafana:3000"}, prometheus: {url: "http://prometheus.monitoring:9090"},
			  tracing: {internal_url: "http://jaeger-query.observability:16685/jaeger"}}}`,
			map[string]string{
				"external_services.grafana.in_cluster_url": "external_services.grafana.internal_url",
				"external_services.tracing.in_cluster_url": "external_services.tracing.internal_url",
			},
			false,
		},
		"external": {
			"prometheus keeps url", `{external_services: {grafana: {url: a}, tracing: {url: b}, prometheus: {url: c}}}`,
			`{external_services: {grafana: {external_url: a}, tracing: {external_url: b}, prometheus: {url: c}}}`,
			map[string]string{"external_services.grafana.url": "external_services.grafana.external_url", "external_services.tracing.url": "external_services.tracing.external_url"}, false,
		},
		"both": {
			"the new name wins", `{external_services: {grafana: {in_cluster_url: a, internal_url: b}}}`, `{external_services: {grafana: {internal_url: b}}}`,
			map[string]string{"external_services.grafana.in_cluster_url": "external_services.grafana.internal_url"}, false,
		},
		"every namespace": {
			"that is what Kiali 2 does anyway", `{deployment: {accessible_namespaces: ["**"]}}`, `{deployment: {}}`,
			map[string]string{"deployment.accessible_namespaces": "deployment.discovery_selectors"}, false,
		},
		"namespaces": {
			"as the selector that picks them by name", `{deployment: {accessible_namespaces: [shop, billing]}}`,
			`{deployment: {discovery_selectors: {default: [{matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [shop, billing]}]}]}}}`,
			map[string]string{"deployment.accessible_namespaces": "deployment.discovery_selectors"}, false,
		},
		"expressions": {
			"no selector picks by a regular expression", `{deployment: {accessible_namespaces: ["shop-.*"]}}`, `{deployment: {}}`,
			map[string]string{"deployment.accessible_namespaces": "deployment.discovery_selectors"}, true,
		},
		"api": {"gone without successor", `{api: {namespaces: {exclude: [kube-system]}}}`, `{}`, map[string]string{"api.namespaces": ""}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := config(t, c.old)
			got, renames := kiali.Modernize(given)
			assert.Equal(t, config(t, c.old), given, "what was given, as it was given")
			assert.Equal(t, config(t, c.want), got, c.reason)
			found := map[string]string{}
			for _, r := range renames {
				found[r.Old] = r.New
				assert.Equal(t, c.lost, r.Lost, "%s: %s", r.Old, c.reason)
				assert.NotEmpty(t, r.Text, "it says what became of it")
			}
			if c.renames == nil {
				c.renames = map[string]string{}
			}
			assert.Equal(t, c.renames, found, c.reason)
		})
	}
}
