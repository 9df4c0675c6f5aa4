package e2e

import (
	"syscall"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/cli"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// A CLI that is killed outright can't say what it had begun: the stack stays locked, and a release that is there isn't in
// the state. The way back is the one in docs/upgrading.md: cancel, uninstall what was begun, update.
func TestKilledOutright(t *testing.T) {
	s := newProgram(t, "lost", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{}, cluster)
		return err
	})
	done := make(chan error, 1)
	go func() { done <- s.up(t.Context()) }()
	const release = "sh.helm.release.v1.istiod.v1"
	waitForRelease(t, "istio-system", release)
	pids, err := environment.Processes("pulumi")
	require.NoError(t, err)
	require.NotEmpty(t, pids)
	for _, pid := range pids {
		require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
	}
	require.Error(t, <-done, "the update was over before the kill, so this proves nothing")
	// The plugins outlive the CLI by some minutes, and end what they had begun.
	t.Cleanup(func() { endOrphans(t) })
	require.Eventually(t, func() bool {
		release, err := cluster.CoreV1().Secrets("istio-system").Get(t.Context(), release, metav1.GetOptions{})
		return err == nil && release.Labels["status"] == "deployed"
	}, 2*time.Minute, 100*time.Millisecond)

	require.NoError(t, s.Cancel(t.Context()))
	err = s.up(t.Context())
	require.Error(t, err, "if Helm or Pulumi could adopt the release by now, the recipe can go")
	require.Contains(t, s.log.String(), "cannot re-use a name that is still in use")

	uninstall(t, "istio-system", "istiod")
	require.NoError(t, s.up(t.Context()))
	s.unchanged(t)
	s.destroy(t)
	expectUntouched(t)
}

// uninstall does what `helm uninstall --wait` does.
func uninstall(t *testing.T, namespace, release string) {
	t.Helper()
	settings := cli.New()
	settings.KubeConfig = bed.Kubeconfig()
	config := &action.Configuration{}
	require.NoError(t, config.Init(settings.RESTClientGetter(), namespace, "secret", t.Logf))
	run := action.NewUninstall(config)
	run.Wait, run.Timeout = true, time.Minute
	_, err := run.Run(release)
	require.NoError(t, err)
}

// endOrphans ends the plugins that nobody uses any more.
func endOrphans(t *testing.T) {
	t.Helper()
	for _, plugin := range []string{"pulumi-resource-kubernetes", "pulumi-resource-meshstack"} {
		pids, err := environment.Processes(plugin)
		require.NoError(t, err)
		for _, pid := range pids {
			_ = syscall.Kill(pid, syscall.SIGTERM) // it may have ended by itself
		}
	}
}
