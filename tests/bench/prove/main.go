// Command prove renders and proves the mesh of package stack, as a process of its own, and prints how many images it runs
// and the most memory that it held. Its argument is the chart repository.
package main

import (
	"context"
	"fmt"
	"os"
	"regexp"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/tests/bench/stack"
)

func main() {
	images, err := components.ImagesOf(context.Background(), stack.Args(os.Args[1]))
	if err != nil {
		fmt.Fprintln(os.Stderr, "prove:", err)
		os.Exit(1)
	}
	fmt.Println(len(images), peak())
}

// peak is the most memory that the process held so far, in kB, 0 where the system doesn't tell. It isn't what a parent is
// told (getrusage), as that counts the parent's own before the start.
func peak() string {
	status, _ := os.ReadFile("/proc/self/status")
	if found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status); found != nil {
		return string(found[1])
	}
	return "0"
}
