// Demo shows the package at work, without a cluster of yours and without a network: it starts a Kubernetes control plane
// on this machine, installs the mesh of examples/typescript with the real Pulumi CLI, shows what came of it, and takes
// everything down again. `make tools` comes first, once.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/meshstack/pulumi-meshstack/tests/e2e/harness"
	"github.com/meshstack/pulumi-meshstack/tests/testbed"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "meshstack-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	title("Build the plugins and start a Kubernetes control plane")
	environment, err := harness.NewEnvironment(ctx, dir, indent(os.Stdout))
	if err != nil {
		return err
	}
	// The testbed's own log would run into the engine's progress lines.
	bed, err := testbed.Start(ctx, testbed.Options{Dir: filepath.Join(dir, "testbed")})
	if err != nil {
		return err
	}
	fmt.Printf("    Kubernetes %s is up, with the charts of Istio %s at %s\n", tools.KubernetesVersion, tools.IstioVersion, bed.ChartRepository())
	defer func() {
		if stopErr := bed.Stop(); err == nil {
			err = stopErr
		}
	}()
	if err := standby(ctx, bed); err != nil {
		return err
	}
	stack, err := environment.NewStack(harness.TypeScript, map[string]string{
		"kubeconfig": bed.Kubeconfig(), "chartRepository": bed.ChartRepository(), "istioVersion": charts.Version,
	})
	if err != nil {
		return err
	}
	return show(ctx, bed, stack)
}

// show is the demo proper.
func show(ctx context.Context, bed *testbed.Testbed, stack *harness.Stack) error {
	title("pulumi preview: nothing has touched the cluster yet")
	if _, err := stack.Preview(ctx); err != nil {
		return err
	}
	title("pulumi up")
	up, err := stack.Up(ctx)
	if err != nil {
		return err
	}
	title("What there is now")
	if err := printTree(ctx, stack); err != nil {
		return err
	}
	if err := printOutputs(up); err != nil {
		return err
	}
	title("The ingress gateway's pod, as istiod injected it")
	if err := printGateway(ctx, bed); err != nil {
		return err
	}
	title("What a Sidecar scope saves")
	if err := printScope(ctx, bed); err != nil {
		return err
	}
	title("pulumi preview again: no changes")
	if _, err := stack.PreviewNoChanges(ctx); err != nil {
		return err
	}
	title("pulumi destroy")
	_, err = stack.Destroy(ctx)
	return err
}

var started = time.Now()

func title(text string) {
	fmt.Printf("\n=== %s  (%s)\n\n", text, time.Since(started).Round(time.Second))
}

// indent sets what others print apart from the titles.
func indent(out io.Writer) io.Writer { return &indented{out: out, atStart: true} }

type indented struct {
	out     io.Writer
	atStart bool
}

func (w *indented) Write(p []byte) (int, error) {
	var text []byte
	for _, b := range p {
		if w.atStart && b != '\n' {
			text = append(text, "    "...)
		}
		text = append(text, b)
		w.atStart = b == '\n'
	}
	if _, err := w.out.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}
