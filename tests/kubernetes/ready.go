package kubernetes

import (
	"context"
	"errors"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// kindRule returns what ready means for a kind, or nil for kinds that are ready once they exist, such as Namespace,
// ConfigMap, webhook configurations and every custom resource.
func (p *Provider) kindRule(live *unstructured.Unstructured) rule {
	switch live.GetAPIVersion() + "/" + live.GetKind() {
	case "apps/v1/Deployment":
		return when("Waiting for the Deployment to roll out", deploymentReady)
	case "apps/v1/StatefulSet":
		return when("Waiting for the StatefulSet to roll out", statefulSetReady)
	case "apps/v1/DaemonSet":
		return when("Waiting for the DaemonSet to roll out", daemonSetReady)
	case "v1/Pod":
		return when("Waiting for the Pod to be ready", podReady)
	case "batch/v1/Job":
		return jobRule
	case "v1/Service":
		return p.serviceReady
	case "networking.k8s.io/v1/Ingress":
		return when("Waiting for an address", hasAddress)
	case "v1/PersistentVolumeClaim":
		return p.claimReady
	}
	return nil
}

// when makes a rule of a plain test.
func when(message string, test func(*unstructured.Unstructured) bool) rule {
	return func(_ context.Context, live *unstructured.Unstructured) verdict {
		return verdict{ready: test(live), message: message}
	}
}

func deploymentReady(d *unstructured.Unstructured) bool {
	_, reason := condition(d, "Progressing")
	available, _ := condition(d, "Available")
	return isObserved(d) && available == "True" && reason == "NewReplicaSetAvailable" &&
		count(d, "status", "updatedReplicas") >= count(d, "spec", "replicas")
}

func statefulSetReady(s *unstructured.Unstructured) bool {
	current, _, _ := unstructured.NestedString(s.Object, "status", "currentRevision")
	update, _, _ := unstructured.NestedString(s.Object, "status", "updateRevision")
	strategy, _, _ := unstructured.NestedString(s.Object, "spec", "updateStrategy", "type")
	return isObserved(s) && count(s, "status", "readyReplicas") >= count(s, "spec", "replicas") &&
		(strategy == "OnDelete" || current == update)
}

func daemonSetReady(d *unstructured.Unstructured) bool {
	desired := count(d, "status", "desiredNumberScheduled")
	return isObserved(d) && count(d, "status", "numberAvailable") >= desired &&
		count(d, "status", "updatedNumberScheduled") >= desired
}

func podReady(pod *unstructured.Unstructured) bool {
	phase, _, _ := unstructured.NestedString(pod.Object, "status", "phase")
	ready, _ := condition(pod, "Ready")
	return phase == "Succeeded" || ready == "True"
}

func hasAddress(obj *unstructured.Unstructured) bool {
	addresses, _, _ := unstructured.NestedSlice(obj.Object, "status", "loadBalancer", "ingress")
	return len(addresses) > 0
}

// jobRule ends the wait when the Job failed, because it won't recover.
func jobRule(_ context.Context, job *unstructured.Unstructured) verdict {
	if failed, reason := condition(job, "Failed"); failed == "True" {
		return verdict{err: fmt.Errorf("the Job failed: %s", reason), final: true}
	}
	complete, _ := condition(job, "Complete")
	return verdict{ready: complete == "True", message: "Waiting for the Job to complete"}
}

// serviceReady wants an address for a load balancer, and an endpoint for every Service that selects pods.
func (p *Provider) serviceReady(ctx context.Context, svc *unstructured.Unstructured) verdict {
	kind, _, _ := unstructured.NestedString(svc.Object, "spec", "type")
	ip, _, _ := unstructured.NestedString(svc.Object, "spec", "clusterIP")
	selector, _, _ := unstructured.NestedStringMap(svc.Object, "spec", "selector")
	if kind == "LoadBalancer" && !hasAddress(svc) {
		return verdict{message: "Waiting for the load balancer's address"}
	}
	if kind == "ExternalName" || ip == "None" || len(selector) == 0 {
		return verdict{ready: true}
	}
	slices, err := p.cluster.dynamic.Resource(schema.GroupVersionResource{
		Group: "discovery.k8s.io", Version: "v1", Resource: "endpointslices",
	}).Namespace(svc.GetNamespace()).List(ctx, metav1.ListOptions{
		LabelSelector: "kubernetes.io/service-name=" + svc.GetName(),
	})
	if err != nil {
		return verdict{err: fmt.Errorf("list the endpoints of %s: %w", svc.GetName(), err)}
	}
	for _, slice := range slices.Items {
		endpoints, _, _ := unstructured.NestedSlice(slice.Object, "endpoints")
		for _, e := range endpoints {
			endpoint, _ := e.(map[string]any)
			if ready, ok, _ := unstructured.NestedBool(endpoint, "conditions", "ready"); !ok || ready {
				return verdict{ready: true}
			}
		}
	}
	return verdict{
		message: "Service does not target any Pods",
		err: errors.New("Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' " +
			"may not match labels on any Pods"),
	}
}

// claimReady wants the claim bound, unless its storage class binds only when a pod uses it.
func (p *Provider) claimReady(ctx context.Context, claim *unstructured.Unstructured) verdict {
	phase, _, _ := unstructured.NestedString(claim.Object, "status", "phase")
	if phase == "Bound" {
		return verdict{ready: true}
	}
	name, _, _ := unstructured.NestedString(claim.Object, "spec", "storageClassName")
	class, err := p.cluster.dynamic.Resource(schema.GroupVersionResource{
		Group: "storage.k8s.io", Version: "v1", Resource: "storageclasses",
	}).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return verdict{message: "Waiting for the claim to be bound"}
	}
	mode, _, _ := unstructured.NestedString(class.Object, "volumeBindingMode")
	return verdict{ready: mode == "WaitForFirstConsumer" && phase == "Pending", message: "Waiting for the claim to be bound"}
}

// isObserved says whether the controller has seen the present spec.
func isObserved(obj *unstructured.Unstructured) bool {
	seen, _, _ := unstructured.NestedInt64(obj.Object, "status", "observedGeneration")
	return seen >= obj.GetGeneration()
}

// condition returns status and reason of a condition, empty when there is none of that name.
func condition(obj *unstructured.Unstructured, name string) (status, reason string) {
	conditions, _, _ := unstructured.NestedSlice(obj.Object, "status", "conditions")
	for _, c := range conditions {
		if m, ok := c.(map[string]any); ok && m["type"] == name {
			status, _ = m["status"].(string)
			reason, _ = m["reason"].(string)
		}
	}
	return status, reason
}

// count returns a number of the object, 0 when it isn't there.
func count(obj *unstructured.Unstructured, path ...string) int64 {
	n, _, _ := unstructured.NestedInt64(obj.Object, path...)
	return n
}
