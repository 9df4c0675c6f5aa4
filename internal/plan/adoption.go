package plan

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Adoption says how objects that exist already become those of a release.
type Adoption struct {
	// Objects are what the release renders to, by `Kind namespace/name`, nil where that isn't known yet.
	Objects []string
	// FieldManagers are those whose fields are handed over.
	FieldManagers []string
	// Kubeconfig, a path or a content, and Context and Cluster name the cluster as the settings of Pulumi's Kubernetes provider
	// do; nil and "" where nothing is said.
	Kubeconfig       pulumi.StringPtrInput
	Context, Cluster string
	// Explicit: the kubeconfig is that of a passed provider, so that the ambient cluster must never stand in for it.
	Explicit bool
}
