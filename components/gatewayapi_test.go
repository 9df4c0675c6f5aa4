package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

func crds(bundle, channel string) facts {
	return facts{Facts: cluster.Facts{GatewayAPI: &cluster.GatewayAPI{Installed: bundle != "", BundleVersion: bundle, Channel: channel}}}
}

func TestCheckGatewayAPI(t *testing.T) {
	t.Parallel()
	const path = "gatewayApi.version"
	given := func(version string) *GatewayAPI { return &GatewayAPI{Version: pulumi.StringPtr(version)} }
	alpha := &ControlPlane{Env: pulumi.StringMap{"PILOT_ENABLE_ALPHA_GATEWAY_API": pulumi.String("true")}}
	waypoint := &Injection{Namespaces: []InjectedNamespace{{Name: "a"}, {Name: "b", Waypoint: &Waypoint{}}}}
	foreign := &Injection{Namespaces: []InjectedNamespace{{Name: "b", Waypoint: &Waypoint{Create: ref(false)}}}}
	secret := pulumi.ToSecret(pulumi.StringPtr("v1.0.0")).(pulumi.StringPtrOutput)
	ambient := ref(profileAmbient)
	for name, c := range map[string]struct {
		reason string
		args   MeshStackArgs
		seen   facts
		want   []said
	}{
		"fits":              {"nothing to say", MeshStackArgs{}, crds("v1.6.0", "standard"), nil},
		"fits, by argument": {"nothing to say", MeshStackArgs{GatewayAPI: given("v1.6.0")}, facts{}, nil},
		"unseen":            {"nobody knows", MeshStackArgs{}, facts{}, nil},
		"absent":            {"nobody wants them", MeshStackArgs{}, crds("", ""), nil},
		"absent, required": {
			"which to install, and what to write if they come along", MeshStackArgs{GatewayAPI: &GatewayAPI{Required: ref(true)}}, crds("", ""),
			[]said{{check.Error, check.GatewayAPIMissing, "gatewayApi.required", "install release v1.6.0 of them first (gateway-api.sigs.k8s.io), or write gatewayApi.version"}},
		},
		"absent, required by an older release": {
			"its own release of them", MeshStackArgs{Version: ref("1.30.5"), GatewayAPI: &GatewayAPI{Required: ref(true)}}, crds("", ""),
			[]said{{check.Error, check.GatewayAPIMissing, "gatewayApi.required", "install release v1.5.1"}},
		},
		"absent, required by a release of tomorrow": {
			"the newest that is known", MeshStackArgs{Version: ref("1.99.0"), GatewayAPI: &GatewayAPI{Required: ref(true)}}, crds("", ""),
			[]said{{check.Error, check.GatewayAPIMissing, "gatewayApi.required", "install release v1.6.0"}},
		},
		"absent, not required": {"the user said so", MeshStackArgs{GatewayAPI: &GatewayAPI{Required: ref(false)}}, crds("", ""), nil},
		"absent, waypoint": {
			"the argument that can't do without is named", MeshStackArgs{Profile: ambient, Injection: waypoint}, crds("", ""),
			[]said{{check.Error, check.GatewayAPIMissing, "injection.namespaces[1].waypoint", "install release v1.6.0"}},
		},
		"absent, somebody else's waypoint": {"nothing is created here", MeshStackArgs{Profile: ambient, Injection: foreign}, crds("", ""), nil},
		"absent, given":                    {"they come with this update", MeshStackArgs{Profile: ambient, Injection: waypoint, GatewayAPI: given("v1.6.0")}, crds("", ""), nil},
		"too old": {
			"which kinds, and which release to install", MeshStackArgs{}, crds("v1.5.1", "standard"),
			[]said{{check.Warning, check.GatewayAPIIgnored, path, "istiod 1.31.1 doesn't read TCPRoute from the CRDs of v1.5.1, so they have no effect; install v1.6.0"}},
		},
		"older still": {
			"all of the kinds", MeshStackArgs{}, crds("v1.4.1", "standard"),
			[]said{{check.Warning, check.GatewayAPIIgnored, path, "TLSRoute, TCPRoute"}},
		},
		"blocked": {
			"both ways out", MeshStackArgs{Version: ref("1.30.5"), ControlPlane: alpha}, crds("v1.6.0", "standard"),
			[]said{{check.Error, check.GatewayAPIBlocks, path, "install the experimental channel of v1.5.1, or leave PILOT_ENABLE_ALPHA_GATEWAY_API out"}},
		},
		"blocked, but for the channel": {"the other channel serves them on", MeshStackArgs{Version: ref("1.30.5"), ControlPlane: alpha}, crds("v1.6.0", "experimental"), nil},
		"no alpha kinds":               {"nothing to wait for", MeshStackArgs{Version: ref("1.30.5")}, crds("v1.6.0", "standard"), nil},
		"each control plane": {
			"one fits, the other doesn't", MeshStackArgs{
				Revision: ref("a"), Version: ref("1.30.5"), OtherRevisions: []OtherRevision{{Revision: "b", Version: ref("1.31.1")}},
			}, crds("v1.5.1", "standard"), []said{{check.Warning, check.GatewayAPIIgnored, path, "istiod 1.31.1 doesn't read TCPRoute"}},
		},
		"secret":                   {"a finding would print it", MeshStackArgs{GatewayAPI: &GatewayAPI{Version: secret}}, crds("v1.0.0", ""), nil},
		"argument goes first":      {"the user knows what will be there", MeshStackArgs{GatewayAPI: given("v1.6.0")}, crds("v1.0.0", "standard"), nil},
		"CRDs that don't say":      {"nobody knows", MeshStackArgs{}, facts{Facts: cluster.Facts{GatewayAPI: &cluster.GatewayAPI{Installed: true}}}, nil},
		"nonsense, by argument":    {"what was written must be mended", MeshStackArgs{GatewayAPI: given("newest")}, facts{}, []said{{check.Error, "", path, "bundle-version"}}},
		"nothing, by argument":     {"an empty string is no release", MeshStackArgs{GatewayAPI: given("")}, facts{}, []said{{check.Error, "", path, "bundle-version"}}},
		"nonsense, by the cluster": {"CRDs of one's own build must not stop a mesh that doesn't want any", MeshStackArgs{}, crds("main-20261101", "standard"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{}
			newMesh(c.args).checkGatewayAPI(t.Context(), f, c.seen)
			assertSaid(t, c.want, f, c.reason)
		})
	}
}
