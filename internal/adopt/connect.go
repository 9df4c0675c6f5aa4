package adopt

import (
	"fmt"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

const (
	// requestTimeout bounds each request.
	requestTimeout = 30 * time.Second
	// queries per second, in place of client-go's 5: a mesh has a hundred objects, and the API server has limits of its own.
	queries = 100
	// atOnce is how many requests are under way at a time.
	atOnce = 8
)

// Cluster is a cluster in which something may be adopted.
type Cluster struct {
	// where names it.
	where     string
	objects   dynamic.Interface
	metadata  metadata.Interface
	discovery discovery.CachedDiscoveryInterface

	// The mapper asks again for kinds that it doesn't know, and mustn't for each of them at once.
	mu     sync.Mutex
	mapper meta.RESTMapper
}

// Connect gets ready to ask the cluster, without asking anything yet. The error repeats nothing of a kubeconfig's content
// beyond names, files and addresses.
func Connect(c cluster.Config) (*Cluster, error) {
	config, err := cluster.REST(c)
	if err != nil {
		return nil, err
	}
	config.Timeout, config.QPS, config.Burst = requestTimeout, queries, queries
	host, err := cluster.Host(config)
	if err != nil {
		return nil, err
	}
	k, err := connect(config)
	if err != nil {
		return nil, err
	}
	k.where = "server " + host
	if _, context, err := cluster.Contexts(c); err == nil && context != "" {
		k.where += ", context " + context
	}
	return k, nil
}

// String names the server, and the context if there is one.
func (k *Cluster) String() string { return k.where }

func connect(config *rest.Config) (*Cluster, error) {
	k := &Cluster{}
	var err error
	if k.objects, err = dynamic.NewForConfig(config); err != nil {
		return nil, fmt.Errorf("the kubeconfig can't be used: %w", err)
	}
	if k.metadata, err = metadata.NewForConfig(config); err != nil {
		return nil, fmt.Errorf("the kubeconfig can't be used: %w", err)
	}
	asked, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("the kubeconfig can't be used: %w", err)
	}
	k.discovery = memory.NewMemCacheClient(asked)
	k.mapper = restmapper.NewDeferredDiscoveryRESTMapper(k.discovery)
	return k, nil
}

// mapping tells which resource of the API server a kind is. A kind that it lacks is a meta.NoMatch error.
func (k *Cluster) mapping(apiVersion, kind string) (*meta.RESTMapping, error) {
	group, err := schema.ParseGroupVersion(apiVersion)
	if err != nil {
		return nil, fmt.Errorf("read the apiVersion of a %s: %w", kind, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mapper.RESTMapping(group.WithKind(kind).GroupKind(), group.Version)
}

// object is where an object is read and written, and its namespace, "" for kinds that are in none.
func (k *Cluster) object(apiVersion, kind, namespace string) (dynamic.ResourceInterface, string, error) {
	mapping, err := k.mapping(apiVersion, kind)
	if err != nil {
		return nil, "", err
	}
	resource := k.objects.Resource(mapping.Resource)
	if mapping.Scope.Name() == meta.RESTScopeNameRoot {
		return resource, "", nil
	}
	return resource.Namespace(namespace), namespace, nil
}
