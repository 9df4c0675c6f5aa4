package bench

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

var (
	update = flag.Bool("update", false, "write the tables of docs/benchmarks.md")
	rounds = flag.Int("rounds", 11, "how many times each contender of a comparison runs")
)

const page = "../../docs/benchmarks.md"

// parts are the generated parts of the page, each between `<!-- begin x -->` and `<!-- end x -->`.
var parts = []string{"machine", "processes", "library", "preview", "preview-released", "programs", "programs-released", "scopes", "scopes-released"}

// table is a table of the page.
type table struct {
	heads []string
	rows  [][]string
}

func (t table) lines() []string {
	lines := []string{"| " + strings.Join(t.heads, " | ") + " |", strings.Repeat("|---", len(t.heads)) + "|"}
	for _, row := range t.rows {
		lines = append(lines, "| "+strings.Join(row, " | ")+" |")
	}
	return lines
}

// publish prints a part, and with -update writes it and the machine that it is of into the page.
func publish(b *testing.B, part string, lines []string) {
	b.Helper()
	fmt.Printf("\n%s\n\n", strings.Join(lines, "\n"))
	if !*update {
		return
	}
	content, err := os.ReadFile(page)
	require.NoError(b, err)
	text := string(content)
	for name, lines := range map[string][]string{part: lines, "machine": {machine()}} {
		text, err = replaced(text, name, lines)
		require.NoError(b, err)
	}
	require.NoError(b, os.WriteFile(page, []byte(text), 0o644))
}

// replaced is a page with other lines in one of its parts.
func replaced(text, part string, lines []string) (string, error) {
	begin, end := "<!-- begin "+part+" -->\n", "<!-- end "+part+" -->"
	before, rest, ok := strings.Cut(text, begin)
	if !ok {
		return "", fmt.Errorf("%s lacks the line %q", page, strings.TrimSpace(begin))
	}
	_, after, ok := strings.Cut(rest, end)
	if !ok {
		return "", fmt.Errorf("%s lacks the line %q", page, end)
	}
	return before + begin + strings.Join(lines, "\n") + "\n" + end + after, nil
}

// machine says what was measured, and where.
func machine() string {
	cpu := runtime.GOARCH
	info, _ := os.ReadFile("/proc/cpuinfo") // elsewhere there is no such file
	if found := regexp.MustCompile(`model name\s*: (.*)`).FindSubmatch(info); found != nil {
		cpu = string(found[1])
	}
	return fmt.Sprintf("Measured on %s, with %d cores (%s), %s and %s: Istio %s, Helm %s, the Pulumi CLI %s.",
		time.Now().UTC().Format(time.DateOnly), runtime.NumCPU(), cpu, runtime.GOOS, runtime.Version(),
		tools.IstioVersion, tools.HelmVersion, tools.PulumiVersion)
}

// ofRounds says how often each contender of a table ran.
func ofRounds() string { return fmt.Sprintf("%d rounds.", *rounds) }

func milliseconds(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

// TestPageHasItsParts keeps `make bench` from failing when it has measured everything.
func TestPageHasItsParts(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(page)
	require.NoError(t, err)
	for _, part := range parts {
		text, err := replaced(string(content), part, []string{"other"})
		require.NoError(t, err)
		assert.NotEqual(t, string(content), text, part)
		assert.Contains(t, text, "<!-- begin "+part+" -->\nother\n<!-- end "+part+" -->")
	}
	_, err = replaced("no such part", "machine", nil)
	require.ErrorContains(t, err, "<!-- begin machine -->")
}
