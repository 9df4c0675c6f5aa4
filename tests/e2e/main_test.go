package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"

	"github.com/meshstack/pulumi-meshstack/tests/e2e/harness"
	"github.com/meshstack/pulumi-meshstack/tests/testbed"
)

// What every test shares: starting it takes longer than most tests.
var (
	bed         *testbed.Testbed
	environment *harness.Environment
	cluster     kubernetes.Interface
	objects     dynamic.Interface
)

func TestMain(m *testing.M) {
	code, err := runAll(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// folderVariable names an absent or empty folder for state and logs, which is left behind for a look at them.
const folderVariable = "E2E_DIR"

func runAll(m *testing.M) (code int, err error) {
	ctx := context.Background()
	dir := os.Getenv(folderVariable)
	if dir == "" {
		if dir, err = os.MkdirTemp("", "meshstack-e2e-"); err != nil {
			return 0, err
		}
		defer os.RemoveAll(dir)
	}
	if environment, err = harness.NewEnvironment(ctx, dir, os.Stdout); err != nil {
		return 0, err
	}
	if bed, err = testbed.Start(ctx, testbed.Options{Dir: filepath.Join(dir, "testbed"), Log: os.Stdout}); err != nil {
		return 0, err
	}
	defer func() {
		if stopErr := bed.Stop(); err == nil {
			err = stopErr
		}
	}()
	if cluster, err = kubernetes.NewForConfig(bed.RESTConfig()); err != nil {
		return 0, err
	}
	if objects, err = dynamic.NewForConfig(bed.RESTConfig()); err != nil {
		return 0, err
	}
	return m.Run(), nil
}
