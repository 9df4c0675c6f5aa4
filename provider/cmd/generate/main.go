// Command generate writes schema.json and the SDKs. Run it at the root of the repository: `make generate`.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/meshstack/pulumi-meshstack/internal/sdkgen"
)

func main() {
	version := flag.String("version", "", "version of the SDKs, x.y.z")
	flag.Parse()
	if err := run(*version); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(version string) error {
	files, err := sdkgen.Files(context.Background(), version)
	if err != nil {
		return err
	}
	for _, path := range sdkgen.Generated {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	for path, content := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
