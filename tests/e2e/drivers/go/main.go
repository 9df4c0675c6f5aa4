// Driver runs the example in Go; see package driver.
package main

import (
	"github.com/meshstack/pulumi-meshstack/examples/go/stack"
	"github.com/meshstack/pulumi-meshstack/tests/e2e/drivers/go/driver"
)

func main() { driver.Main(stack.Program) }
