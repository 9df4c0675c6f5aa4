// Command tools builds the testbed's programs into the user's cache folder (`make tools`).
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := tools.BuildAll(ctx, os.Stderr)
	if err == nil {
		err = tools.FetchEnvoy(ctx, os.Stderr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tools:", err)
		os.Exit(1)
	}
}
