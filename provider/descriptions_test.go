package provider

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// noDefault lists the optional arguments without a default, and why they have none.
var noDefault = map[string]string{
	"PodDisruptionBudget.minAvailable":   "exactly one of the two is given",
	"PodDisruptionBudget.maxUnavailable": "exactly one of the two is given",
	"PullSecretCopies.fromNamespace":     "exactly one of the two is given",
	"PullSecretCopies.dockerConfigJson":  "exactly one of the two is given",
}

var (
	tellsDefault = regexp.MustCompile("Default: |` \\(default\\)")
	// tellsUnit finds what a number counts.
	tellsUnit = regexp.MustCompile(`(?i)\b(milliseconds|seconds|days|percent|bytes|ports?|replicas|threads|samples|traces)\b`)
)

// described is a property with the name of its owner: a component, or a type.
type described struct {
	name string
	schema.PropertySpec
	optional bool
}

func readSchema(t *testing.T) schema.PackageSpec {
	t.Helper()
	content, err := os.ReadFile("../schema.json")
	require.NoError(t, err)
	var spec schema.PackageSpec
	require.NoError(t, json.Unmarshal(content, &spec))
	return spec
}

// inputsOf lists every input property of the components and of the types they use.
func inputsOf(spec schema.PackageSpec) []described {
	var out []described
	seen := map[string]bool{}
	var visit func(owner string, properties map[string]schema.PropertySpec, required []string)
	visit = func(owner string, properties map[string]schema.PropertySpec, required []string) {
		if seen[owner] {
			return
		}
		seen[owner] = true
		needed := map[string]bool{}
		for _, name := range required {
			needed[name] = true
		}
		for name, p := range properties {
			out = append(out, described{owner + "." + name, p, !needed[name]})
			element := p.TypeSpec
			if element.Items != nil {
				element = *element.Items
			}
			if ref, ok := strings.CutPrefix(element.Ref, "#/types/"); ok {
				visit(shortName(ref), spec.Types[ref].Properties, spec.Types[ref].Required)
			}
		}
	}
	for token, r := range spec.Resources {
		visit(shortName(token)+" (component)", r.InputProperties, r.RequiredInputs)
	}
	return out
}

func shortName(token string) string { return token[strings.LastIndex(token, ":")+1:] }

// TestEveryArgumentTellsItsDefault wants the default of whatever can be left out. A group of settings has none: its parts do.
func TestEveryArgumentTellsItsDefault(t *testing.T) {
	spec := readSchema(t)
	exempt := map[string]bool{}
	for _, p := range inputsOf(spec) {
		ref, isRef := strings.CutPrefix(p.Ref, "#/types/")
		isGroup := isRef && len(spec.Types[ref].Enum) == 0
		tells := tellsDefault.MatchString(p.Description)
		switch reason, none := noDefault[p.name]; {
		case none:
			exempt[p.name] = true
			assert.False(t, tells, "%s tells a default; take it out of noDefault (%s)", p.name, reason)
		case p.optional && !isGroup:
			assert.True(t, tells, "%s: %q; end it with `Default: x.`, or mark a value as \"`x` (default)\"", p.name, p.Description)
		}
	}
	assert.Len(t, exempt, len(noDefault), "noDefault lists arguments that exist")
}

// TestEveryNumberTellsItsUnit wants to know what a number counts.
func TestEveryNumberTellsItsUnit(t *testing.T) {
	for _, p := range inputsOf(readSchema(t)) {
		number := p.TypeSpec
		if number.Items != nil {
			number = *number.Items
		}
		if number.Type == "integer" || number.Type == "number" {
			assert.Regexp(t, tellsUnit, p.Description, "%s says what it counts", p.name)
		}
	}
}

// TestEverythingIsDescribed wants words for every component, function, type, argument, output and value of an enum.
func TestEverythingIsDescribed(t *testing.T) {
	spec := readSchema(t)
	wants := func(name, description string) {
		assert.Regexp(t, `^[^ ].*\.$`, strings.ReplaceAll(description, "\n", " "), "%s has a description, which ends with a full stop", name)
	}
	all := func(name string, properties map[string]schema.PropertySpec) {
		for property, p := range properties {
			wants(name+"."+property, p.Description)
		}
	}
	for token, r := range spec.Resources {
		wants(token, r.Description)
		all(token, r.Properties)
		all(token, r.InputProperties)
	}
	for token, of := range spec.Types {
		if len(of.Enum) == 0 {
			wants(token, of.Description)
		}
		all(token, of.Properties)
		for _, e := range of.Enum {
			wants(token+" "+e.Name, e.Description)
		}
	}
	for token, f := range spec.Functions {
		wants(token, f.Description)
		for _, o := range []*schema.ObjectTypeSpec{f.Inputs, f.Outputs} {
			if o != nil {
				all(token, o.Properties)
			}
		}
	}
}
