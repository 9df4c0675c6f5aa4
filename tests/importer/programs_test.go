package importer

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/importer"
	"github.com/meshstack/pulumi-meshstack/tests/e2e/yamlcheck"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

const root = "../.."

// programs are those of one language, by names that files may have: of every input that is taken, and of one that has every
// kind of setting.
func programs(t *testing.T, language importer.Language) map[string]string {
	t.Helper()
	everything, err := os.ReadFile(filepath.Join(root, "internal", "importer", "testdata", "everything.yaml"))
	require.NoError(t, err)
	out := map[string]string{}
	for i, in := range append(append(istioctls(t), seed...), input{name: "everything", text: everything}) {
		result, err := importer.Import(in.text, importer.Options{TargetVersion: charts.Version})
		if err != nil {
			continue
		}
		out[fmt.Sprintf("program%02d", i)] = result.Programs[language]
	}
	require.Greater(t, len(out), 40)
	return out
}

// TestTypeScript compiles every program, with the settings of the example, against the sources of the SDK.
func TestTypeScript(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	copySDK(t, "nodejs", filepath.Join(dir, "sdk"))
	content, err := os.ReadFile(filepath.Join(root, "examples", "typescript", "package.json"))
	require.NoError(t, err)
	var manifest struct {
		Private         bool              `json:"private"`
		Dependencies    map[string]string `json:"dependencies"`
		DevDependencies map[string]string `json:"devDependencies"`
	}
	require.NoError(t, json.Unmarshal(content, &manifest))
	delete(manifest.Dependencies, "@meshstack/pulumi-meshstack")
	content, err = json.Marshal(manifest)
	require.NoError(t, err)
	write(t, dir, "package.json", string(content))
	write(t, dir, "tsconfig.json", `{"compilerOptions": {"noEmit": true, "target": "es2022", "module": "node16", "moduleResolution": "node16",
		"moduleDetection": "force", "strict": true, "noImplicitReturns": true, "skipLibCheck": true, "types": ["node"],
		"paths": {"@meshstack/pulumi-meshstack": ["./sdk/index.ts"]}}, "include": ["programs/*.ts"]}`)
	for name, program := range programs(t, importer.TypeScript) {
		write(t, dir, "programs/"+name+".ts", program)
	}
	command(t, dir, "npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund")
	command(t, dir, "node", filepath.Join("node_modules", "typescript", "bin", "tsc"), "--project", ".")
}

// TestGo builds every program against the SDK, with the dependencies of the example.
func TestGo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	example := filepath.Join(root, "examples", "go")
	mod, err := os.ReadFile(filepath.Join(example, "go.mod"))
	require.NoError(t, err)
	sdk, err := filepath.Abs(filepath.Join(root, "sdk"))
	require.NoError(t, err)
	sum, err := os.ReadFile(filepath.Join(example, "go.sum"))
	require.NoError(t, err)
	write(t, dir, "go.mod", strings.ReplaceAll(string(mod), "=> ../../sdk", "=> "+sdk))
	write(t, dir, "go.sum", string(sum))
	for name, program := range programs(t, importer.Go) {
		write(t, dir, name+"/main.go", program)
	}
	command(t, dir, "go", "vet", "-mod=readonly", "./...")
}

// TestPython checks the types of every program against the SDKs.
func TestPython(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	copySDK(t, "python", filepath.Join(dir, "sdk"))
	for name, program := range programs(t, importer.Python) {
		write(t, dir, "programs/"+name+".py", program)
	}
	requirements, err := os.ReadFile(filepath.Join(root, "examples", "python", "requirements.txt"))
	require.NoError(t, err)
	pins := []string{"mypy==1.18.2"}
	for line := range strings.Lines(string(requirements)) {
		if strings.HasPrefix(line, "pulumi") {
			pins = append(pins, strings.TrimSpace(line))
		}
	}
	command(t, dir, "python3", "-m", "venv", "venv")
	python, err := filepath.Abs(filepath.Join(dir, "venv", "bin", "python"))
	require.NoError(t, err)
	command(t, dir, python, append([]string{"-m", "pip", "install", "--quiet", "--disable-pip-version-check", "./sdk"}, pins...)...)
	command(t, dir, python, "-m", "mypy", "--scripts-are-modules", "--no-error-summary", "programs")
}

// TestYAML checks every program against the schema.
func TestYAML(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile(filepath.Join(root, "schema.json"))
	require.NoError(t, err)
	for name, program := range programs(t, importer.YAML) {
		problems, err := yamlcheck.Check([]byte(program), schema)
		require.NoError(t, err, program)
		assert.Empty(t, problems, "%s:\n%s", name, program)
	}
}

// copySDK copies the sources of an SDK, without what was built beside them.
func copySDK(t *testing.T, language, to string) {
	t.Helper()
	from := os.DirFS(filepath.Join(root, "sdk", language))
	require.NoError(t, fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == "node_modules" || name == "bin" || name == "build"):
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		content, err := fs.ReadFile(from, name)
		write(t, to, name, string(content))
		return err
	}))
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
}

func command(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s %s:\n%s", name, strings.Join(args, " "), out)
}
