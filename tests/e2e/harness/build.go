package harness

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/meshstack/pulumi-meshstack/tests/filelock"
	"github.com/meshstack/pulumi-meshstack/tests/plugin"
)

// goBuild compiles a main package of the checkout and returns the binary. It lies in the user's cache, apart for each
// checkout, because the Go command then links only what changed.
func goBuild(ctx context.Context, name, module, pkg string) (string, error) {
	return built(name, func(binary string) error {
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", binary, pkg)
		cmd.Dir = path(module)
		cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
		return run(cmd, "build "+name)
	})
}

// built has a binary of the checkout made in the user's cache. Processes that want the same one take turns.
func built(name string, build func(binary string) error) (string, error) {
	dir, err := cacheDir("bin")
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(plugin.Root()))
	binary := filepath.Join(dir, hex.EncodeToString(sum[:])[:12], name)
	if err := os.MkdirAll(filepath.Dir(binary), 0o755); err != nil {
		return "", err
	}
	unlock, err := filelock.Lock(binary + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	return binary, build(binary)
}

// run runs a command and returns what it printed as the error, should it fail.
func run(cmd *exec.Cmd, what string) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", what, err, out)
	}
	return nil
}

// tool finds a program that the harness doesn't build.
func tool(name, hint string) (string, error) {
	file, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s is not on PATH; %s: %w", name, hint, err)
	}
	return file, nil
}
