package provider

import "strings"

// wrongMesh lists wrong programs around what the mesh as a whole is: profile, platform, size, versions and images.
var wrongMesh = []wrongInput{
	{"a profile in the wrong case", m{"profile": "Ambient"}, "profile", "ambient"},
	{"an empty profile", m{"profile": ""}, "profile", "minimal"},
	{"a profile with a space before it", m{"profile": " demo"}, "profile", "write one of"},
	{"a platform among the profiles, as istioctl has it", m{"profile": "openshift"}, "profile", "write one of"},
	{"a platform in the wrong case", m{"platform": "GKE"}, "platform", "gke"},
	{"a platform that the charts don't know", m{"platform": "eks"}, "platform", "openshift"},
	{"an empty platform", m{"platform": ""}, "platform", "write one of"},
	{"a size in the wrong case", m{"size": "Large"}, "size", "small, medium, large"},
	{"an empty size", m{"size": ""}, "size", "small"},
	{"a size with a letter of another alphabet", m{"size": "lаrge"}, "size", "large"},

	{"the release itself isn't imitated", m{"compatibilityVersion": "1.31"}, "compatibilityVersion", "1.25 to 1.30"},
	{"a release older than what the charts imitate", m{"compatibilityVersion": "1.24"}, "compatibilityVersion", "1.25 to 1.30"},
	{"a patch in place of a minor", m{"compatibilityVersion": "1.30.5"}, "compatibilityVersion", "write 1.y"},
	{"a tag's v in place of a minor", m{"compatibilityVersion": "v1.30"}, "compatibilityVersion", "write 1.y"},
	{"no compatibility at all", m{"compatibilityVersion": ""}, "compatibilityVersion", "write 1.y"},
	{"a space behind the minor", m{"compatibilityVersion": "1.30 "}, "compatibilityVersion", "write 1.y"},
	{"a number, of which YAML drops the zero", m{"compatibilityVersion": 1.30}, "compatibilityVersion", "a string is wanted"},
	{
		"what another control plane can't imitate",
		m{"revision": "a", "compatibilityVersion": "1.30", "otherRevisions": list{m{"revision": "b", "version": "1.25.5"}}},
		"compatibilityVersion", "Istio 1.25.5 can behave like 1.22 to 1.24",
	},

	{"a cluster too old for the release", m{"kubernetesVersion": "1.30"}, "kubernetesVersion", "write version: 1.28.10"},
	{"the finding has its ID, to be found and overruled", m{"kubernetesVersion": "v1.31.2"}, "kubernetesVersion", "MS103"},
	{"a cluster too old for every release", m{"kubernetesVersion": "1.20"}, "kubernetesVersion", "upgrade the cluster"},
	{
		"a cluster too old for another control plane", m{"revision": "a", "version": "1.29.8", "kubernetesVersion": "1.31", "otherRevisions": list{m{"revision": "b", "version": "1.31.1"}}},
		"kubernetesVersion", "write otherRevisions[0].version: 1.29.8",
	},
	{"a word for a version", m{"kubernetesVersion": "latest"}, "kubernetesVersion", "write 1.y"},
	{"another major version", m{"kubernetesVersion": "2.0"}, "kubernetesVersion", "write 1.y"},
	{"a minor alone", m{"kubernetesVersion": "33"}, "kubernetesVersion", "write 1.y"},
	{"a negative version", m{"kubernetesVersion": "-1.33"}, "kubernetesVersion", "write 1.y"},
	{"a version in spaces", m{"kubernetesVersion": " 1.33 "}, "kubernetesVersion", "write 1.y"},
	{"a number for a version", m{"kubernetesVersion": 1.33}, "kubernetesVersion", "a string is wanted"},
	{"checks that are off overrule no nonsense", m{"kubernetesVersion": "new", "checks": m{"mode": "off"}}, "kubernetesVersion", "write 1.y"},
	{"a word for a release of the Gateway API", m{"gatewayApi": m{"version": "newest"}}, "gatewayApi.version", "bundle-version"},
	{"a number for a release of the Gateway API", m{"gatewayApi": m{"version": 1.6}}, "gatewayApi.version", "a string is wanted"},
	{
		"CRDs that istiod waits for in vain",
		m{"version": "1.30.5", "gatewayApi": m{"version": "v1.6.0"}, "controlPlane": m{"env": m{"PILOT_ENABLE_ALPHA_GATEWAY_API": "true"}}},
		"gatewayApi.version", "MS107",
	},

	{"copies of no pull secret", m{"image": m{"copyPullSecrets": m{"fromNamespace": "build"}}}, "image.copyPullSecrets", "name it in image.pullSecrets"},
	{"copies from nowhere", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{}}}, "image.copyPullSecrets", "write one of the two"},
	{
		"copies from two places", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{"fromNamespace": "build", "dockerConfigJson": "{}"}}},
		"image.copyPullSecrets", "write one of the two",
	},
	{
		"one content for two pull secrets", m{"image": m{"pullSecrets": list{"a", "b"}, "copyPullSecrets": m{"dockerConfigJson": "{}"}}},
		"image.copyPullSecrets.dockerConfigJson", "write fromNamespace",
	},
	{
		"credentials that aren't JSON", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{"dockerConfigJson": "user:password"}}},
		"image.copyPullSecrets.dockerConfigJson", "auths",
	},
	{"empty credentials", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{"dockerConfigJson": ""}}}, "image.copyPullSecrets.dockerConfigJson", "auths"},
	{
		"a map for the text of the credentials", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{"dockerConfigJson": m{"auths": m{}}}}},
		"image.copyPullSecrets.dockerConfigJson", "a string is wanted",
	},
	{"an empty source of pull secrets", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{"fromNamespace": ""}}}, "image.copyPullSecrets.fromNamespace", "write one"},
	{
		"a namespace that gets copies in the wrong case", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{"fromNamespace": "b", "namespaces": list{"Shop"}}}},
		"image.copyPullSecrets.namespaces[0]", "lower-case",
	},
	{
		"a namespace that gets copies twice", m{"image": m{"pullSecrets": list{"a"}, "copyPullSecrets": m{"fromNamespace": "b", "namespaces": list{"shop", "shop"}}}},
		"image.copyPullSecrets.namespaces[1]", "list it once",
	},
	{"an empty pull secret", m{"image": m{"pullSecrets": list{""}}}, "image.pullSecrets[0]", "lower-case"},
	{"an empty hub", m{"image": m{"hub": ""}}, "image.hub", "host/path"},
	{"an empty tag", m{"image": m{"tag": ""}}, "image.tag", "write letters"},

	{"a request above the limit of the size", m{"size": "small", "proxy": m{"resources": m{"requests": m{"cpu": "1500m"}}}}, "proxy.resources.requests.cpu", "give both"},
	{
		"a gateway's request above the limit of the size", m{"size": "small", "gateways": list{m{"name": "a", "resources": m{"requests": m{"memory": "1Gi"}}}}},
		"gateways[0].resources.requests.memory", "give both",
	},
	{
		"a gateway's limit below the request of the size", m{"size": "large", "gateways": list{m{"name": "a", "resources": m{"limits": m{"memory": "512Mi"}}}}},
		"gateways[0].resources.limits.memory", "give both",
	},
	{"istiod's limit below the request of the size", m{"size": "large", "controlPlane": m{"resources": m{"limits": m{"cpu": "1"}}}}, "controlPlane.resources.limits.cpu", "give both"},
	{"istiod's limit below the request of the profile", m{"profile": "demo", "controlPlane": m{"resources": m{"limits": m{"memory": "64Mi"}}}}, "controlPlane.resources.limits.memory", "give both"},
	{"the node agent's limit below the request of the size", m{"size": "large", "cni": m{"resources": m{"limits": m{"memory": "150Mi"}}}}, "cni.resources.limits.memory", "give both"},

	{"a mode of the checks in the wrong case", m{"checks": m{"mode": "Off"}}, "checks.mode", "enforce, warn, off"},
	{"an empty mode of the checks", m{"checks": m{"mode": ""}}, "checks.mode", "enforce"},
	{"a check to ignore that isn't in a list", m{"checks": m{"ignore": "MS103"}}, "checks.ignore", "a list is wanted"},
	{"checks that are off don't bend names", m{"namespace": "Mesh", "checks": m{"mode": "off"}}, "namespace", "lower-case"},
	{"ignoring another check changes nothing", m{"kubernetesVersion": "1.30", "checks": m{"ignore": list{"MS104"}}}, "kubernetesVersion", "upgrade"},
	{"no time for ztunnel", m{"profile": "ambient", "timeouts": m{"ztunnel": 0}}, "timeouts.ztunnel", "1 or more"},
	{"less than no time for ztunnel", m{"profile": "ambient", "timeouts": m{"ztunnel": -5}}, "timeouts.ztunnel", "1 or more"},
	{"a part of a second", m{"profile": "ambient", "timeouts": m{"ztunnel": 0.5}}, "timeouts.ztunnel", "whole number"},
}

// wrongRevisions lists wrong programs around control planes beside one another.
var wrongRevisions = []wrongInput{
	{"two control planes of one revision", m{"revision": "a", "otherRevisions": list{m{"revision": "a"}}}, "otherRevisions[0].revision", "a revision of its own"},
	{"two control planes without one", m{"otherRevisions": list{m{"revision": "default"}}}, "otherRevisions[0].revision", "a revision of its own"},
	{
		"two others of one revision", m{"revision": "a", "otherRevisions": list{m{"revision": "b"}, m{"revision": "b"}}},
		"otherRevisions[1].revision", "a revision of its own",
	},
	{"another revision with dots", m{"revision": "a", "otherRevisions": list{m{"revision": "1.30.5"}}}, "otherRevisions[0].revision", "lower-case"},
	{"another revision too long for Helm", m{"revision": "a", "otherRevisions": list{m{"revision": strings.Repeat("b", 47)}}}, "otherRevisions[0].revision", "shorten"},
	{"another release without patch", m{"revision": "a", "otherRevisions": list{m{"revision": "b", "version": "1.30"}}}, "otherRevisions[0].version", "write x.y.z"},
	{"another release, but none", m{"revision": "a", "otherRevisions": list{m{"revision": "b", "version": ""}}}, "otherRevisions[0].version", "write x.y.z"},
	{
		"a tag that another revision is called", m{"revision": "a", "revisionTags": list{"b"}, "otherRevisions": list{m{"revision": "b"}}},
		"revisionTags[0]", "name the tag after its use",
	},
	{
		"another's tag that the mesh's revision is called", m{"revision": "a", "otherRevisions": list{m{"revision": "b", "revisionTags": list{"a"}}}},
		"otherRevisions[0].revisionTags[0]", "name the tag after its use",
	},
	{
		"another's tag that is its revision", m{"revision": "a", "otherRevisions": list{m{"revision": "b", "revisionTags": list{"b"}}}},
		"otherRevisions[0].revisionTags[0]", "name the tag",
	},
	{
		"a tag of both", m{"revision": "a", "revisionTags": list{"prod"}, "otherRevisions": list{m{"revision": "b", "revisionTags": list{"prod"}}}},
		"otherRevisions[0].revisionTags[0]", "points to one revision",
	},
	{
		"another's tag given twice", m{"revision": "a", "otherRevisions": list{m{"revision": "b", "revisionTags": list{"x", "x"}}}},
		"otherRevisions[0].revisionTags[1]", "list it once",
	},
	{
		"the default tag of another default revision", m{"revision": "a", "otherRevisions": list{m{"revision": "default", "revisionTags": list{"default"}}}},
		"otherRevisions[0].revisionTags[0]", "leave the tag out",
	},
	{"an empty tag", m{"revision": "a", "revisionTags": list{""}}, "revisionTags[0]", "write one"},
	{"a tag of another alphabet", m{"revision": "a", "revisionTags": list{"pröd"}}, "revisionTags[0]", "lower-case"},
	{"a setting that others share with the mesh", m{"revision": "a", "otherRevisions": list{m{"revision": "b", "namespace": "x"}}}, "otherRevisions[0].namespace", "no such property"},
	{
		"a gateway in the place of another istiod", m{"revision": "a", "otherRevisions": list{m{"revision": "b"}}, "gateways": list{m{"name": "istiod-b", "namespace": "istio-system"}}},
		"gateways[0].name", "choose another",
	},
}
