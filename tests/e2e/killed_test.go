package e2e

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// An update that loses a process half-way is made good by the next one.
func TestKilledHalfWay(t *testing.T) {
	for _, tc := range []struct {
		name, process string
		signal        syscall.Signal
		reason        string
	}{
		{"the plugin", "pulumi-resource-meshstack", syscall.SIGKILL, "the engine ends what is under way and keeps it in the state"},
		{"the CLI", "pulumi", syscall.SIGINT, "what is under way is cancelled; a release half installed is upgraded"},
		{"the CLI, by CI", "pulumi", syscall.SIGTERM, "CI systems end a job like this"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newProgram(t, "killed", func(ctx *pulumi.Context) error {
				cluster, err := access(ctx)
				if err != nil {
					return err
				}
				_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
					"gateways": pulumi.Array{pulumi.Map{"name": pulumi.String("edge")}},
				}, cluster)
				return err
			})
			done := make(chan error, 1)
			go func() { done <- s.up(t.Context()) }()
			waitForRelease(t, "istio-system", "sh.helm.release.v1.istiod.v1")
			pids, err := environment.Processes(tc.process)
			require.NoError(t, err)
			require.NotEmpty(t, pids, "%s doesn't run", tc.process)
			for _, pid := range pids {
				require.NoError(t, syscall.Kill(pid, tc.signal))
			}
			select {
			case err := <-done:
				require.Error(t, err, "the update was over before the kill, so this proves nothing")
			case <-time.After(5 * time.Minute):
				t.Fatal("the update goes on after the kill")
			}

			require.NoError(t, s.up(t.Context()), tc.reason)
			s.unchanged(t)
			s.destroy(t)
			expectUntouched(t)
		})
	}
}

// waitForRelease waits until Helm has begun with a release.
func waitForRelease(t *testing.T, namespace, secret string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	for {
		if _, err := cluster.CoreV1().Secrets(namespace).Get(ctx, secret, metav1.GetOptions{}); err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("Helm never began with %s/%s", namespace, secret)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
