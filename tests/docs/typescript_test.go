package docs

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// imports are the names that a program may use without saying where they come from.
var imports = []struct{ name, from string }{
	{"meshstack", "@meshstack/pulumi-meshstack"},
	{"pulumi", "@pulumi/pulumi"},
	{"k8s", "@pulumi/kubernetes"},
	{"fs", "node:fs"},
}

// ambient declares what pages take from the reader's own program.
const ambient = `import * as pulumi from "@pulumi/pulumi";
declare global {
    const config: pulumi.Config;
    const kubeconfig: pulumi.Output<string>;
}
`

// project compiles every program below docs/, each a module of its own, with the settings of the example, against the
// sources of the SDK.
const project = `{
    "compilerOptions": {
        "noEmit": true, "target": "es2022", "module": "node16", "moduleResolution": "node16", "moduleDetection": "force",
        "strict": true, "noImplicitReturns": true, "skipLibCheck": true, "types": ["node"],
        "paths": { "@meshstack/pulumi-meshstack": ["./sdk/index.ts"] }
    },
    "include": ["docs/*.ts"]
}
`

// TestTypeScript compiles every program in TypeScript.
func TestTypeScript(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	copySDK(t, dir)
	write(t, dir, "package.json", manifest(t))
	write(t, dir, "tsconfig.json", project)
	write(t, dir, "docs/ambient.d.ts", ambient)
	for _, b := range blocksOf(t, "typescript|ts") {
		write(t, dir, fmt.Sprintf("docs/%s.%d.ts", b.page, b.line), importsOf(b.code)+b.code)
	}
	run(t, dir, "npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund")
	run(t, dir, "node", filepath.Join("node_modules", "typescript", "bin", "tsc"), "--project", ".")
}

// importsOf returns the imports that a program leaves out, on its first line, so that the compiler's line numbers are those
// below the fence.
func importsOf(code string) string {
	var out strings.Builder
	for _, i := range imports {
		if !strings.Contains(code, "import * as "+i.name+" ") {
			fmt.Fprintf(&out, "import * as %s from %q; ", i.name, i.from)
		}
	}
	return out.String()
}

// manifest is the package.json of the example, without the SDK, which is compiled with the programs.
func manifest(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "examples", "typescript", "package.json"))
	require.NoError(t, err)
	var parsed struct {
		Private         bool              `json:"private"`
		Dependencies    map[string]string `json:"dependencies"`
		DevDependencies map[string]string `json:"devDependencies"`
	}
	require.NoError(t, json.Unmarshal(content, &parsed))
	delete(parsed.Dependencies, "@meshstack/pulumi-meshstack")
	require.NotEmpty(t, parsed.DevDependencies["typescript"], "the example pins the compiler")
	content, err = json.Marshal(parsed)
	require.NoError(t, err)
	return string(content)
}

// copySDK copies the sources of the SDK, without what `make sdk` leaves beside them.
func copySDK(t *testing.T, dir string) {
	t.Helper()
	from := os.DirFS(filepath.Join(root, "sdk", "nodejs"))
	require.NoError(t, fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name == "node_modules" || name == "bin" {
				return fs.SkipDir
			}
			return nil
		}
		content, err := fs.ReadFile(from, name)
		write(t, dir, "sdk/"+name, string(content))
		return err
	}))
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
}

func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s %s:\n%s", name, strings.Join(args, " "), out)
}
