package sdkgen_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func theSchema(t *testing.T) schema.PackageSpec {
	t.Helper()
	files, err := generated()
	require.NoError(t, err)
	var spec schema.PackageSpec
	require.NoError(t, json.Unmarshal(files["schema.json"], &spec))
	return spec
}

// properties lists every property of the schema by where it stands.
func properties(spec schema.PackageSpec) map[string]schema.PropertySpec {
	out := map[string]schema.PropertySpec{}
	add := func(at string, props map[string]schema.PropertySpec) {
		for name, p := range props {
			out[at+"."+name] = p
		}
	}
	for token, r := range spec.Resources {
		add(token+" in", r.InputProperties)
		add(token+" out", r.Properties)
	}
	for token, t := range spec.Types {
		add(token, t.Properties)
	}
	return out
}

func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	spec := theSchema(t)
	described := func(at, text string) {
		assert.NotEmpty(t, text, "%s has no description", at)
		assert.True(t, strings.HasSuffix(text, "."), "the description of %s ends without a period: %q", at, text)
	}
	props := properties(spec)
	require.Greater(t, len(props), 100)
	for at, p := range props {
		described(at, p.Description)
	}
	for token, r := range spec.Resources {
		described(token, r.Description)
	}
	for token, typ := range spec.Types {
		if len(typ.Enum) == 0 { // go-provider has no description for an enum as a whole, only for its values
			described(token, typ.Description)
		}
		for _, e := range typ.Enum {
			described(fmt.Sprintf("%s value %v", token, e.Value), e.Description)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	spec := theSchema(t)
	assert.Empty(t, spec.Version, "a release must not change the schema")
	assert.Len(t, spec.Resources, 6, "MeshStack, Gateway, SidecarScope, SigningKey, RenderedRelease, AdoptedRelease")
	records := []string{"meshstack:index:SigningKey", "meshstack:index:RenderedRelease", "meshstack:index:AdoptedRelease"}
	for token, r := range spec.Resources {
		assert.Regexp(t, `^meshstack:index:[A-Z][A-Za-z0-9]*$`, token, "one module")
		assert.Equal(t, !slices.Contains(records, token), r.IsComponent, "%s: all but what a mesh keeps for itself are components", token)
	}
	for token := range spec.Types {
		assert.Regexp(t, `^meshstack:index:[A-Z][A-Za-z0-9]*$`, token, "one module")
	}
}

// TestDefaultsAreNotInTheSchema: Go fills them in once; a default in the schema would make three languages send what
// nobody wrote.
func TestDefaultsAreNotInTheSchema(t *testing.T) {
	t.Parallel()
	for at, p := range properties(theSchema(t)) {
		assert.Nil(t, p.Default, at)
		assert.Nil(t, p.DefaultInfo, at)
		assert.Nil(t, p.Const, at)
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	spec := theSchema(t)
	mesh := spec.Resources["meshstack:index:MeshStack"].InputProperties
	gateway := spec.Resources["meshstack:index:Gateway"].InputProperties
	typ := func(name string) map[string]schema.PropertySpec {
		props := spec.Types["meshstack:index:"+name].Properties
		require.NotEmpty(t, props, "the type %s", name)
		return props
	}
	for at, c := range map[string]struct {
		spec   map[string]schema.PropertySpec
		plain  bool
		reason string
	}{
		"MeshStack.version":          {mesh, true, "it decides which charts are read"},
		"MeshStack.gateways":         {mesh, true, "it decides which releases there are"},
		"MeshStack.values":           {mesh, true, "the object is plain, the maps in it aren't"},
		"MeshStack.image":            {mesh, true, "the object is plain, its leaves aren't"},
		"MeshStack.meshConfig":       {mesh, false, "a free-form map takes outputs anywhere"},
		"Gateway.version":            {gateway, true, "the same for the component on its own"},
		"GatewayService.annotations": {typ("GatewayService"), false, "annotations hold the ids of cloud resources"},
		"GatewayService.type":        {typ("GatewayService"), true, "it decides whether there are addresses"},
		"Image.hub":                  {typ("Image"), false, "a registry is made by another resource"},
		"Values.base":                {typ("Values"), false, "a free-form map takes outputs anywhere"},
		"Values.istiod":              {typ("Values"), false, "a free-form map takes outputs anywhere"},
		"Values.cni":                 {typ("Values"), false, "a free-form map takes outputs anywhere"},
		"Values.ztunnel":             {typ("Values"), false, "a free-form map takes outputs anywhere"},
	} {
		_, name, _ := strings.Cut(at, ".")
		p, ok := c.spec[name]
		if assert.True(t, ok, "%s is in the schema", at) {
			assert.Equal(t, c.plain, p.Plain, "%s: %s", at, c.reason)
		}
	}
	require.NotNil(t, mesh["gateways"].Items)
	assert.True(t, mesh["gateways"].Items.Plain, "neither can an element be an output")
	require.NotNil(t, mesh["meshConfig"].AdditionalProperties)
	assert.False(t, mesh["meshConfig"].AdditionalProperties.Plain, "any key may hold an output")
}

// TestNoTypeIsForgotten: a type that no input leads to would be in the SDKs for nothing.
func TestNoTypeIsForgotten(t *testing.T) {
	t.Parallel()
	spec := theSchema(t)
	raw, err := json.Marshal(spec)
	require.NoError(t, err)
	for token := range spec.Types {
		assert.Contains(t, string(raw), `"#/types/`+token+`"`, "nothing leads to %s", token)
	}
}
