package importer

// Patterns of objects that several entries name.
const (
	gateways           = "*/*/*gateway*"
	gatewayDeployments = "Deployment/*/*gateway*"
	// The document's gateway has another name.
	documentGateway           = "*/istio-ingress/istio-ingress*"
	documentGatewayDeployment = "Deployment/istio-ingress/istio-ingress"
)

// pod and proxy lead to a Deployment's pod and to its proxy.
const (
	pod   = "spec.template."
	proxy = pod + "spec.containers.istio-proxy."
)

// always are the differences of every mesh, which docs/profiles.md explains. What isn't here nor among the particular ones fails
// the test, and so does what no longer happens.
var always = []reviewed{
	{
		what: "Labels that name the Helm release, and the chart with its version",
		why: "Each chart is a release of Helm's here, while istioctl renders them all as `istio`. The charts inside the renderer that is " +
			"compared bear no version. Nothing selects by these labels.",
		objects: []string{"*/*/*"},
		fields: []field{
			{`metadata.labels.release`, maybe, "istio"},
			{`*metadata.labels."app.kubernetes.io/instance"`, some, "istio"},
			{`*metadata.labels."app.kubernetes.io/version"`, "1.31.0", "1.0.0"},
			{`*metadata.labels."helm.sh/chart"`, some, some},
		},
	},
	{
		what: "The record of the Helm values in the ConfigMap `values`",
		why: "It tells what a chart was given, for people and tools; istiod doesn't read it. istioctl gives every chart the values of all of them. " +
			"What a value does shows in the other objects.",
		objects: []string{"ConfigMap/*/values*"},
		fields:  []field{{"data.*", maybe, maybe}},
	},
	{
		what: "The webhook `istiod-default-validator`",
		why: "The base chart makes it, as this mesh is the cluster's default. `istioctl install` makes it, too, in a step after what it renders, " +
			"together with webhooks of the tag `default`, which the mesh's own do the work of here.",
		objects: []string{"ValidatingWebhookConfiguration//istiod-default-validator"},
		fields:  []field{{"", some, nil}},
	},
	{
		what:    "The names of a gateway's Role and RoleBinding",
		why:     "They are called like the ServiceAccount, not with `-sds`; both let the gateway read Secrets of its namespace, and nothing names them.",
		objects: []string{"Role/*/*gateway*", "RoleBinding/*/*gateway*", "Role/*/istio-ingress*", "RoleBinding/*/istio-ingress*"},
		fields:  []field{{"", some, nil}, {"", nil, some}},
	},
	{
		what:    "Labels of a gateway that told the IstioOperator what it owned",
		why:     "The operator and the Helm 2 that they speak of are gone. The revision stays in the pods' annotations.",
		objects: []string{gateways, documentGateway},
		fields: []field{
			{`*metadata.labels."install.operator.istio.io/owning-resource"`, nil, "unknown"},
			{`*metadata.labels."operator.istio.io/component"`, nil, some},
			{`*metadata.labels."istio.io/rev"`, nil, "default"},
			{pod + "metadata.labels.chart", nil, "gateways"},
			{pod + "metadata.labels.heritage", nil, "Tiller"},
			{pod + "metadata.labels.release", nil, "istio"},
		},
	},
	{
		what:    "The label that keeps a gateway out of ambient mode, on all its objects",
		why:     "The `gateway` chart's habit; what counts are the pods, which have it in both.",
		objects: []string{gateways, documentGateway},
		fields:  []field{{`metadata.labels."istio.io/dataplane-mode"`, "none", nil}},
	},
	{
		what:    "What a Service port is where nothing is said",
		why:     "TCP is what Kubernetes fills in.",
		objects: []string{"Service/*/*gateway*"},
		fields: []field{
			{"spec.ports.*.protocol", "TCP", nil},
		},
	},
	{
		what: "How many gateway pods start at a time in an update",
		why: "Kubernetes' own 25% here, 100% there: with one replica that is the same one pod, with five an update takes more steps. Set " +
			"`strategy` in the gateway's `values` to have it back.",
		objects: []string{gatewayDeployments, documentGatewayDeployment},
		fields:  []field{{"spec.strategy.rollingUpdate", nil, m{"maxSurge": "100%", "maxUnavailable": "25%"}}},
	},
	{
		what: "A gateway's pods are injected",
		why: "The `gateway` chart leaves the proxy to istiod's injector, as for every other pod, so it gets the settings of the mesh. " +
			"The comparison is with the injected pod.",
		objects: []string{gatewayDeployments},
		fields: []field{
			{pod + `metadata.labels."sidecar.istio.io/inject"`, "true", "false"},
			{pod + `metadata.annotations."sidecar.istio.io/inject"`, "true", "false"},
			{pod + `metadata.annotations."sidecar.istio.io/status"`, some, nil},
			{pod + `metadata.annotations."inject.istio.io/templates"`, "gateway", nil},
			{pod + `metadata.annotations."proxy.istio.io/overrides"`, some, nil},
		},
	},
	{
		what:    "The revision of a gateway in metrics, `canonical_revision`",
		why:     "The injector takes it from the pods' label `app.kubernetes.io/version`, which the `gateway` chart sets; the IstioOperator's says `latest`.",
		objects: []string{gatewayDeployments, documentGatewayDeployment},
		fields:  []field{{pod + `metadata.labels."service.istio.io/canonical-revision"`, "1.31.0", "latest"}},
	},
	{
		what: "The environment of a gateway's proxy",
		why: "As the injector has it for every proxy: with the CPU and memory that its agent may use, the mesh's settings, and what only sidecars need. " +
			"The node's name is in `ISTIO_META_NODE_NAME` in both.",
		objects: []string{gatewayDeployments},
		fields: []field{
			{proxy + "env.GOMAXPROCS", some, nil},
			{proxy + "env.GOMEMLIMIT", some, nil},
			{proxy + "env.ISTIO_META_APP_CONTAINERS", m{"name": "ISTIO_META_APP_CONTAINERS"}, nil},
			{proxy + "env.ISTIO_META_INTERCEPTION_MODE", m{"name": "ISTIO_META_INTERCEPTION_MODE", "value": "REDIRECT"}, nil},
			{proxy + "env.ISTIO_META_POD_PORTS", some, nil},
			{proxy + "env.PROXY_CONFIG", some, nil},
			{proxy + "env.NODE_NAME", nil, some},
		},
	},
	{
		what:    "A gateway may open ports below 1024",
		why:     "The `gateway` chart allows it to its pods by a sysctl; the IstioOperator's are told that they can't. The ports are above in both.",
		objects: []string{gatewayDeployments, documentGatewayDeployment},
		fields: []field{
			{pod + "spec.securityContext.sysctls", some, nil},
			{proxy + "env.ISTIO_META_UNPRIVILEGED_POD", nil, some},
		},
	},
	{
		what:    "User and group of a gateway's proxy stand at its container, not at its pod",
		why:     "The pod has one container, so it's the same. On OpenShift the injector takes both from the namespace's range, which this comparison has none of.",
		objects: []string{gatewayDeployments, documentGatewayDeployment},
		fields: []field{
			{proxy + "securityContext.runAsGroup", int64(1337), nil},
			{proxy + "securityContext.runAsUser", int64(1337), nil},
			{proxy + "securityContext.runAsNonRoot", true, nil},
			{pod + "spec.securityContext.runAsGroup", nil, int64(1337)},
			{pod + "spec.securityContext.runAsUser", nil, int64(1337)},
			{pod + "spec.securityContext.runAsNonRoot", nil, true},
		},
	},
	{
		what:    "A gateway's pod lists no container ports but that for metrics",
		why:     "Kubernetes takes the list for information; the Service's ports are equal.",
		objects: []string{gatewayDeployments, documentGatewayDeployment},
		fields:  []field{{proxy + "ports", some, some}},
	},
	{
		what:    "How often a gateway is asked whether it is ready",
		why:     "Every 15 seconds, as the injector has it, not every 2: it may count as ready up to 15 seconds later.",
		objects: []string{gatewayDeployments},
		fields: []field{
			{proxy + "readinessProbe.failureThreshold", int64(4), int64(30)},
			{proxy + "readinessProbe.periodSeconds", int64(15), int64(2)},
			{proxy + "readinessProbe.timeoutSeconds", int64(3), int64(1)},
			{proxy + "readinessProbe.initialDelaySeconds", nil, int64(1)},
		},
	},
	{
		what: "Certificates of the Secrets `istio-*gateway-certs` and `-ca-certs` as files",
		why: "The `gateway` chart doesn't mount them: Gateways name Secrets by `credentialName`. A Gateway that names files below `/etc/istio/*gateway-certs` " +
			"needs `volumes` and `volumeMounts` in the gateway's `values`.",
		objects: []string{gatewayDeployments, documentGatewayDeployment},
		fields: []field{
			{pod + "spec.volumes.*gateway-certs", nil, some},
			{pod + "spec.volumes.*gateway-ca-certs", nil, some},
			{proxy + "volumeMounts.*gateway-certs", nil, some},
			{proxy + "volumeMounts.*gateway-ca-certs", nil, some},
		},
	},
	{
		what:    "Volumes of the proxy itself under other names, and its files in memory",
		why:     "As the injector has them for every proxy. It passes the mesh config in the environment, not as a file.",
		objects: []string{gatewayDeployments},
		fields: []field{
			{pod + "spec.volumes.istio-podinfo", some, nil},
			{pod + "spec.volumes.podinfo", nil, some},
			{pod + "spec.volumes.istio-envoy.emptyDir.medium", "Memory", nil},
			{pod + "spec.volumes.config-volume", nil, some},
			{proxy + "volumeMounts.istio-podinfo", m{"name": "istio-podinfo", "mountPath": "/etc/istio/pod"}, nil},
			{proxy + "volumeMounts.podinfo", nil, m{"name": "podinfo", "mountPath": "/etc/istio/pod"}},
			{proxy + "volumeMounts.config-volume", nil, some},
			{proxy + "volumeMounts.istio-token.readOnly", nil, true},
		},
	},
	{
		what:    "What Kubernetes has for nothing, written out in a gateway's pod",
		why:     "The same once it is in the cluster.",
		objects: []string{gatewayDeployments, documentGatewayDeployment},
		fields: []field{
			{pod + "spec.affinity", nil, m{"nodeAffinity": m{}}},
			{pod + "spec.terminationGracePeriodSeconds", int64(30), nil},
			{pod + "spec.volumes.workload-socket.emptyDir", nil, m{}},
			{proxy + "env.*.valueFrom.fieldRef.apiVersion", nil, "v1"},
			{proxy + "readinessProbe.httpGet.scheme", nil, "HTTP"},
			{proxy + "readinessProbe.successThreshold", nil, int64(1)},
		},
	},
}
