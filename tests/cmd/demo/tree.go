package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/meshstack/pulumi-meshstack/tests/e2e/harness"
)

// printTree prints the stack's resources below their parents.
func printTree(ctx context.Context, stack *harness.Stack) error {
	resources, _, err := stack.Export(ctx)
	if err != nil {
		return err
	}
	children := map[string][]harness.Resource{}
	for _, r := range resources {
		// The engine's own provider of the package is none of the program's.
		if !strings.HasPrefix(r.Name(), "default") {
			children[r.Parent] = append(children[r.Parent], r)
		}
	}
	var print func(parent, margin string)
	print = func(parent, margin string) {
		for i, r := range children[parent] {
			branch, below := "├─ ", "│  "
			if i == len(children[parent])-1 {
				branch, below = "└─ ", "   "
			}
			fmt.Printf("    %s%s%s  %s%s\n", margin, branch, r.Name(), r.Type, chartOf(r))
			print(r.URN, margin+below)
		}
	}
	print("", "")
	return nil
}

// chartOf tells a release's chart.
func chartOf(r harness.Resource) string {
	if version, ok := r.Inputs["version"]; ok && r.Inputs["chart"] != nil {
		return fmt.Sprintf("  (chart %s %s)", r.Inputs["chart"], version)
	}
	return ""
}

func printOutputs(up *harness.Result) error {
	fmt.Println("\n    Outputs:")
	values := map[string]any{}
	for name, output := range up.Outputs {
		values[name] = output.Value
	}
	encoder := json.NewEncoder(indent(os.Stdout))
	encoder.SetIndent("", "  ")
	return encoder.Encode(values)
}
