package findings

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

// chartFolder holds the official charts as archives.
var chartFolder string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "meshstack-charts-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "make a folder for the charts:", err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	chartFolder = dir
	for _, pack := range append([]func() (map[string][]byte, error){charts.Pack}, older()...) {
		archives, err := pack()
		if err != nil {
			fmt.Fprintln(os.Stderr, "pack the charts:", err)
			return 1
		}
		for name, data := range archives {
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o600); err != nil {
				fmt.Fprintln(os.Stderr, "write a chart:", err)
				return 1
			}
		}
	}
	return m.Run()
}

// olderRelease is one that Istio still supports, with less than the newest has.
const olderRelease = "1.29.1"

func older() []func() (map[string][]byte, error) {
	return []func() (map[string][]byte, error){func() (map[string][]byte, error) { return charts.PackRelease(olderRelease) }}
}
