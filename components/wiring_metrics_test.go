package components

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPrometheusServer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason, host string
		operated     bool
		namespace    string
	}{
		{"the operator's own Service", "prometheus-operated.monitoring", true, "monitoring"},
		{"that of kube-prometheus, in full", "prometheus-k8s.monitoring.svc.cluster.local", true, "monitoring"},
		{"kube-prometheus-stack of the release kps", "kps-kube-prometheus-stack-prometheus.obs.svc", true, "obs"},
		{"of a release with a longer name", "monitoring-kube-prometheus-prometheus.obs", true, "obs"},
		{"of one with a long name", "observability-staging-kube-prometheus.obs", true, "obs"},
		{"the chart prometheus reads annotations", "prometheus-server.monitoring", false, "monitoring"},
		{"also of a release that is called like the other chart", "kube-prometheus-stack-server.monitoring", false, "monitoring"},
		{"Istio's sample", "prometheus.istio-system", false, "istio-system"},
		{"outside of the cluster", "prometheus.monitoring.example.com", false, ""},
		{"beside the one who asks", "prometheus", false, ""},
		{"nobody knows", "", false, ""},
	} {
		var s prometheusServer
		if tc.host != "" {
			s = strings.Split(tc.host, ".")
		}
		assert.Equal(t, tc.operated, s.operated(), tc.reason)
		assert.Equal(t, tc.namespace, s.namespace("cluster.local"), tc.reason)
	}
}
