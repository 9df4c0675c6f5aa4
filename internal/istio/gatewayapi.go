package istio

import (
	"fmt"

	"github.com/Masterminds/semver/v3"
)

// experimentalChannel is the channel whose CRDs serve the alpha versions on, beside the stable ones.
const experimentalChannel = "experimental"

// GatewayKind is what a range of Istio's releases does with one kind of the Gateway API, by the release of the Gateway API
// its CRD is from. What is read from the CRDs of all releases isn't there: Gateway, GatewayClass, HTTPRoute, ReferenceGrant,
// and ListenerSet, which 1.30 and later read.
type GatewayKind struct {
	// Kind is the kind: "TLSRoute".
	Kind string
	// Istio is the range, as a constraint of semver.
	Istio string
	// Alpha means that istiod reads the kind only with PILOT_ENABLE_ALPHA_GATEWAY_API=true in its environment.
	Alpha bool
	// Oldest is the oldest release whose CRD istiod reads; an older one it leaves alone, and tells its log. "" is any.
	Oldest string
	// Newest is the newest release whose CRD istiod reads; a newer one it leaves alone. "" is any.
	Newest string
	// Blocks is the first release whose CRD, of the standard channel, doesn't serve the version istiod lists: istiod waits
	// for it and never becomes ready. The experimental channel serves it. "" is none known.
	Blocks string
}

// GatewayKinds is what istiod does with CRDs of other releases of the Gateway API than its own.
//
// Sources: istio/istio at the tags, pkg/kube/kclient/crdwatcher.go (since 1.30.1 pkg/config/schema/gatewayapi) for Oldest
// and Newest, pkg/config/schema/collections for what is listed; kubernetes-sigs/gateway-api at its tags v1.1.0 to v1.6.1,
// config/crd, for what is served; istio/istio#59443 and #59949. Istiod 1.31.0 was seen to do so, with both channels.
var GatewayKinds = []GatewayKind{
	{Kind: "GRPCRoute", Istio: ">=1.24.0", Oldest: "v1.1.0"},
	{Kind: "BackendTLSPolicy", Istio: ">=1.28.0", Oldest: "v1.4.0"},
	{Kind: "BackendTLSPolicy", Istio: ">=1.26.0, <1.28.0", Alpha: true, Blocks: "v1.4.0"},
	{Kind: "TLSRoute", Istio: ">=1.30.0", Oldest: "v1.5.0"},
	{Kind: "TLSRoute", Istio: ">=1.29.3, <1.30.0 || >=1.28.7, <1.29.0", Alpha: true, Newest: "v1.4.1"},
	{Kind: "TLSRoute", Istio: "=1.29.2 || =1.28.6 || >=1.27.9, <1.28.0", Alpha: true, Newest: "v1.4.0"},
	{Kind: "TLSRoute", Istio: ">=1.29.0, <1.29.2 || >=1.28.0, <1.28.6 || <1.27.9", Alpha: true, Blocks: "v1.5.0"},
	{Kind: "TCPRoute", Istio: ">=1.31.0", Oldest: "v1.6.0"},
	{Kind: "TCPRoute", Istio: "<1.31.0", Alpha: true, Blocks: "v1.6.0"},
	{Kind: "UDPRoute", Istio: ">=1.24.0", Alpha: true, Blocks: "v1.6.0"},
}

// GatewayAPI is what decides whether istiod copes with a cluster's Gateway API.
type GatewayAPI struct {
	// Bundle is the release of the CRDs, as their annotation gateway.networking.k8s.io/bundle-version names it: "v1.6.0".
	Bundle string
	// Channel is the channel of the CRDs, as their annotation gateway.networking.k8s.io/channel names it: "standard" or
	// "experimental". "" counts as standard, which is what most install.
	Channel string
	// Alpha says that istiod has PILOT_ENABLE_ALPHA_GATEWAY_API=true in its environment, which it hasn't by default.
	Alpha bool
}

// GatewayFit is how istiod copes with a cluster's Gateway API.
type GatewayFit struct {
	// Fit is TooNew if Blocked has a kind, or if one of Ignored is too new; TooOld if those of Ignored are too old.
	Fit Fit
	// Ignored are the kinds whose objects have no effect, because istiod doesn't read them from these CRDs. It reads the
	// other kinds as ever.
	Ignored []string
	// Blocked are the kinds for whose sake istiod never becomes ready. There are none without alpha kinds.
	Blocked []string
}

// FitGatewayAPI reports how istiod copes with g. Release.GatewayAPI is what fits. A pre-release of the CRDs counts as
// their release, as it does for istiod. The error says what to write instead.
func (v Version) FitGatewayAPI(g GatewayAPI) (GatewayFit, error) {
	b, err := semver.NewVersion(g.Bundle)
	if err != nil {
		return GatewayFit{}, fmt.Errorf("%q is not a release of the Gateway API; write what the annotation gateway.networking.k8s.io/bundle-version of its CRDs says, for example %s",
			g.Bundle, Releases[0].GatewayAPI)
	}
	if _, ok := v.Release(); !ok {
		return GatewayFit{Fit: Unknown}, nil
	}
	fit, installed := GatewayFit{Fit: Fits}, withoutPrerelease(b)
	for _, k := range GatewayKinds {
		if k.Alpha && !g.Alpha || !k.holds(v) {
			continue
		}
		if g.Channel == experimentalChannel {
			k.Blocks = ""
		}
		fit.add(k, installed)
	}
	return fit, nil
}

// holds reports whether v is in the range.
func (k GatewayKind) holds(v Version) bool {
	c, err := semver.NewConstraint(k.Istio)
	return err == nil && c.Check(withoutPrerelease(v.v)) // a test parses every range
}

func (f *GatewayFit) add(k GatewayKind, installed *semver.Version) {
	switch {
	case k.Blocks != "" && !installed.LessThan(semver.MustParse(k.Blocks)):
		f.Fit, f.Blocked = TooNew, append(f.Blocked, k.Kind)
	case k.Newest != "" && installed.GreaterThan(semver.MustParse(k.Newest)):
		f.Fit, f.Ignored = TooNew, append(f.Ignored, k.Kind)
	case k.Oldest != "" && installed.LessThan(semver.MustParse(k.Oldest)):
		f.Ignored = append(f.Ignored, k.Kind)
		if f.Fit == Fits {
			f.Fit = TooOld
		}
	}
}

// withoutPrerelease is x.y.z of x.y.z-rc.0: it can already what the release can.
func withoutPrerelease(v *semver.Version) *semver.Version {
	return semver.New(v.Major(), v.Minor(), v.Patch(), "", "")
}
