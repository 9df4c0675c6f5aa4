// Testbed starts a Kubernetes control plane that runs istiod when it's installed, for trying things by hand, and keeps it
// until it is interrupted. See package testbed for what is real in it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/meshstack/pulumi-meshstack/tests/testbed"
)

func main() {
	dir := flag.String("dir", "", "folder for state and logs, absent or empty; it is left behind (default: a temporary folder)")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	t, err := testbed.Start(ctx, testbed.Options{Dir: dir, Log: os.Stderr})
	if err != nil {
		return err
	}
	// The standard output is for pasting into a shell.
	fmt.Printf("export KUBECONFIG=%s\n", t.Kubeconfig())
	fmt.Printf("# Helm repository: %s\n", t.ChartRepository())
	fmt.Fprintln(os.Stderr, "Ctrl-C stops everything.")
	<-ctx.Done()
	return t.Stop()
}
