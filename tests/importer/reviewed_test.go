package importer

import "github.com/meshstack/pulumi-meshstack/tests/manifests"

// The words that the lists are written in.
const (
	some  = manifests.Some
	maybe = manifests.Maybe
)

var at = manifests.At

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
var always = []manifests.Reviewed{
	{
		What: "Labels that name the Helm release, and the chart with its version",
		Why: "Each chart is a release of Helm's here, while istioctl renders them all as `istio`. The charts inside the renderer that is " +
			"compared bear no version. Nothing selects by these labels.",
		Objects: []string{"*/*/*"},
		Fields: []manifests.Field{
			at(`metadata.labels.release`, maybe, "istio"),
			at(`*metadata.labels."app.kubernetes.io/instance"`, some, "istio"),
			at(`*metadata.labels."app.kubernetes.io/version"`, "1.31.0", "1.0.0"),
			at(`*metadata.labels."helm.sh/chart"`, some, some),
		},
	},
	{
		What: "The record of the Helm values in the ConfigMap `values`",
		Why: "It tells what a chart was given, for people and tools; istiod doesn't read it. istioctl gives every chart the values of all of them. " +
			"What a value does shows in the other objects.",
		Objects: []string{"ConfigMap/*/values*"},
		Fields:  []manifests.Field{at("data.*", maybe, maybe)},
	},
	{
		What: "The webhook `istiod-default-validator`",
		Why: "The base chart makes it, as this mesh is the cluster's default. `istioctl install` makes it, too, in a step after what it renders, " +
			"together with webhooks of the tag `default`, which the mesh's own do the work of here.",
		Objects: []string{"ValidatingWebhookConfiguration//istiod-default-validator"},
		Fields:  []manifests.Field{at("", some, nil)},
	},
	{
		What:    "The names of a gateway's Role and RoleBinding",
		Why:     "They are called like the ServiceAccount, not with `-sds`; both let the gateway read Secrets of its namespace, and nothing names them.",
		Objects: []string{"Role/*/*gateway*", "RoleBinding/*/*gateway*", "Role/*/istio-ingress*", "RoleBinding/*/istio-ingress*"},
		Fields:  []manifests.Field{at("", some, nil), at("", nil, some)},
	},
	{
		What:    "Labels of a gateway that told the IstioOperator what it owned",
		Why:     "The operator and the Helm 2 that they speak of are gone. The revision stays in the pods' annotations.",
		Objects: []string{gateways, documentGateway},
		Fields: []manifests.Field{
			at(`*metadata.labels."install.operator.istio.io/owning-resource"`, nil, "unknown"),
			at(`*metadata.labels."operator.istio.io/component"`, nil, some),
			at(`*metadata.labels."istio.io/rev"`, nil, "default"),
			at(pod+"metadata.labels.chart", nil, "gateways"),
			at(pod+"metadata.labels.heritage", nil, "Tiller"),
			at(pod+"metadata.labels.release", nil, "istio"),
		},
	},
	{
		What:    "The label that keeps a gateway out of ambient mode, on all its objects",
		Why:     "The `gateway` chart's habit; what counts are the pods, which have it in both.",
		Objects: []string{gateways, documentGateway},
		Fields:  []manifests.Field{at(`metadata.labels."istio.io/dataplane-mode"`, "none", nil)},
	},
	{
		What:    "What a Service port is where nothing is said",
		Why:     "TCP is what Kubernetes fills in.",
		Objects: []string{"Service/*/*gateway*"},
		Fields: []manifests.Field{
			at("spec.ports.*.protocol", "TCP", nil),
		},
	},
	{
		What: "How many gateway pods start at a time in an update",
		Why: "Kubernetes' own 25% here, 100% there: with one replica that is the same one pod, with five an update takes more steps. Set " +
			"`strategy` in the gateway's `values` to have it back.",
		Objects: []string{gatewayDeployments, documentGatewayDeployment},
		Fields:  []manifests.Field{at("spec.strategy.rollingUpdate", nil, m{"maxSurge": "100%", "maxUnavailable": "25%"})},
	},
	{
		What: "A gateway's pods are injected",
		Why: "The `gateway` chart leaves the proxy to istiod's injector, as for every other pod, so it gets the settings of the mesh. " +
			"The comparison is with the injected pod.",
		Objects: []string{gatewayDeployments},
		Fields: []manifests.Field{
			at(pod+`metadata.labels."sidecar.istio.io/inject"`, "true", "false"),
			at(pod+`metadata.annotations."sidecar.istio.io/inject"`, "true", "false"),
			at(pod+`metadata.annotations."sidecar.istio.io/status"`, some, nil),
			at(pod+`metadata.annotations."inject.istio.io/templates"`, "gateway", nil),
			at(pod+`metadata.annotations."proxy.istio.io/overrides"`, some, nil),
		},
	},
	{
		What:    "The revision of a gateway in metrics, `canonical_revision`",
		Why:     "The injector takes it from the pods' label `app.kubernetes.io/version`, which the `gateway` chart sets; the IstioOperator's says `latest`.",
		Objects: []string{gatewayDeployments, documentGatewayDeployment},
		Fields:  []manifests.Field{at(pod+`metadata.labels."service.istio.io/canonical-revision"`, "1.31.0", "latest")},
	},
	{
		What: "The environment of a gateway's proxy",
		Why: "As the injector has it for every proxy: with the CPU and memory that its agent may use, the mesh's settings, and what only sidecars need. " +
			"The node's name is in `ISTIO_META_NODE_NAME` in both.",
		Objects: []string{gatewayDeployments},
		Fields: []manifests.Field{
			at(proxy+"env.GOMAXPROCS", some, nil),
			at(proxy+"env.GOMEMLIMIT", some, nil),
			at(proxy+"env.ISTIO_META_APP_CONTAINERS", m{"name": "ISTIO_META_APP_CONTAINERS"}, nil),
			at(proxy+"env.ISTIO_META_INTERCEPTION_MODE", m{"name": "ISTIO_META_INTERCEPTION_MODE", "value": "REDIRECT"}, nil),
			at(proxy+"env.ISTIO_META_POD_PORTS", some, nil),
			at(proxy+"env.PROXY_CONFIG", some, nil),
			at(proxy+"env.NODE_NAME", nil, some),
		},
	},
	{
		What:    "A gateway may open ports below 1024",
		Why:     "The `gateway` chart allows it to its pods by a sysctl; the IstioOperator's are told that they can't. The ports are above in both.",
		Objects: []string{gatewayDeployments, documentGatewayDeployment},
		Fields: []manifests.Field{
			at(pod+"spec.securityContext.sysctls", some, nil),
			at(proxy+"env.ISTIO_META_UNPRIVILEGED_POD", nil, some),
		},
	},
	{
		What:    "User and group of a gateway's proxy stand at its container, not at its pod",
		Why:     "The pod has one container, so it's the same. On OpenShift the injector takes both from the namespace's range, which this comparison has none of.",
		Objects: []string{gatewayDeployments, documentGatewayDeployment},
		Fields: []manifests.Field{
			at(proxy+"securityContext.runAsGroup", int64(1337), nil),
			at(proxy+"securityContext.runAsUser", int64(1337), nil),
			at(proxy+"securityContext.runAsNonRoot", true, nil),
			at(pod+"spec.securityContext.runAsGroup", nil, int64(1337)),
			at(pod+"spec.securityContext.runAsUser", nil, int64(1337)),
			at(pod+"spec.securityContext.runAsNonRoot", nil, true),
		},
	},
	{
		What:    "A gateway's pod lists no container ports but that for metrics",
		Why:     "Kubernetes takes the list for information; the Service's ports are equal.",
		Objects: []string{gatewayDeployments, documentGatewayDeployment},
		Fields:  []manifests.Field{at(proxy+"ports", some, some)},
	},
	{
		What:    "How often a gateway is asked whether it is ready",
		Why:     "Every 15 seconds, as the injector has it, not every 2: it may count as ready up to 15 seconds later.",
		Objects: []string{gatewayDeployments},
		Fields: []manifests.Field{
			at(proxy+"readinessProbe.failureThreshold", int64(4), int64(30)),
			at(proxy+"readinessProbe.periodSeconds", int64(15), int64(2)),
			at(proxy+"readinessProbe.timeoutSeconds", int64(3), int64(1)),
			at(proxy+"readinessProbe.initialDelaySeconds", nil, int64(1)),
		},
	},
	{
		What: "Certificates of the Secrets `istio-*gateway-certs` and `-ca-certs` as files",
		Why: "The `gateway` chart doesn't mount them: Gateways name Secrets by `credentialName`. A Gateway that names files below `/etc/istio/*gateway-certs` " +
			"needs `volumes` and `volumeMounts` in the gateway's `values`.",
		Objects: []string{gatewayDeployments, documentGatewayDeployment},
		Fields: []manifests.Field{
			at(pod+"spec.volumes.*gateway-certs", nil, some),
			at(pod+"spec.volumes.*gateway-ca-certs", nil, some),
			at(proxy+"volumeMounts.*gateway-certs", nil, some),
			at(proxy+"volumeMounts.*gateway-ca-certs", nil, some),
		},
	},
	{
		What:    "Volumes of the proxy itself under other names, and its files in memory",
		Why:     "As the injector has them for every proxy. It passes the mesh config in the environment, not as a file.",
		Objects: []string{gatewayDeployments},
		Fields: []manifests.Field{
			at(pod+"spec.volumes.istio-podinfo", some, nil),
			at(pod+"spec.volumes.podinfo", nil, some),
			at(pod+"spec.volumes.istio-envoy.emptyDir.medium", "Memory", nil),
			at(pod+"spec.volumes.config-volume", nil, some),
			at(proxy+"volumeMounts.istio-podinfo", m{"name": "istio-podinfo", "mountPath": "/etc/istio/pod"}, nil),
			at(proxy+"volumeMounts.podinfo", nil, m{"name": "podinfo", "mountPath": "/etc/istio/pod"}),
			at(proxy+"volumeMounts.config-volume", nil, some),
			at(proxy+"volumeMounts.istio-token.readOnly", nil, true),
		},
	},
	{
		What:    "What Kubernetes has for nothing, written out in a gateway's pod",
		Why:     "The same once it is in the cluster.",
		Objects: []string{gatewayDeployments, documentGatewayDeployment},
		Fields: []manifests.Field{
			at(pod+"spec.affinity", nil, m{"nodeAffinity": m{}}),
			at(pod+"spec.terminationGracePeriodSeconds", int64(30), nil),
			at(pod+"spec.volumes.workload-socket.emptyDir", nil, m{}),
			at(proxy+"env.*.valueFrom.fieldRef.apiVersion", nil, "v1"),
			at(proxy+"readinessProbe.httpGet.scheme", nil, "HTTP"),
			at(proxy+"readinessProbe.successThreshold", nil, int64(1)),
		},
	},
}
