package testbed

import (
	"context"
	"fmt"
	"os"
	"testing"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
)

// holderVariable makes the test binary hold a testbed instead of running tests: see holder_test.go.
const holderVariable = "TESTBED_TEST_HOLDER"

// shared is the testbed of all tests that don't need one of their own. They leave their objects in it, so that -count=2
// fails: run the package twice instead.
var shared *Testbed

func TestMain(m *testing.M) {
	if os.Getenv(holderVariable) != "" {
		hold()
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	t, err := Start(context.Background(), Options{Log: os.Stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	shared = t
	code := m.Run()
	if err := t.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

func client(t *testing.T) kubernetes.Interface {
	t.Helper()
	c, err := kubernetes.NewForConfig(shared.RESTConfig())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func dynamicClient(t *testing.T) dynamic.Interface {
	t.Helper()
	c, err := dynamic.NewForConfig(shared.RESTConfig())
	if err != nil {
		t.Fatal(err)
	}
	return c
}
