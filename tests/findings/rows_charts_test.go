package findings

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// later is what only the update brings.
var later = property.New(property.Computed)

// valuesOf are Helm values of one chart.
func valuesOf(chart string, values any) m { return m{"values": m{chart: values}} }

var rowsCharts = []row{
	{
		check.VersionEnded, "version", "a minor release gets no fixes once its support is over", "version",
		m{"version": olderRelease}, m{"version": "1.31.1"},
	},
	{
		check.KubernetesTooOld, "cluster", "istiod asks for kinds that an old cluster doesn't serve", "kubernetesVersion",
		m{"kubernetesVersion": "1.28"}, m{"kubernetesVersion": "1.33"},
	},
	{
		check.KubernetesTooNew, "cluster", "nobody tested it", "kubernetesVersion",
		m{"kubernetesVersion": "1.99"}, m{"kubernetesVersion": "1.36"},
	},
	{
		check.KubernetesUnknown, "output", "a cluster that the same update makes tells its version later", "kubernetesVersion",
		m{"kubernetesVersion": later}, m{"kubernetesVersion": "1.33"},
	},
	{
		check.GatewayAPIIgnored, "CRDs", "istiod reads later versions of some kinds only", "gatewayApi.version",
		m{"gatewayApi": m{"version": "v1.4.1"}}, m{"gatewayApi": m{"version": "v1.6.0"}},
	},
	{
		check.GatewayAPIBlocks, "CRDs", "istiod waits for a kind of the experimental channel", "gatewayApi.version",
		m{"controlPlane": m{"env": m{"PILOT_ENABLE_ALPHA_GATEWAY_API": "true"}}}, m{"controlPlane": m{}},
	},
	{
		check.PlatformDiffers, "GKE", "its CNI programs are in a folder of their own", "platform",
		m{"kubernetesVersion": "v1.33.5-gke.100", "cni": m{}}, m{"kubernetesVersion": "v1.33.5-gke.100", "cni": m{}, "platform": "gke"},
	},
	{
		check.ImageTagDiffers, "tag", "charts and checks are those of another release", "image.tag",
		m{"image": m{"tag": "1.30.0"}}, m{"image": m{"tag": "1.31.0"}},
	},
	{
		check.RegistryEnds, "hub", "nothing can be pulled once the registry is off", "image.hub",
		m{"image": m{"hub": "gcr.io/istio-release"}, "cni": m{}}, m{"image": m{"hub": "docker.io/istio"}, "cni": m{}},
	},
	{
		check.RegistryEnds, "values", "a chart's own hub goes before the mesh's", "values.istiod.pilot.hub",
		valuesOf("istiod", m{"pilot": m{"hub": "gcr.io/istio-testing"}}), valuesOf("istiod", m{"pilot": m{"hub": "registry.example.com/istio"}}),
	},
	{
		check.RegistryEnds, "whole image", "an image with its registry goes before every hub", "values.cni.image",
		joined(m{"cni": m{}}, valuesOf("cni", m{"image": "registry.istio.io/release/install-cni:1.31.1"})),
		joined(m{"cni": m{}}, valuesOf("cni", m{"image": "docker.io/istio/install-cni:1.31.1"})),
	},
	{
		check.RegistryEnds, "proxies", "istiod composes the proxies' image of it", "values.istiod.global.proxy.image",
		valuesOf("istiod", m{"global": m{"proxy": m{"image": "gcr.io/istio-release/proxyv2:1.31.1"}}}),
		valuesOf("istiod", m{"global": m{"proxy": m{"image": "docker.io/istio/proxyv2:1.31.1"}}}),
	},
	{
		check.CRDLeftOut, "excluded", "the API server refuses what it doesn't know", "values.base.base.excludedCRDs",
		joined(valuesOf("base", m{"base": m{"excludedCRDs": list{"sidecars.networking.istio.io"}}}), scope(m{"reaches": list{"pay"}})),
		scope(m{"reaches": list{"pay"}}),
	},
	{
		check.CRDLeftOut, "half a chart", "the CRDs are in the cluster-wide half", "values.base.global.resourceScope",
		joined(valuesOf("base", m{"global": m{"resourceScope": "namespace"}}), m{"accessLog": m{}}), m{"accessLog": m{}},
	},
	{
		check.ValueOverridden, "profile", "the profile demo samples every request", "values.istiod.traceSampling",
		joined(m{"profile": "demo"}, valuesOf("istiod", m{"traceSampling": 5})),
		joined(m{"profile": "demo"}, valuesOf("istiod", m{"pilot": m{"traceSampling": 5}})),
	},
	{
		check.ValueOverridden, "platform", "k3s has folders of its own", "values.cni.cniBinDir",
		joined(m{"platform": "k3s", "cni": m{}}, valuesOf("cni", m{"cniBinDir": "/x"})),
		joined(m{"platform": "k3s", "cni": m{}}, valuesOf("cni", m{"cni": m{"cniBinDir": "/x"}})),
	},
	{
		check.ValueOverridden, "compatibilityVersion", "an older behaviour is variables of istiod's",
		"values.istiod.env.PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS",
		joined(m{"compatibilityVersion": "1.30"}, valuesOf("istiod", m{"env": m{"PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS": "true"}})),
		joined(m{"compatibilityVersion": "1.30"}, valuesOf("istiod", m{"pilot": m{"env": m{"PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS": "true"}}})),
	},
	{
		check.ValueOverridden, "argument", "arguments are written with the prefix", "values.istiod.env.PILOT_PUSH_THROTTLE",
		joined(m{"controlPlane": m{"env": m{"PILOT_PUSH_THROTTLE": "200"}}}, valuesOf("istiod", m{"env": m{"PILOT_PUSH_THROTTLE": "100"}})),
		valuesOf("istiod", m{"env": m{"PILOT_PUSH_THROTTLE": "100"}}),
	},
	{
		check.ValueDeprecated, "access log", "the chart says so in its notes, which Helm alone shows", "values.istiod.global.proxy.accessLogFile",
		valuesOf("istiod", m{"global": m{"proxy": m{"accessLogFile": "/dev/stdout"}}}), meshConfig(m{"accessLogFile": "/dev/stdout"}),
	},
	{
		check.ChartFails, "certificates", "the chart stops by itself", "values.istiod",
		valuesOf("istiod", m{"global": m{"pilotCertProvider": "kubernetes"}}), valuesOf("istiod", m{"global": m{"pilotCertProvider": "istiod"}}),
	},
	{
		check.ChartSchema, "gateway", "the schema lists the kinds", "gateways[0].values.kind",
		gateway(m{"values": m{"kind": "StatefulSet"}}), gateway(m{"values": m{"kind": "DaemonSet"}}),
	},
	{
		check.ValueUnknown, "misspelt", "Helm drops it without a word", "values.istiod.pilot.traceSamplin",
		valuesOf("istiod", m{"pilot": m{"traceSamplin": 5}}), valuesOf("istiod", m{"pilot": m{"traceSampling": 5}}),
	},
	{
		check.ValueType, "quoted", "a text counts as true, whatever it says", "values.istiod.pilot.autoscaleEnabled",
		valuesOf("istiod", m{"pilot": m{"autoscaleEnabled": "false"}}), valuesOf("istiod", m{"pilot": m{"autoscaleEnabled": false}}),
	},
	{
		check.NotRendered, "output", "a template can't go over a list that nobody knows", "values.istiod",
		valuesOf("istiod", m{"global": m{"imagePullSecrets": later}}), valuesOf("istiod", m{"global": m{"imagePullSecrets": list{"mirror"}}}),
	},
	{
		check.PartlyUnknown, "output", "a registry that the same update makes", "version",
		m{"image": m{"hub": later}}, m{"image": m{"hub": "registry.example.com/istio"}},
	},
}
