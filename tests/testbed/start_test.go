package testbed

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

func TestStartRefusesAFolderInUse(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), Options{Dir: dir}); err == nil {
		t.Fatal("a testbed starts on somebody's files")
	}
	if _, err := os.Stat(filepath.Join(dir, "file")); err != nil {
		t.Errorf("the folder was touched: %v", err)
	}
}

func TestProgramThatDies(t *testing.T) {
	dir := t.TempDir()
	bed := &Testbed{folder: &folder{path: dir}, log: newLogger(nil), spawner: newSpawner()}
	t.Cleanup(bed.spawner.close)
	dying := func() (command, error) {
		path, err := tools.Path("etcd")
		return command{
			name: "etcd", path: path, dir: dir, args: []string{"--no-such-flag"}, log: filepath.Join(dir, "log"),
		}, err
	}
	start := time.Now()
	err := bed.startProgram(t.Context(), dying, func(context.Context) bool { return false })
	if !errors.Is(err, errExited) || !strings.Contains(err.Error(), "no-such-flag") {
		t.Errorf("got %v, want that it exited, and its log", err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s to notice", took)
	}
}

func TestEnvironmentDoesNotLeak(t *testing.T) {
	env, err := os.ReadFile(filepath.Join("/proc", pid(shared.processes[0]), "environ"))
	if err != nil {
		t.Fatal(err)
	}
	want := "HOME=" + shared.Dir() + "\x00TMPDIR=" + shared.Dir() + "\x00"
	if string(env) != want {
		t.Errorf("the environment is %q, want %q", env, want)
	}
}
