package harness

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// KialiNamespace is where the examples expect a Kiali that somebody else runs.
const KialiNamespace = "observability"

// InstallKiali creates what the examples expect to be there: a namespace with a Deployment kiali, without configuration.
func InstallKiali(ctx context.Context, client kubernetes.Interface) error {
	_, err := client.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: KialiNamespace}}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("create Kiali's namespace: %w", err)
	}
	const name = "kiali"
	labels := map[string]string{"app": name}
	_, err = client.AppsV1().Deployments(KialiNamespace).Create(ctx, &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.DeploymentSpec{
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: name, Image: "quay.io/kiali/kiali:v2.27.0"}}},
			},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("create Kiali's Deployment: %w", err)
	}
	return nil
}
