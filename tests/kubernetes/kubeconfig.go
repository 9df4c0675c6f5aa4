package kubernetes

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// parseKubeconfig reads a kubeconfig given as a path or as YAML or JSON content.
func parseKubeconfig(pathOrContent string) (*api.Config, error) {
	if pathOrContent == "" {
		return &api.Config{}, nil
	}
	path := pathOrContent
	if home, err := os.UserHomeDir(); err == nil {
		if rest, ok := strings.CutPrefix(path, "~/"); ok {
			path = filepath.Join(home, rest)
		}
	}
	content := []byte(pathOrContent)
	if _, err := os.Stat(path); err == nil {
		if content, err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("read the kubeconfig: %w", err)
		}
	}
	return clientcmd.Load(content)
}

// kubeconfigOf reads the kubeconfig among a provider's inputs, where it may be an object as well.
func kubeconfigOf(v resource.PropertyValue) (*api.Config, error) {
	switch {
	case v.IsSecret():
		return kubeconfigOf(v.SecretValue().Element)
	case v.IsNull():
		return &api.Config{}, nil
	case v.IsString():
		return parseKubeconfig(v.StringValue())
	case v.IsObject():
		content, err := json.Marshal(v.ObjectValue().MapRepl(nil, stripSecret))
		if err != nil {
			return nil, fmt.Errorf("encode the kubeconfig: %w", err)
		}
		return parseKubeconfig(string(content))
	default:
		return nil, fmt.Errorf("unexpected kubeconfig format, type: %v", v.TypeString())
	}
}

// activeCluster returns the cluster that a kubeconfig points to, given the provider's other inputs, or nil when it
// points to none.
func activeCluster(config *api.Config, inputs resource.PropertyMap) *api.Cluster {
	name := config.CurrentContext
	if v := inputs["context"]; v.IsString() {
		name = v.StringValue()
	}
	context := config.Contexts[name]
	if context == nil {
		return nil
	}
	if v := inputs["cluster"]; v.IsString() {
		return config.Clusters[v.StringValue()]
	}
	return config.Clusters[context.Cluster]
}

// clientConfig says how to reach the cluster that the provider's inputs name, or the ambient one.
func clientConfig(vars map[string]string, overrides *clientcmd.ConfigOverrides) (clientcmd.ClientConfig, error) {
	if given := vars["kubernetes:config:kubeconfig"]; given != "" {
		config, err := parseKubeconfig(given)
		if err != nil {
			return nil, fmt.Errorf("failed to parse kubeconfig data in `kubernetes:config:kubeconfig`- %w", err)
		}
		return clientcmd.NewDefaultClientConfig(*config, overrides), nil
	}
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.DefaultClientConfig = &clientcmd.DefaultClientConfig
	return clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, overrides), nil
}
