package render

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

// scratch is a folder that is removed after the tests. chartFolder, in it, holds the official charts of charts.Version and
// charts.NextVersion as archives.
var scratch, chartFolder string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "meshstack-charts-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "make a folder for the charts:", err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	scratch = dir
	archives, err := charts.Pack()
	if err == nil {
		chartFolder, err = write("newest", archives)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pack the charts:", err)
		return 1
	}
	return m.Run()
}

// write puts archives into a folder of scratch, as an argument charts.repository takes it.
func write(folder string, archives map[string][]byte) (string, error) {
	dir := filepath.Join(scratch, folder)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	for name, data := range archives {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o600); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// olderFolders hold the charts of older releases, each packed once.
var olderFolders = func() map[string]func() (string, error) {
	out := map[string]func() (string, error){}
	for _, version := range charts.OlderReleases() {
		out[version] = sync.OnceValues(func() (string, error) {
			archives, err := charts.PackRelease(version)
			if err != nil {
				return "", err
			}
			return write(version, archives)
		})
	}
	return out
}()
