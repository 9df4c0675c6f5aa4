package sdkgen

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"

	"github.com/meshstack/pulumi-meshstack/provider"
)

// Spec returns the package's schema as the plugin serves it.
func Spec(ctx context.Context, version string) (schema.PackageSpec, error) {
	prov, err := provider.New()
	if err != nil {
		return schema.PackageSpec{}, err
	}
	return p.GetSchema(ctx, provider.Name, version, prov)
}

// schemaFile renders schema.json, without the version: a release must not change it.
func schemaFile(spec schema.PackageSpec) ([]byte, error) {
	spec.Version = ""
	raw, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	var generic any // a map sorts its keys
	if err := json.Unmarshal(raw, &generic); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(generic); err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return out.Bytes(), nil
}
