// Command pulumi-resource-meshstack is the Pulumi plugin of the package meshstack.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/meshstack/pulumi-meshstack/internal/build"
	"github.com/meshstack/pulumi-meshstack/internal/chart"
	_ "github.com/meshstack/pulumi-meshstack/internal/thrift" // for its effect on the garbage collector
	"github.com/meshstack/pulumi-meshstack/provider"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-meshstack:", err)
		os.Exit(1)
	}
}

func run() error {
	version, err := provider.SemVer()
	if err != nil {
		return fmt.Errorf("the version %q that this plugin was built with: %w", build.Version, err)
	}
	// Helm's library writes what it thinks of values to the standard logger, which the engine shows as errors of the plugin.
	log.SetOutput(io.Discard)
	go chart.ReadAhead()
	prov, err := provider.New()
	if err != nil {
		return err
	}
	return prov.Run(context.Background(), provider.Name, version.String())
}
