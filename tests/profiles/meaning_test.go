package profiles

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/istioctl"
	"github.com/meshstack/pulumi-meshstack/tests/manifests"
)

// differences compares a mesh with an IstioOperator.
func differences(t *testing.T, ours, theirs m) []manifests.Difference {
	t.Helper()
	planned, err := manifests.Plan(t, ours)
	require.NoError(t, err)
	rendered, err := istioctl.Render(theirs, manifests.KubeVersion)
	require.NoError(t, err)
	require.Equal(t, theirs["profile"] == "empty", len(rendered) == 0, "istioctl renders nothing for the profile empty alone")
	require.NoError(t, manifests.Inject(planned.Objects, nil))
	require.NoError(t, manifests.Inject(rendered, nil))
	return manifests.Compare(planned.Objects, rendered)
}

func TestProfilesMeanWhatIstioctlMeans(t *testing.T) {
	t.Parallel()
	found := map[string][]manifests.Difference{}
	for _, p := range profiles {
		found[p.name] = differences(t, p.ours, p.theirs)
	}
	verdict := manifests.Review(onTheList, found)
	for _, d := range verdict.Unexplained {
		t.Errorf("%s\nNothing in reviewed_test.go explains it.", d)
	}
	assert.Empty(t, strings.Join(verdict.Stale, "\n"), "these matchers in reviewed_test.go match nothing: remove them")
}

// The list explains nothing that changes what a profile means.
func TestMeaningIsNotExplainedAway(t *testing.T) {
	t.Parallel()
	const (
		deployment = "Deployment/istio-system/istio-ingressgateway"
		service    = "Service/istio-system/istio-ingressgateway"
		scaler     = "HorizontalPodAutoscaler/istio-system/istio-ingressgateway"
	)
	ingress := func(changes m) m {
		gateway := m{"name": "istio-ingressgateway", "namespace": "istio-system"}
		for key, value := range changes {
			gateway[key] = value
		}
		return m{"profile": "default", "gateways": list{gateway}}
	}
	tests := []struct {
		profile      string
		ours         m
		object, path string
		reason       string
	}{
		{"default", ingress(nil), service, "spec.ports.http2.targetPort", "policies name 8080"},
		{"default", ingress(m{"service": m{"type": "NodePort"}}), service, "spec.type", "no load balancer"},
		{"default", ingress(m{"labels": m{"istio": "other"}}), service, "spec.selector.istio", "Gateways select by it"},
		{"default", ingress(m{"labels": m{"istio": "other"}}), deployment, "spec.template.metadata.labels.istio", "Gateways select by it"},
		{"default", ingress(m{"autoscaling": m{"maxReplicas": 9}}), scaler, "spec.maxReplicas", "the HPA's bounds"},
		{"default", ingress(m{"replicas": 1}), scaler, "", "the HPA itself"},
		{"default", ingress(m{"replicas": 2}), deployment, "spec.replicas", "another number than Kubernetes' own"},
		{
			"default", ingress(m{"resources": m{"requests": m{"cpu": "1"}}}), deployment,
			"spec.template.spec.containers.istio-proxy.resources.requests.cpu", "sizes",
		},
		{"default", m{"profile": "minimal"}, deployment, "", "no gateway at all"},
		{"demo", m{"profile": "demo", "gateways": list{}}, "Deployment/istio-system/istio-egressgateway", "", "no egress gateway"},
		{
			"demo", m{"profile": "demo", "size": "medium"}, "Deployment/istio-system/istiod",
			"spec.template.spec.containers.discovery.resources.requests.cpu", "sizes of the control plane",
		},
		{"ambient", m{"profile": "ambient", "cni": m{"namespace": "kube-system"}}, "DaemonSet/kube-system/istio-cni-node", "", "another namespace"},
		{"openshift", m{"profile": "default"}, "DaemonSet/kube-system/istio-cni-node", "", "no platform"},
		{
			"minimal", m{"meshConfig": m{"accessLogFile": "/dev/stdout"}}, "ConfigMap/istio-system/istio",
			"data.mesh.accessLogFile", "inside of documents",
		},
		{
			"preview", m{"profile": "default"}, "ConfigMap/istio-system/istio",
			"data.mesh.defaultConfig.proxyMetadata", "a profile that is nothing but mesh config",
		},
	}
	for _, tc := range tests {
		found := differences(t, tc.ours, m{"profile": tc.profile})
		i := slices.IndexFunc(found, func(d manifests.Difference) bool { return d.Object == tc.object && d.Path == tc.path })
		if !assert.GreaterOrEqual(t, i, 0, "%s %s differs: %s\n%v", tc.object, tc.path, tc.reason, found) {
			continue
		}
		verdict := manifests.Review(onTheList, map[string][]manifests.Difference{tc.profile: {found[i]}})
		assert.NotEmpty(t, verdict.Unexplained, "%s %s: %s", tc.object, tc.path, tc.reason)
	}
}
