package kubernetes

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
)

// cluster is the connection to the API server, with what was learned about its kinds.
type cluster struct {
	config    *rest.Config
	dynamic   dynamic.Interface
	discovery discovery.CachedDiscoveryInterface
	mapper    *restmapper.DeferredDiscoveryRESTMapper
	// unreachable says why there is no connection, or is nil.
	unreachable error

	mu sync.Mutex
	// planned has the scope of the kinds that charts and CRDs of the program are going to add to the cluster.
	planned map[schema.GroupKind]bool
}

// newCluster connects to the API server, unless there is already a reason why that can't succeed.
func newCluster(config *rest.Config, unreachable error) (*cluster, error) {
	c := &cluster{config: config, unreachable: unreachable, planned: map[schema.GroupKind]bool{}}
	if unreachable != nil {
		return c, nil
	}
	disco, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("make the discovery client: %w", err)
	}
	if c.dynamic, err = dynamic.NewForConfig(config); err != nil {
		return nil, fmt.Errorf("make the dynamic client: %w", err)
	}
	if _, err := disco.ServerVersion(); err != nil {
		c.unreachable = fmt.Errorf("unable to load schema information from the API server: %w", err)
	}
	c.discovery = memory.NewMemCacheClient(disco)
	c.mapper = restmapper.NewDeferredDiscoveryRESTMapper(c.discovery)
	return c, nil
}

// client returns the client for the kind and the namespace of obj. A kind that isn't known yet is looked up afresh,
// because a CRD may have appeared since.
func (c *cluster) client(obj *unstructured.Unstructured) (dynamic.ResourceInterface, error) {
	gvk := obj.GroupVersionKind()
	mapping, err := c.mapper.RESTMapping(gvk.GroupKind(), gvk.Version)
	if err != nil {
		c.mapper.Reset()
		if mapping, err = c.mapper.RESTMapping(gvk.GroupKind(), gvk.Version); err != nil {
			return nil, err
		}
	}
	if mapping.Scope.Name() != meta.RESTScopeNameNamespace {
		return c.dynamic.Resource(mapping.Resource), nil
	}
	return c.dynamic.Resource(mapping.Resource).Namespace(orDefault(obj.GetNamespace())), nil
}

// knows says whether the API server has the kind of obj.
func (c *cluster) knows(obj *unstructured.Unstructured) bool {
	if c.unreachable != nil {
		return false
	}
	gvk := obj.GroupVersionKind()
	_, err := c.mapper.RESTMapping(gvk.GroupKind(), gvk.Version)
	return err == nil
}

// errNoScope says that a kind is unknown, so that nobody can tell whether its objects live in namespaces.
var errNoScope = errors.New("the kind's scope is unknown")

// namespaced says whether objects of a kind live in namespaces. A custom resource whose CRD isn't there yet is assumed
// to; the server corrects that later.
func (c *cluster) namespaced(gvk schema.GroupVersionKind) bool {
	namespaced, err := c.scope(gvk)
	return namespaced || err != nil
}

func (c *cluster) scope(gvk schema.GroupVersionKind) (bool, error) {
	if builtIn(gvk.GroupVersion()) {
		if namespaced, ok := builtInScope[strings.TrimSuffix(gvk.Kind, "Patch")]; ok {
			return namespaced, nil
		}
	}
	c.mu.Lock()
	namespaced, ok := c.planned[gvk.GroupKind()]
	c.mu.Unlock()
	if ok {
		return namespaced, nil
	}
	if c.unreachable != nil {
		return false, errNoScope
	}
	resources, err := c.discovery.ServerResourcesForGroupVersion(gvk.GroupVersion().String())
	if err != nil {
		return false, errNoScope
	}
	for _, r := range resources.APIResources {
		if r.Kind == gvk.Kind {
			return r.Namespaced, nil
		}
	}
	return false, errNoScope
}

// plan remembers the scope of a kind that a CRD is going to add.
func (c *cluster) plan(crd *unstructured.Unstructured) {
	group, _, _ := unstructured.NestedString(crd.Object, "spec", "group")
	kind, _, _ := unstructured.NestedString(crd.Object, "spec", "names", "kind")
	scope, _, _ := unstructured.NestedString(crd.Object, "spec", "scope")
	c.mu.Lock()
	defer c.mu.Unlock()
	c.planned[schema.GroupKind{Group: group, Kind: kind}] = scope == "Namespaced"
}

// builtIn says whether a group version is part of Kubernetes itself, as opposed to one that a CRD adds.
func builtIn(gv schema.GroupVersion) bool {
	switch gv.Group {
	case "apiextensions.k8s.io", "apiregistration.k8s.io":
		return true
	}
	return scheme.Scheme.IsVersionRegistered(gv)
}

// builtInScope says which kinds live in namespaces, so that it is known without a cluster.
var builtInScope = func() map[string]bool {
	scope := map[string]bool{}
	for _, kind := range strings.Fields(`Binding ConfigMap ControllerRevision CronJob CSIStorageCapacity DaemonSet
		Deployment Endpoints EndpointSlice Event HorizontalPodAutoscaler Ingress Job Lease LimitRange NetworkPolicy
		PersistentVolumeClaim Pod PodDisruptionBudget PodTemplate ReplicaSet ReplicationController ResourceQuota Role
		RoleBinding Secret Service ServiceAccount StatefulSet`) {
		scope[kind] = true
	}
	for _, kind := range strings.Fields(`APIService CertificateSigningRequest ClusterRole ClusterRoleBinding CSIDriver
		CSINode CustomResourceDefinition FlowSchema IngressClass MutatingWebhookConfiguration Namespace Node
		PersistentVolume PriorityClass PriorityLevelConfiguration RuntimeClass StorageClass
		ValidatingWebhookConfiguration VolumeAttachment`) {
		scope[kind] = false
	}
	return scope
}()

// isCRD says whether obj defines a kind.
func isCRD(obj *unstructured.Unstructured) bool {
	return obj.GetKind() == "CustomResourceDefinition" && obj.GroupVersionKind().Group == "apiextensions.k8s.io"
}

// orDefault returns the namespace in which an object without one lands.
func orDefault(namespace string) string {
	if namespace == "" {
		return "default"
	}
	return namespace
}
