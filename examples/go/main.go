package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/examples/go/stack"
)

func main() {
	pulumi.Run(stack.Program)
}
