package harness

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
)

const (
	pythonSDK     = "sdk/python"
	pythonExample = "examples/python"
	pythonDriver  = "tests/e2e/drivers/python"
)

// preparePython makes a Python environment with what the example requires, the SDK among it. The SDK is installed from a
// copy, because pip builds it in place.
func preparePython(ctx context.Context, log io.Writer) (*driver, error) {
	defer timed(log, "install what the Python example requires")()
	python, err := tool("python3", "install Python 3.9 or later with its module venv")
	if err != nil {
		return nil, err
	}
	version, err := exec.CommandContext(ctx, python, "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("ask %s for its version: %w", python, err)
	}
	sources := []string{pythonSDK, pythonExample + "/requirements.txt"}
	key, err := digest(sources, python, string(version))
	if err != nil {
		return nil, err
	}
	dir, err := cached("python", key, func(dir string) error {
		for _, source := range sources {
			if err := copySource(dir, source); err != nil {
				return fmt.Errorf("copy %s: %w", source, err)
			}
		}
		if err := run(exec.CommandContext(ctx, python, "-m", "venv", filepath.Join(dir, "venv")), "make a Python environment"); err != nil {
			return err
		}
		install := exec.CommandContext(ctx, filepath.Join(dir, "venv", "bin", "pip"), "install", "--disable-pip-version-check",
			"--requirement", "requirements.txt")
		install.Dir = filepath.Join(dir, pythonExample)
		return run(install, "install "+pythonExample+"/requirements.txt")
	})
	if err != nil {
		return nil, err
	}
	return &driver{
		command: []string{filepath.Join(dir, "venv", "bin", "python"), path(pythonDriver + "/driver.py")},
		program: path(pythonExample + "/__main__.py"),
	}, nil
}
