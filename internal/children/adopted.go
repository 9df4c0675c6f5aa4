package children

import (
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/build"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// AdoptedReleaseType is the type token of this package's own resource that hands what exists over to a release.
const AdoptedReleaseType = "meshstack:index:AdoptedRelease"

type adoptedRelease struct{ pulumi.CustomResourceState }

// registerAdopted registers what hands objects over to a release, which the release then waits for. The options are those
// of the release; of version and address, registerKey tells.
func registerAdopted(ctx *pulumi.Context, name string, r *plan.Release, source Source, opts []pulumi.ResourceOption) (pulumi.Resource, error) {
	source = source.of(r.Chart)
	props := pulumi.Map{
		"name": pulumi.String(r.Name), "namespace": pulumi.String(r.Namespace),
		"repository": pulumi.String(source.Repository), "chart": pulumi.String(r.Chart.Name), "version": pulumi.String(r.Chart.Version),
		"values":        valuesText(r.Values),
		"fieldManagers": pulumi.ToStringArray(r.Adopt.FieldManagers),
	}
	if r.Adopt.Objects != nil {
		props["objects"] = pulumi.ToStringArray(r.Adopt.Objects)
	}
	for key, value := range map[string]string{
		"caFile": source.CAFile, "keyring": source.Keyring, "context": r.Adopt.Context, "cluster": r.Adopt.Cluster,
	} {
		if value != "" {
			props[key] = pulumi.String(value)
		}
	}
	if source.Username != nil {
		props["username"], props["password"] = source.Username, pulumi.ToSecret(source.Password)
	}
	if r.Adopt.Kubeconfig != nil {
		// One that becomes null is "", which is refused: left out, it would mean the ambient cluster.
		props["kubeconfig"] = pulumi.ToSecret(r.Adopt.Kubeconfig.ToStringPtrOutput().Elem())
	}
	adopted := &adoptedRelease{}
	return adopted, ctx.RegisterResource(AdoptedReleaseType, name, props, adopted,
		append(opts[:len(opts):len(opts)], pulumi.Version(build.Version), pulumi.PluginDownloadURL(build.PluginDownloadURL))...)
}

// valuesText is values as JSON, which keeps the nulls that the SDK leaves out of maps. It is a secret, or unknown, where any
// leaf is.
func valuesText(values any) pulumi.Input {
	nulls := plan.Tree{}
	if tree, ok := values.(plan.Tree); ok {
		nulls = onlyNulls(tree)
	}
	input := plan.Input(values)
	if input == nil {
		input = pulumi.Map{}
	}
	return pulumi.ToOutput(input).ApplyT(func(known any) (string, error) {
		text, err := json.Marshal(plan.ToGo(plan.Merge(nulls, plan.Plain(known))))
		if err != nil {
			return "", fmt.Errorf("write the values: %w", err)
		}
		return string(text), nil
	})
}
