package kubernetes

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// pulumiProject returns a stack of an inline program, kept in dir and run by the real CLI with the plugin of this package
// on its PATH.
func pulumiProject(t *testing.T, dir string, program pulumi.RunFunc) auto.Stack {
	t.Helper()
	cli, err := tools.Path("pulumi")
	require.NoError(t, err)
	plugin := filepath.Join(dir, "bin", "pulumi-resource-kubernetes")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", plugin, "./cmd/pulumi-resource-kubernetes")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	// The Automation API looks for the CLI on this process's own PATH.
	t.Setenv("PATH", filepath.Join(dir, "bin")+":"+filepath.Dir(cli)+":"+os.Getenv("PATH"))
	stack, err := auto.UpsertStackInlineSource(t.Context(), "dev", "standin", program,
		auto.Project(workspace.Project{
			Name: tokens.PackageName("standin"), Runtime: workspace.NewProjectRuntimeInfo("go", nil),
			Backend: &workspace.ProjectBackend{URL: "file://" + dir},
		}),
		auto.PulumiHome(filepath.Join(dir, "home")),
		auto.EnvVars(map[string]string{
			"PULUMI_CONFIG_PASSPHRASE": "test", "PULUMI_SKIP_UPDATE_CHECK": "true",
			"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
		}))
	require.NoError(t, err)
	return stack
}

// register registers a resource by its token, as the SDKs do.
func register(
	ctx *pulumi.Context, token, name string, props pulumi.Map, opts ...pulumi.ResourceOption,
) (pulumi.Resource, error) {
	resource := &struct{ pulumi.CustomResourceState }{}
	return resource, ctx.RegisterResource(token, name, props, resource, append(opts, pulumi.Version("4.32.0"))...)
}

// meshProgram is a small mesh: a namespace, a secret, a chart with CRDs, one with a Deployment and a custom resource.
func meshProgram(t *testing.T, chart, version string) pulumi.RunFunc {
	kubeconfig, repo := testCluster(t).Kubeconfig(), testCluster(t).ChartRepository()
	return func(ctx *pulumi.Context) error {
		provider := &struct{ pulumi.ProviderResourceState }{}
		if err := ctx.RegisterResource("pulumi:providers:kubernetes", "k8s", pulumi.Map{
			"kubeconfig": pulumi.String(kubeconfig),
		}, provider, pulumi.Version("4.32.0")); err != nil {
			return err
		}
		with := pulumi.Provider(provider)
		namespace, err := register(ctx, namespaceToken, "ns", pulumi.Map{
			"apiVersion": pulumi.String("v1"), "kind": pulumi.String("Namespace"),
			"metadata": pulumi.Map{"name": pulumi.String("mesh")},
		}, with)
		if err != nil {
			return err
		}
		if _, err = register(ctx, secretToken, "s", pulumi.Map{
			"apiVersion": pulumi.String("v1"), "kind": pulumi.String("Secret"),
			"metadata":   pulumi.Map{"name": pulumi.String("s"), "namespace": pulumi.String("mesh")},
			"stringData": pulumi.Map{"k": pulumi.ToSecret(pulumi.String("sentinel"))},
		}, with, pulumi.DependsOn([]pulumi.Resource{namespace})); err != nil {
			return err
		}
		base, err := register(ctx, releaseToken, "base", pulumi.Map{
			// The chart's CRDs survive their release, and only one of the same name and namespace may adopt them.
			"name": pulumi.String("base"), "namespace": pulumi.String("istio-system"), "chart": pulumi.String("base"),
			"createNamespace": pulumi.Bool(true),
			"version":         pulumi.String(version), "repositoryOpts": pulumi.Map{"repo": pulumi.String(repo)},
			// Without istiod nothing answers the chart's validating webhook, and then no Sidecar could be deleted.
			"values": pulumi.Map{"defaultRevision": pulumi.String("")},
		}, with, pulumi.DependsOn([]pulumi.Resource{namespace}))
		if err != nil {
			return err
		}
		if _, err = register(ctx, releaseToken, "local", pulumi.Map{
			"name": pulumi.String("local"), "namespace": pulumi.String("mesh"), "chart": pulumi.String(chart),
			"values": pulumi.Map{"password": pulumi.ToSecret(pulumi.String("sentinel"))},
		}, with, pulumi.DependsOn([]pulumi.Resource{base})); err != nil {
			return err
		}
		_, err = register(ctx, "kubernetes:networking.istio.io/v1:Sidecar", "sidecar", pulumi.Map{
			"apiVersion": pulumi.String("networking.istio.io/v1"), "kind": pulumi.String("Sidecar"),
			"metadata": pulumi.Map{"name": pulumi.String("default"), "namespace": pulumi.String("mesh")},
			"spec": pulumi.Map{"egress": pulumi.Array{pulumi.Map{
				"hosts": pulumi.StringArray{pulumi.String("./*")},
			}}},
		}, with, pulumi.DependsOn([]pulumi.Resource{base}))
		return err
	}
}

func TestPluginUnderTheRealEngine(t *testing.T) {
	dir, chart := t.TempDir(), localChart(t)
	stack := pulumiProject(t, dir, meshProgram(t, chart, "1.31.0"))
	_, err := stack.Preview(t.Context())
	require.NoError(t, err)
	_, err = stack.Up(t.Context())
	require.NoError(t, err)
	_, err = stack.Preview(t.Context(), optpreview.ExpectNoChanges())
	require.NoError(t, err)
	_, err = stack.Refresh(t.Context())
	require.NoError(t, err)
	_, err = stack.Preview(t.Context(), optpreview.ExpectNoChanges())
	require.NoError(t, err)
	assert.NotContains(t, stateOf(t, dir), "sentinel")

	stack.Workspace().SetProgram(meshProgram(t, chart, "1.31.1"))
	result, err := stack.Up(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, (*result.Summary.ResourceChanges)["update"], "an upgrade of one chart is an update of one resource")
	_, err = stack.Destroy(t.Context(), optdestroy.Remove())
	require.NoError(t, err)
}

// stateOf returns the state as it lies on disk: an export through the Automation API would decrypt it.
func stateOf(t *testing.T, dir string) string {
	t.Helper()
	state, err := os.ReadFile(filepath.Join(dir, ".pulumi", "stacks", "standin", "dev.json"))
	require.NoError(t, err)
	require.Contains(t, string(state), "kubernetes:core/v1:Secret")
	return string(state)
}
