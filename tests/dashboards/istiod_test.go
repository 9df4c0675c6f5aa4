package dashboards

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// constructors are how Istio's code makes a metric, and of what type it is then.
var constructors = map[string]string{
	"NewSum": "counter", "NewGauge": "gauge", "NewDerivedGauge": "gauge", "NewDistribution": "histogram",
}

// TestIstiodHasTheMetrics compares the list with the code of the release that the tests run.
func TestIstiodHasTheMetrics(t *testing.T) {
	t.Parallel()
	made := istiodMetrics(t)
	require.Greater(t, len(made), 50, "the code is found")
	for name, m := range knownMetrics(t) {
		if m.source == "istiod" {
			assert.Equal(t, m.Type, made[name], "%s in istiod's code", name)
		}
	}
}

// istiodMetrics returns the type of every metric that istiod's code makes.
func istiodMetrics(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	root := istioFolder(t)
	for _, folder := range []string{"pilot/pkg", "pkg", "security/pkg"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if name, kind, ok := constructed(n); ok {
					out[name] = kind
				}
				return true
			})
			return nil
		}))
	}
	return out
}

// constructed returns the metric that a call makes.
func constructed(n ast.Node) (name, kind string, ok bool) {
	call, isCall := n.(*ast.CallExpr)
	if !isCall || len(call.Args) == 0 {
		return "", "", false
	}
	function, isSelector := call.Fun.(*ast.SelectorExpr)
	first, isLiteral := call.Args[0].(*ast.BasicLit)
	if !isSelector || !isLiteral || first.Kind != token.STRING {
		return "", "", false
	}
	kind, ok = constructors[function.Sel.Name]
	name, err := strconv.Unquote(first.Value)
	return name, kind, ok && err == nil
}

// istioFolder is where Istio's module lies.
func istioFolder(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "istio.io/istio").Output()
	require.NoError(t, err)
	folder := strings.TrimSpace(string(out))
	require.NotEmpty(t, folder)
	return folder
}
