// Command pulumi-resource-kubernetes is the stand-in's plugin binary: put it on PATH and the Pulumi CLI uses it for
// every kubernetes:* resource.
package main

import (
	"fmt"
	"os"

	"github.com/meshstack/pulumi-meshstack/tests/kubernetes"
)

func main() {
	if err := kubernetes.Serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
