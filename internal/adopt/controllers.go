package adopt

import (
	"slices"
	"strings"
)

// controllers are field managers that write into objects which somebody else installed: istiod, whose certificates are in the
// webhooks; those of Kubernetes itself, also under the names of distributions that are one program; the autoscalers; and those
// of load balancers, of which MetalLB's and that of AWS are called after their program.
var controllers = []string{
	"pilot-discovery", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "k3s", "cloud-controller-manager", "cluster-autoscaler",
	"horizontal-pod-autoscaler", "vpa-updater", "vpa-admission-controller", "keda", "keda-operator", "controller", "glbc",
}

// IsController reports whether a field manager is a controller, whose fields must stay its own.
func IsController(manager string) bool {
	return slices.Contains(controllers, manager) || strings.HasSuffix(manager, "-cloud-controller-manager") || strings.HasSuffix(manager, "-load-balancer-controller")
}
