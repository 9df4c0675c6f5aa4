// Byhand is what that MeshStack consists of, by the types that a program would write.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	admissionv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/admissionregistration/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	helmv3 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/meshstack/pulumi-meshstack/tests/e2e/drivers/go/driver"
)

// resource is one to register. Properties that no resource of the benchmark has aren't read, and the benchmark counts.
type resource struct {
	Type, Name                 string
	DependsOn                  []string
	DeleteBeforeReplace        bool
	Version, PluginDownloadURL string
	Properties                 struct {
		// Of records.
		Objects map[string]any
		// Of Kubernetes' objects.
		Metadata struct {
			Name                string
			Labels, Annotations map[string]string
		}
		// Of releases.
		Chart, Version, Name, Namespace string
		Timeout, MaxHistory             int
		CleanupOnFail                   bool
		RepositoryOpts                  struct{ Repo string }
		Values                          map[string]any
	}
}

func main() { driver.Main(program) }

func program(ctx *pulumi.Context) error {
	content, err := os.ReadFile(config.Require(ctx, "input"))
	if err != nil {
		return err
	}
	var resources []resource
	if err := json.Unmarshal(content, &resources); err != nil {
		return fmt.Errorf("read the resources: %w", err)
	}
	cluster, err := kubernetes.NewProvider(ctx, "cluster", &kubernetes.ProviderArgs{Kubeconfig: pulumi.String(config.Require(ctx, "kubeconfig"))})
	if err != nil {
		return err
	}
	registered := map[string]pulumi.Resource{}
	for _, r := range resources {
		var after []pulumi.Resource
		for _, name := range r.DependsOn {
			after = append(after, registered[name])
		}
		registered[r.Name], err = r.register(ctx, cluster, pulumi.DependsOn(after), pulumi.DeleteBeforeReplace(r.DeleteBeforeReplace))
		if err != nil {
			return fmt.Errorf("register %s: %w", r.Name, err)
		}
	}
	return nil
}

func (r resource) register(ctx *pulumi.Context, cluster pulumi.ProviderResource, opts ...pulumi.ResourceOption) (pulumi.Resource, error) {
	p := r.Properties
	if r.Type == "meshstack:index:RenderedRelease" { // without the SDK, which the program without records does without
		record := &pulumi.CustomResourceState{}
		opts = append(opts, pulumi.Version(r.Version), pulumi.PluginDownloadURL(r.PluginDownloadURL))
		return record, ctx.RegisterResource(r.Type, r.Name, pulumi.Map{"objects": pulumi.ToMap(p.Objects)}, record, opts...)
	}
	opts = append(opts, pulumi.Provider(cluster))
	patched := &metav1.ObjectMetaPatchArgs{Name: pulumi.String(p.Metadata.Name), Annotations: pulumi.ToStringMap(p.Metadata.Annotations)}
	switch r.Type {
	case "kubernetes:core/v1:Namespace":
		return corev1.NewNamespace(ctx, r.Name, &corev1.NamespaceArgs{
			Metadata: &metav1.ObjectMetaArgs{Name: pulumi.String(p.Metadata.Name), Labels: pulumi.ToStringMap(p.Metadata.Labels)},
		}, opts...)
	case "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfigurationPatch":
		return admissionv1.NewMutatingWebhookConfigurationPatch(ctx, r.Name, &admissionv1.MutatingWebhookConfigurationPatchArgs{Metadata: patched}, opts...)
	case "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfigurationPatch":
		return admissionv1.NewValidatingWebhookConfigurationPatch(ctx, r.Name, &admissionv1.ValidatingWebhookConfigurationPatchArgs{Metadata: patched}, opts...)
	case "kubernetes:helm.sh/v3:Release":
		return helmv3.NewRelease(ctx, r.Name, &helmv3.ReleaseArgs{
			Chart: pulumi.String(p.Chart), Version: pulumi.String(p.Version), Name: pulumi.String(p.Name), Namespace: pulumi.String(p.Namespace),
			Timeout: pulumi.Int(p.Timeout), MaxHistory: pulumi.Int(p.MaxHistory), CleanupOnFail: pulumi.Bool(p.CleanupOnFail),
			RepositoryOpts: &helmv3.RepositoryOptsArgs{Repo: pulumi.String(p.RepositoryOpts.Repo)}, Values: pulumi.ToMap(p.Values),
		}, opts...)
	}
	return nil, fmt.Errorf("no type of this program is %s", r.Type)
}
