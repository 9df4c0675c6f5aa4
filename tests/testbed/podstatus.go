package testbed

import (
	"context"
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// NotReady is the annotation that keeps a pod from becoming Ready, whatever its value. An istiod pod with it has no
// process. stages.yaml repeats it.
const NotReady = "testbed.meshstack.dev/not-ready"

// podIPs are the addresses of istiod's pods. They lie beside kwok's range, which kwok gives out by itself.
type podIPs map[types.UID]string

func (ips podIPs) of(p *corev1.Pod) string {
	if ips[p.UID] == "" {
		ips[p.UID] = fmt.Sprintf("10.245.%d.%d", len(ips)/250, 1+len(ips)%250)
	}
	return ips[p.UID]
}

// report writes into a pod of istiod's whether it's Ready, unless it says so already.
func (s *istiods) report(ctx context.Context, p *corev1.Pod, ready bool) error {
	if isReady(p) == ready && p.Status.PodIP != "" {
		return nil
	}
	patch, err := json.Marshal(map[string]any{"status": s.status(p, ready)})
	if err != nil {
		return err
	}
	_, err = s.client.CoreV1().Pods(p.Namespace).
		Patch(ctx, p.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("report on pod %s/%s: %w", p.Namespace, p.Name, err)
	}
	return nil
}

func (s *istiods) status(p *corev1.Pod, ready bool) corev1.PodStatus {
	now := metav1.Now()
	ip, started := s.podIPs.of(p), true
	status := corev1.PodStatus{
		Phase: corev1.PodRunning, StartTime: &now,
		PodIP: ip, PodIPs: []corev1.PodIP{{IP: ip}},
	}
	value := corev1.ConditionFalse
	if ready {
		value = corev1.ConditionTrue
	}
	for kind, value := range map[corev1.PodConditionType]corev1.ConditionStatus{
		corev1.PodInitialized: corev1.ConditionTrue, corev1.ContainersReady: value, corev1.PodReady: value,
	} {
		status.Conditions = append(status.Conditions, corev1.PodCondition{Type: kind, Status: value, LastTransitionTime: now})
	}
	for _, c := range p.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, corev1.ContainerStatus{
			Name: c.Name, Image: c.Image, Ready: ready, Started: &started,
			State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}},
		})
	}
	return status
}

func isReady(p *corev1.Pod) bool {
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}
