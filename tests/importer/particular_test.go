package importer

// particular are the differences of some inputs. They are rows of docs/from-istiooperator.md.
var particular = []reviewed{
	{
		what: "The base chart comes with istiod",
		why: "The input installs istiod alone, whose CRDs somebody else must have installed. MeshStack installs the base chart of the same release, as istiod " +
			"doesn't start without them.",
		objects: []string{"CustomResourceDefinition//*", "ServiceAccount/*/istio-reader-service-account"},
		fields:  []field{{"", some, nil}},
	},
	{
		what:    "The base chart without istiod",
		why:     "MeshStack installs the base chart together with istiod. The report says so: the CRDs stay with whoever installs istiod.",
		inputs:  []string{"ingressgateway_k8s_settings"},
		objects: []string{"CustomResourceDefinition//*", "ServiceAccount/*/istio-reader-service-account"},
		fields:  []field{{"", nil, some}},
	},
	{
		what: "Images of an old release, or of a retired registry",
		why: "The input names images of Istio 1.1.4 or 1.11.0, which don't run under the charts of 1.31, or a registry that Istio's project gives up. The report says so; the images " +
			"are those of the release that is installed.",
		inputs: []string{
			"install_package_path", "pilot_default", "pilot_k8s_settings", "pilot_merge_meshconfig", "pilot_override_kubernetes", "pilot_override_values",
			"document: another registry", "document: Google's registry",
		},
		objects: []string{"ConfigMap/*/istio-sidecar-injector", "Deployment/*/istiod", "Deployment/*/istio-ingressgateway"},
		fields: []field{
			{"data.values.global.hub", "docker.io/istio", some},
			{"data.values.global.tag", "1.31.0", some},
			{"spec.template.spec.containers.*.image", some, some},
		},
	},
	{
		what:   "`values:` with nothing in it",
		why:    "istioctl takes the empty value for one that removes all values, those of the release's own images among them, and would install a test build's.",
		inputs: []string{"bare_values"},
		objects: []string{
			"ConfigMap/istio-system/istio-sidecar-injector", "Deployment/istio-system/istiod", "Deployment/istio-system/istio-ingressgateway",
		},
		fields: []field{
			{"data.values.global.hub", "docker.io/istio", "registry.istio.io/testing"},
			{"data.values.global.tag", "1.31.0", "latest"},
			{"spec.template.spec.containers.*.image", some, some},
		},
	},
	{
		what:    "A value that is null",
		why:     "The chart's own false comes back for what the input removes; both are no.",
		inputs:  []string{"bogus_cps"},
		objects: []string{"ConfigMap/istio-system/istio-sidecar-injector"},
		fields:  []field{{"data.values.global.mountMtlsCerts", false, nil}},
	},
	{
		what: "ztunnel in a mesh that isn't ambient",
		why: "The input installs ztunnel with a profile by which istiod and the CNI node agent know nothing of it, so no pod would use it. In a MeshStack ztunnel makes the mesh " +
			"an ambient one.",
		inputs: []string{"component_hub_tag"},
		objects: []string{
			"ClusterRole//istio-cni-ambient", "ClusterRoleBinding//istio-cni-ambient", "ConfigMap/istio-system/istio", "ConfigMap/istio-system/istio-cni-config",
			"ConfigMap/istio-system/istio-sidecar-injector", "DaemonSet/istio-system/istio-cni-node", "DaemonSet/istio-system/ztunnel",
			"Deployment/istio-system/istio-ingressgateway", "Deployment/istio-system/istiod",
		},
		fields: []field{
			{"", some, nil},
			{"data.mesh.defaultConfig.proxyMetadata", some, nil},
			{"data.mesh.serviceScopeConfigs", some, nil},
			{"data.AMBIENT_ENABLED", "true", "false"},
			{"data.values.pilot.cni.ambient", some, nil},
			{"data.values.pilot.env.PILOT_ENABLE_AMBIENT", "true", nil},
			{"spec.template.spec.containers.install-cni.volumeMounts.cni-*", some, nil},
			{"spec.template.spec.volumes.cni-ztunnel-sock-dir", some, nil},
			{"spec.template.spec.containers.*.env.ISTIO_META_ENABLE_HBONE", some, nil},
			{"spec.template.spec.containers.discovery.env.PILOT_ENABLE_AMBIENT", some, nil},
		},
	},
	{
		what:    "The tag of one gateway's image",
		why:     "istiod's injector writes the image, and takes it from this annotation; the image itself is equal.",
		objects: []string{gatewayDeployments},
		fields:  []field{{pod + `metadata.annotations."sidecar.istio.io/proxyImage"`, some, nil}},
	},
	{
		what: "Labels of a gateway's pods that don't select them",
		why: "The chart of the IstioOperator put all labels into the selectors; those of the `gateway` chart are `app` and `istio`. The pods have all of them, so Gateways, policies and the " +
			"Service find the same pods. A Deployment's selector can't be changed in place.",
		objects: []string{"Deployment/*/*gateway*", "Service/*/*gateway*"},
		fields: []field{
			{"spec.selector.matchLabels.*", nil, some},
			{"spec.selector.*", nil, some},
			{pod + `metadata.labels."service.istio.io/canonical-revision"`, "1.31.0", "21"},
		},
	},
	{
		what:    "The label `app.kubernetes.io/name` of a gateway with a name of its own",
		why:     "It is the gateway's name, not that of the first chart of the IstioOperator. Nothing selects by it.",
		objects: []string{gateways, documentGateway},
		fields:  []field{{`*metadata.labels."app.kubernetes.io/name"`, some, "istio-ingressgateway"}},
	},
	{
		what:    "A target port that isn't said",
		why:     "istioctl writes 0, for which Kubernetes takes the port, as MeshStack writes it.",
		inputs:  []string{"gateways"},
		objects: []string{"Service/*/ilb-gateway"},
		fields:  []field{{"spec.ports.*.targetPort", some, int64(0)}},
	},
	{
		what: "sysctls of one gateway's pods",
		why: "istiod's injector writes the sysctls of gateways over those of the chart. The report says so, and that `values.istiod.gateways.securityContext` has those of all " +
			"gateways.",
		inputs:  []string{"ingressgateway_k8s_settings"},
		objects: []string{"Deployment/istio-system/istio-ingressgateway"},
		fields: []field{
			{pod + `spec.securityContext.sysctls."net.ipv4.ip_local_port_range"`, nil, some},
			{pod + `spec.securityContext.sysctls."net.ipv4.ip_unprivileged_port_start"`, some, nil},
		},
	},
	{
		what:    "The type of an autoscaler's metric",
		why:     "The input leaves it out, which the API server refuses; it is Resource.",
		inputs:  []string{"autoscaling_ingress_v2"},
		objects: []string{"HorizontalPodAutoscaler/istio-system/istio-ingressgateway"},
		fields:  []field{{"spec.metrics.*.type", "Resource", nil}},
	},
	{
		what:    "Labels of a gateway's NetworkPolicy",
		why:     "The `gateway` chart writes fewer. Nothing selects by them.",
		inputs:  []string{"networkpolicy_enabled"},
		objects: []string{"NetworkPolicy/istio-system/istio-ingressgateway"},
		fields: []field{
			{`metadata.labels."app.kubernetes.io/*"`, nil, some},
			{`metadata.labels."helm.sh/chart"`, nil, some},
			{`metadata.labels."operator.istio.io/component"`, "Gateway", "IngressGateways"},
		},
	},
	{
		what: "istiod in another namespace than Istio's",
		why: "The input moves istiod's Deployment alone, and its ServiceAccount, Role and webhooks stay behind, so that the pods don't start. In a MeshStack all of it is in the namespace " +
			"that the component names.",
		inputs: []string{"pilot_k8s_settings", "pilot_override_kubernetes", "pilot_override_values"},
		objects: []string{
			"ClusterRoleBinding//istiod-*", "ConfigMap/istio-control/istio-sidecar-injector", "Role/*/istiod", "RoleBinding/*/istiod", "ServiceAccount/*/*",
			"ValidatingWebhookConfiguration//istio-validator-*", "ClusterRoleBinding//istio-reader-*",
		},
		fields: []field{
			{"", some, nil},
			{"", nil, some},
			{"subjects.istio*.namespace", "istio-control", "istio-system"},
			{"data.values.global.istioNamespace", "istio-control", "istio-system"},
		},
	},
	{
		what:    "Variables of istiod, their order and their record",
		why:     "They are values of the chart, which istiod's injector keeps a record of, not a patch behind it. None of them refers to another.",
		inputs:  []string{"pilot_k8s_settings"},
		objects: []string{"Deployment/istio-control/istiod", "ConfigMap/istio-control/istio-sidecar-injector"},
		fields: []field{
			{"spec.template.spec.containers.discovery.env.(order)", some, some},
			{"data.values.pilot.env.*", some, nil},
		},
	},
	{
		what:    "What istiod's autoscaler scales",
		why:     "The input names a Deployment that doesn't exist. It is istiod's.",
		inputs:  []string{"pilot_k8s_settings"},
		objects: []string{"HorizontalPodAutoscaler/istio-control/istiod"},
		fields:  []field{{"spec.scaleTargetRef.name", "istiod", "istio-pilot"}},
	},
	{
		what: "Overlays that no patch beside Helm can do",
		why: "Server-side apply can't remove what Helm wrote, nor change an item of a list by what it is found by, or one of a list without names. The report has each of " +
			"them as work for somebody.",
		inputs:  []string{"pilot_override_kubernetes"},
		objects: []string{"Deployment/istio-control/istiod", "Service/istio-control/istiod"},
		fields: []field{
			{"spec.template.spec.containers.discovery.args.6", "30m", "60m"},
			{"spec.template.spec.containers.discovery.env.REVISION", some, nil},
			{"spec.template.spec.containers.discovery.ports.http-debug.containerPort", int64(8080), int64(1234)},
			{"spec.template.spec.containers.discovery.securityContext", some, nil},
			{"spec.ports.https-dns.port", int64(15012), int64(11111)},
		},
	},
	{
		what:    "A gateway that the IstioOperator injects, too",
		why:     "The injector tells both pods of their ports, and keeps what the charts wrote: the Service's ports are equal. Ours stay out of ambient mode, as all gateways do.",
		inputs:  []string{"document: gateway"},
		objects: []string{documentGatewayDeployment},
		fields: []field{
			{pod + `metadata.annotations."proxy.istio.io/overrides"`, some, some},
			{proxy + "env.ISTIO_META_POD_PORTS.value", some, some},
			{pod + `metadata.labels."istio.io/dataplane-mode"`, "none", nil},
		},
	},
	{
		what:   "Addresses for hosts without one",
		why:    "istiod gives them now, and warns of the proxies' setting, which it no longer needs.",
		inputs: []string{"document: name server"},
		objects: []string{
			"ConfigMap/istio-system/istio", "ConfigMap/istio-system/istio-sidecar-injector", "Deployment/istio-system/istio-ingressgateway",
			"Deployment/istio-system/istiod",
		},
		fields: []field{
			{"data.mesh.defaultConfig.proxyMetadata.ISTIO_META_DNS_AUTO_ALLOCATE", nil, "true"},
			{"data.values.pilot.env*", some, nil},
			{proxy + "env.ISTIO_META_DNS_AUTO_ALLOCATE", nil, some},
			{"spec.template.spec.containers.discovery.env.PILOT_ENABLE_IP_AUTOALLOCATE", some, nil},
		},
	},
}
