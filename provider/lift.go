package provider

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// withLiftedInputs prepares the inputs of a component for the SDK's CopyTo, which forgets secrets and dependencies deep
// inside free-form maps and knows only the top-level name of what it can't copy. Free-form maps are split (see
// freeform.Split), dependencies of containers are handed down to what can carry them, and whatever can't be decoded is
// reported with its whole path, all at once.
func withLiftedInputs(prov p.Provider) p.Provider {
	inner := prov.Construct
	prov.Construct = func(ctx context.Context, req p.ConstructRequest) (p.ConstructResponse, error) {
		args, ok := arguments[string(req.Urn.Type())]
		if !ok {
			return inner(ctx, req)
		}
		l := lifter{findings: &check.Findings{}}
		ctx, inputs := l.arguments(ctx, args, req.Inputs)
		if l.findings.Err() == nil {
			req.Inputs = l.object(args, inputs, "", nil)
		}
		if err := l.findings.Err(); err != nil {
			return p.ConstructResponse{}, rpcerror.WrapDetailedError(err)
		}
		return inner(ctx, req)
	}
	return prov
}

type lifter struct {
	findings *check.Findings
	// known: everything must be, as for functions, which are asked once and not again when an output has its value.
	known bool
}

// arguments checks the arguments of a component, and lays those of a mesh over its IstioOperator.
func (l lifter) arguments(ctx context.Context, t reflect.Type, in property.Map) (context.Context, property.Map) {
	l.object(t, in, "", nil)
	if t != reflect.TypeFor[components.MeshStackArgs]() {
		return ctx, in
	}
	return l.withOperator(ctx, in)
}

// object lifts the properties of one Go struct.
func (l lifter) object(t reflect.Type, in property.Map, path string, deps []urn.URN) property.Map {
	out := map[string]property.Value{}
	known := map[string]bool{}
	for field := range reflectFields(t) {
		name := propertyName(field)
		known[name] = true
		if v, ok := in.GetOk(name); ok && !v.IsNull() {
			out[name] = l.value(field.Type, v, plan.Join(path, name), deps)
		}
	}
	for name := range in.All {
		if !known[name] {
			l.unknownName(t, plan.Join(path, name), name)
		}
	}
	return property.NewMap(out)
}

func (l lifter) value(t reflect.Type, v property.Value, path string, deps []urn.URN) property.Value {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	deps = slices.Concat(deps, v.Dependencies())
	if l.known && isInput(t) {
		l.noUnknowns(v, path)
	}
	switch {
	case t == reflect.TypeFor[freeform.Map]():
		return l.freeform(v, path, deps)
	case isInput(t):
		return l.input(t, v, path, deps)
	case v.IsComputed():
		l.findings.Errorf(path, "the value is not known during preview, and it decides what is created or is checked beforehand; "+
			"write a plain value, not an output")
		return property.Value{}
	case v.Secret():
		l.findings.Errorf(path, "the value is a secret, and this property shows in names and in plain sight; write a plain value")
		return property.Value{}
	}
	return l.plain(t, v, path, deps)
}

// plain lifts a known value into a plain Go type.
func (l lifter) plain(t reflect.Type, v property.Value, path string, deps []urn.URN) property.Value {
	if v.IsNull() || !l.fits(t, v, path) {
		return property.Value{}
	}
	switch t.Kind() {
	case reflect.Struct:
		return property.New(l.object(t, v.AsMap(), path, deps))
	case reflect.Map:
		out := map[string]property.Value{}
		for key, e := range v.AsMap().All {
			if !e.IsNull() { // nothing was written, as for a property
				out[key] = l.value(t.Elem(), e, fmt.Sprintf("%s[%q]", path, key), deps)
			}
		}
		return property.New(property.NewMap(out))
	case reflect.Slice:
		var out []property.Value
		for i, e := range v.AsArray().All {
			at := fmt.Sprintf("%s[%d]", path, i)
			if e.IsNull() {
				l.findings.Errorf(at, "null is no entry of a list; write a value, or leave the entry out")
				continue
			}
			out = append(out, l.value(t.Elem(), e, at, deps))
		}
		return property.New(property.NewArray(out))
	}
	return v.WithDependencies(nil)
}

// input lifts a value that may be an output as it stands.
func (l lifter) input(t reflect.Type, v property.Value, path string, deps []urn.URN) property.Value {
	v = v.WithDependencies(deps)
	element := elementType(t)
	if v.IsComputed() || !l.fits(element, v, path) || element.Kind() != reflect.Map {
		return v
	}
	for key, e := range v.AsMap().All {
		if !e.IsComputed() {
			l.fits(element.Elem(), e, fmt.Sprintf("%s[%q]", path, key))
		}
	}
	return v
}

func (l lifter) freeform(v property.Value, path string, deps []urn.URN) property.Value {
	if !v.IsComputed() && !v.IsMap() {
		l.findings.Errorf(path, "a map is wanted, not %s; write keys and values", kindOf(v))
		return property.Value{}
	}
	l.noForeigners(v, path)
	return freeform.Split(v.WithDependencies(deps))
}

// noUnknowns reports each part of a value that only the update brings.
func (l lifter) noUnknowns(v property.Value, path string) {
	switch {
	case v.IsComputed():
		l.findings.Errorf(path, "the value is not known during preview, and a function needs it at once; write a plain value")
	case v.IsMap():
		for key, e := range v.AsMap().All {
			l.noUnknowns(e, fmt.Sprintf("%s[%q]", path, key))
		}
	case v.IsArray():
		for i, e := range v.AsArray().All {
			l.noUnknowns(e, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

// noForeigners reports what a free-form map can hold in Pulumi and can't in Helm or Istio.
func (l lifter) noForeigners(v property.Value, path string) {
	switch {
	case v.IsMap():
		for key, e := range v.AsMap().All {
			l.noForeigners(e, fmt.Sprintf("%s[%q]", path, key))
		}
	case v.IsArray():
		for i, e := range v.AsArray().All {
			l.noForeigners(e, fmt.Sprintf("%s[%d]", path, i))
		}
	case v.IsResourceReference(), v.IsAsset(), v.IsArchive():
		l.findings.Errorf(path, "%s can't be a value here; write one of its outputs, such as its name", kindOf(v))
	case v.IsNumber() && (math.IsNaN(v.AsNumber()) || math.IsInf(v.AsNumber(), 0)):
		l.findings.Errorf(path, "%v can't be written as YAML that Kubernetes reads; write a finite number", v.AsNumber())
	}
}
