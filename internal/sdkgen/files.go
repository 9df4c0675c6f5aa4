package sdkgen

import (
	"context"
	"fmt"
	"maps"
	"path"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// Generated are the folders and files, relative to the root of the repository, that belong to the generator whole.
var Generated = []string{"schema.json", "sdk/go", "sdk/nodejs", "sdk/python"}

// Files returns every generated file by its slash-separated path from the root of the repository.
func Files(ctx context.Context, version string) (map[string][]byte, error) {
	spec, err := Spec(ctx, version)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	schemaJSON, err := schemaFile(spec)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{"schema.json": schemaJSON}
	spec.Version = version
	for _, language := range []struct {
		folder   string
		generate func(*schema.Package) (map[string][]byte, error)
	}{
		{"sdk/go", func(pkg *schema.Package) (map[string][]byte, error) {
			return gogen.GeneratePackage("pulumi-language-go", pkg, nil)
		}},
		{"sdk/nodejs", func(pkg *schema.Package) (map[string][]byte, error) {
			return nodejs.GeneratePackage("pulumi-language-nodejs", pkg, nil, nil, false, nil)
		}},
		{"sdk/python", func(pkg *schema.Package) (map[string][]byte, error) {
			return python.GeneratePackage("pulumi-language-python", pkg, nil, nil)
		}},
	} {
		files, err := generate(spec, language.generate)
		if err != nil {
			return nil, fmt.Errorf("generate %s: %w", language.folder, err)
		}
		maps.Copy(out, prefixed(language.folder, files))
	}
	return out, nil
}

// generate binds the schema anew for each language, as the generators change what they are given.
func generate(spec schema.PackageSpec, run func(*schema.Package) (map[string][]byte, error)) (map[string][]byte, error) {
	pkg, diags, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return run(pkg)
}

func prefixed(folder string, files map[string][]byte) map[string][]byte {
	out := make(map[string][]byte, len(files))
	for name, content := range files {
		out[path.Join(folder, name)] = content
	}
	return out
}
