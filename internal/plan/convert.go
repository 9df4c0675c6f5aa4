package plan

import (
	"fmt"
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// plainReflect handles what arguments are made of: pointers, named strings, and the SDK's concrete inputs.
func plainReflect(v any) any {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Pointer, reflect.Interface:
		if r.IsNil() {
			return nil
		}
		if in, ok := v.(pulumi.Input); ok && r.Elem().Kind() == reflect.Struct {
			return in
		}
		return Plain(r.Elem().Interface())
	case reflect.String:
		return r.String()
	case reflect.Bool:
		return r.Bool()
	case reflect.Int, reflect.Int32, reflect.Int64:
		return int(r.Int())
	case reflect.Float32, reflect.Float64:
		return r.Float()
	case reflect.Map:
		out := make(Tree, r.Len())
		for it := r.MapRange(); it.Next(); {
			out[it.Key().String()] = Plain(it.Value().Interface())
		}
		return out
	case reflect.Slice:
		out := make([]any, r.Len())
		for i := range out {
			out[i] = Plain(r.Index(i).Interface())
		}
		return out
	}
	if in, ok := v.(pulumi.Input); ok {
		return in
	}
	panic(fmt.Sprintf("plan: a %T is not data", v)) // a bug of ours: arguments hold none
}

// Input turns a tree into what the Pulumi SDK marshals, leaves kept as they are.
func Input(v any) pulumi.Input {
	switch v := Plain(v).(type) {
	case pulumi.Input:
		return v
	case Tree:
		out := make(pulumi.Map, len(v))
		for k, e := range v {
			out[k] = Input(e)
		}
		return out
	case []any:
		out := make(pulumi.Array, len(v))
		for i, e := range v {
			out[i] = Input(e)
		}
		return out
	case string:
		return pulumi.String(v)
	case bool:
		return pulumi.Bool(v)
	case int:
		return pulumi.Int(v)
	case float64:
		return pulumi.Float64(v)
	}
	return nil
}

// ToGo turns a tree without Inputs into maps and lists that any encoder takes.
func ToGo(v any) any {
	switch v := v.(type) {
	case Tree:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = ToGo(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = ToGo(e)
		}
		return out
	}
	return v
}
