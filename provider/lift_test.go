package provider

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// TestOddArguments: what no program means to send and SDKs can. The marks are those of propertyOf.
func TestOddArguments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason string
		args   m
		path   string
		remedy string
	}{
		{"a property without a name still has a path", m{"": 1}, `[""]`, "write one of"},
		{"a name with a dot isn't that of a property inside", m{"controlPlane.replicas": 1}, `["controlPlane.replicas"]`, "no such property"},
		{"the same inside", m{"controlPlane": m{"a.b": 1}}, `controlPlane["a.b"]`, "no such property"},
		{"null would become an empty tag", m{"revisionTags": list{"a", nil}}, "revisionTags[1]", "leave the entry out"},
		{"a number too large for one of Go's would become any", m{"controlPlane": m{"replicas": 1e300}}, "controlPlane.replicas", "a number as large as this"},
		{"infinitely many too", m{"controlPlane": m{"replicas": "Inf"}}, "controlPlane.replicas", "a number as large as this"},
		{"JSON has no such number, so neither has Helm", m{"values": m{"base": m{"a": list{"NaN"}}}}, `values.base["a"][0]`, "finite"},
	} {
		l := lifter{findings: &check.Findings{}}
		l.object(reflect.TypeFor[components.MeshStackArgs](), propertyOf(c.args).AsMap(), "", nil)
		if found := l.findings.Errors(); assert.Len(t, found, 1, c.reason) {
			assert.Equal(t, c.path, found[0].Path, c.reason)
			assert.Contains(t, found[0].Message, c.remedy, c.reason)
		}
	}
}

// TestFunctionsNeedKnownArguments: a component takes what isn't known, and a function has no later.
func TestFunctionsNeedKnownArguments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason string
		args   m
		path   string
	}{
		{"an argument", m{"image": m{"hub": "?"}}, "image.hub"},
		{"a value of a map", m{"gateways": list{m{"name": "a", "service": m{"annotations": m{"b": "?"}}}}}, `gateways[0].service.annotations["b"]`},
		{"a whole free-form map", m{"values": m{"base": "?"}}, "values.base"},
		{"a leaf in one", m{"values": m{"base": m{"a": list{m{"b": "?"}}}}}, `values.base["a"][0]["b"]`},
	} {
		_, _, err := meshArguments(t.Context(), propertyOf(c.args).AsMap())
		if found := failures(err); assert.Len(t, found, 1, c.reason) {
			assert.Equal(t, c.path, found[0].Property, c.reason)
			assert.Contains(t, found[0].Reason, "write a plain value", c.reason)
		}
		l := lifter{findings: &check.Findings{}}
		l.object(reflect.TypeFor[components.MeshStackArgs](), propertyOf(c.args).AsMap(), "", nil)
		assert.Empty(t, l.findings.Errors(), "%s: of a component", c.reason)
	}
}
