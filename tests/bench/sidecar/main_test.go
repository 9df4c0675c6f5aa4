package sidecar

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"testing"
)

var (
	update   = flag.Bool("update", false, "write the section of docs/benchmarks.md and its chart")
	runs     = flag.Int("runs", 5, "how many proxies are started for each scope")
	services = flag.String("services", "10,100,300,1000", "numbers of services in the mesh, with commas")
)

const (
	// envoyVariable makes the test binary turn into this Envoy: see main.
	envoyVariable = "SIDECAR_BENCH_ENVOY"
	// envoyPID is the file, in the folder where pilot-agent runs, with the process ID of its Envoy.
	envoyPID = "envoy.pid"
)

func TestMain(m *testing.M) {
	if envoy := os.Getenv(envoyVariable); envoy != "" {
		fmt.Fprintln(os.Stderr, "become Envoy:", becomeEnvoy(envoy))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// becomeEnvoy stands between pilot-agent and Envoy: it writes down the process ID, which Envoy keeps, and sees to it that
// Envoy doesn't outlive an agent that is killed.
func becomeEnvoy(path string) error {
	askToDieWithParent()
	if err := os.WriteFile(envoyPID, []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
		return err
	}
	return syscall.Exec(path, append([]string{path}, os.Args[1:]...), os.Environ())
}
