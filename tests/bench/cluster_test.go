package bench

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/build"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/tests/e2e/harness"
	"github.com/meshstack/pulumi-meshstack/tests/plugin"
	"github.com/meshstack/pulumi-meshstack/tests/testbed"
)

// cluster is the testbed and a Pulumi for it.
type cluster struct {
	bed         *testbed.Testbed
	environment *harness.Environment
	// plugin says which Kubernetes plugin is used, and released that it's the one that users have.
	plugin   string
	released bool
}

// standIn is what the harness calls the plugin that it builds itself.
const standIn = "the stand-in of tests/kubernetes"

func newCluster(b *testing.B) *cluster {
	b.Helper()
	folder := b.TempDir()
	var log bytes.Buffer
	environment, err := harness.NewEnvironment(b.Context(), folder, &log)
	require.NoError(b, err)
	bed, err := testbed.Start(b.Context(), testbed.Options{Dir: filepath.Join(folder, "testbed")})
	require.NoError(b, err)
	b.Cleanup(func() { assert.NoError(b, bed.Stop()) })
	released := !strings.Contains(log.String(), "Kubernetes plugin: "+standIn+"\n")
	kubernetes := standIn
	if released {
		kubernetes = "pulumi-resource-kubernetes " + children.KubernetesVersion
	}
	return &cluster{bed, environment, fmt.Sprintf("Kubernetes plugin: %s; %s", kubernetes, ofRounds()), released}
}

// part is the part of the page for the Kubernetes plugin that is used.
func (c *cluster) part(name string) string {
	if c.released {
		return name + "-released"
	}
	return name
}

// access registers the testbed's cluster in a program.
func (c *cluster) access(ctx *pulumi.Context) (pulumi.ProviderResource, error) {
	p := &struct{ pulumi.ProviderResourceState }{}
	err := ctx.RegisterResource("pulumi:providers:kubernetes", "cluster",
		pulumi.Map{"kubeconfig": pulumi.String(c.bed.Kubeconfig())}, p, pulumi.Version(children.KubernetesVersion))
	return p, err
}

// mesh is a stack with a MeshStack.
func (c *cluster) mesh(b *testing.B, name string, args map[string]any) *stacked {
	b.Helper()
	version, err := plugin.Version()
	require.NoError(b, err)
	props, ok := input(b, wiretest.Value(b, args)).(pulumi.Map)
	require.True(b, ok)
	return c.stack(b, name, func(ctx *pulumi.Context) error {
		cluster, err := c.access(ctx)
		if err != nil {
			return err
		}
		component := &struct{ pulumi.ResourceState }{}
		return ctx.RegisterRemoteComponentResource(components.MeshStackType, "mesh", props, component,
			pulumi.Providers(cluster), pulumi.Version(version), pulumi.PluginDownloadURL(build.PluginDownloadURL)) // as the SDKs do
	})
}

// byHand is a stack with what that MeshStack consists of, with the records of its releases or without them.
func (c *cluster) byHand(b *testing.B, name string, args map[string]any, withRecords bool) *stacked {
	b.Helper()
	resources := byHand(b, construct(b, args), withRecords)
	return c.stack(b, name, func(ctx *pulumi.Context) error {
		cluster, err := c.access(ctx)
		if err != nil {
			return err
		}
		return register(ctx, resources, cluster)
	})
}

// stacked is a stack that is previewed and never installed.
type stacked struct {
	auto.Stack
	name string
	// creates is how many resources its last preview was about to create.
	creates int
}

func (c *cluster) stack(b *testing.B, name string, program pulumi.RunFunc) *stacked {
	b.Helper()
	stack, err := c.environment.Inline(b.Context(), name, program)
	require.NoError(b, err)
	return &stacked{Stack: stack, name: name}
}

// preview is the contender that previews the stack.
func (s *stacked) preview(b *testing.B) contender {
	return contender{name: s.name, run: func() error {
		result, err := s.Preview(b.Context())
		if err != nil {
			return fmt.Errorf("%w\n%s", err, result.StdErr)
		}
		s.creates = result.ChangeSummary["create"]
		return nil
	}}
}
