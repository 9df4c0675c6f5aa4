// Command pulumi-resource-meshstack is the Pulumi plugin of the package meshstack.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/debug"

	"github.com/meshstack/pulumi-meshstack/internal/build"
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
	// The plugin lives for one preview or update, and what it loads stays: collecting less often takes a third of the time
	// for a tenth more memory.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	// Helm's library writes what it thinks of values to the standard logger, which the engine shows as errors of the plugin.
	log.SetOutput(io.Discard)
	prov, err := provider.New()
	if err != nil {
		return err
	}
	return prov.Run(context.Background(), provider.Name, version.String())
}
