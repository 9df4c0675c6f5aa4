package components

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// profilePlans are meshes by profile, platform and size.
var profilePlans = []planned{
	{"profile-default", "the ingress gateway stands beside istiod and listens where the IstioOperator's did", MeshStackArgs{Profile: ref(profileDefault)}},
	{"profile-minimal", "what no profile gives, too", MeshStackArgs{Profile: ref(profileMinimal)}},
	{"profile-demo", "the charts are told; gateways, whose charts know no profile, get its numbers written", MeshStackArgs{Profile: ref(profileDemo)}},
	{"profile-ambient", "istiod, the node agent and ztunnel are told alike, and come in this order", MeshStackArgs{Profile: ref(profileAmbient)}},
	{"profile-preview", "the charts are told", MeshStackArgs{Profile: ref(profilePreview)}},
	{"profile-stable", "the charts are told", MeshStackArgs{Profile: ref(profileStable)}},
	{
		"profile-remote", "no validator, and nobody waits for a webhook that another cluster's istiod answers",
		MeshStackArgs{
			Profile: ref(profileRemote), ControlPlane: &ControlPlane{RemotePilotAddress: pulumi.StringPtr("istiod.example.com")},
			Injection: &Injection{Namespaces: []InjectedNamespace{{Name: "shop"}}},
		},
	},
	{
		"profile-remote-revision", "a remote control plane is not waited for",
		MeshStackArgs{
			Profile: ref(profileRemote), Revision: ref("1-31-1"),
			ControlPlane: &ControlPlane{RemotePilotAddress: pulumi.StringPtr("203.0.113.10")},
			Gateways:     []GatewaySpec{{Name: "edge"}},
		},
	},
	{"profile-empty", "nothing at all", MeshStackArgs{Profile: ref(profileEmpty)}},
	{
		"profile-empty-gateways", "gateways, labels and scopes of a mesh that is somebody else's",
		MeshStackArgs{
			Profile: ref(profileEmpty), Revision: ref("prod"),
			Gateways:  []GatewaySpec{{Name: "edge"}},
			Injection: &Injection{Namespaces: []InjectedNamespace{{Name: "shop"}}},
			Sidecars:  &Sidecars{Namespaces: []SidecarScopeSpec{{Namespace: "shop"}}},
		},
	},
	{
		"profile-default-ambient", "ztunnel makes a default mesh an ambient one, with its gateway",
		MeshStackArgs{Profile: ref(profileDefault), Ztunnel: &Ztunnel{}},
	},
	{
		"profile-ambient-off", "without ztunnel nothing is told of ambient mode",
		MeshStackArgs{Profile: ref(profileAmbient), Ztunnel: &Ztunnel{Enabled: ref(false)}, CNI: &CNI{Enabled: ref(false)}},
	},
	{
		"platform-gke", "the node agent in kube-system, ztunnel not; the folder that the charts can't guess is written",
		MeshStackArgs{Platform: ref(platformGKE), Profile: ref(profileAmbient)},
	},
	{"platform-gke-1.24", "to the charts of 1.24 it is no platform, which they'd refuse", MeshStackArgs{Platform: ref(platformGKE), Version: ref("1.24.6"), CNI: &CNI{}}},
	{"platform-openshift", "the node agent comes along, in kube-system", MeshStackArgs{Platform: ref(platformOpenShift), Profile: ref(profileDefault)}},
	{"platform-openshift-no-cni", "the preset's other side is switched off, too", MeshStackArgs{Platform: ref(platformOpenShift), CNI: &CNI{Enabled: ref(false)}}},
	{
		"platform-openshift-ambient", "ztunnel beside istiod must be trusted there, against the preset",
		MeshStackArgs{Platform: ref(platformOpenShift), Profile: ref(profileAmbient), Ztunnel: &Ztunnel{Namespace: ref("istio-system")}},
	},
	{
		"size-small", "every argument goes before the size, and leaves the rest of it",
		MeshStackArgs{
			Size: ref(sizeSmall), Profile: ref(profileAmbient),
			ControlPlane: &ControlPlane{Replicas: ref(2), Resources: &Resources{Limits: &ResourceList{Memory: ref("1Gi")}}},
			Proxy:        &Proxy{Resources: &Resources{Requests: &ResourceList{CPU: ref("20m")}}},
			CNI:          &CNI{Resources: &Resources{Limits: &ResourceList{CPU: ref("1")}}},
			Ztunnel:      &Ztunnel{Resources: &Resources{Requests: &ResourceList{Memory: ref("256Mi")}}},
			Gateways:     []GatewaySpec{{Name: "edge"}, {Name: "busy", Autoscaling: &Autoscaling{MaxReplicas: ref(3)}}},
		},
	},
	{
		"size-large", "bounds that an argument crosses give way",
		MeshStackArgs{
			Size: ref(sizeLarge), CNI: &CNI{},
			ControlPlane: &ControlPlane{Autoscaling: &Autoscaling{MaxReplicas: ref(1), TargetCPUUtilization: ref(50)}},
			Gateways:     []GatewaySpec{{Name: "edge"}, {Name: "calm", Replicas: ref(1), Resources: &Resources{Limits: &ResourceList{CPU: ref("2")}}}},
		},
	},
	{"size-medium-demo", "the charts' own numbers, also where the profile has others", MeshStackArgs{Size: ref(sizeMedium), Profile: ref(profileDemo)}},
}
