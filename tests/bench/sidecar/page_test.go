package sidecar

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/bench/page"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

const (
	pageFile  = "../../../docs/benchmarks.md"
	chartFile = "../../../docs/sidecar-scopes.svg"
)

// parts are the generated parts of the page.
var parts = []string{"sidecar-machine", "sidecar-memory", "sidecar-bytes", "sidecar-change", "sidecar-formula"}

// publish prints the section's parts, and with -update writes them and the chart.
func publish(b *testing.B, sizes []size, cells []*cell) {
	b.Helper()
	r := &results{sizes, cells}
	content := map[string][]string{
		"sidecar-machine": {machine(b)}, "sidecar-memory": r.memoryTable().Lines(), "sidecar-bytes": r.bytesTable().Lines(),
		"sidecar-change": r.changeTable().Lines(), "sidecar-formula": r.formulas(b),
	}
	for _, part := range parts {
		fmt.Printf("\n%s\n", strings.Join(content[part], "\n"))
	}
	if !*update {
		return
	}
	require.NoError(b, page.Update(pageFile, content))
	require.NoError(b, r.draw(chartFile))
}

// machine says what was measured, and where.
func machine(b *testing.B) string {
	b.Helper()
	cpu := runtime.GOARCH
	info, err := os.ReadFile("/proc/cpuinfo")
	require.NoError(b, err)
	if found := regexp.MustCompile(`model name\s*: (.*)`).FindSubmatch(info); found != nil {
		cpu = string(found[1])
	}
	return fmt.Sprintf("Measured on %s, with %d cores (%s) and %s: istiod and pilot-agent %s, Envoy %s; medians of %d proxies each.",
		time.Now().UTC().Format(time.DateOnly), runtime.NumCPU(), cpu, runtime.GOOS, tools.IstioVersion, tools.EnvoyVersion, *runs)
}

// TestPageHasItsParts keeps `make bench-sidecar` from failing when it has measured everything.
func TestPageHasItsParts(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(pageFile)
	require.NoError(t, err)
	for _, part := range parts {
		_, err := page.Replace(string(content), part, nil)
		assert.NoError(t, err)
	}
	_, err = os.Stat(chartFile)
	require.NoError(t, err)
	assert.Contains(t, string(content), "](sidecar-scopes.svg)")
}
