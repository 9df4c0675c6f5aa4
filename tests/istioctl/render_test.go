package istioctl

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/meshstack/pulumi-meshstack/tests/helmrender"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

type m = map[string]any

type list = []any

const kubeVersion = "1.36.3"

func TestProfiles(t *testing.T) {
	t.Parallel()
	const (
		istiod  = "Deployment/istio-system/istiod"
		ingress = "Deployment/istio-system/istio-ingressgateway"
		egress  = "Deployment/istio-system/istio-egressgateway"
		cni     = "DaemonSet/istio-system/istio-cni-node"
		ztunnel = "DaemonSet/istio-system/ztunnel"
	)
	tests := []struct {
		profile string
		want    []string // the workloads
		reason  string
	}{
		{"default", []string{istiod, ingress}, "what no profile at all gives too"},
		{"minimal", []string{istiod}, "the control plane alone"},
		{"demo", []string{istiod, ingress, egress}, "the only one with an egress gateway"},
		{"ambient", []string{istiod, cni, ztunnel}, "no gateways"},
		{"preview", []string{istiod, ingress}, "as default, with experiments"},
		{"stable", []string{istiod, ingress}, "as default, without what isn't stable"},
		{"remote", []string{}, "istiod is elsewhere"},
		{"empty", []string{}, "nothing"},
		{"openshift", []string{istiod, ingress, "DaemonSet/kube-system/istio-cni-node"}, "OpenShift needs the CNI plugin, in its own namespace"},
	}
	for _, tc := range tests {
		t.Run(tc.profile, func(t *testing.T) {
			t.Parallel()
			objects, err := Render(m{"profile": tc.profile}, kubeVersion)
			require.NoError(t, err)
			workloads := []string{}
			for key, object := range objects {
				if kind := object["kind"]; kind == "Deployment" || kind == "DaemonSet" {
					workloads = append(workloads, key)
				}
				assert.NotContains(t, []any{"autoscaling/v2beta2", "policy/v1beta1"}, object["apiVersion"], key)
			}
			assert.ElementsMatch(t, tc.want, workloads, tc.reason)
		})
	}
}

func TestSpec(t *testing.T) {
	t.Parallel()
	objects, err := Render(m{
		"hub": "registry.example.com/istio", "meshConfig": m{"accessLogFile": "/dev/stdout"},
		"values": m{"pilot": m{"autoscaleEnabled": false}},
		"components": m{
			"pilot": m{"k8s": m{"replicaCount": 3}},
			"ingressGateways": list{m{
				"name": "edge", "namespace": "ingress", "enabled": true,
				"k8s": m{"service": m{"ports": list{m{"name": "https", "port": 443, "targetPort": 8443}}}},
			}},
		},
	}, kubeVersion)
	require.NoError(t, err)
	istiod := objects["Deployment/istio-system/istiod"]
	containers, _, err := unstructured.NestedSlice(istiod, "spec", "template", "spec", "containers")
	require.NoError(t, err)
	require.NotEmpty(t, containers)
	assert.Equal(t, "registry.example.com/istio/pilot:"+charts.Version, containers[0].(m)["image"], "the tag is the release's")
	replicas, _, err := unstructured.NestedInt64(istiod, "spec", "replicas")
	require.NoError(t, err)
	assert.Equal(t, int64(3), replicas, "settings of k8s are applied")
	assert.NotContains(t, objects, "HorizontalPodAutoscaler/istio-system/istiod", "values are applied")
	mesh, _, err := unstructured.NestedString(objects["ConfigMap/istio-system/istio"], "data", "mesh")
	require.NoError(t, err)
	assert.Contains(t, mesh, "accessLogFile: /dev/stdout")
	assert.NotContains(t, objects, "Deployment/istio-system/istio-ingressgateway", "lists are replaced")
	ports, _, err := unstructured.NestedSlice(objects["Service/ingress/edge"], "spec", "ports")
	require.NoError(t, err)
	assert.Equal(t, list{m{"name": "https", "port": int64(443), "targetPort": int64(8443)}}, ports)
}

func TestTheVersionOfKubernetesDecides(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		kubeVersion: "DaemonSet/istio-system/istio-cni-node", "1.36.3-gke.100": "DaemonSet/kube-system/istio-cni-node",
	} {
		objects, err := Render(m{"components": m{"cni": m{"enabled": true}}}, version)
		require.NoError(t, err)
		assert.Contains(t, objects, want, "%s: GKE lets critical pods run in kube-system alone", version)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		spec                  m
		version, want, reason string
	}{
		{m{"profile": "nonesuch"}, kubeVersion, "nonesuch", "no such profile"},
		{m{"components": m{"pilots": m{}}}, kubeVersion, "pilots", "no such component"},
		{m{"values": m{"global": m{"proxy": m{"nonesuch": true}}}}, kubeVersion, "nonesuch", "istioctl knows the values by type"},
		{m{}, "newest", "write for example 1.36.3", "not a version"},
		{m{"values": m{"f": func() {}}}, kubeVersion, "write the IstioOperator", "what YAML doesn't have"},
	}
	for _, tc := range tests {
		_, err := Render(tc.spec, tc.version)
		require.ErrorContains(t, err, tc.want, tc.reason)
	}
}

// What this package and helmrender return can be compared as it is.
func TestEqualsHelm(t *testing.T) {
	t.Parallel()
	ours, err := Render(m{"profile": "minimal"}, kubeVersion)
	require.NoError(t, err)
	files, err := charts.Pack()
	require.NoError(t, err)
	theirs, err := helmrender.Archive(files["istiod-"+charts.Version+".tgz"],
		helmrender.Release{Name: "istio", Namespace: "istio-system", KubeVersion: kubeVersion})
	require.NoError(t, err)
	for key, object := range theirs {
		require.Contains(t, ours, key)
		if object["kind"] == "Service" || object["kind"] == "HorizontalPodAutoscaler" {
			assert.Equal(t, object["spec"], ours[key]["spec"], key)
		}
	}
}
