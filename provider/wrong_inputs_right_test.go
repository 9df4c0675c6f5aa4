package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// right lists programs just on the right side of a check.
var right = []struct {
	reason string
	args   m
	// warning is part of what is logged, "" for nothing but what is said of the cluster.
	warning string
}{
	{"the oldest release that the charts imitate", m{"compatibilityVersion": "1.25"}, ""},
	{"the newest release that the charts imitate", m{"compatibilityVersion": "1.30"}, ""},
	{"the oldest Kubernetes", m{"kubernetesVersion": "1.32"}, ""},
	{"the newest Kubernetes", m{"kubernetesVersion": "v1.36.99"}, ""},
	{"a Kubernetes nobody tested with", m{"kubernetesVersion": "1.37"}, "MS104"},
	{"a Kubernetes too old, and no check of it", m{"kubernetesVersion": "1.30", "checks": m{"mode": "off"}}, ""},
	{"a Kubernetes too old, at the user's own risk", m{"kubernetesVersion": "1.30", "checks": m{"ignore": list{"MS103"}}}, ""},
	{"a Kubernetes too old, as a warning", m{"kubernetesVersion": "1.30", "checks": m{"mode": "warn"}}, "MS103"},
	{"a secret Kubernetes version isn't told", m{"kubernetesVersion": property.New("1.30").WithSecret(true)}, ""},
	{"a check that doesn't exist", m{"checks": m{"ignore": list{"MS999"}}}, `no check is called "MS999"`},
	{"a check in lower case", m{"checks": m{"ignore": list{"ms103"}}}, `no check is called "ms103"`},
	{"no gateway in place of the profile's", m{"profile": "default", "gateways": list{}}, ""},
	{"bounds of the size that give way to a bound of the arguments", m{"size": "large", "controlPlane": m{"autoscaling": m{"minReplicas": 7}}}, ""},
	{"the same of a gateway", m{"size": "large", "gateways": list{m{"name": "a", "autoscaling": m{"minReplicas": 12}}}}, ""},
	{"a bound below the size's own", m{"size": "large", "controlPlane": m{"autoscaling": m{"maxReplicas": 1}}}, ""},
	{"a request that is the limit of the size", m{"size": "small", "proxy": m{"resources": m{"requests": m{"cpu": "1"}}}}, ""},
	{"the shortest wait", m{"timeouts": m{"istiod": 1}}, ""},
	{"a percent sign for itself", m{"accessLog": m{"format": "100%% %RESPONSE_CODE%"}}, ""},
	{"the address of a control plane by its value", m{"profile": "remote", "values": m{"istiod": m{"global": m{"remotePilotAddress": "203.0.113.10"}}}}, ""},
	{"addresses that nobody asks for", m{"dns": m{"autoAllocate": true}}, "MS202"},
	{"a setting that istiod warns of", m{"meshConfig": m{"defaultConfig": m{"proxyMetadata": m{"ISTIO_META_DNS_AUTO_ALLOCATE": "true"}}}}, "MS201"},
	{"a remote mesh that is told later", m{"profile": "remote", "checks": m{"mode": "warn"}}, "MS203"},
	{"the same with a control plane of no settings", m{"profile": "remote", "controlPlane": m{}, "checks": m{"mode": "warn"}}, "MS203"},
	{"CRDs whose kinds istiod leaves alone", m{"gatewayApi": m{"version": "v1.4.1"}}, "MS106"},
	{"a circle of calls", m{"sidecars": m{"calls": m{"shop": list{"payments"}, "payments": list{"catalog"}, "catalog": list{"shop", "payments"}}}}, ""},
	{"a called namespace that has no line", m{"sidecars": m{"calls": m{"team-a": list{"team-b", "database", "kube-system"}}}}, ""},
	{"the own namespace among others", m{"sidecars": m{"calls": m{"shop": list{"shop", "payments"}}}}, ""},
	{"a host outside where nothing else passes", m{"sidecars": m{"calls": m{"shop": list{"api.example.com", "*.example.org:8443"}}, "outboundTraffic": "registryOnly"}}, ""},
	{"scopes that are only shown", m{"sidecars": m{"calls": m{"shop": list{}}, "namespaces": list{m{"namespace": "payments"}}, "meshDefault": m{}, "plan": "report"}}, ""},
	{"a tag of the length of a label", m{"revision": "a", "revisionTags": list{strings.Repeat("b", 43)}}, ""},
}

func TestRightInputs(t *testing.T) {
	t.Parallel()
	folder := charttest.Folder(t, "1.31.1")
	for _, tc := range right {
		t.Run(tc.reason, func(t *testing.T) {
			t.Parallel()
			args := merged(m{"charts": m{"repository": folder}}, tc.args)
			got, err := construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
			require.NoError(t, err, problems(err))
			var logged []string
			for _, entry := range got.Logs {
				if !strings.Contains(entry.GetMessage(), "MS105") {
					logged = append(logged, entry.GetMessage())
				}
			}
			if tc.warning == "" {
				assert.Empty(t, logged)
				return
			}
			assert.Len(t, logged, 1, "said once")
			assert.True(t, slices.ContainsFunc(logged, func(s string) bool { return strings.Contains(s, tc.warning) }), "no %q in %v", tc.warning, logged)
		})
	}
}

func TestNoGatewaysInPlaceOfTheProfiles(t *testing.T) {
	t.Parallel()
	args := m{"profile": "demo", "charts": m{"repository": charttest.Folder(t, "1.31.1")}}
	got, err := construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
	require.NoError(t, err, problems(err))
	assert.Subset(t, got.Names(), []string{"mesh-gateway-istio-ingressgateway", "mesh-gateway-istio-egressgateway"})
	args["gateways"] = list{}
	got, err = construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
	require.NoError(t, err, problems(err))
	for _, name := range got.Names() {
		assert.NotContains(t, name, "gateway", "an empty list is a list")
	}
}

// Credentials come as a secret, as a rule. They are looked at all the same, and told to nobody.
func TestSecretCredentialsAreChecked(t *testing.T) {
	t.Parallel()
	const credentials = "user:correct-horse"
	_, err := construct(t, components.MeshStackType, wiretest.Value(t, m{
		"charts": m{"repository": charttest.Folder(t, "1.31.1")},
		"image": m{"pullSecrets": list{"mirror"}, "copyPullSecrets": m{
			"dockerConfigJson": property.New(credentials).WithSecret(true),
		}},
	}).AsMap(), true)
	require.Error(t, err, "no pod could pull with what isn't a Docker config")
	for _, p := range problems(err) {
		assert.NotContains(t, p.Reason, credentials)
	}
}
