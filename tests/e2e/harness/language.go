package harness

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Language is one of the languages an example is written in, by its folder in examples/.
type Language string

// The languages whose example can be run here. For YAML a language host would be needed.
const (
	Go         Language = "go"
	TypeScript Language = "typescript"
	Python     Language = "python"
)

var languages = map[Language]func(context.Context, io.Writer) (*driver, error){
	Go: prepareGo, TypeScript: prepareNode, Python: preparePython,
}

// driver is the command that runs one operation on a language's example.
type driver struct {
	command []string
	// program is the file that holds the program, where the driver loads it.
	program string
	// packages is the folder that must lie beside a program for it to find what it requires, "" where the command sees to it.
	packages string
}

const goDrivers = "tests/e2e/drivers/go"

// prepareGo compiles the driver together with the example. Cold that takes some minutes: the Kubernetes SDK is large.
func prepareGo(ctx context.Context, log io.Writer) (*driver, error) {
	defer timed(log, "compile the Go example")()
	binary, err := goBuild(ctx, "driver-go", goDrivers, ".")
	return &driver{command: []string{binary}}, err
}

// timed logs how long something took.
func timed(log io.Writer, what string) func() {
	start := time.Now()
	return func() { fmt.Fprintf(log, "%s: %s\n", what, time.Since(start).Round(100*time.Millisecond)) }
}
