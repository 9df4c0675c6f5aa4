// The command write writes the dashboards' JSON into internal/dashboards/json: `go generate ./dashboards` in tests/.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
	"github.com/meshstack/pulumi-meshstack/tests/dashboards/build"
)

// folder is where the JSON is embedded, as go generate runs in the folder of the file that asks for it.
const folder = "../../internal/dashboards/json"

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	for _, d := range dashboards.All {
		text, err := build.JSON(d)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, d.File()), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
