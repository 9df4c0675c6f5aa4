package prometheus

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

// moduleFolder is the folder of a module, in the version that the module in dir requires.
func moduleFolder(t *testing.T, dir, module string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-m", "-json", module)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	out, err := cmd.Output()
	require.NoError(t, err)
	var answer struct{ Dir string }
	require.NoError(t, json.Unmarshal(out, &answer))
	require.NotEmpty(t, answer.Dir, "%s is downloaded", module)
	return answer.Dir
}

var tool = filepath.Join("..", "tools", "prometheus")

// yamlKeys are the keys of a struct in a Go file, those of inlined structs left out.
func yamlKeys(t *testing.T, file, name string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var keys []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != name {
			return true
		}
		for _, field := range spec.Type.(*ast.StructType).Fields.List {
			if field.Tag == nil {
				continue
			}
			tag, err := strconv.Unquote(field.Tag.Value)
			require.NoError(t, err)
			if key, _, _ := strings.Cut(reflect.StructTag(tag).Get("yaml"), ","); key != "" && key != "-" {
				keys = append(keys, key)
			}
		}
		return false
	})
	require.NotEmpty(t, keys, "%s has the struct %s", file, name)
	return keys
}

// Every key that Prometheus' own structs read is taken from users.
func TestKeysOfJobsAreKnown(t *testing.T) {
	t.Parallel()
	server := moduleFolder(t, tool, "github.com/prometheus/prometheus")
	common := moduleFolder(t, tool, "github.com/prometheus/common")
	http := filepath.Join(common, "config", "http_config.go")
	keys := yamlKeys(t, filepath.Join(server, "config", "config.go"), "ScrapeConfig")
	client := append(yamlKeys(t, http, "HTTPClientConfig"), yamlKeys(t, http, "ProxyConfig")...)
	for _, key := range append(keys, client...) {
		assert.True(t, prometheus.KnownKey(key), "scrape_config has the key %s", key)
	}
	discovery := yamlKeys(t, filepath.Join(server, "discovery", "kubernetes", "kubernetes.go"), "SDConfig")
	for _, key := range append(discovery, client...) {
		assert.True(t, prometheus.KnownDiscoveryKey(key), "kubernetes_sd_config has the key %s", key)
	}
}

// The metrics that rules may read are in the files that are said to export them.
func TestMetricsAreExported(t *testing.T) {
	t.Parallel()
	istio := moduleFolder(t, "..", "istio.io/istio")
	for _, m := range prometheus.Metrics {
		if strings.Contains(m.Source, ": ") {
			continue // of another project
		}
		source, err := os.ReadFile(filepath.Join(istio, m.Source))
		if !assert.NoError(t, err, m.Name) {
			continue
		}
		wanted := `"` + m.Name + `"`
		switch {
		case m.Traffic(): // Istio puts the prefix on
			wanted = `"` + strings.TrimPrefix(m.Name, "istio_") + `"`
		case strings.HasSuffix(m.Source, ".json"):
			wanted = m.Name
		case m.Source == "pkg/bootstrap/config.go": // the prefixes that are let through
			wanted = "cluster_manager,listener_manager,server,"
		}
		assert.True(t, strings.Contains(string(source), wanted), "%s exports %s", m.Source, m.Name)
	}
}
