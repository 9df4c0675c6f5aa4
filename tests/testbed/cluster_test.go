package testbed

import (
	"context"
	"strings"
	"testing"
	"time"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"
)

func TestDeploymentsGetReady(t *testing.T) {
	createNamespace(t, "deployments", nil)
	createDeployment(t, "deployments", deployment("app", nil))
	createDeployment(t, "deployments", deployment("held", map[string]string{NotReady: ""}))
	eventually(t, "two ready pods", func(ctx context.Context) (bool, error) {
		d, err := client(t).AppsV1().Deployments("deployments").Get(ctx, "app", metav1.GetOptions{})
		return err == nil && d.Status.ReadyReplicas == 2, err
	})
	pods, err := client(t).CoreV1().Pods("deployments").List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pods.Items {
		held := p.Labels["name"] == "held"
		if isReady(&p) == held {
			t.Errorf("pod %s: ready is %t", p.Name, !held)
		}
		if !held && p.Status.PodIP == "" {
			t.Errorf("pod %s has no address", p.Name)
		}
	}
}

func TestJobsComplete(t *testing.T) {
	createNamespace(t, "jobs", nil)
	job := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: "once"}}
	job.Spec.Template.Spec = corev1.PodSpec{
		RestartPolicy: corev1.RestartPolicyNever,
		Containers:    []corev1.Container{{Name: "work", Image: "example.com/work:1"}},
	}
	if _, err := client(t).BatchV1().Jobs("jobs").Create(t.Context(), job, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the Job to succeed", func(ctx context.Context) (bool, error) {
		job, err := client(t).BatchV1().Jobs("jobs").Get(ctx, "once", metav1.GetOptions{})
		return err == nil && job.Status.Succeeded == 1, err
	})
}

func TestLoadBalancersGetAddresses(t *testing.T) {
	createNamespace(t, "services", nil)
	none := service("none", corev1.ServiceTypeLoadBalancer)
	none.Annotations = map[string]string{NoAddress: ""}
	createService(t, "services", none)
	seen := map[string]bool{}
	for _, name := range []string{"one", "two"} {
		createService(t, "services", service(name, corev1.ServiceTypeLoadBalancer))
		eventually(t, "the address of "+name, func(ctx context.Context) (bool, error) {
			s, err := client(t).CoreV1().Services("services").Get(ctx, name, metav1.GetOptions{})
			if err != nil || len(s.Status.LoadBalancer.Ingress) == 0 {
				return false, err
			}
			seen[s.Status.LoadBalancer.Ingress[0].IP] = true
			return true, nil
		})
	}
	if len(seen) != 2 {
		t.Errorf("two Services have the addresses %v", seen)
	}
	s, err := client(t).CoreV1().Services("services").Get(t.Context(), "none", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Status.LoadBalancer.Ingress; len(got) > 0 {
		t.Errorf("the Service that wants no address has %v", got)
	}
}

func TestPodsGo(t *testing.T) {
	createNamespace(t, "going", nil)
	createDeployment(t, "going", deployment("app", nil))
	pods := func(ctx context.Context) (int, error) {
		list, err := client(t).CoreV1().Pods("going").List(ctx, metav1.ListOptions{})
		if err != nil {
			return 0, err
		}
		return len(list.Items), nil
	}
	eventually(t, "two pods", func(ctx context.Context) (bool, error) {
		n, err := pods(ctx)
		return n == 2, err
	})
	if err := client(t).AppsV1().Deployments("going").Delete(t.Context(), "app", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the pods to go", func(ctx context.Context) (bool, error) {
		n, err := pods(ctx)
		return n == 0, err
	})
}

// A webhook without a process has to fail at once, and only for what it's asked about.
func TestWebhookWithoutProcess(t *testing.T) {
	createNamespace(t, "hooks", map[string]string{"hooks": "yes"})
	createService(t, "hooks", service("nobody", corev1.ServiceTypeClusterIP))
	fail, none := admissionv1.Fail, admissionv1.SideEffectClassNone
	hook := &admissionv1.ValidatingWebhookConfiguration{
		ObjectMeta: metav1.ObjectMeta{Name: "nobody"},
		Webhooks: []admissionv1.ValidatingWebhook{{
			Name: "nobody.example.com", AdmissionReviewVersions: []string{"v1"}, FailurePolicy: &fail, SideEffects: &none,
			NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"hooks": "yes"}},
			ClientConfig: admissionv1.WebhookClientConfig{
				Service: &admissionv1.ServiceReference{Namespace: "hooks", Name: "nobody", Port: new(int32)},
			},
			Rules: []admissionv1.RuleWithOperations{{
				Operations: []admissionv1.OperationType{admissionv1.Create},
				Rule:       admissionv1.Rule{APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"configmaps"}},
			}},
		}},
	}
	*hook.Webhooks[0].ClientConfig.Service.Port = 80
	hooks := client(t).AdmissionregistrationV1().ValidatingWebhookConfigurations()
	if _, err := hooks.Create(t.Context(), hook, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = hooks.Delete(context.Background(), hook.Name, metav1.DeleteOptions{}) })
	eventually(t, "the webhook to be asked", func(ctx context.Context) (bool, error) {
		start := time.Now()
		m := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "m-"}}
		_, err := client(t).CoreV1().ConfigMaps("hooks").Create(ctx, m, metav1.CreateOptions{})
		if err == nil {
			return false, nil // the API server doesn't know the webhook yet
		}
		if took := time.Since(start); took > 2*time.Second || !strings.Contains(err.Error(), "nobody.example.com") {
			t.Errorf("after %s: %v", took, err)
		}
		return true, nil
	})
}

func TestKubeconfig(t *testing.T) {
	c, err := clientcmd.BuildConfigFromFlags("", shared.Kubeconfig())
	if err != nil {
		t.Fatal(err)
	}
	if c.Host != shared.RESTConfig().Host {
		t.Errorf("the kubeconfig is for %s, the client configuration for %s", c.Host, shared.RESTConfig().Host)
	}
}
