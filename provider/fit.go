package provider

import (
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// fits reports whether a known value has the shape of a Go type, and records a finding if it hasn't: CopyTo would stop
// at the first and name no path, and it would cut 3.7 replicas down to 3.
func (l lifter) fits(t reflect.Type, v property.Value, path string) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	wanted, ok := "", true
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		wanted, ok = "a map", v.IsMap()
	case reflect.Slice:
		wanted, ok = "a list", v.IsArray()
	case reflect.String:
		wanted, ok = "a string", v.IsString()
	case reflect.Bool:
		wanted, ok = "true or false", v.IsBool()
	case reflect.Int:
		wanted, ok = "a whole number", v.IsNumber() && isWhole(v.AsNumber())
	case reflect.Float64:
		wanted, ok = "a number", v.IsNumber()
	}
	if !ok {
		l.findings.Errorf(path, "%s is wanted, not %s", wanted, kindOf(v))
	}
	return ok
}

// isWhole reports whether a number is one that a Go int holds exactly.
func isWhole(n float64) bool { return n == math.Trunc(n) && math.Abs(n) <= 1<<53 }

// elementType is what an input type becomes.
func elementType(t reflect.Type) reflect.Type {
	switch t {
	case reflect.TypeFor[pulumi.StringPtrInput](), reflect.TypeFor[pulumi.StringInput]():
		return reflect.TypeFor[string]()
	case reflect.TypeFor[pulumi.StringMapInput]():
		return reflect.TypeFor[map[string]string]()
	}
	return reflect.TypeFor[any]()
}

func kindOf(v property.Value) string {
	switch {
	case v.IsMap():
		return "a map"
	case v.IsArray():
		return "a list"
	case v.IsString():
		return "a string"
	case v.IsBool():
		return "true or false"
	case v.IsNumber() && math.Abs(v.AsNumber()) > 1<<53:
		return "a number as large as this"
	case v.IsNumber() && !isWhole(v.AsNumber()):
		return "a fraction"
	case v.IsNumber():
		return "a number"
	case v.IsAsset(), v.IsArchive():
		return "an asset"
	case v.IsResourceReference():
		return "a resource"
	case v.IsNull():
		return "null"
	}
	return "this"
}

// unknownName records a property that doesn't exist: CopyTo would drop it in silence.
func (l lifter) unknownName(t reflect.Type, path, name string) {
	var names []string
	for field := range reflectFields(t) {
		if n := propertyName(field); n != "" {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	best, distance := "", len(name)/2+1
	for _, n := range names {
		if d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(n), nil); d < distance {
			best, distance = n, d
		}
	}
	if best != "" {
		l.findings.Errorf(path, "there is no such property; did you mean %q?", best)
		return
	}
	l.findings.Errorf(path, "there is no such property; write one of %s", strings.Join(names, ", "))
}
