package components

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"gopkg.in/yaml.v3"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

const scopesText = "The Sidecars, and the ServiceEntries for hosts outside that they call, as YAML manifests by `Kind namespace/name`; with `sidecars.plan: report` they are here only. " +
	"Empty without `sidecars`."

// manifests are objects as YAML, by `Kind namespace/name`.
func manifests(objects []*plan.Object) pulumi.StringMap {
	out := pulumi.StringMap{}
	for _, o := range objects {
		whole := plan.Tree{
			"apiVersion": o.APIVersion, "kind": o.Kind,
			"metadata": plan.Tree{"name": o.Name, "namespace": o.Namespace},
			"spec":     o.Body["spec"],
		}
		key := fmt.Sprintf("%s %s/%s", o.Kind, o.Namespace, o.Name)
		if !plan.HasInput(whole) {
			out[key] = pulumi.String(manifest(whole))
			continue
		}
		out[key] = text(func(v []any) string { return manifest(v[0]) }, whole)
	}
	return out
}

func manifest(whole any) string {
	var out strings.Builder
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(plan.ToGo(plan.Plain(whole))); err != nil {
		return "" // a tree of texts, numbers and booleans can be written
	}
	return out.String()
}
