package adopt

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// liveService is a Service with what overlays set, all of it by one manager.
func liveService(manager string, operation metav1.ManagedFieldsOperationType) *unstructured.Unstructured {
	live := &unstructured.Unstructured{Object: m{
		"metadata": m{"annotations": m{
			"cloud/type": "nlb", "kubectl.kubernetes.io/last-applied-configuration": "{}", "operator.istio.io/chart": "x", "theirs": "y",
		}},
		"spec": m{"type": "LoadBalancer", "loadBalancerSourceRanges": []any{"10.0.0.0/8"}, "externalTrafficPolicy": "Local", "sessionAffinity": "None"},
	}}
	live.SetManagedFields([]metav1.ManagedFieldsEntry{
		with(entry(manager, operation, "", ""), `{"f:metadata":{"f:annotations":{"f:cloud/type":{},"f:kubectl.kubernetes.io/last-applied-configuration":{},`+
			`"f:operator.istio.io/chart":{}}},"f:spec":{"f:loadBalancerSourceRanges":{},"f:externalTrafficPolicy":{},"f:sessionAffinity":{},"f:type":{}}}`),
		with(entry("cloud", update, "", ""), `{"f:metadata":{"f:annotations":{"f:theirs":{}}}}`),
	})
	return live
}

func TestServicesKeepWhatTheCloudReads(t *testing.T) {
	t.Parallel()
	type unknown struct{}
	all := []string{`metadata.annotations["cloud/type"]`, "spec.externalTrafficPolicy", "spec.loadBalancerSourceRanges"}
	balancer := m{"type": "LoadBalancer"}
	for name, c := range map[string]struct {
		reason  string
		service m
		live    *unstructured.Unstructured
		want    []string
	}{
		"overlays":    {"what the chart doesn't say stays", m{"metadata": m{}, "spec": balancer}, liveService("istio-operator", apply), all},
		"kubectl":     {"who updated it has no matter", m{"metadata": m{}, "spec": balancer}, liveService("kubectl-client-side-apply", update), all},
		"half done":   {"fields that were gathered already", m{"metadata": m{}, "spec": balancer}, liveService("pulumi-meshstack", apply), all},
		"not theirs":  {"what others own nobody takes away", m{"metadata": m{}, "spec": balancer}, liveService("argocd", apply), nil},
		"said":        {"the chart's word goes first", m{"metadata": m{"annotations": m{"cloud/type": "x"}}, "spec": m{"type": "LoadBalancer", "externalTrafficPolicy": "Cluster"}}, liveService("istio-operator", apply), all[2:]},
		"no balancer": {"the API server refuses them without one", m{"metadata": m{}, "spec": m{}}, liveService("istio-operator", apply), all[:1]},
		"unknown":     {"a preview doesn't guess", m{"metadata": m{"annotations": unknown{}}, "spec": balancer}, liveService("istio-operator", apply), nil},
		"other kind":  {"a Deployment has no balancer", nil, liveService("istio-operator", apply), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, at := range (Object{Service: c.service}).kept(c.live, DefaultManagers) {
				got = append(got, keptText(at))
			}
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}

func TestKeeping(t *testing.T) {
	t.Parallel()
	content := &unstructured.Unstructured{Object: m{"metadata": m{"annotations": m{releaseAnnotation: "edge"}}, "spec": m{"type": "LoadBalancer"}}}
	b := body{Object{Kind: "Service", Service: content.Object}, content}
	assert.Equal(t, m{
		"metadata": m{"annotations": m{releaseAnnotation: "edge", "cloud/type": "nlb"}},
		"spec":     m{"type": "LoadBalancer", "loadBalancerSourceRanges": []any{"10.0.0.0/8"}, "externalTrafficPolicy": "Local"},
	}, b.keeping(liveService("istio-operator", apply), DefaultManagers).Object)
	assert.Len(t, content.Object["spec"], 1, "the release's own stays as it is, for another try")

	s := &Survey{}
	s.sort(Found{Object: b.Object, Release: istiod}, liveService("istio-operator", apply), DefaultManagers)
	require.Len(t, s.Kept, 1)
	assert.Len(t, s.Kept[0].Kept, 3)
	assert.Len(t, s.Adoptable, 1)
}
