package istio_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/Masterminds/semver/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
)

var update = flag.Bool("update", false, "write the tables of docs/support-matrix.md")

const matrixPage = "../../docs/support-matrix.md"

// TestMatrixPage compares the parts of the page between comments, `<!-- begin x -->` and `<!-- end x -->`, with the data.
func TestMatrixPage(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(matrixPage)
	require.NoError(t, err)
	page := string(content)
	for _, part := range []struct {
		name  string
		lines []string
	}{
		{"date", []string{"As of " + istio.ReleasesKnownOn + "."}},
		{"releases", releaseLines()},
		{"kinds", kindLines()},
	} {
		begin, end := "<!-- begin "+part.name+" -->\n", "<!-- end "+part.name+" -->"
		before, rest, ok := strings.Cut(page, begin)
		require.True(t, ok, "the page has %q", begin)
		got, after, ok := strings.Cut(rest, end)
		require.True(t, ok, "the page has %q", end)
		want := strings.Join(part.lines, "\n") + "\n"
		if *update {
			page = before + begin + want + end + after
			continue
		}
		assert.Equal(t, strings.Split(want, "\n"), strings.Split(got, "\n"), "%s: run go test ./internal/istio -update, and read what changes", part.name)
	}
	if *update {
		require.NoError(t, os.WriteFile(matrixPage, []byte(page), 0o644))
	}
}

func releaseLines() []string {
	lines := []string{
		"| Istio | Newest | Gateways from | Released | End of life | Kubernetes | Gateway API | Every kind from | compatibilityVersion | Kiali |",
		"|---|---|---|---|---|---|---|---|---|---|",
	}
	for _, r := range istio.Releases {
		end := r.EndOfLife.Format("2006-01-02")
		if r.EndOfLifeEstimated {
			end = "about " + r.EndOfLife.Format("2006-01")
		}
		lines = append(lines, fmt.Sprintf("| 1.%d | %s | %s | %s | %s | %s | %s | %s | 1.%d to 1.%d | %s |",
			r.Minor, r.Newest, orNone(r.GatewayFrom), r.Released.Format("2006-01-02"), end, r.Kubernetes,
			r.GatewayAPI, everyKindFrom(r), r.CompatibilityMin, r.Minor-1, kiali.For(r.Minor)))
	}
	return lines
}

// everyKindFrom is the oldest of the listed limits with which nothing is ignored.
func everyKindFrom(r istio.Release) string {
	var limits []*semver.Version
	for _, k := range istio.GatewayKinds {
		if k.Oldest != "" {
			limits = append(limits, semver.MustParse(k.Oldest))
		}
	}
	slices.SortFunc(limits, (*semver.Version).Compare)
	for _, limit := range limits {
		fit, err := istio.MustParseVersion(r.Newest).FitGatewayAPI(istio.GatewayAPI{Bundle: limit.Original()})
		if err == nil && fit.Fit == istio.Fits {
			return limit.Original()
		}
	}
	return ""
}

func kindLines() []string {
	lines := []string{
		"| Kind | Istio | Read | Ignored below | Ignored above | istiod waits from |",
		"|---|---|---|---|---|---|",
	}
	for _, k := range istio.GatewayKinds {
		read := "always"
		if k.Alpha {
			read = "on request"
		}
		lines = append(lines, fmt.Sprintf("| %s | `%s` | %s | %s | %s | %s |", k.Kind, strings.ReplaceAll(k.Istio, "||", "or"), read,
			orNone(k.Oldest), orNone(k.Newest), orNone(k.Blocks)))
	}
	return lines
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
