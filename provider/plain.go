package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/components"
)

// arguments are the argument types by component.
var arguments = map[string]reflect.Type{
	components.MeshStackType:    reflect.TypeFor[components.MeshStackArgs](),
	components.GatewayType:      reflect.TypeFor[components.GatewayArgs](),
	components.SidecarScopeType: reflect.TypeFor[components.SidecarScopeArgs](),
}

// withPlainSchema marks everything that can't take an output as plain. The inferred schema does so for primitives at the
// top level only, and so promises that outputs are welcome where the component would fail (pulumi/pulumi#11726). With
// the mark a user's compiler says it first.
func withPlainSchema(prov p.Provider) p.Provider {
	inner := prov.GetSchema
	prov.GetSchema = func(ctx context.Context, req p.GetSchemaRequest) (p.GetSchemaResponse, error) {
		resp, err := inner(ctx, req)
		if err != nil {
			return resp, err
		}
		var spec schema.PackageSpec
		if err := json.Unmarshal([]byte(resp.Schema), &spec); err != nil {
			return resp, fmt.Errorf("read the inferred schema: %w", err)
		}
		markPlain(&spec)
		out, err := json.Marshal(spec)
		resp.Schema = string(out)
		return resp, err
	}
	return prov
}

func markPlain(spec *schema.PackageSpec) {
	m := marker{spec: spec, done: map[reflect.Type]bool{}}
	for token, args := range arguments {
		m.object(args, spec.Resources[token].InputProperties)
	}
}

type marker struct {
	spec *schema.PackageSpec
	done map[reflect.Type]bool
}

// object marks the properties of one Go struct, and of those it leads to.
func (m marker) object(t reflect.Type, props map[string]schema.PropertySpec) {
	for field := range reflectFields(t) {
		name := propertyName(field)
		prop, ok := props[name]
		if !ok {
			continue
		}
		m.mark(field.Type, &prop.TypeSpec)
		props[name] = prop
	}
}

func (m marker) mark(t reflect.Type, spec *schema.TypeSpec) {
	if isInput(t) {
		return
	}
	spec.Plain = true
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Slice:
		m.mark(t.Elem(), spec.Items)
	case reflect.Map:
		m.mark(t.Elem(), spec.AdditionalProperties)
	case reflect.Struct:
		if m.done[t] {
			return
		}
		m.done[t] = true
		m.object(t, m.spec.Types[strings.TrimPrefix(spec.Ref, "#/types/")].Properties)
	}
}

// isInput reports whether a Go type takes an output.
func isInput(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Implements(reflect.TypeFor[pulumi.Input]())
}

func reflectFields(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

func propertyName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("pulumi"), ",")
	return name
}
