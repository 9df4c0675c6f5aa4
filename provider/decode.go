package provider

import (
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
)

// decode fills a Go value with what fits it, as a lifter has checked. It is for functions, whose arguments are plain: they
// come without the context that a component's outputs need.
func decode(v property.Value, to reflect.Value) {
	if v.IsNull() {
		return
	}
	if to.Type() == reflect.TypeFor[*freeform.Map]() {
		to.Set(reflect.ValueOf(&freeform.Map{Plain: goValue(v)}))
		return
	}
	if isInput(to.Type()) {
		to.Set(reflect.ValueOf(inputOf(to.Type(), v)))
		return
	}
	switch to.Kind() {
	case reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		decode(v, to.Elem())
	case reflect.Struct:
		for field := range reflectFields(to.Type()) {
			decode(v.AsMap().Get(propertyName(field)), to.FieldByIndex(field.Index))
		}
	case reflect.Slice:
		to.Set(reflect.MakeSlice(to.Type(), v.AsArray().Len(), v.AsArray().Len()))
		for i, e := range v.AsArray().All {
			decode(e, to.Index(i))
		}
	case reflect.Map:
		to.Set(reflect.MakeMap(to.Type()))
		for k, e := range v.AsMap().All {
			if e.IsNull() {
				continue
			}
			element := reflect.New(to.Type().Elem()).Elem()
			decode(e, element)
			to.SetMapIndex(reflect.ValueOf(k), element)
		}
	case reflect.String:
		to.SetString(v.AsString())
	case reflect.Bool:
		to.SetBool(v.AsBool())
	case reflect.Int:
		to.SetInt(int64(v.AsNumber()))
	case reflect.Float64:
		to.SetFloat(v.AsNumber())
	}
}

// inputOf is a plain value as what an argument takes an output for.
func inputOf(t reflect.Type, v property.Value) pulumi.Input {
	switch elementType(t).Kind() {
	case reflect.Map:
		out := pulumi.StringMap{}
		if !v.IsMap() {
			return out // a stand-in, see assumed
		}
		for k, e := range v.AsMap().All {
			out[k] = pulumi.String(e.AsString())
		}
		return out
	case reflect.String:
		return pulumi.String(v.AsString())
	}
	return pulumi.Any(goValue(v))
}

// goValue is a plain value as maps, lists and leaves.
func goValue(v property.Value) any {
	switch {
	case v.IsMap():
		out := map[string]any{}
		for k, e := range v.AsMap().All {
			out[k] = goValue(e)
		}
		return out
	case v.IsArray():
		out := []any{}
		for _, e := range v.AsArray().All {
			out = append(out, goValue(e))
		}
		return out
	case v.IsString():
		return v.AsString()
	case v.IsBool():
		return v.AsBool()
	case v.IsNumber():
		return v.AsNumber()
	}
	return nil
}
