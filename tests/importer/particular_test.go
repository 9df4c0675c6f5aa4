package importer

import "github.com/meshstack/pulumi-meshstack/tests/manifests"

// particular are the differences of some inputs. They are rows of docs/from-istiooperator.md.
var particular = []manifests.Reviewed{
	{
		What: "The base chart comes with istiod",
		Why: "The input installs istiod alone, whose CRDs somebody else must have installed. MeshStack installs the base chart of the same release, as istiod " +
			"doesn't start without them.",
		Objects: []string{"CustomResourceDefinition//*", "ServiceAccount/*/istio-reader-service-account"},
		Fields:  []manifests.Field{at("", some, nil)},
	},
	{
		What:    "The base chart without istiod",
		Why:     "MeshStack installs the base chart together with istiod. The report says so: the CRDs stay with whoever installs istiod.",
		Inputs:  []string{"ingressgateway_k8s_settings"},
		Objects: []string{"CustomResourceDefinition//*", "ServiceAccount/*/istio-reader-service-account"},
		Fields:  []manifests.Field{at("", nil, some)},
	},
	{
		What: "Images of an old release, or of a retired registry",
		Why: "The input names images of Istio 1.1.4 or 1.11.0, which don't run under the charts of 1.31, or a registry that Istio's project gives up. The report says so; the images " +
			"are those of the release that is installed.",
		Inputs: []string{
			"install_package_path", "pilot_default", "pilot_k8s_settings", "pilot_merge_meshconfig", "pilot_override_kubernetes", "pilot_override_values",
			"document: another registry", "document: Google's registry",
		},
		Objects: []string{"ConfigMap/*/istio-sidecar-injector", "Deployment/*/istiod", "Deployment/*/istio-ingressgateway"},
		Fields: []manifests.Field{
			at("data.values.global.hub", "docker.io/istio", some),
			at("data.values.global.tag", "1.31.0", some),
			at("spec.template.spec.containers.*.image", some, some),
		},
	},
	{
		What:   "`values:` with nothing in it",
		Why:    "istioctl takes the empty value for one that removes all values, those of the release's own images among them, and would install a test build's.",
		Inputs: []string{"bare_values"},
		Objects: []string{
			"ConfigMap/istio-system/istio-sidecar-injector", "Deployment/istio-system/istiod", "Deployment/istio-system/istio-ingressgateway",
		},
		Fields: []manifests.Field{
			at("data.values.global.hub", "docker.io/istio", "registry.istio.io/testing"),
			at("data.values.global.tag", "1.31.0", "latest"),
			at("spec.template.spec.containers.*.image", some, some),
		},
	},
	{
		What:    "A value that is null",
		Why:     "The chart's own false comes back for what the input removes; both are no.",
		Inputs:  []string{"bogus_cps"},
		Objects: []string{"ConfigMap/istio-system/istio-sidecar-injector"},
		Fields:  []manifests.Field{at("data.values.global.mountMtlsCerts", false, nil)},
	},
	{
		What: "ztunnel in a mesh that isn't ambient",
		Why: "The input installs ztunnel with a profile by which istiod and the CNI node agent know nothing of it, so no pod would use it. In a MeshStack ztunnel makes the mesh " +
			"an ambient one.",
		Inputs: []string{"component_hub_tag"},
		Objects: []string{
			"ClusterRole//istio-cni-ambient", "ClusterRoleBinding//istio-cni-ambient", "ConfigMap/istio-system/istio", "ConfigMap/istio-system/istio-cni-config",
			"ConfigMap/istio-system/istio-sidecar-injector", "DaemonSet/istio-system/istio-cni-node", "DaemonSet/istio-system/ztunnel",
			"Deployment/istio-system/istio-ingressgateway", "Deployment/istio-system/istiod",
		},
		Fields: []manifests.Field{
			at("", some, nil),
			at("data.mesh.defaultConfig.proxyMetadata", some, nil),
			at("data.mesh.serviceScopeConfigs", some, nil),
			at("data.AMBIENT_ENABLED", "true", "false"),
			at("data.values.pilot.cni.ambient", some, nil),
			at("data.values.pilot.env.PILOT_ENABLE_AMBIENT", "true", nil),
			at("spec.template.spec.containers.install-cni.volumeMounts.cni-*", some, nil),
			at("spec.template.spec.volumes.cni-ztunnel-sock-dir", some, nil),
			at("spec.template.spec.containers.*.env.ISTIO_META_ENABLE_HBONE", some, nil),
			at("spec.template.spec.containers.discovery.env.PILOT_ENABLE_AMBIENT", some, nil),
		},
	},
	{
		What:    "The tag of one gateway's image",
		Why:     "istiod's injector writes the image, and takes it from this annotation; the image itself is equal.",
		Objects: []string{gatewayDeployments},
		Fields:  []manifests.Field{at(pod+`metadata.annotations."sidecar.istio.io/proxyImage"`, some, nil)},
	},
	{
		What: "Labels of a gateway's pods that don't select them",
		Why: "The chart of the IstioOperator put all labels into the selectors; those of the `gateway` chart are `app` and `istio`. The pods have all of them, so Gateways, policies and the " +
			"Service find the same pods. A Deployment's selector can't be changed in place.",
		Objects: []string{"Deployment/*/*gateway*", "Service/*/*gateway*"},
		Fields: []manifests.Field{
			at("spec.selector.matchLabels.*", nil, some),
			at("spec.selector.*", nil, some),
			at(pod+`metadata.labels."service.istio.io/canonical-revision"`, "1.31.0", "21"),
		},
	},
	{
		What:    "The label `app.kubernetes.io/name` of a gateway with a name of its own",
		Why:     "It is the gateway's name, not that of the first chart of the IstioOperator. Nothing selects by it.",
		Objects: []string{gateways, documentGateway},
		Fields:  []manifests.Field{at(`*metadata.labels."app.kubernetes.io/name"`, some, "istio-ingressgateway")},
	},
	{
		What:    "A target port that isn't said",
		Why:     "istioctl writes 0, for which Kubernetes takes the port, as MeshStack writes it.",
		Inputs:  []string{"gateways"},
		Objects: []string{"Service/*/ilb-gateway"},
		Fields:  []manifests.Field{at("spec.ports.*.targetPort", some, int64(0))},
	},
	{
		What: "sysctls of one gateway's pods",
		Why: "istiod's injector writes the sysctls of gateways over those of the chart. The report says so, and that `values.istiod.gateways.securityContext` has those of all " +
			"gateways.",
		Inputs:  []string{"ingressgateway_k8s_settings"},
		Objects: []string{"Deployment/istio-system/istio-ingressgateway"},
		Fields: []manifests.Field{
			at(pod+`spec.securityContext.sysctls."net.ipv4.ip_local_port_range"`, nil, some),
			at(pod+`spec.securityContext.sysctls."net.ipv4.ip_unprivileged_port_start"`, some, nil),
		},
	},
	{
		What:    "The type of an autoscaler's metric",
		Why:     "The input leaves it out, which the API server refuses; it is Resource.",
		Inputs:  []string{"autoscaling_ingress_v2"},
		Objects: []string{"HorizontalPodAutoscaler/istio-system/istio-ingressgateway"},
		Fields:  []manifests.Field{at("spec.metrics.*.type", "Resource", nil)},
	},
	{
		What:    "Labels of a gateway's NetworkPolicy",
		Why:     "The `gateway` chart writes fewer. Nothing selects by them.",
		Inputs:  []string{"networkpolicy_enabled"},
		Objects: []string{"NetworkPolicy/istio-system/istio-ingressgateway"},
		Fields: []manifests.Field{
			at(`metadata.labels."app.kubernetes.io/*"`, nil, some),
			at(`metadata.labels."helm.sh/chart"`, nil, some),
			at(`metadata.labels."operator.istio.io/component"`, "Gateway", "IngressGateways"),
		},
	},
	{
		What: "istiod in another namespace than Istio's",
		Why: "The input moves istiod's Deployment alone, and its ServiceAccount, Role and webhooks stay behind, so that the pods don't start. In a MeshStack all of it is in the namespace " +
			"that the component names.",
		Inputs: []string{"pilot_k8s_settings", "pilot_override_kubernetes", "pilot_override_values"},
		Objects: []string{
			"ClusterRoleBinding//istiod-*", "ConfigMap/istio-control/istio-sidecar-injector", "Role/*/istiod", "RoleBinding/*/istiod", "ServiceAccount/*/*",
			"ValidatingWebhookConfiguration//istio-validator-*", "ClusterRoleBinding//istio-reader-*",
		},
		Fields: []manifests.Field{
			at("", some, nil),
			at("", nil, some),
			at("subjects.istio*.namespace", "istio-control", "istio-system"),
			at("data.values.global.istioNamespace", "istio-control", "istio-system"),
		},
	},
	{
		What:    "Variables of istiod, their order and their record",
		Why:     "They are values of the chart, which istiod's injector keeps a record of, not a patch behind it. None of them refers to another.",
		Inputs:  []string{"pilot_k8s_settings"},
		Objects: []string{"Deployment/istio-control/istiod", "ConfigMap/istio-control/istio-sidecar-injector"},
		Fields: []manifests.Field{
			at("spec.template.spec.containers.discovery.env.(order)", some, some),
			at("data.values.pilot.env.*", some, nil),
		},
	},
	{
		What:    "What istiod's autoscaler scales",
		Why:     "The input names a Deployment that doesn't exist. It is istiod's.",
		Inputs:  []string{"pilot_k8s_settings"},
		Objects: []string{"HorizontalPodAutoscaler/istio-control/istiod"},
		Fields:  []manifests.Field{at("spec.scaleTargetRef.name", "istiod", "istio-pilot")},
	},
	{
		What: "Overlays that no patch beside Helm can do",
		Why: "Server-side apply can't remove what Helm wrote, nor change an item of a list by what it is found by, or one of a list without names. The report has each of " +
			"them as work for somebody.",
		Inputs:  []string{"pilot_override_kubernetes"},
		Objects: []string{"Deployment/istio-control/istiod", "Service/istio-control/istiod"},
		Fields: []manifests.Field{
			at("spec.template.spec.containers.discovery.args.6", "30m", "60m"),
			at("spec.template.spec.containers.discovery.env.REVISION", some, nil),
			at("spec.template.spec.containers.discovery.ports.http-debug.containerPort", int64(8080), int64(1234)),
			at("spec.template.spec.containers.discovery.securityContext", some, nil),
			at("spec.ports.https-dns.port", int64(15012), int64(11111)),
		},
	},
	{
		What:    "A gateway that the IstioOperator injects, too",
		Why:     "The injector tells both pods of their ports, and keeps what the charts wrote: the Service's ports are equal. Ours stay out of ambient mode, as all gateways do.",
		Inputs:  []string{"document: gateway"},
		Objects: []string{documentGatewayDeployment},
		Fields: []manifests.Field{
			at(pod+`metadata.annotations."proxy.istio.io/overrides"`, some, some),
			at(proxy+"env.ISTIO_META_POD_PORTS.value", some, some),
			at(pod+`metadata.labels."istio.io/dataplane-mode"`, "none", nil),
		},
	},
	{
		What:   "Addresses for hosts without one",
		Why:    "istiod gives them now, and warns of the proxies' setting, which it no longer needs.",
		Inputs: []string{"document: name server"},
		Objects: []string{
			"ConfigMap/istio-system/istio", "ConfigMap/istio-system/istio-sidecar-injector", "Deployment/istio-system/istio-ingressgateway",
			"Deployment/istio-system/istiod",
		},
		Fields: []manifests.Field{
			at("data.mesh.defaultConfig.proxyMetadata.ISTIO_META_DNS_AUTO_ALLOCATE", nil, "true"),
			at("data.values.pilot.env*", some, nil),
			at(proxy+"env.ISTIO_META_DNS_AUTO_ALLOCATE", nil, some),
			at("spec.template.spec.containers.discovery.env.PILOT_ENABLE_IP_AUTOALLOCATE", some, nil),
		},
	},
}
