package harness

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// Environment is a Pulumi of its own: the CLI, the plugins, a state folder, and nothing of the machine's.
type Environment struct {
	dir       string
	log       io.Writer
	pulumi    string
	env       []string
	languages map[Language]func() (*driver, error)
}

// NewEnvironment prepares the CLI and the plugins below dir, which must exist. Log takes what happens, line by line, and
// the engine's output.
func NewEnvironment(ctx context.Context, dir string, log io.Writer) (*Environment, error) {
	cli, err := tools.Path("pulumi")
	if err != nil {
		return nil, fmt.Errorf("find the Pulumi CLI: %w", err)
	}
	home := filepath.Join(dir, "pulumi")
	kubernetes, err := installPlugins(ctx, home)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(log, "Kubernetes plugin:", kubernetes)
	state := filepath.Join(dir, "state")
	if err := os.MkdirAll(state, 0o755); err != nil {
		return nil, err
	}
	e := &Environment{dir: dir, log: log, pulumi: cli, env: isolated(dir, home, state, filepath.Dir(cli))}
	e.languages = map[Language]func() (*driver, error){}
	for language, prepare := range languages {
		e.languages[language] = sync.OnceValues(func() (*driver, error) { return prepare(ctx, log) })
	}
	return e, nil
}

// isolated is the environment of everything that runs Pulumi: what a process needs to start, and Pulumi's settings. The
// machine's proxy, Pulumi, Kubernetes and Helm settings stay outside.
func isolated(dir, home, state, cliDir string) []string {
	env := []string{
		"PATH=" + cliDir + string(os.PathListSeparator) + os.Getenv("PATH"),
		"HOME=" + dir,
		"PULUMI_HOME=" + home,
		"PULUMI_BACKEND_URL=file://" + filepath.ToSlash(state),
		"PULUMI_CONFIG_PASSPHRASE=example",
		"PULUMI_SKIP_UPDATE_CHECK=true",
		"PULUMI_IGNORE_AMBIENT_PLUGINS=true",
		"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true",
		"PYTHONDONTWRITEBYTECODE=1",
	}
	for _, name := range []string{"TMPDIR", "LANG", "LC_ALL", "TZ", "USER"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}
