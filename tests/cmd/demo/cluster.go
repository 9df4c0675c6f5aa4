package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"

	"github.com/meshstack/pulumi-meshstack/tests/e2e/harness"
	"github.com/meshstack/pulumi-meshstack/tests/testbed"
	"github.com/meshstack/pulumi-meshstack/tests/xds"
)

const gateway = "istio-ingress"

// standby creates the Kiali that the example wires but doesn't install.
func standby(ctx context.Context, bed *testbed.Testbed) error {
	client, err := kubernetes.NewForConfig(bed.RESTConfig())
	if err != nil {
		return err
	}
	return harness.InstallKiali(ctx, client)
}

// printGateway shows the image in the Deployment, a placeholder, and the one that istiod's webhook wrote into the pod.
func printGateway(ctx context.Context, bed *testbed.Testbed) error {
	client, err := kubernetes.NewForConfig(bed.RESTConfig())
	if err != nil {
		return err
	}
	deployment, err := client.AppsV1().Deployments(gateway).Get(ctx, gateway, metav1.GetOptions{})
	if err != nil {
		return err
	}
	fmt.Printf("    Deployment %s asks for the image %s\n", gateway, deployment.Spec.Template.Spec.Containers[0].Image)
	pods, err := client.CoreV1().Pods(gateway).List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, pod := range pods.Items {
		fmt.Printf("    Pod %s runs %s\n", pod.Name, pod.Spec.Containers[0].Image)
	}
	return nil
}

const (
	teams    = 5
	services = 20
)

// printScope fills the cluster with services of other teams and asks istiod what it sends a proxy with a scope and one
// without.
func printScope(ctx context.Context, bed *testbed.Testbed) error {
	client, err := kubernetes.NewForConfig(bed.RESTConfig())
	if err != nil {
		return err
	}
	for team := range teams {
		if err := createTeam(ctx, client, teamName(team)); err != nil {
			return fmt.Errorf("create %s: %w", teamName(team), err)
		}
	}
	// The teams are none of the stack's.
	defer func() {
		for team := range teams {
			_ = client.CoreV1().Namespaces().Delete(context.WithoutCancel(ctx), teamName(team), metav1.DeleteOptions{})
		}
	}()
	address, err := bed.XDS("istio-system", "")
	if err != nil {
		return err
	}
	var all []string
	var allBytes int
	err = wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, 30*time.Second, true, func(ctx context.Context) (bool, error) {
		var err error
		all, allBytes, err = xds.Clusters(ctx, address, xds.Proxy{Namespace: teamName(0), Name: "unscoped"})
		return len(all) > teams*services, err
	})
	if err != nil {
		return fmt.Errorf("wait until istiod knows the new services: %w", err)
	}
	scoped, scopedBytes, err := xds.Clusters(ctx, address, xds.Proxy{Namespace: "payments", Name: "scoped"})
	if err != nil {
		return err
	}
	fmt.Printf("    %d more namespaces with %d services each are in the cluster now.\n", teams, services)
	fmt.Printf("    istiod sends a proxy in %-9s (no scope)  %3d clusters, %6d bytes\n", teamName(0), len(all), allBytes)
	fmt.Printf("    istiod sends a proxy in %-9s (scoped)    %3d clusters, %6d bytes\n", "payments", len(scoped), scopedBytes)
	return nil
}

func teamName(i int) string { return fmt.Sprintf("team-%d", i) }

func createTeam(ctx context.Context, client kubernetes.Interface, name string) error {
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
	if _, err := client.CoreV1().Namespaces().Create(ctx, ns, metav1.CreateOptions{}); err != nil {
		return err
	}
	for i := range services {
		service := &corev1.Service{
			ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("service-%d", i)},
			Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "http", Port: 80}}},
		}
		if _, err := client.CoreV1().Services(name).Create(ctx, service, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	return nil
}
