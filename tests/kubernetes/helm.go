package kubernetes

import (
	"errors"
	"fmt"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/cli"
	"helm.sh/helm/v3/pkg/registry"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// helm makes Helm's configurations for the provider's cluster.
type helm struct {
	settings *cli.EnvSettings
	driver   string
	cluster  *cluster
}

func newHelm(s settings, c *cluster) *helm {
	env := cli.New()
	env.PluginsDirectory = s.helm.PluginsPath
	env.RegistryConfig = s.helm.RegistryConfigPath
	env.RepositoryConfig = s.helm.RepositoryConfigPath
	env.RepositoryCache = s.helm.RepositoryCache
	env.Debug = true // or Helm hides why a chart couldn't be downloaded
	return &helm{settings: env, driver: s.helm.Driver, cluster: c}
}

// action returns a configuration for the releases of a namespace. Helm's log goes nowhere: it may quote values.
func (h *helm) action(namespace string) (*action.Configuration, error) {
	config := &action.Configuration{}
	getter := &clientGetter{config: h.cluster.config, namespace: namespace}
	if err := config.Init(getter, namespace, h.driver, func(string, ...any) {}); err != nil {
		return nil, fmt.Errorf("configure Helm: %w", err)
	}
	client, err := registry.NewClient(
		registry.ClientOptEnableCache(true), registry.ClientOptCredentialsFile(h.settings.RegistryConfig))
	if err != nil {
		return nil, fmt.Errorf("make the registry client: %w", err)
	}
	config.RegistryClient = client
	return config, nil
}

// clientGetter gives Helm the provider's own connection, with the release's namespace as the default for objects that
// name none.
type clientGetter struct {
	config    *rest.Config
	namespace string
}

// ToRESTConfig returns the provider's connection.
func (g *clientGetter) ToRESTConfig() (*rest.Config, error) {
	if g.config == nil {
		return nil, errors.New("there is no cluster to connect to")
	}
	return rest.CopyConfig(g.config), nil // the REST clients write into what they get
}

// ToDiscoveryClient returns a client with a cache of its own, because each release may add kinds.
func (g *clientGetter) ToDiscoveryClient() (discovery.CachedDiscoveryInterface, error) {
	config, err := g.ToRESTConfig()
	if err != nil {
		return nil, err
	}
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	return memory.NewMemCacheClient(client), nil
}

// ToRESTMapper maps kinds to the API server's resources.
func (g *clientGetter) ToRESTMapper() (meta.RESTMapper, error) {
	client, err := g.ToDiscoveryClient()
	if err != nil {
		return nil, err
	}
	return restmapper.NewShortcutExpander(restmapper.NewDeferredDiscoveryRESTMapper(client), client, nil), nil
}

// ToRawKubeConfigLoader returns a kubeconfig of which Helm uses only the namespace.
func (g *clientGetter) ToRawKubeConfigLoader() clientcmd.ClientConfig {
	return clientcmd.NewDefaultClientConfig(*api.NewConfig(),
		&clientcmd.ConfigOverrides{Context: api.Context{Namespace: g.namespace}})
}
