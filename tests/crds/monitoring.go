package crds

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// generated are the CRDs of the Prometheus operator. The module of its types, which go.mod in the folder generator pins,
// holds none: they are made of the types by the program that the operator's own are made by.
func generated(ctx context.Context) ([][]byte, error) {
	dir, err := os.MkdirTemp("", "crds-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the CRDs of the Prometheus operator: %w", err)
	}
	defer os.RemoveAll(dir)
	_, file, _, _ := runtime.Caller(0)
	cmd := exec.CommandContext(ctx, "go", "tool", "controller-gen", "crd",
		"paths=github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1", "output:crd:dir="+dir)
	cmd.Dir = filepath.Join(filepath.Dir(file), "generator")
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	if _, err := run(cmd); err != nil {
		return nil, fmt.Errorf("generate the CRDs of the Prometheus operator: %w", err)
	}
	var out [][]byte
	for _, name := range []string{"podmonitors", "prometheusrules"} {
		text, err := os.ReadFile(filepath.Join(dir, "monitoring.coreos.com_"+name+".yaml"))
		if err != nil {
			return nil, fmt.Errorf("read the generated CRD of %s: %w", name, err)
		}
		out = append(out, text)
	}
	return out, nil
}
