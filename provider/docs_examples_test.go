package provider

import (
	"regexp"
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

var yamlBlock = regexp.MustCompile("(?ms)^( *)```yaml\n(.*?)^ *```$")

// TestYAMLExamples previews every program in YAML, as types alone don't tell whether the arguments go together.
func TestYAMLExamples(t *testing.T) {
	folder := charttest.Folder(t, "1.31.1")
	previewed := 0
	for page, content := range readDocs(t).pages {
		for _, block := range yamlBlock.FindAllStringSubmatch(content, -1) {
			var program struct {
				Resources map[string]struct {
					Type       string `json:"type"`
					Properties m      `json:"properties"`
				} `json:"resources"`
			}
			code := strings.ReplaceAll(block[2], "\n"+block[1], "\n")
			require.NoError(t, yaml.Unmarshal([]byte(code), &program), "%s:\n%s", page, code)
			for _, r := range program.Resources {
				token := strings.Replace(r.Type, "meshstack:", tokenPrefix, 1)
				args := r.Properties
				if token != components.SidecarScopeType {
					args["charts"] = m{"repository": folder}
					checks, _ := args["checks"].(m)
					ignored, _ := checks["ignore"].(list)
					args["checks"] = m{"ignore": append(ignored, "MS123")} // charts without templates read no values
				}
				fromFolders(t, args)
				got, err := construct(t, token, wiretest.Value(t, args).AsMap(), true)
				require.NoError(t, err, "%s:\n%s", page, code)
				for _, log := range got.Logs {
					assert.Less(t, log.GetSeverity(), pulumirpc.LogSeverity_WARNING, "%s: %s", page, log.GetMessage())
				}
				previewed++
			}
		}
	}
	require.NotZero(t, previewed)
}

var reservedRow = regexp.MustCompile("(?m)^\\| `((?:values|gateways)[^`]*)` \\|")

// TestReservedValues tries every value that docs/values.md calls reserved.
func TestReservedValues(t *testing.T) {
	rows := reservedRow.FindAllStringSubmatch(readDocs(t).pages["values.md"], -1)
	var reserved []string
	for _, r := range rows {
		if strings.Count(r[1], ".") > 1 { // the table of arguments has values.cni, and no deeper
			reserved = append(reserved, strings.ReplaceAll(r[1], "[]", "[0]"))
		}
	}
	require.NotEmpty(t, reserved)
	for _, path := range reserved {
		args := m{"charts": m{"repository": charttest.Folder(t, "1.31.1")}, "profile": "ambient", "gateways": list{m{"name": "edge"}}}
		inner := args
		keys := strings.Split(strings.Replace(path, "gateways[0].", "", 1), ".")
		if strings.HasPrefix(path, "gateways[0].") {
			inner = args["gateways"].(list)[0].(m)
		}
		for _, key := range keys[:len(keys)-1] {
			inner[key] = m{}
			inner = inner[key].(m)
		}
		inner[keys[len(keys)-1]] = "x"
		_, err := construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
		assert.Contains(t, trimmed(paths(err)), path, "docs/values.md calls it reserved")
	}
}
