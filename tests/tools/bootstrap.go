package tools

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// BootstrapTemplate returns the template of Envoy's bootstrap that goes with pilot-agent, where Go's module cache has it.
func BootstrapTemplate(ctx context.Context) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "istio.io/istio")
	cmd.Dir = filepath.Join(sourceDir(), "agent")
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("find the sources of pilot-agent: %w\n%s", err, stderr.Bytes())
	}
	template := filepath.Join(string(bytes.TrimSpace(out)), "tools", "packaging", "common", "envoy_bootstrap.json")
	if _, err := os.Stat(template); err != nil {
		return "", fmt.Errorf("%w: run `go mod download` in tests/tools/agent", err)
	}
	return template, nil
}
