package testbed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	listers "k8s.io/client-go/listers/core/v1"
)

// NoAddress is the annotation that keeps a Service of type LoadBalancer without an address, whatever its value.
const NoAddress = "testbed.meshstack.dev/no-address"

// balancer stands in for a cloud's load balancers.
type balancer struct {
	client kubernetes.Interface
	log    *logger
	given  int
}

func newBalancer(client kubernetes.Interface, log *logger) *balancer {
	return &balancer{client: client, log: log}
}

// assign gives each Service that waits for an address one of 127.1.x.y: loopback, so that a client that tries it is
// refused at once instead of sending packets to somebody.
func (b *balancer) assign(ctx context.Context, services listers.ServiceLister) error {
	all, err := services.List(labels.Everything())
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range all {
		if !wantsAddress(s) {
			continue
		}
		b.given++
		ip := fmt.Sprintf("127.1.%d.%d", b.given/250, 1+b.given%250)
		if err := b.publish(ctx, s, ip); err != nil && !apierrors.IsNotFound(err) {
			errs = append(errs, fmt.Errorf("%s/%s: %w", s.Namespace, s.Name, err))
		}
	}
	return errors.Join(errs...)
}

func wantsAddress(s *corev1.Service) bool {
	_, refused := s.Annotations[NoAddress]
	return s.Spec.Type == corev1.ServiceTypeLoadBalancer && s.DeletionTimestamp == nil &&
		len(s.Status.LoadBalancer.Ingress) == 0 && !refused
}

func (b *balancer) publish(ctx context.Context, s *corev1.Service, ip string) error {
	patch, err := json.Marshal(map[string]any{"status": corev1.ServiceStatus{
		LoadBalancer: corev1.LoadBalancerStatus{Ingress: []corev1.LoadBalancerIngress{{IP: ip}}},
	}})
	if err != nil {
		return err
	}
	_, err = b.client.CoreV1().Services(s.Namespace).
		Patch(ctx, s.Name, types.MergePatchType, patch, metav1.PatchOptions{}, "status")
	if err == nil {
		b.log.printf("Service %s/%s has the address %s", s.Namespace, s.Name, ip)
	}
	return err
}
