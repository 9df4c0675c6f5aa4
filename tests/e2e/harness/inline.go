package harness

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Inline prepares a stack whose program is a function of the test. More lists further variables of its environment, as
// NAME=value.
func (e *Environment) Inline(ctx context.Context, name string, program pulumi.RunFunc, more ...string) (auto.Stack, error) {
	cli, err := e.command()
	if err != nil {
		return auto.Stack{}, fmt.Errorf("prepare the Pulumi CLI: %w", err)
	}
	env := map[string]string{}
	for _, entry := range slices.Concat(e.env, more) {
		key, value, _ := strings.Cut(entry, "=")
		env[key] = value
	}
	stack, err := auto.UpsertStackInlineSource(ctx, stackName, name, program, auto.Pulumi(cli), auto.EnvVars(env))
	if err != nil {
		return auto.Stack{}, fmt.Errorf("create the stack of %s: %w", name, err)
	}
	return stack, nil
}

// command offers the CLI in the folder layout that the Automation API wants.
func (e *Environment) command() (auto.PulumiCommand, error) {
	bin := filepath.Join(e.dir, "cli", "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return nil, err
	}
	if err := os.Symlink(e.pulumi, filepath.Join(bin, "pulumi")); err != nil && !os.IsExist(err) {
		return nil, err
	}
	return auto.NewPulumiCommand(&auto.PulumiCommandOptions{Root: filepath.Dir(bin)})
}

// Export returns the state of an inline stack as `pulumi stack export` prints it: secrets encrypted.
func (e *Environment) Export(ctx context.Context, workDir string) (string, error) {
	cmd := exec.CommandContext(ctx, e.pulumi, "stack", "export", "--stack", stackName)
	cmd.Dir, cmd.Env = workDir, e.env
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("export the stack: %w", err)
	}
	return string(out), nil
}

// Checkpoints returns everything that the backend has stored of a project, its history and backups too, as it lies on
// disk.
func (e *Environment) Checkpoints(project string) ([]byte, error) {
	var all []byte
	err := filepath.WalkDir(filepath.Join(e.dir, "state"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.Contains(path, string(filepath.Separator)+project+string(filepath.Separator)) {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(all, content...)
		return err
	})
	return all, err
}

// Processes returns the process IDs of a program that runs below this environment: `pulumi`, or a plugin's binary.
func (e *Environment) Processes(program string) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("list the processes: %w", err)
	}
	var out []int
	for _, entry := range entries {
		var pid int
		if _, err := fmt.Sscanf(entry.Name(), "%d", &pid); err != nil {
			continue
		}
		environ, err := os.ReadFile(filepath.Join("/proc", entry.Name(), "environ"))
		if err != nil || !strings.Contains(string(environ), "HOME="+e.dir+"\x00") {
			continue
		}
		exe, err := os.Readlink(filepath.Join("/proc", entry.Name(), "exe"))
		if err == nil && filepath.Base(exe) == program {
			out = append(out, pid)
		}
	}
	return out, nil
}
