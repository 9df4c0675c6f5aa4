package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Platform is a kind of cluster that the charts have settings for.
type Platform string

// The platforms.
const (
	platformGKE       Platform = "gke"
	platformOpenShift Platform = "openshift"
)

// Values lists the platforms that the charts know.
func (Platform) Values() []infer.EnumValue[Platform] {
	return []infer.EnumValue[Platform]{
		{Name: "GKE", Value: platformGKE, Description: "Google Kubernetes Engine: the CNI node agent runs in kube-system."},
		{Name: "K3d", Value: "k3d", Description: "k3d: k3s in Docker."},
		{Name: "K3s", Value: "k3s", Description: "k3s."},
		{Name: "MicroK8s", Value: "microk8s", Description: "MicroK8s."},
		{Name: "Minikube", Value: "minikube", Description: "minikube with the Docker driver."},
		{Name: "OpenShift", Value: platformOpenShift, Description: "OpenShift: the CNI plugin is installed by default, it and ztunnel in kube-system."},
	}
}

// systemNamespace is where a platform wants what runs on each node.
const systemNamespace = "kube-system"

// minorOfGKE is the minor release whose charts first know the platform gke.
const minorOfGKE = 25

// gkeBinDir is where GKE's nodes have their CNI programs. The charts guess it from the suffix of the cluster's version,
// which Helm doesn't keep.
const gkeBinDir = "/home/kubernetes/bin"

func (m *mesh) platform() Platform {
	if m.args.Platform == nil {
		return ""
	}
	return *m.args.Platform
}

// contributePlatform tells every chart. What a chart's own preset can't know is written out.
func (m *mesh) contributePlatform(p *plan.Plan) {
	platform := m.platform()
	if platform == platformGKE {
		p.Values("cni").Set(gkeBinDir, "cni", "cniBinDir")
	}
	if platform == platformGKE && !m.version.AtLeast(minorOfGKE) {
		return // to the charts of that release it is no platform at all
	}
	for _, chart := range []string{"base", "istiod", "cni", "ztunnel", "gateway"} {
		p.Values(chart).Set(nonEmpty(string(platform)), "global", "platform")
	}
}

// nodeNamespace is where a program that runs on each node lives unless an argument says otherwise.
func (m *mesh) nodeNamespace(of nodeProgram) string {
	switch {
	case m.platform() == platformOpenShift,
		m.platform() == platformGKE && of == nodeCNI: // GKE admits system-node-critical pods there only
		return systemNamespace
	}
	return m.namespace
}

// nodeProgram is a program that runs on each node.
type nodeProgram string

const (
	nodeCNI     nodeProgram = "cni"
	nodeZtunnel nodeProgram = "ztunnel"
)
