package harness

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/tests/plugin"
)

const (
	kubernetesPlugin = "pulumi-resource-kubernetes"
	// kubernetesVariable names a folder with the Kubernetes plugin to use.
	kubernetesVariable = "KUBERNETES_PLUGIN"
)

// installPlugins puts both plugins where the CLI looks for them, below the given PULUMI_HOME, and returns a description
// of the Kubernetes plugin.
func installPlugins(ctx context.Context, home string) (string, error) {
	version, err := plugin.Version()
	if err != nil {
		return "", err
	}
	meshstack, err := built("pulumi-resource-meshstack", func(binary string) error {
		return plugin.Build(ctx, binary, version)
	})
	if err != nil {
		return "", err
	}
	if err := install(home, "meshstack", version, meshstack); err != nil {
		return "", err
	}
	kubernetes, description, err := findKubernetes(ctx)
	if err != nil {
		return "", err
	}
	return description, install(home, "kubernetes", children.KubernetesVersion, kubernetes)
}

// install copies a plugin to its place. The empty file beside the folder is the lock that the CLI leaves there too.
func install(home, name, version, binary string) error {
	dir := filepath.Join(home, "plugins", "resource-"+name+"-v"+version)
	if err := copyFile(binary, filepath.Join(dir, "pulumi-resource-"+name)); err != nil {
		return fmt.Errorf("install the plugin %s: %w", name, err)
	}
	return os.WriteFile(dir+".lock", nil, 0o644)
}

// findKubernetes prefers the released plugin, wherever it is, to the stand-in of package kubernetes.
func findKubernetes(ctx context.Context) (binary, description string, err error) {
	if folder := os.Getenv(kubernetesVariable); folder != "" {
		binary = filepath.Join(folder, kubernetesPlugin)
		if _, err := os.Stat(binary); err != nil {
			return "", "", fmt.Errorf("%s must be a folder with %s: %w", kubernetesVariable, kubernetesPlugin, err)
		}
		return binary, binary + " (" + kubernetesVariable + ")", nil
	}
	if home, err := os.UserHomeDir(); err == nil {
		binary = filepath.Join(home, ".pulumi", "plugins", "resource-kubernetes-v"+children.KubernetesVersion, kubernetesPlugin)
		if _, err := os.Stat(binary); err == nil {
			return binary, binary + " (installed)", nil
		}
	}
	binary, err = exec.LookPath(kubernetesPlugin)
	if err == nil {
		return binary, binary + " (on PATH)", nil
	}
	if !errors.Is(err, exec.ErrNotFound) {
		return "", "", fmt.Errorf("look for %s: %w", kubernetesPlugin, err)
	}
	binary, err = goBuild(ctx, kubernetesPlugin, "tests", "./kubernetes/cmd/"+kubernetesPlugin)
	return binary, "the stand-in of tests/kubernetes", err
}
