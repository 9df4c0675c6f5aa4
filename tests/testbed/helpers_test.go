package testbed

import (
	"context"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
)

// eventually waits until a condition holds; an error of it only counts at the end.
func eventually(t *testing.T, what string, holds func(context.Context) (bool, error)) {
	t.Helper()
	var last error
	err := wait.PollUntilContextTimeout(t.Context(), pollInterval, time.Minute, true, func(ctx context.Context) (bool, error) {
		ok, err := holds(ctx)
		last = err
		return ok && err == nil, nil
	})
	if err != nil {
		t.Fatalf("wait for %s: %v, last error: %v", what, err, last)
	}
}

func createNamespace(t *testing.T, name string, labels map[string]string) {
	t.Helper()
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}
	if _, err := client(t).CoreV1().Namespaces().Create(t.Context(), ns, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	// Pods are refused until the namespace has its ServiceAccount.
	eventually(t, "the ServiceAccount of "+name, func(ctx context.Context) (bool, error) {
		_, err := client(t).CoreV1().ServiceAccounts(name).Get(ctx, "default", metav1.GetOptions{})
		return err == nil, err
	})
}

// deployment has two pods, which carry the given annotations.
func deployment(name string, annotations map[string]string) *appsv1.Deployment {
	replicas := int32(2)
	labels := map[string]string{"name": name}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas, Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels, Annotations: annotations},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: "example.com/app:1"}}},
			},
		},
	}
}

func createDeployment(t *testing.T, namespace string, d *appsv1.Deployment) {
	t.Helper()
	if _, err := client(t).AppsV1().Deployments(namespace).Create(t.Context(), d, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

// service selects the pods of the Deployment of the same name.
func service(name string, kind corev1.ServiceType) *corev1.Service {
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.ServiceSpec{
			Type: kind, Selector: map[string]string{"name": name},
			Ports: []corev1.ServicePort{{Name: "http", Port: 80}},
		},
	}
}

func createService(t *testing.T, namespace string, s *corev1.Service) {
	t.Helper()
	if _, err := client(t).CoreV1().Services(namespace).Create(t.Context(), s, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}
