package components

import (
	"context"
	"fmt"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
)

// SupportMatrix is the function that tells which releases go together, as this version of the package knows it.
type SupportMatrix struct{}

// Annotate describes the function for the schema.
func (s *SupportMatrix) Annotate(a infer.Annotator) {
	a.SetToken("index", "supportMatrix")
	a.Describe(s, "Which releases of Istio, Kubernetes and the Gateway API go together, as this version of the package knows it. It asks nobody.")
}

// SupportMatrixArgs are the arguments of SupportMatrix: none.
type SupportMatrixArgs struct{}

// SupportMatrixResult is the matrix.
type SupportMatrixResult struct {
	KnownOn  string           `pulumi:"knownOn"`
	Jaeger   string           `pulumi:"jaegerChart"`
	Releases []SupportRelease `pulumi:"releases"`
}

// Annotate describes the properties for the schema.
func (r *SupportMatrixResult) Annotate(a infer.Annotator) {
	a.Describe(&r, "Which releases go together.")
	a.Describe(&r.KnownOn, "The day on which the matrix was last compared with its sources, as YYYY-MM-DD.")
	a.Describe(&r.Jaeger, "The release of the chart of Jaeger v2 that `tracing.jaegerV2` installs, which goes with every release of Istio here.")
	a.Describe(&r.Releases, "The minor releases of Istio, newest first.")
}

// SupportRelease is a minor release of Istio.
type SupportRelease struct {
	Istio      string `pulumi:"istio"`
	Newest     string `pulumi:"newest"`
	Released   string `pulumi:"released"`
	EndOfLife  string `pulumi:"endOfLife"`
	Estimated  bool   `pulumi:"endOfLifeEstimated"`
	Kubernetes Range  `pulumi:"kubernetes"`
	GatewayAPI string `pulumi:"gatewayApi"`
	Kiali      string `pulumi:"kiali"`
}

// Annotate describes the properties for the schema.
func (r *SupportRelease) Annotate(a infer.Annotator) {
	a.Describe(&r, "A minor release of Istio.")
	a.Describe(&r.Istio, "The minor release, for example `1.31`.")
	a.Describe(&r.Newest, "Its newest patch, `x.y.z`, which is what to write as `version`.")
	a.Describe(&r.Released, "The day it was released, as YYYY-MM-DD.")
	a.Describe(&r.EndOfLife, "The last day it gets security fixes, as YYYY-MM-DD.")
	a.Describe(&r.Estimated, "Whether that day is an estimate, because Istio hasn't announced it.")
	a.Describe(&r.Kubernetes, "The versions of Kubernetes that Istio supports it on.")
	a.Describe(&r.Kiali, "The release of Kiali that goes with it, as Istio's own samples pair them: `kiali.version` where none is given.")
	a.Describe(&r.GatewayAPI, "The release of the Gateway API CRDs that it is built with, which are the ones to install.")
}

// Range is a range of minor versions.
type Range struct {
	Min string `pulumi:"min"`
	Max string `pulumi:"max"`
}

// Annotate describes the properties for the schema.
func (r *Range) Annotate(a infer.Annotator) {
	a.Describe(&r, "A range of minor versions, both ends included.")
	a.Describe(&r.Min, "The oldest, for example `1.32`.")
	a.Describe(&r.Max, "The newest, for example `1.36`.")
}

// Invoke returns the matrix.
func (SupportMatrix) Invoke(context.Context, infer.FunctionRequest[SupportMatrixArgs]) (infer.FunctionResponse[SupportMatrixResult], error) {
	out := SupportMatrixResult{KnownOn: istio.ReleasesKnownOn, Jaeger: jaegerChartVersion}
	for _, r := range istio.Releases {
		out.Releases = append(out.Releases, SupportRelease{
			Istio: minor(r.Minor), Newest: r.Newest,
			Released: r.Released.Format(time.DateOnly), EndOfLife: r.EndOfLife.Format(time.DateOnly), Estimated: r.EndOfLifeEstimated,
			Kubernetes: Range{minor(r.Kubernetes.Min), minor(r.Kubernetes.Max)}, GatewayAPI: r.GatewayAPI,
			Kiali: kiali.For(r.Minor).String(),
		})
	}
	return infer.FunctionResponse[SupportMatrixResult]{Output: out}, nil
}

func minor(y uint64) string { return fmt.Sprintf("1.%d", y) }
