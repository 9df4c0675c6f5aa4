package e2e

import (
	"bytes"
	"context"
	"io"
	"os"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/tests/plugin"
)

// provider is a Kubernetes provider of the program.
type provider struct{ pulumi.ProviderResourceState }

// access registers the testbed's cluster.
func access(ctx *pulumi.Context) (pulumi.ProviderResource, error) {
	p := &provider{}
	err := ctx.RegisterResource("pulumi:providers:kubernetes", "cluster",
		pulumi.Map{"kubeconfig": pulumi.String(bed.Kubeconfig())}, p, pulumi.Version(children.KubernetesVersion))
	return p, err
}

// component is a remote component with all of its outputs.
type component struct {
	pulumi.ResourceState

	Gateways  pulumi.MapOutput   `pulumi:"gateways"`
	Addresses pulumi.ArrayOutput `pulumi:"addresses"`
	Images    pulumi.ArrayOutput `pulumi:"images"`
	Objects   pulumi.MapOutput   `pulumi:"objects"`
	Scopes    pulumi.MapOutput   `pulumi:"scopes"`
}

// register registers a component of the package, with the charts of the testbed. Without a cluster it takes the ambient
// one.
func register(ctx *pulumi.Context, kind, name string, args pulumi.Map, cluster pulumi.ProviderResource, opts ...pulumi.ResourceOption,
) (*component, error) {
	version, err := plugin.Version()
	if err != nil {
		return nil, err
	}
	if _, ok := args["charts"]; !ok && kind != "SidecarScope" {
		args["charts"] = pulumi.Map{"repository": pulumi.String(bed.ChartRepository())}
	}
	if _, ok := args["version"]; !ok {
		args["version"] = pulumi.String(firstVersion)
	}
	if cluster != nil {
		opts = append(opts, pulumi.Providers(cluster))
	}
	c := &component{}
	return c, ctx.RegisterRemoteComponentResource("meshstack:index:"+kind, name, args, c,
		append(opts, pulumi.Version(version))...)
}

// program is a stack whose program is a function of the test. What it prints is kept.
type program struct {
	auto.Stack
	log *lockedBuffer
}

// lockedBuffer takes the output of two streams.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func newProgram(t *testing.T, name string, run pulumi.RunFunc, env ...string) *program {
	t.Helper()
	stack, err := environment.Inline(t.Context(), name, run, env...)
	require.NoError(t, err)
	return &program{stack, &lockedBuffer{}}
}

func (p *program) streams() io.Writer { return io.MultiWriter(os.Stdout, p.log) }

// up updates the stack, for better or worse.
func (p *program) up(ctx context.Context, opts ...optup.Option) error {
	_, err := p.Up(ctx, append(opts, optup.ProgressStreams(p.streams()), optup.ErrorProgressStreams(p.streams()), optup.Color("never"))...)
	return err
}

// unchanged expects that an update would change nothing, also after a look at the cluster.
func (p *program) unchanged(t *testing.T) {
	t.Helper()
	_, err := p.Preview(t.Context(), optpreview.ExpectNoChanges(), optpreview.ProgressStreams(p.streams()), optpreview.Color("never"))
	require.NoError(t, err)
	_, err = p.Refresh(t.Context(), optrefresh.ProgressStreams(p.streams()), optrefresh.Color("never"))
	require.NoError(t, err)
	_, err = p.Preview(t.Context(), optpreview.ExpectNoChanges(), optpreview.ProgressStreams(p.streams()), optpreview.Color("never"))
	require.NoError(t, err)
}

func (p *program) destroy(t *testing.T) {
	t.Helper()
	_, err := p.Destroy(t.Context(), optdestroy.ProgressStreams(p.streams()), optdestroy.Color("never"))
	require.NoError(t, err)
}
