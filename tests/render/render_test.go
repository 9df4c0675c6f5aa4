package render

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

func TestDefaultsKeepWhatTheChartsDecide(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{})
	pod := at(t, got["Deployment/istio-system/istiod"], "spec", "template", "spec")
	assert.Equal(t, "docker.io/istio/pilot:1.31.0", at(t, pod, "containers", 0, "image"))
	assert.Equal(t, m{"cpu": "500m", "memory": "2048Mi"}, at(t, pod, "containers", 0, "resources", "requests"))
	assert.Contains(t, got, "HorizontalPodAutoscaler/istio-system/istiod")
	assert.NotContains(t, got, "DaemonSet/istio-system/istio-cni-node")
	assert.Equal(t, list{"prometheus"}, at(t, meshConfig(t, got), "defaultProviders", "metrics"),
		"the built-in metrics provider must not be lost")
}

func TestControlPlane(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{
		"controlPlane": m{
			"autoscaling": m{"minReplicas": 2, "maxReplicas": 7, "targetCpuUtilization": 60},
			"resources":   m{"requests": m{"cpu": "250m"}, "limits": m{"memory": "3Gi"}},
			"env":         m{"PILOT_ENABLE_STATUS": "true"}, "nodeSelector": m{"pool": "system"},
			"tolerations":         list{m{"key": "dedicated", "operator": "Exists"}},
			"affinity":            m{"podAntiAffinity": m{"preferredDuringSchedulingIgnoredDuringExecution": list{}}},
			"podDisruptionBudget": m{"maxUnavailable": "25%"}, "logLevel": "debug",
		},
	})
	spec := at(t, got["Deployment/istio-system/istiod"], "spec", "template", "spec")
	assert.Equal(t, m{"pool": "system"}, at(t, spec, "nodeSelector"))
	assert.Contains(t, at(t, spec, "tolerations"), m{"key": "dedicated", "operator": "Exists"})
	assert.Contains(t, at(t, spec, "affinity"), "podAntiAffinity")
	assert.Equal(t, m{"cpu": "250m", "memory": "2048Mi"}, at(t, spec, "containers", 0, "resources", "requests"))
	assert.Equal(t, m{"memory": "3Gi"}, at(t, spec, "containers", 0, "resources", "limits"))
	assert.Contains(t, at(t, spec, "containers", 0, "env"), m{"name": "PILOT_ENABLE_STATUS", "value": "true"})
	assert.Contains(t, at(t, spec, "containers", 0, "args"), "--log_output_level=default:debug")
	hpa := got["HorizontalPodAutoscaler/istio-system/istiod"]
	assert.EqualValues(t, 2, at(t, hpa, "spec", "minReplicas"))
	assert.EqualValues(t, 7, at(t, hpa, "spec", "maxReplicas"))
	assert.EqualValues(t, 60, at(t, hpa, "spec", "metrics", 0, "resource", "target", "averageUtilization"))
	budget := at(t, got["PodDisruptionBudget/istio-system/istiod"], "spec").(m)
	assert.Equal(t, "25%", budget["maxUnavailable"])
	assert.NotContains(t, budget, "minAvailable")
}

func TestFixedReplicas(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{
		"controlPlane": m{"replicas": 3},
		"gateways":     list{m{"name": "edge", "replicas": 2, "podDisruptionBudget": m{"minAvailable": "1"}}},
	})
	for _, name := range []string{"istio-system/istiod", "edge/edge"} {
		assert.NotContains(t, got, "HorizontalPodAutoscaler/"+name)
	}
	assert.EqualValues(t, 3, at(t, got["Deployment/istio-system/istiod"], "spec", "replicas"))
	assert.EqualValues(t, 2, at(t, got["Deployment/edge/edge"], "spec", "replicas"))
	assert.EqualValues(t, 1, at(t, got["PodDisruptionBudget/edge/edge"], "spec", "minAvailable"))
}

func TestProxyAndMeshConfig(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{
		"proxy": m{
			"concurrency": 2, "holdApplicationUntilProxyStarts": true, "logLevel": "error",
			"excludeInboundPorts": list{9090, 9091}, "excludeIPRanges": list{"10.1.0.0/16"},
			"resources": m{"limits": m{"cpu": "1"}},
		},
		"meshConfig": m{"accessLogFile": "/dev/stdout", "defaultConfig": m{"concurrency": 4}},
	})
	config := meshConfig(t, got)
	assert.Equal(t, "/dev/stdout", config["accessLogFile"])
	assert.EqualValues(t, 4, at(t, config, "defaultConfig", "concurrency"), "meshConfig is merged last")
	assert.Equal(t, true, at(t, config, "defaultConfig", "holdApplicationUntilProxyStarts"))
	injection := m{}
	require.NoError(t, yaml.Unmarshal([]byte(at(t, got["ConfigMap/istio-system/istio-sidecar-injector"], "data", "values").(string)), &injection))
	proxy := at(t, injection, "global", "proxy")
	assert.Equal(t, "error", at(t, proxy, "logLevel"))
	assert.Equal(t, "9090,9091", at(t, proxy, "excludeInboundPorts"))
	assert.Equal(t, "10.1.0.0/16", at(t, proxy, "excludeIPRanges"))
	assert.Equal(t, "1", at(t, proxy, "resources", "limits", "cpu"))
}

func TestCNI(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{"cni": m{
		"namespace": "kube-system", "binDir": "/home/kubernetes/bin", "confDir": "/etc/other", "chained": false,
		"excludeNamespaces": list{"kube-system", "ops"},
	}})
	config := at(t, got["ConfigMap/kube-system/istio-cni-config"], "data").(m)
	assert.Equal(t, "false", config["CHAINED_CNI_PLUGIN"])
	assert.Equal(t, "kube-system,ops", config["EXCLUDE_NAMESPACES"])
	node := at(t, got["DaemonSet/kube-system/istio-cni-node"], "spec", "template", "spec")
	assert.Equal(t, "docker.io/istio/install-cni:1.31.0", at(t, node, "containers", 0, "image"))
	paths := list{}
	for _, volume := range at(t, node, "volumes").(list) {
		if host, ok := volume.(m)["hostPath"].(m); ok {
			paths = append(paths, host["path"])
		}
	}
	assert.Contains(t, paths, "/home/kubernetes/bin")
	assert.Contains(t, paths, "/etc/other")
	injection := at(t, got["ConfigMap/istio-system/istio-sidecar-injector"], "data", "values").(string)
	assert.Contains(t, injection, `"cni": {`)
	assert.Contains(t, strings.Join(strings.Fields(injection), " "), `"cni": { "enabled": true`, "istiod's side is on as well")
}

func TestImages(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{
		"image": m{"hub": "registry.example.com/istio", "tag": "hotfix", "variant": "distroless", "pullPolicy": "Always", "pullSecrets": list{"mirror"}},
		"cni":   m{}, "gateways": list{m{"name": "edge"}},
	})
	for name, image := range map[string]string{"Deployment/istio-system/istiod": "pilot", "DaemonSet/istio-system/istio-cni-node": "install-cni"} {
		container := at(t, got[name], "spec", "template", "spec", "containers", 0)
		assert.Equal(t, "registry.example.com/istio/"+image+":hotfix-distroless", at(t, container, "image"), name)
		assert.Equal(t, "Always", at(t, container, "imagePullPolicy"), name)
	}
	assert.Equal(t, list{m{"name": "mirror"}}, at(t, got["ServiceAccount/istio-system/istiod"], "imagePullSecrets"))
	assert.Equal(t, list{m{"name": "mirror"}}, at(t, got["ServiceAccount/istio-system/istio-cni"], "imagePullSecrets"))
	assert.Equal(t, list{m{"name": "mirror"}}, at(t, got["Deployment/edge/edge"], "spec", "template", "spec", "imagePullSecrets"))
}

func TestGateway(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{"gateways": list{m{
		"name": "istio-ingress", "labels": m{"istio": "ingressgateway"}, "legacyPorts": true,
		"service": m{
			"annotations": m{"cloud/lb": "internal"}, "loadBalancerIP": "203.0.113.10", "loadBalancerClass": "service.k8s.aws/nlb",
			"loadBalancerSourceRanges": list{"198.51.100.0/24"}, "externalTrafficPolicy": "Local",
		},
		"autoscaling": m{"minReplicas": 2}, "podDisruptionBudget": m{"minAvailable": "1"},
		"resources": m{"requests": m{"cpu": "750m"}},
		"placement": m{"nodeSelector": m{"edge": "true"}, "tolerations": list{m{"operator": "Exists"}}, "affinity": m{"nodeAffinity": m{}}},
		"values":    m{"priorityClassName": "edge", "autoscaling": m{"maxReplicas": 9}},
	}}})
	service := at(t, got["Service/istio-ingress/istio-ingress"], "spec")
	assert.Equal(t, m{"cloud/lb": "internal"}, at(t, got["Service/istio-ingress/istio-ingress"], "metadata", "annotations"))
	assert.Equal(t, "203.0.113.10", at(t, service, "loadBalancerIP"))
	assert.Equal(t, "service.k8s.aws/nlb", at(t, service, "loadBalancerClass"))
	assert.Equal(t, list{"198.51.100.0/24"}, at(t, service, "loadBalancerSourceRanges"))
	assert.Equal(t, "Local", at(t, service, "externalTrafficPolicy"))
	assert.EqualValues(t, 8443, at(t, service, "ports", 2, "targetPort"))
	assert.Equal(t, m{"app": "istio-ingress", "istio": "ingressgateway"}, at(t, service, "selector"))
	spec := at(t, got["Deployment/istio-ingress/istio-ingress"], "spec", "template", "spec")
	assert.Equal(t, m{"edge": "true"}, at(t, spec, "nodeSelector"))
	assert.Equal(t, "edge", at(t, spec, "priorityClassName"))
	assert.Equal(t, "750m", at(t, spec, "containers", 0, "resources", "requests", "cpu"))
	hpa := got["HorizontalPodAutoscaler/istio-ingress/istio-ingress"]
	assert.EqualValues(t, 2, at(t, hpa, "spec", "minReplicas"))
	assert.EqualValues(t, 9, at(t, hpa, "spec", "maxReplicas"), "values are merged last, key by key")
	assert.Contains(t, got, "PodDisruptionBudget/istio-ingress/istio-ingress")
}

func TestGatewayWithoutService(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{"gateways": list{m{"name": "inner", "service": m{"type": "None"}}}})
	assert.Contains(t, got, "Deployment/inner/inner")
	assert.NotContains(t, got, "Service/inner/inner")
}

func TestRevisionAndTags(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{
		"revision": "blue", "revisionTags": list{"prod", "default"}, "namespace": "mesh", "gateways": list{m{"name": "edge"}},
	})
	assert.Contains(t, got, "Deployment/mesh/istiod-blue")
	assert.Contains(t, got, "MutatingWebhookConfiguration//istio-sidecar-injector-blue-mesh", "what the wait for the webhook names")
	assert.Contains(t, got, "ValidatingWebhookConfiguration//istio-validator-blue-mesh", "what the wait for the webhook names")
	assert.Equal(t, "istiod-blue", at(t, got["ValidatingWebhookConfiguration//istiod-default-validator"],
		"webhooks", 0, "clientConfig", "service", "name"), "the default validator points to an istiod that exists")
}
