package components

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// GatewayAPI says which Gateway API CRDs the cluster has.
type GatewayAPI struct {
	Version  pulumi.StringPtrInput `pulumi:"version,optional"`
	Required *bool                 `pulumi:"required,optional"`
}

// Annotate describes the properties for the schema.
func (g *GatewayAPI) Annotate(a infer.Annotator) {
	a.Describe(&g, "The Gateway API CRDs of the cluster, which come from somebody else. Their release is compared with what the Istio release reads.")
	a.Describe(&g.Version, "Release of the CRDs, for example `v1.6.0` (the annotation `gateway.networking.k8s.io/bundle-version` tells it). "+
		"Default: asked from the ambient cluster, as for `kubernetesVersion`.")
	a.Describe(&g.Required, "Whether the mesh needs them, for Gateways and HTTPRoutes of your own. Default: true where a waypoint is created, else false.")
}

// checkGatewayAPI compares the CRDs with what each control plane reads.
func (m *mesh) checkGatewayAPI(ctx context.Context, f *check.Findings, seen facts) {
	installed, source := m.gatewayAPIVersion(ctx, seen)
	switch source {
	case versionUnseen:
		return
	case versionAbsent:
		if path, needed := m.gatewayAPINeeded(); needed {
			f.Report(check.GatewayAPIMissing, path,
				"the cluster has no Gateway API CRDs; install release %s of them first (gateway-api.sigs.k8s.io), or write gatewayApi.version if they come with this update",
				m.gatewayAPIRelease())
		}
		return
	}
	for _, control := range m.planes {
		if control.known {
			checkBundle(f, control, installed, m.args.GatewayAPI != nil && m.args.GatewayAPI.Version != nil)
		}
	}
}

func checkBundle(f *check.Findings, control plane, installed istio.GatewayAPI, given bool) {
	const path = "gatewayApi.version"
	fit, err := control.version.FitGatewayAPI(installed)
	if err != nil {
		if given { // what the cluster says is nobody's mistake here
			f.Errorf(path, "%v", err)
		}
		return
	}
	release, _ := control.version.Release()
	if len(fit.Blocked) > 0 {
		f.Report(check.GatewayAPIBlocks, path, "istiod %s waits for a version of %s that the CRDs of %s don't serve, and never becomes ready; "+
			"install the experimental channel of %s, or leave PILOT_ENABLE_ALPHA_GATEWAY_API out", control.version, strings.Join(fit.Blocked, ", "), installed.Bundle, release.GatewayAPI)
	}
	if len(fit.Ignored) > 0 {
		f.Report(check.GatewayAPIIgnored, path, "istiod %s doesn't read %s from the CRDs of %s, so they have no effect; install %s",
			control.version, strings.Join(fit.Ignored, ", "), installed.Bundle, release.GatewayAPI)
	}
}

// gatewayAPINeeded names the argument that can't do without, if there is one.
func (m *mesh) gatewayAPINeeded() (path string, needed bool) {
	if g := m.args.GatewayAPI; g != nil && g.Required != nil {
		return "gatewayApi.required", *g.Required
	}
	return m.args.Injection.wantsWaypoint()
}

func (m *mesh) gatewayAPIRelease() string {
	release, ok := m.version.Release()
	if !ok {
		release = istio.Releases[0]
	}
	return release.GatewayAPI
}

// versionSource is how a version came to be known, or didn't.
type versionSource int

const (
	// versionUnseen: nobody said and nobody could be asked.
	versionUnseen versionSource = iota
	// versionAbsent: the cluster was asked, and has none.
	versionAbsent
	// versionKnown: an argument or the cluster says it.
	versionKnown
)

func (m *mesh) gatewayAPIVersion(ctx context.Context, seen facts) (istio.GatewayAPI, versionSource) {
	installed := istio.GatewayAPI{Alpha: m.readsAlphaKinds()}
	if g := m.args.GatewayAPI; g != nil && g.Version != nil {
		given, known := plan.AwaitOpen(ctx, g.Version)
		installed.Bundle, _ = given.(string)
		if !known {
			return installed, versionUnseen
		}
		return installed, versionKnown
	}
	switch api := seen.GatewayAPI; {
	case api == nil:
		return installed, versionUnseen
	case !api.Installed:
		return installed, versionAbsent
	case api.BundleVersion == "":
		return installed, versionUnseen
	default:
		installed.Bundle, installed.Channel = api.BundleVersion, api.Channel
		return installed, versionKnown
	}
}

// readsAlphaKinds reports whether istiod is told to read kinds that aren't stable.
func (m *mesh) readsAlphaKinds() bool {
	var envs []any
	if c := m.args.ControlPlane; c != nil {
		envs = append(envs, plan.Plain(c.Env))
	}
	if v := m.args.Values; v != nil && !v.Istiod.IsZero() {
		values, _ := plan.Plain(v.Istiod.Value()).(plan.Tree)
		pilot, _ := values["pilot"].(plan.Tree)
		envs = append(envs, values["env"], pilot["env"])
	}
	for _, env := range envs {
		variables, _ := env.(plan.Tree)
		if on, err := strconv.ParseBool(fmt.Sprint(variables["PILOT_ENABLE_ALPHA_GATEWAY_API"])); err == nil && on {
			return true
		}
	}
	return false
}
