package testbed

import (
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// istiodProgram is the name of istiod's binary. There's one for whatever version an image claims.
const istiodProgram = "pilot-discovery"

// discoveryContainer is the container of an istiod pod that runs istiod.
const discoveryContainer = "discovery"

// The ports istiod has in its pod. Here each istiod has free ones in their place.
const (
	portHTTP       = 8080
	portXDS        = 15010
	portSecureXDS  = 15012
	portMonitoring = 15014
	portWebhooks   = 15017
)

// portFlags are istiod's flags for the addresses of its ports.
var portFlags = map[int]string{
	portHTTP:       "--httpAddr",
	portXDS:        "--grpcAddr",
	portSecureXDS:  "--secureGRPCAddr",
	portMonitoring: "--monitoringAddr",
	portWebhooks:   "--httpsAddr",
}

// istiod is one local process, which stands for all pods of one ReplicaSet: a Deployment's template decides what istiod
// is told, so a changed template is another process, and during a rolling update there are two.
type istiod struct {
	key       string
	namespace string
	// labels are those of its pods.
	labels map[string]string
	// created is when its first pod was made. Of several that could serve, the youngest does.
	created time.Time
	// process is nil while none runs; then the next try is at retry.
	process *process
	retry   time.Time
	// ports maps the ports in the pod to those the process has on loopback. A new process has a new map.
	ports map[int]int
	// ready is what the process last said about itself.
	ready atomic.Bool
}

func (i *istiod) revision() string { return i.labels["istio.io/rev"] }

// istiodKey names the process for a pod; it is a part of file names, too.
func istiodKey(p *corev1.Pod) string {
	version := p.Labels["pod-template-hash"]
	if version == "" {
		version = string(p.UID) // a pod without a Deployment
	}
	return p.Namespace + "-" + p.Labels["istio.io/rev"] + "-" + version
}

// wantsIstiod reports whether a process should run for a pod: it's istiod's, scheduled, and neither leaving nor meant to
// stay unready.
func wantsIstiod(p *corev1.Pod) bool {
	_, held := p.Annotations[NotReady]
	return discovery(p) != nil && p.Spec.NodeName != "" && p.DeletionTimestamp == nil && !held &&
		p.Status.Phase != corev1.PodFailed && p.Status.Phase != corev1.PodSucceeded
}

// discovery is the container of a pod that runs istiod, or nil.
func discovery(p *corev1.Pod) *corev1.Container {
	for i := range p.Spec.Containers {
		if p.Spec.Containers[i].Name == discoveryContainer {
			return &p.Spec.Containers[i]
		}
	}
	return nil
}
