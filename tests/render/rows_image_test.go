package render

import "slices"

// Objects of the charts. A namespace that depends on platform or argument is *.
const (
	istiodPod     = "Deployment/*/istiod"
	cniPod        = "DaemonSet/*/istio-cni-node"
	ztunnelPod    = "DaemonSet/*/ztunnel"
	edgePod       = "Deployment/*/edge"
	istioConfig   = "ConfigMap/*/istio"
	injectorName  = "ConfigMap/*/istio-sidecar-injector"
	cniConfigName = "ConfigMap/*/istio-cni-config"
)

// steps are a path of steps, with more after it.
func steps(first list, more ...any) list { return slices.Concat(first, more) }

// pod are the steps to a pod's spec.
func pod(more ...any) list { return steps(list{"spec", "template", "spec"}, more...) }

// container are the steps to a container of a pod.
func container(name string, more ...any) list {
	return pod(steps(list{"containers", named(name)}, more...)...)
}

// discovery are the steps to istiod's container, installer to that of the CNI node agent, proxy to that of ztunnel and
// of gateways.
func discovery(more ...any) list { return container("discovery", more...) }

func installer(more ...any) list { return container("install-cni", more...) }

func proxy(more ...any) list { return container("istio-proxy", more...) }

// env is an environment variable of the container at the steps.
func env(name, value, key string, at list) sight {
	return see(value, key, steps(at, "env", named(name), "value")...)
}

// inMesh is a setting of the mesh config.
func inMesh(want any, more ...any) sight {
	return see(want, istioConfig, steps(list{"data", "mesh", text{}}, more...)...)
}

// inInjector is a value that the injection templates read.
func inInjector(want any, more ...any) sight {
	return see(want, injectorName, steps(list{"data", "values", text{}}, more...)...)
}

// images is what every image looks like, and the setting of the injector that makes those of sidecars and gateways.
func images(want like, setting string, value any) []sight {
	return []sight{
		see(want, istiodPod, discovery("image")...),
		see(want, cniPod, installer("image")...),
		inAmbient(see(want, ztunnelPod, proxy("image")...)),
		inInjector(value, "global", setting),
	}
}

func pullPolicy(policy string) []sight {
	return []sight{
		see(policy, istiodPod, discovery("imagePullPolicy")...),
		see(policy, cniPod, installer("imagePullPolicy")...),
		inAmbient(see(policy, ztunnelPod, proxy("imagePullPolicy")...)),
		see(policy, edgePod, proxy("imagePullPolicy")...),
		inInjector(policy, "global", "imagePullPolicy"),
	}
}

var imageRows = []row{
	{
		reason: "a mirror serves every image", path: "image.hub", value: "registry.example.com/mesh",
		see: images(`^registry\.example\.com/mesh/(pilot|install-cni|ztunnel):`, "hub", "registry.example.com/mesh"),
	},
	{
		reason: "a hotfix replaces every image", path: "image.tag", value: "hotfix-1",
		see: images(`:hotfix-1(-|$)`, "tag", "hotfix-1"),
	},
	{
		reason: "the profile ambient has another flavour", path: "image.variant", value: "debug",
		see: append(images(`-debug$`, "variant", "debug"), inMesh("debug", "defaultConfig", "image", "imageType")),
	},
	{
		reason: "the charts have no flavour", path: "image.variant", value: "distroless", in: opposite,
		see: append(images(`-distroless$`, "variant", "distroless"), inMesh("distroless", "defaultConfig", "image", "imageType")),
	},
	{reason: "every container follows the policy", path: "image.pullPolicy", value: "Always", see: pullPolicy("Always")},
	{reason: "every container follows the policy", path: "image.pullPolicy", value: "Never", in: opposite, see: pullPolicy("Never")},
	{
		reason: "names for most charts, objects for a gateway", path: "image.pullSecrets", value: list{"mirror", "spare"},
		see: []sight{
			see(list{m{"name": "mirror"}, m{"name": "spare"}}, "ServiceAccount/*/istiod", "imagePullSecrets"),
			see(list{m{"name": "mirror"}, m{"name": "spare"}}, "ServiceAccount/*/istio-cni", "imagePullSecrets"),
			see(list{m{"name": "mirror"}, m{"name": "spare"}}, "ServiceAccount/*/istio-reader-service-account", "imagePullSecrets"),
			inAmbient(see(list{m{"name": "mirror"}, m{"name": "spare"}}, "ServiceAccount/*/ztunnel", "imagePullSecrets")),
			see(list{m{"name": "mirror"}, m{"name": "spare"}}, edgePod, pod("imagePullSecrets")...),
			inInjector(list{"mirror", "spare"}, "global", "imagePullSecrets"),
		},
	},
}
