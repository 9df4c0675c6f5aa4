// Command size prints how large the stripped plugin is and how long it takes to start (`make size`).
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/meshstack/pulumi-meshstack/tests/plugin"
)

// starts is how many starts the median is taken of.
const starts = 15

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "size:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "meshstack-size-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	version, err := plugin.Version()
	if err != nil {
		return err
	}
	path := filepath.Join(folder, "plugin")
	if err := plugin.Build(ctx, path, version); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	var times []time.Duration
	for range starts {
		running, err := plugin.Start(ctx, path)
		if err != nil {
			return err
		}
		times = append(times, running.Startup)
		if err := running.Stop(); err != nil {
			return err
		}
	}
	slices.Sort(times)
	fmt.Printf("pulumi-resource-meshstack %s, stripped: %.1f MB (limit 80 MB)\n", version, float64(info.Size())/1e6)
	fmt.Printf("start to port: median of %d %.3f s, slowest %.3f s (limit 0.15 s)\n",
		starts, times[starts/2].Seconds(), times[starts-1].Seconds())
	return nil
}
