package components

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// AdoptedRelease hands what exists over to a Helm release. The provider does so itself (provider/adopted.go), with inputs as
// they come, so these methods are never asked.
type AdoptedRelease struct{}

// Annotate describes the resource for the schema.
func (r *AdoptedRelease) Annotate(a infer.Annotator) {
	a.SetToken("index", "AdoptedRelease")
	a.Describe(&r, "Hands objects that run in the cluster already over to a Helm release of the mesh, before Helm installs it. A mesh with `adopt` creates one for "+
		"each release. Deleting it changes nothing in the cluster.")
}

// AdoptedReleaseArgs say which release that is.
type AdoptedReleaseArgs struct {
	Name          string   `pulumi:"name"`
	Namespace     string   `pulumi:"namespace"`
	Objects       []string `pulumi:"objects,optional"`
	FieldManagers []string `pulumi:"fieldManagers"`
	Repository    string   `pulumi:"repository"`
	Chart         string   `pulumi:"chart"`
	Version       string   `pulumi:"version"`
	Username      *string  `pulumi:"username,optional"`
	Password      *string  `pulumi:"password,optional" provider:"secret"`
	CAFile        *string  `pulumi:"caFile,optional"`
	Keyring       *string  `pulumi:"keyring,optional"`
	Values        string   `pulumi:"values"`
	Kubeconfig    *string  `pulumi:"kubeconfig,optional" provider:"secret"`
	Context       *string  `pulumi:"context,optional"`
	Cluster       *string  `pulumi:"cluster,optional"`
}

// Annotate describes the properties for the schema.
func (r *AdoptedReleaseArgs) Annotate(a infer.Annotator) {
	a.Describe(&r.Name, "Name of the Helm release.")
	a.Describe(&r.Namespace, "Its namespace.")
	a.Describe(&r.Objects, "What it renders to, by `Kind namespace/name`. What is added here is adopted too, where it exists. Default: nothing besides.")
	a.Describe(&r.FieldManagers, "The field managers whose fields become Helm's.")
	a.Describe(&r.Repository, "Where the chart comes from.")
	a.Describe(&r.Chart, "Name of the chart.")
	a.Describe(&r.Version, "Version of the chart.")
	a.Describe(&r.Username, "User name for the repository. Default: none.")
	a.Describe(&r.Password, "Password for the repository. Default: none.")
	a.Describe(&r.CAFile, "Path of a PEM file with the certificate authority of the repository. Default: those that the machine trusts.")
	a.Describe(&r.Keyring, "Path of a PGP keyring file that the chart must be signed with. Default: none.")
	a.Describe(&r.Values, "Values of the release, as JSON.")
	a.Describe(&r.Kubeconfig, "Path or content of the kubeconfig. Default: the ambient one.")
	a.Describe(&r.Context, "Context in the kubeconfig. Default: its current one.")
	a.Describe(&r.Cluster, "Cluster in the kubeconfig. Default: that of the context.")
}

// AdoptedReleaseState is empty: the state holds the inputs.
type AdoptedReleaseState struct{}

// Annotate describes the outputs for the schema.
func (*AdoptedReleaseState) Annotate(infer.Annotator) {}

// Create is never asked.
func (AdoptedRelease) Create(context.Context, infer.CreateRequest[AdoptedReleaseArgs]) (infer.CreateResponse[AdoptedReleaseState], error) {
	return infer.CreateResponse[AdoptedReleaseState]{}, errors.New("the provider adopts releases itself")
}
