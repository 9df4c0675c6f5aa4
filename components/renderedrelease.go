package components

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// RenderedRelease shows what a Helm release is made of. It is nothing but a record in the state: the provider keeps its
// inputs as they are (provider/record.go), so these methods are never asked.
type RenderedRelease struct{}

// Annotate describes the resource for the schema.
func (r *RenderedRelease) Annotate(a infer.Annotator) {
	a.SetToken("index", "RenderedRelease")
	a.Describe(&r, "What a Helm release of the mesh is made of, object by object, so that `pulumi preview --diff` shows what a change of chart or values will do. "+
		"A mesh creates one under each release (`preview: none` leaves them out). It creates nothing in the cluster.")
}

// RenderedReleaseArgs are what the chart renders to.
type RenderedReleaseArgs struct {
	Objects map[string]any `pulumi:"objects"`
}

// Annotate describes the properties for the schema.
func (r *RenderedReleaseArgs) Annotate(a infer.Annotator) {
	a.Describe(&r.Objects, "The rendered objects by `Kind namespace/name`. Secrets are masked; CRDs and long texts are digests (`sha256:...`).")
}

// RenderedReleaseState is empty: the state holds the inputs, and once is enough.
type RenderedReleaseState struct{}

// Annotate describes the outputs for the schema.
func (*RenderedReleaseState) Annotate(infer.Annotator) {}

// Create keeps the objects.
func (RenderedRelease) Create(_ context.Context, req infer.CreateRequest[RenderedReleaseArgs]) (infer.CreateResponse[RenderedReleaseState], error) {
	return infer.CreateResponse[RenderedReleaseState]{ID: req.Name}, nil
}
