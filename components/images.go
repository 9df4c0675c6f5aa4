package components

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// ImagesToken is the token of the function that lists the images of a mesh.
const ImagesToken = "meshstack:index:images"

// Images is the function that lists the images of a mesh that need not be there yet. It takes the arguments of a MeshStack,
// which provider/images.go gives it: infer knows no function of a component's arguments.
type Images struct{}

// Annotate describes the function for the schema.
func (i *Images) Annotate(a infer.Annotator) {
	a.SetToken("index", "images")
	a.Describe(i, "Every image that a MeshStack with these arguments runs, sorted: those of the releases, of the injected proxies and init containers, and those that custom resources name. "+
		"For mirrors and scanners: nothing is created, and the cluster isn't asked. The charts are fetched.")
}

// ImagesArgs are the arguments of a MeshStack, which the provider puts into the schema.
type ImagesArgs struct{}

// ImagesResult is what the function returns.
type ImagesResult struct {
	Images []string `pulumi:"images"`
}

// Annotate describes the properties for the schema.
func (r *ImagesResult) Annotate(a infer.Annotator) {
	a.Describe(&r, "The images of a mesh.")
	a.Describe(&r.Images, "The images, each once, for example `docker.io/istio/pilot:1.31.1`.")
}

// Invoke answers for no arguments; provider/images.go goes before it.
func (Images) Invoke(ctx context.Context, _ infer.FunctionRequest[ImagesArgs]) (infer.FunctionResponse[ImagesResult], error) {
	images, err := ImagesOf(ctx, MeshStackArgs{})
	return infer.FunctionResponse[ImagesResult]{Output: ImagesResult{images}}, err
}

// ImagesOf lists the images of a mesh with these arguments. The error is an input-properties error that names every
// problem of the arguments.
func ImagesOf(ctx context.Context, args MeshStackArgs) ([]string, error) {
	m := newMesh(args)
	findings := args.Checks.findings()
	m.check(ctx, findings)
	proved := &proof.Mesh{Plan: plan.New()}
	if m.versionsKnown() {
		proved = m.prove(ctx, findings, m.plan(), facts{})
	}
	if err := findings.Err(); err != nil {
		return nil, err
	}
	for _, r := range proved.Releases {
		if r.Err != nil {
			findings.Errorf(at(r), "release %s can't be rendered, so its images aren't known: %v", r.Plan.Name, r.Err)
		}
	}
	return proved.Images(), findings.Err()
}
