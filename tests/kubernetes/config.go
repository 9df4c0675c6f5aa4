package kubernetes

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// clusterKeys are the inputs that together say which cluster is meant.
var clusterKeys = []resource.PropertyKey{"kubeconfig", "context", "cluster"}

// CheckConfig takes the provider's inputs as they are.
func (p *Provider) CheckConfig(_ context.Context, req *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: req.GetNews()}, nil
}

// DiffConfig replaces the provider, and with it all its resources, only when it points to another cluster. Whether
// that is so only the kubeconfig can tell, as a cluster has no identity; clusterIdentifier overrules it.
func (p *Provider) DiffConfig(_ context.Context, req *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	olds, err := decode("old provider inputs", req.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := decode("new provider inputs", req.GetNews())
	if err != nil {
		return nil, err
	}
	olds, news = plainInputs(olds), plainInputs(news)
	diff := olds.Diff(news)
	if diff == nil {
		return &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}, nil
	}
	response := &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_SOME}
	for _, key := range diff.ChangedKeys() {
		response.Diffs = append(response.Diffs, string(key))
	}
	if response.Replaces, err = configReplaces(olds, news, response.Diffs); err != nil {
		return nil, err
	}
	if diff.Updated("clusterIdentifier") {
		response.Replaces = append(response.Replaces, "clusterIdentifier")
	} else if diff.Same("clusterIdentifier") && news.HasValue("clusterIdentifier") {
		response.Replaces = nil
	}
	return response, nil
}

// configReplaces returns the changed inputs that make the provider point to another cluster.
func configReplaces(olds, news resource.PropertyMap, changed []string) ([]string, error) {
	for _, key := range clusterKeys {
		if news[key].IsComputed() {
			return []string{string(key)}, nil // perhaps the same cluster, but nobody can know yet
		}
	}
	oldConfig, err := kubeconfigOf(olds["kubeconfig"])
	if err != nil {
		return nil, err
	}
	newConfig, err := kubeconfigOf(news["kubeconfig"])
	if err != nil {
		return nil, err
	}
	before, after := activeCluster(oldConfig, olds), activeCluster(newConfig, news)
	if before == nil || after == nil || reflect.DeepEqual(before, after) {
		return nil, nil
	}
	var replaces []string
	for _, key := range clusterKeys {
		if slices.Contains(changed, string(key)) {
			replaces = append(replaces, string(key))
		}
	}
	return replaces, nil
}

// plainInputs takes the secret marks off the top level, so that marking an input secret isn't a change.
func plainInputs(m resource.PropertyMap) resource.PropertyMap {
	plain := resource.PropertyMap{}
	for key, v := range m {
		if v.IsSecret() {
			v = v.SecretValue().Element
		}
		plain[key] = v
	}
	return plain
}

// Configure connects to the cluster. A cluster that can't be reached is no error yet: a program may have created it
// in the same update, and what doesn't need it goes on.
func (p *Provider) Configure(
	_ context.Context, req *pulumirpc.ConfigureRequest,
) (*pulumirpc.ConfigureResponse, error) {
	vars := req.GetVariables()
	s, err := readSettings(vars, req.GetAcceptSecrets())
	if err != nil {
		return nil, err
	}
	overrides := &clientcmd.ConfigOverrides{
		Context:        api.Context{Cluster: vars["kubernetes:config:cluster"], Namespace: s.namespace},
		CurrentContext: vars["kubernetes:config:context"],
	}
	loader, err := clientConfig(vars, overrides)
	var config *rest.Config
	if err == nil {
		if namespace, _, nsErr := loader.Namespace(); nsErr == nil {
			s.namespace = namespace
		}
		config, err = loader.ClientConfig()
	}
	if err == nil {
		config.Burst, config.QPS = *s.client.Burst, float32(*s.client.QPS)
		if s.client.Timeout != nil {
			config.Timeout = time.Duration(*s.client.Timeout) * time.Second
		}
		config.WarningHandler = rest.NoWarnings{}
		config.UserAgent = "pulumi-kubernetes-stand-in/" + Version
	}
	p.settings = s
	if p.cluster, err = newCluster(config, err); err != nil {
		return nil, err
	}
	p.helm = newHelm(s, p.cluster)
	return &pulumirpc.ConfigureResponse{
		AcceptSecrets: true, SupportsPreview: true, SupportsAutonamingConfiguration: true,
	}, nil
}
