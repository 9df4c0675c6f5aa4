package harness

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

const (
	nodeSDK     = "sdk/nodejs"
	nodeExample = "examples/typescript"
	nodeDriver  = "tests/e2e/drivers/node"
)

// prepareNode installs and compiles the TypeScript example and the SDK it depends on, in copies that keep their places
// to each other, as the example's package.json names the SDK by a relative path.
func prepareNode(ctx context.Context, log io.Writer) (*driver, error) {
	defer timed(log, "install and compile the TypeScript example")()
	node, err := tool("node", "install Node.js 20 or later")
	if err != nil {
		return nil, err
	}
	sources := []string{nodeSDK, nodeExample, nodeDriver}
	key, err := digest(sources)
	if err != nil {
		return nil, err
	}
	dir, err := cached("node", key, func(dir string) error {
		for _, source := range sources {
			if err := copySource(dir, source); err != nil {
				return fmt.Errorf("copy %s: %w", source, err)
			}
		}
		if err := buildNodeSDK(ctx, filepath.Join(dir, nodeSDK)); err != nil {
			return fmt.Errorf("build %s: %w", nodeSDK, err)
		}
		if err := npm(ctx, filepath.Join(dir, nodeExample), []string{"ci"}, []string{"run", "build"}); err != nil {
			return fmt.Errorf("build %s: %w", nodeExample, err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &driver{
		command:  []string{node, "--enable-source-maps", filepath.Join(dir, nodeDriver, "driver.js")},
		program:  filepath.Join(dir, nodeExample, "bin", "index.js"),
		packages: filepath.Join(dir, nodeExample, "node_modules"),
	}, nil
}

// buildNodeSDK makes the folder bin, which is the package that gets published.
func buildNodeSDK(ctx context.Context, dir string) error {
	if err := npm(ctx, dir, []string{"install", "--no-package-lock"}, []string{"run", "build"}); err != nil {
		return err
	}
	if err := copyFile(filepath.Join(dir, "package.json"), filepath.Join(dir, "bin", "package.json")); err != nil {
		return err
	}
	// Only the compiler needed it.
	return os.RemoveAll(filepath.Join(dir, "node_modules"))
}

// npm runs npm's commands one after another in a folder.
func npm(ctx context.Context, dir string, commands ...[]string) error {
	npm, err := tool("npm", "install Node.js 20 or later")
	if err != nil {
		return err
	}
	for _, args := range commands {
		cmd := exec.CommandContext(ctx, npm, append(args, "--no-audit", "--no-fund")...)
		cmd.Dir = dir
		if err := run(cmd, "npm "+args[0]); err != nil {
			return err
		}
	}
	return nil
}
