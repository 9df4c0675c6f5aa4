package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/tests/istioctl"
	"github.com/meshstack/pulumi-meshstack/tests/manifests"
)

// oldNamespaces are those that the old mesh lives in.
var oldNamespaces = []string{"istio-system", "edge"}

// installOld installs the old mesh as istioctl does, and waits until its gateways have addresses.
func installOld(t *testing.T) {
	t.Helper()
	for _, name := range oldNamespaces {
		_, err := cluster.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
		require.NoError(t, err)
	}
	applyOld(t)
	require.Eventually(t, func() bool {
		ready := 0
		for _, name := range oldNamespaces {
			deployments, err := cluster.AppsV1().Deployments(name).List(t.Context(), metav1.ListOptions{})
			require.NoError(t, err)
			for _, d := range deployments.Items {
				if d.Status.ReadyReplicas > 0 && d.Status.ObservedGeneration == d.Generation {
					ready++
				}
			}
			services, err := cluster.CoreV1().Services(name).List(t.Context(), metav1.ListOptions{})
			require.NoError(t, err)
			for _, s := range services.Items {
				if len(s.Status.LoadBalancer.Ingress) > 0 {
					ready++
				}
			}
		}
		return ready == 5
	}, 3*time.Minute, 200*time.Millisecond, "istiod, two gateways and their addresses")
	last := existing(t)
	require.Eventually(t, func() bool {
		before := last
		last = existing(t)
		validator, err := cluster.AdmissionregistrationV1().ValidatingWebhookConfigurations().Get(t.Context(), "istio-validator-istio-system", metav1.GetOptions{})
		require.NoError(t, err)
		return maps.Equal(before, last) && *validator.Webhooks[0].FailurePolicy == admissionv1.Fail
	}, time.Minute, 3*time.Second, "istiod is done with its webhooks")
}

// applyOld applies the old mesh as istioctl does.
func applyOld(t *testing.T) {
	t.Helper()
	var document struct{ Spec map[string]any }
	require.NoError(t, yaml.Unmarshal([]byte(oldMesh), &document))
	rendered, err := istioctl.Render(document.Spec, manifests.KubeVersion)
	require.NoError(t, err)
	require.NoError(t, istioctl.Install(t.Context(), bed.RESTConfig(), rendered))
}

// labelByKubectl changes an object as kubectl apply does without --server-side.
func labelByKubectl(t *testing.T) {
	t.Helper()
	_, err := cluster.CoreV1().Services("edge").Patch(t.Context(), "edge", types.MergePatchType,
		[]byte(`{"metadata":{"labels":{"left":"behind"},"annotations":{"example.com/overlaid":"kept"}},"spec":{"loadBalancerSourceRanges":["10.0.0.0/8"]}}`), metav1.PatchOptions{FieldManager: "kubectl-client-side-apply"})
	require.NoError(t, err)
}

// removeOld removes what neither adoption nor destroy has a hand in.
func removeOld(t *testing.T) {
	t.Helper()
	for _, name := range oldNamespaces {
		require.NoError(t, cluster.CoreV1().Namespaces().Delete(t.Context(), name, metav1.DeleteOptions{}))
	}
	require.Eventually(t, func() bool {
		for _, name := range oldNamespaces {
			if _, err := cluster.CoreV1().Namespaces().Get(t.Context(), name, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
				return false
			}
		}
		return true
	}, time.Minute, 100*time.Millisecond)
}

// fleeting are kinds that come and go, or change, by themselves.
var fleeting = []string{"events", "pods", "replicasets", "endpointslices", "endpoints", "leases", "controllerrevisions", "nodes", "secrets", "ipaddresses"}

// state is what must stay of an object.
type state struct {
	uid, version string
	// kept is what a Service got from the cluster: addresses and ports.
	kept string
}

// everything lists every object of the cluster, but for what is fleeting, by resource, namespace and name.
func everything(t *testing.T) map[string]*unstructured.Unstructured {
	t.Helper()
	asked, err := discovery.NewDiscoveryClientForConfig(bed.RESTConfig())
	require.NoError(t, err)
	lists, err := asked.ServerPreferredResources()
	require.NoError(t, err)
	out := map[string]*unstructured.Unstructured{}
	for _, list := range lists {
		group, err := schema.ParseGroupVersion(list.GroupVersion)
		require.NoError(t, err)
		for _, r := range list.APIResources {
			if !slices.Contains(r.Verbs, "list") || slices.Contains(fleeting, r.Name) {
				continue
			}
			all, err := objects.Resource(group.WithResource(r.Name)).List(t.Context(), metav1.ListOptions{})
			require.NoError(t, err, r.Name)
			for i := range all.Items {
				o := &all.Items[i]
				if _, elected := o.GetAnnotations()["control-plane.alpha.kubernetes.io/leader"]; !elected {
					out[r.Name+" "+o.GetNamespace()+"/"+o.GetName()] = o
				}
			}
		}
	}
	return out
}

// existing is the state of everything.
func existing(t *testing.T) map[string]state {
	t.Helper()
	out := map[string]state{}
	for key, o := range everything(t) {
		out[key] = stateOf(o)
	}
	return out
}

func stateOf(o *unstructured.Unstructured) state {
	out := state{uid: string(o.GetUID()), version: o.GetResourceVersion()}
	if _, some := o.Object["status"]; some {
		out.version = fmt.Sprint(o.GetLabels(), o.GetAnnotations(), o.Object["spec"]) // controllers write the status all the time
	}
	if o.GetKind() != "Service" {
		return out
	}
	var kept []string
	for _, path := range [][]string{{"spec", "clusterIP"}, {"spec", "healthCheckNodePort"}, {"status", "loadBalancer"}} {
		value, _, _ := unstructured.NestedFieldCopy(o.Object, path...)
		text, _ := yaml.Marshal(value)
		kept = append(kept, string(text))
	}
	ports, _, _ := unstructured.NestedSlice(o.Object, "spec", "ports")
	for _, p := range ports {
		port := p.(map[string]any)
		text, _ := yaml.Marshal([]any{port["name"], port["port"], port["nodePort"], port["targetPort"]})
		kept = append(kept, string(text))
	}
	out.kept = strings.Join(kept, "")
	return out
}

// expectStill expects every object to be as it was.
func expectStill(t *testing.T, before map[string]state, reason string) {
	t.Helper()
	after := existing(t)
	for key, was := range before {
		assert.Equal(t, was, after[key], "%s: %s", key, reason)
	}
	assert.Len(t, after, len(before), reason)
}

// expectKept expects every object to be the one that it was, and the Services to have what the cluster gave them.
func expectKept(t *testing.T, before map[string]state) {
	t.Helper()
	after := existing(t)
	for key, was := range before {
		is, there := after[key]
		if assert.True(t, there, "%s is gone", key) {
			assert.Equal(t, was.uid, is.uid, "%s was made anew", key)
			assert.Equal(t, was.kept, is.kept, "%s has other addresses or ports", key)
		}
	}
	require.Contains(t, before, "services istio-system/istio-ingressgateway")
	require.Contains(t, before["services edge/edge"].kept, "127.1.")
}

// expectHelms expects the objects of the mesh to look as if Helm had made them, and the others to be as they were.
func expectHelms(t *testing.T, leftovers ...string) {
	t.Helper()
	helms, theirs := 0, []string{}
	for key, o := range everything(t) {
		old := slices.ContainsFunc(o.GetManagedFields(), func(e metav1.ManagedFieldsEntry) bool {
			return slices.Contains([]string{istioctl.FieldManager, "kubectl-client-side-apply", "pulumi-meshstack"}, e.Manager)
		})
		if old {
			theirs = append(theirs, key)
		}
		if o.GetAnnotations()["meta.helm.sh/release-name"] != "" {
			helms++
			assert.NotContains(t, o.GetLabels(), "operator.istio.io/managed", "%s: the operator's own marks go", key)
			assert.NotContains(t, o.GetLabels(), "left", "%s: so does what kubectl had set", key)
		}
	}
	assert.Greater(t, helms, 40)
	assert.ElementsMatch(t, leftovers, theirs, "the old manager has nothing else any more")
	edge, err := cluster.AppsV1().Deployments("edge").Get(t.Context(), "edge", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "auto", edge.Spec.Template.Spec.Containers[0].Image, "the gateway is injected now")
	assert.Empty(t, edge.Spec.Template.Spec.Containers[0].Args, "what only istioctl had set is gone")
	service, err := cluster.CoreV1().Services("edge").Get(t.Context(), "edge", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "kept", service.Annotations["example.com/overlaid"], "a cloud's controller reads it")
	assert.Equal(t, []string{"10.0.0.0/8"}, service.Spec.LoadBalancerSourceRanges, "and decides on the load balancer by it")
}
