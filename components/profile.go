package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Profile is a set of components and settings under the name that IstioOperator users know. The charts know some of these
// names only, so a profile becomes components, gateways and, where the charts have it, their own profile.
type Profile string

// The profiles.
const (
	profileDefault Profile = "default"
	profileMinimal Profile = "minimal"
	profileDemo    Profile = "demo"
	profileAmbient Profile = "ambient"
	profilePreview Profile = "preview"
	profileStable  Profile = "stable"
	profileRemote  Profile = "remote"
	profileEmpty   Profile = "empty"
)

// Values lists the profiles.
func (Profile) Values() []infer.EnumValue[Profile] {
	return []infer.EnumValue[Profile]{
		{Name: "Default", Value: profileDefault, Description: "base, istiod, and the gateway istio-ingressgateway in the mesh's namespace."},
		{Name: "Minimal", Value: profileMinimal, Description: "base and istiod."},
		{Name: "Demo", Value: profileDemo, Description: "As default, with an egress gateway, small requests, access logs and every trace. Not for production."},
		{Name: "Ambient", Value: profileAmbient, Description: "base, istiod, the CNI node agent and ztunnel; no gateway."},
		{Name: "Preview", Value: profilePreview, Description: "As default, with features Istio is trying out."},
		{Name: "Stable", Value: profileStable, Description: "As default; resources with fields that aren't stable are refused."},
		{Name: "Remote", Value: profileRemote, Description: "For a cluster whose control plane runs in another one: base and the injection webhook."},
		{Name: "Empty", Value: profileEmpty, Description: "Nothing but what the other arguments ask for; the control plane is somebody else's."},
	}
}

// parts is what a profile stands for.
type parts struct {
	base, istiod, ztunnel bool
	// chart is the profile that the charts know, "" for none.
	chart Profile
	// gateways are there unless the arguments list their own.
	gateways []string
}

// The gateways of the profiles, under the names they have had since the IstioOperator.
const (
	ingressGateway = "istio-ingressgateway"
	egressGateway  = "istio-egressgateway"
)

// profiles follows manifests/profiles of istio/istio.
var profiles = map[Profile]parts{
	profileDefault: {base: true, istiod: true, gateways: []string{ingressGateway}},
	profileMinimal: {base: true, istiod: true},
	profileDemo:    {base: true, istiod: true, chart: profileDemo, gateways: []string{ingressGateway, egressGateway}},
	profileAmbient: {base: true, istiod: true, chart: profileAmbient, ztunnel: true},
	profilePreview: {base: true, istiod: true, chart: profilePreview, gateways: []string{ingressGateway}},
	profileStable:  {base: true, istiod: true, chart: profileStable, gateways: []string{ingressGateway}},
	profileRemote:  {base: true, istiod: true, chart: profileRemote},
	profileEmpty:   {},
}

// profile returns the profile, which is minimal where none is given.
func (m *mesh) profile() Profile {
	if m.args.Profile == nil {
		return profileMinimal
	}
	return *m.args.Profile
}

// chartProfile is the profile that the charts are told. A mesh with ztunnel is an ambient one.
func (m *mesh) chartProfile() Profile {
	switch {
	case m.ambient():
		return profileAmbient
	case m.parts.chart == profileAmbient: // switched off by ztunnel.enabled
		return ""
	}
	return m.parts.chart
}

// contributeProfile tells the charts of the control plane and of the nodes. Gateways have no such settings.
func (m *mesh) contributeProfile(p *plan.Plan) {
	for _, chart := range []string{"base", "istiod", "cni", "ztunnel"} {
		p.Values(chart).Set(nonEmpty(string(m.chartProfile())), "profile")
	}
}

// profileGateways are the gateways of a profile. They live beside istiod, and have the ports and the identity of the
// IstioOperator's, as policies name those.
func (m *mesh) profileGateways() []GatewaySpec {
	var out []GatewaySpec
	for _, name := range m.parts.gateways {
		g := GatewaySpec{
			Name: name, Namespace: &m.namespace, LegacyPorts: ref(true),
			// Policies name the identity, too.
			Values: &freeform.Map{Plain: map[string]any{"serviceAccount": map[string]any{"name": name + "-service-account"}}},
		}
		if name == egressGateway {
			g.LegacyPorts = nil
			g.Service = &GatewayService{Type: ref(ServiceType("ClusterIP")), Ports: []ServicePort{
				{Name: "http2", Port: 80, TargetPort: ref(8080)}, {Name: "https", Port: 443, TargetPort: ref(8443)},
			}}
		} else if m.profile() == profileDemo {
			g.LegacyPorts = nil
			g.Service = &GatewayService{Ports: append(legacyPorts(), ServicePort{Name: "tcp", Port: 31400}, ServicePort{Name: "tls", Port: 15443})}
		}
		if m.profile() == profileDemo && m.args.Size == nil {
			g.Replicas = ref(1) // no autoscaler, as the profile has it for istiod
		}
		out = append(out, g)
	}
	return out
}
