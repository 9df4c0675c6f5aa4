package provider

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

type m = map[string]any

type list = []any

// wrongInput is a wrong program: where the error must point, and a word of the remedy it must offer.
type wrongInput struct {
	reason string
	args   m
	path   string
	remedy string
}

// wrong lists wrong arguments of a MeshStack.
var wrong = []wrongInput{
	{"a minor is not a release", m{"version": "1.31"}, "version", "write x.y.z"},
	{"a tag's v is not part of a version", m{"version": "v1.31.1"}, "version", "write x.y.z"},
	{"no version at all", m{"version": "latest"}, "version", "write x.y.z"},
	{"below the oldest release", m{"version": "1.23.6"}, "version", "write 1."},
	{"a release that the repository lacks", m{"version": "1.31.0"}, "version", "it has 1.31.1"},
	{"a namespace is a DNS label", m{"namespace": "Istio_System"}, "namespace", "lower-case"},
	{"the namespace is empty", m{"namespace": ""}, "namespace", "write one"},
	{"a revision is a DNS label", m{"revision": "1.31.1"}, "revision", "lower-case"},
	{"a tag is a DNS label", m{"revision": "a", "revisionTags": list{"Prod"}}, "revisionTags[0]", "lower-case"},
	{"a tag that is the revision", m{"revision": "a", "revisionTags": list{"a"}}, "revisionTags[0]", "name the tag"},
	{"a tag given twice", m{"revision": "a", "revisionTags": list{"b", "b"}}, "revisionTags[1]", "list it once"},
	{"the default tag of the default revision", m{"revisionTags": list{"default"}}, "revisionTags[0]", "leave the tag out"},
	{"a hub with a scheme", m{"image": m{"hub": "https://docker.io/istio"}}, "image.hub", "without scheme"},
	{"a hub with a tag", m{"image": m{"hub": "docker.io/istio/pilot:1.31.1"}}, "image.hub", "without scheme"},
	{"a tag with a slash", m{"image": m{"tag": "a/b"}}, "image.tag", "write letters"},
	{"a variant that doesn't exist", m{"image": m{"variant": "slim"}}, "image.variant", "debug, distroless"},
	{"a pull policy that doesn't exist", m{"image": m{"pullPolicy": "always"}}, "image.pullPolicy", "Always"},
	{"a pull secret's name", m{"image": m{"pullSecrets": list{"My Secret"}}}, "image.pullSecrets[0]", "lower-case"},
	{"no such folder", m{"charts": m{"repository": "./no-such-folder"}}, "charts.repository", "existing folder"},
	{"a scheme that Helm can't read", m{"charts": m{"repository": "ftp://example.com/charts"}}, "charts.repository", "write https://"},
	{"user name in the address", m{"charts": m{"repository": "https://me:pw@example.com/charts"}}, "charts.repository", "charts.username"},
	{"user name without password", m{"charts": m{"username": "me"}}, "charts", "give both or neither"},
	{"an unreachable repository", m{"charts": m{"repository": "http://127.0.0.1:1/charts"}}, "charts.repository", "write a mirror"},
	{"replicas and autoscaling", m{"controlPlane": m{"replicas": 2, "autoscaling": m{}}}, "controlPlane.replicas", "remove one"},
	{"negative replicas", m{"controlPlane": m{"replicas": -1}}, "controlPlane.replicas", "write 0 or more"},
	{"a fraction of a replica", m{"controlPlane": m{"replicas": 2.5}}, "controlPlane.replicas", "whole number"},
	{"more at least than at most", m{"controlPlane": m{"autoscaling": m{"minReplicas": 9}}}, "controlPlane.autoscaling.maxReplicas", "raise maxReplicas"},
	{"an autoscaler keeps one", m{"controlPlane": m{"autoscaling": m{"minReplicas": 0}}}, "controlPlane.autoscaling.minReplicas", "1 or more"},
	{"a bad CPU quantity", m{"controlPlane": m{"resources": m{"requests": m{"cpu": "half"}}}}, "controlPlane.resources.requests.cpu", "500m"},
	{"a bad memory quantity", m{"controlPlane": m{"resources": m{"limits": m{"memory": "2 GB"}}}}, "controlPlane.resources.limits.memory", "512Mi"},
	{"a negative quantity", m{"proxy": m{"resources": m{"limits": m{"cpu": "-1"}}}}, "proxy.resources.limits.cpu", "write for example"},
	{
		"a request above its limit", m{"proxy": m{"resources": m{"requests": m{"cpu": "2"}, "limits": m{"cpu": "1"}}}},
		"proxy.resources.requests.cpu", "raise the limit",
	},
	{"an environment variable's name", m{"controlPlane": m{"env": m{"1A": "x"}}}, "controlPlane.env", "letters"},
	{"an operator of a toleration", m{"controlPlane": m{"tolerations": list{m{"key": "a", "operator": "Is"}}}}, "controlPlane.tolerations[0].operator", "Equal, Exists"},
	{"a toleration of nothing", m{"controlPlane": m{"tolerations": list{m{}}}}, "controlPlane.tolerations[0]", "write key"},
	{"a budget of both", m{"controlPlane": m{"podDisruptionBudget": m{"minAvailable": "1", "maxUnavailable": "1"}}}, "controlPlane.podDisruptionBudget", "exactly one"},
	{"a budget of words", m{"controlPlane": m{"podDisruptionBudget": m{"minAvailable": "most"}}}, "controlPlane.podDisruptionBudget.minAvailable", "50%"},
	{"a log level", m{"controlPlane": m{"logLevel": "verbose"}}, "controlPlane.logLevel", "debug"},
	{"a port out of range", m{"proxy": m{"excludeInboundPorts": list{70000}}}, "proxy.excludeInboundPorts[0]", "1 to 65535"},
	{"an address that is no range", m{"proxy": m{"excludeIPRanges": list{"10.0.0.1"}}}, "proxy.excludeIPRanges[0]", "10.1.0.0/16"},
	{"negative concurrency", m{"proxy": m{"concurrency": -2}}, "proxy.concurrency", "write 0"},
	{"a relative path on the node", m{"cni": m{"binDir": "opt/cni/bin"}}, "cni.binDir", "absolute"},
	{"a namespace of the CNI agent", m{"cni": m{"namespace": "Kube"}}, "cni.namespace", "lower-case"},
	{"a gateway without name", m{"gateways": list{m{}}}, "gateways[0].name", "write one"},
	{"two gateways of one name", m{"gateways": list{m{"name": "a"}, m{"name": "a", "namespace": "b"}}}, "gateways[1].name", "names must differ"},
	{"a gateway in the place of istiod", m{"gateways": list{m{"name": "istiod", "namespace": "istio-system"}}}, "gateways[0].name", "choose another"},
	{"a name too long for Helm", m{"gateways": list{m{"name": strings.Repeat("a", 54)}}}, "gateways[0].name", "shorten"},
	{"replicas and autoscaling of a gateway", m{"gateways": list{m{"name": "a", "replicas": 1, "autoscaling": m{}}}}, "gateways[0].replicas", "remove one"},
	{"a Service type", m{"gateways": list{m{"name": "a", "service": m{"type": "LB"}}}}, "gateways[0].service.type", "LoadBalancer"},
	{
		"a load balancer's class without load balancer",
		m{"gateways": list{m{"name": "a", "service": m{"type": "ClusterIP", "loadBalancerClass": "x"}}}},
		"gateways[0].service.loadBalancerClass", "type: LoadBalancer",
	},
	{"an address of a load balancer", m{"gateways": list{m{"name": "a", "service": m{"loadBalancerIP": "edge"}}}}, "gateways[0].service.loadBalancerIP", "203.0.113.10"},
	{
		"a port twice", m{"gateways": list{m{"name": "a", "service": m{"ports": list{m{"name": "x", "port": 80}, m{"name": "y", "port": 80}}}}}},
		"gateways[0].service.ports[1].port", "list it once",
	},
	{"legacy ports beside ports", m{"gateways": list{m{"name": "a", "legacyPorts": true, "service": m{"ports": list{m{"name": "x", "port": 80}}}}}}, "gateways[0].legacyPorts", "keep one"},
	{"a label's value", m{"gateways": list{m{"name": "a", "labels": m{"app": "a b"}}}}, `gateways[0].labels["app"]`, "write at most 63"},
	{"no scope", m{"sidecars": m{}}, "sidecars", "leave sidecars out"},
	{"an empty list of scopes", m{"sidecars": m{"namespaces": list{}}}, "sidecars", "leave sidecars out"},
	{"a scope without namespace", m{"sidecars": m{"namespaces": list{m{}}}}, "sidecars.namespaces[0].namespace", "write one"},
	{"an empty host", m{"sidecars": m{"namespaces": list{m{"namespace": "a", "reaches": list{""}}}}}, "sidecars.namespaces[0].reaches[0]", "write a namespace"},
	{"a host without namespace", m{"sidecars": m{"namespaces": list{m{"namespace": "a", "hosts": list{"api.example.com"}}}}}, "sidecars.namespaces[0].hosts[0]", "*/api.example.com"},
	{"a short name", m{"sidecars": m{"namespaces": list{m{"namespace": "a", "hosts": list{"b/cart"}}}}}, "sidecars.namespaces[0].hosts[0]", "svc.cluster.local"},
	{"a wildcard in a label", m{"sidecars": m{"meshDefault": m{"hosts": list{"*/foo*.bar"}}}}, "sidecars.meshDefault.hosts[0]", "*.domain"},
	{"two scopes for one namespace", m{"sidecars": m{"namespaces": list{m{"namespace": "a"}, m{"namespace": "a", "name": "b"}}}}, "sidecars.namespaces[1]", "workloadSelector"},
	{"a scope beside the mesh's default", m{"sidecars": m{"meshDefault": m{}, "namespaces": list{m{"namespace": "istio-system", "name": "b"}}}}, "sidecars.namespaces[0]", "merge them"},
	{"a traffic mode", m{"sidecars": m{"meshDefault": m{"outboundTraffic": "ALLOW_ANY"}}}, "sidecars.meshDefault.outboundTraffic", "allowAny"},
	{"no namespace to inject", m{"injection": m{"namespaces": list{}}}, "injection.namespaces", "list at least one"},
	{"a namespace twice", m{"injection": m{"namespaces": list{m{"name": "a"}, m{"name": "a"}}}}, "injection.namespaces[1].name", "list it once"},
	{"values for a chart that isn't installed", m{"values": m{"cni": m{"x": 1}}}, "values.cni", "add cni"},
	{"a request above the chart's own limit", m{"proxy": m{"resources": m{"requests": m{"memory": "2Gi"}}}}, "proxy.resources.requests.memory", "give both"},
	{"a limit below the chart's own request", m{"controlPlane": m{"resources": m{"limits": m{"memory": "1Gi"}}}}, "controlPlane.resources.limits.memory", "give both"},
	{"a revision too long for Helm", m{"revision": strings.Repeat("a", 47)}, "revision", "shorten"},
	{"a tag too long for its Service", m{"revision": "a", "revisionTags": list{strings.Repeat("b", 44)}}, "revisionTags[0]", "shorten"},
	{"a gateway in the place of the CNI agent", m{"cni": m{"namespace": "kube-system"}, "gateways": list{m{"name": "istio-cni", "namespace": "kube-system"}}}, "gateways[0].name", "choose another"},
	{
		"a scope of the name of the mesh's default", m{"sidecars": m{"meshDefault": m{}, "namespaces": list{m{"namespace": "istio-system", "workloadSelector": m{"a": "b"}}}}},
		"sidecars.namespaces[0].name", "name of its own",
	},
	{"no port", m{"gateways": list{m{"name": "a", "service": m{"ports": list{}}}}}, "gateways[0].service.ports", "leave the property out"},
	{"a budget of nothing", m{"controlPlane": m{"podDisruptionBudget": m{"maxUnavailable": "0"}}}, "controlPlane.podDisruptionBudget", "percentage"},
	{"a value that renames what is waited for", m{"values": m{"istiod": m{"revision": "x"}}}, "values.istiod.revision", "argument revision"},
	{"a value that removes what is waited for", m{"values": m{"istiod": m{"global": m{"configValidation": false}}}}, "values.istiod.global.configValidation", "leave it out"},
	{"a value that renames a gateway", m{"gateways": list{m{"name": "a", "values": m{"name": "b"}}}}, "gateways[0].values.name", "argument name"},
	{"no such certificate authority", m{"charts": m{"caFile": "no-such-file.pem"}}, "charts.caFile", "PEM file"},
	{"no such keyring", m{"charts": m{"keyring": "no-such-file.gpg"}}, "charts.keyring", "PGP keyring file"},
	{"a release whose gateway chart Helm refuses", m{"version": "1.24.6", "gateways": list{m{"name": "a"}}}, "version", "write 1.31.1"},
	{"an early patch whose gateway chart Helm refuses", m{"version": "1.26.3", "gateways": list{m{"name": "a"}}}, "version", "1.26.4 or later"},
	{"no time", m{"timeouts": m{"istiod": 0}}, "timeouts.istiod", "1 or more"},
	{"a property misspelt", m{"gateway": list{}}, "gateway", `did you mean "gateways"`},
	{"a property misspelt, deep down", m{"gateways": list{m{"name": "a", "service": m{"anotations": m{}}}}}, "gateways[0].service.anotations", `did you mean "annotations"`},
	{"a list in place of a map", m{"meshConfig": list{}}, "meshConfig", "map is wanted"},
	{"a string in place of true", m{"createNamespaces": "true"}, "createNamespaces", "true or false is wanted"},
	{"a number in place of a string", m{"image": m{"tag": 1.31}}, "image.tag", "a string is wanted"},
	{"a number in place of an annotation", m{"gateways": list{m{"name": "a", "service": m{"annotations": m{"k": 1}}}}}, `gateways[0].service.annotations["k"]`, "a string is wanted"},
}

func TestWrongInputs(t *testing.T) {
	t.Parallel()
	folder := charttest.Folder(t, "1.31.1")
	for _, tc := range slices.Concat(wrong, wrongMesh, wrongRevisions, wrongFeatures, wrongValues, wrongSilently, wrongObservability, wrongCalls, wrongOperators, wrongAdopt) {
		t.Run(tc.reason, func(t *testing.T) {
			t.Parallel()
			args := m{}
			for k, v := range tc.args {
				args[k] = v
			}
			if charts, ok := args["charts"].(m); !ok || charts["repository"] == nil {
				args["charts"] = merged(charts, m{"repository": folder})
				if charts != nil {
					args["charts"] = merged(charts, m{"repository": charttest.Server(t, folder, "", "")})
				}
			}
			got, err := construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
			require.Error(t, err)
			assert.Empty(t, got.Names(), "a child was registered")
			found := problems(err)
			require.NotEmpty(t, found, "not an input-properties error: %v", err)
			assert.Contains(t, trimmed(paths(err)), tc.path)
			offered := slices.ContainsFunc(found, func(p errors.InputPropertyErrorDetails) bool {
				return strings.TrimSuffix(p.PropertyPath, " ") == tc.path && strings.Contains(p.Reason, tc.remedy)
			})
			assert.True(t, offered, "no remedy %q in %v", tc.remedy, found)
		})
	}
}

func merged(a, b m) m {
	out := m{}
	for _, side := range []m{a, b} {
		for k, v := range side {
			out[k] = v
		}
	}
	return out
}

func TestWrongChartArchives(t *testing.T) {
	t.Parallel()
	folder := charttest.Folder(t, "1.31.1")
	for name, body := range map[string]string{
		"base-1.31.1.tgz":   "this is not an archive",
		"istiod-1.31.1.tgz": "",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(body), 0o600))
	}
	got, err := construct(t, components.MeshStackType, wiretest.Value(t, m{"charts": m{"repository": folder}}).AsMap(), true)
	require.Error(t, err)
	assert.Equal(t, []string{"charts.repository", "charts.repository"}, paths(err), "each damaged chart is named")
	for _, p := range problems(err) {
		assert.Contains(t, p.Reason, "fetch it anew")
	}
	assert.Empty(t, got.Names())
}

func TestAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	args := m{}
	want := map[string]bool{}
	for _, tc := range []struct {
		key  string
		v    any
		path string
	}{
		{"namespace", "Mesh", "namespace"},
		{"image", m{"hub": "https://x"}, "image.hub"},
		{"gateways", list{m{"name": "A"}, m{"name": "b", "replicas": -1}}, "gateways[0].name"},
		{"sidecars", m{}, "sidecars"},
		{"timeouts", m{"base": 0}, "timeouts.base"},
		{"charts", m{"repository": "http://127.0.0.1:1"}, "charts.repository"},
	} {
		args[tc.key] = tc.v
		want[tc.path] = true
	}
	want["gateways[1].replicas"] = true
	got, err := construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
	require.Error(t, err)
	assert.Empty(t, got.Names())
	for path := range want {
		assert.Contains(t, paths(err), path)
	}
	assert.Contains(t, err.Error(), "7 problems")
}

func TestAllProblemsOfFeaturesAtOnce(t *testing.T) {
	t.Parallel()
	args := wiretest.Value(t, m{
		"charts":               m{"repository": charttest.Folder(t, "1.31.1")},
		"profile":              "ambient",
		"compatibilityVersion": "1.31",
		"cni":                  m{"enabled": false},
		"image":                m{"pullSecrets": list{"mirror"}, "copyPullSecrets": m{}},
		"accessLog":            m{"encoding": "json", "format": "%START_TIME%"},
		"kubernetesVersion":    "1.30",
	}).AsMap()
	got, err := construct(t, components.MeshStackType, args, true)
	require.Error(t, err)
	assert.Empty(t, got.Names())
	assert.Equal(t, []string{
		"accessLog.format", "cni.enabled", "compatibilityVersion", "image.copyPullSecrets", "kubernetesVersion",
	}, paths(err), "what the arguments, the profile and the cluster forbid comes together, each once")
}

// A wrong shape is reported together with a wrong output, before the arguments are even decoded.
func TestShapesAndOutputsAtOnce(t *testing.T) {
	t.Parallel()
	args := wiretest.Value(t, m{
		"version":  depends(property.New(property.Computed)),
		"gateways": list{m{"name": 5}},
		"nmespace": "x",
	}).AsMap()
	_, err := construct(t, components.MeshStackType, args, true)
	require.Error(t, err)
	assert.Equal(t, []string{"gateways[0].name", "nmespace", "version"}, paths(err))
}

func TestSecretsStayOutOfErrors(t *testing.T) {
	t.Parallel()
	const password = "correct-horse"
	args := wiretest.Value(t, m{
		"charts": m{"repository": "http://127.0.0.1:1", "password": property.New(password).WithSecret(true)},
	}).AsMap()
	_, err := construct(t, components.MeshStackType, args, true)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), password)
	for _, p := range problems(err) {
		assert.False(t, secretAt(args, p.PropertyPath), "the engine would print the value at %q", p.PropertyPath)
	}
}
