package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/importer"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// The arguments that this file takes the place of.
const (
	operatorName        = "istioOperator"
	operatorVersionName = "istioOperatorVersion"
)

// withOperator lays the arguments of a mesh over those that its IstioOperator stands for, and hands the rest of the import
// on in the context. What is wrong with the YAML is reported, beside what is wrong with the other arguments.
func (l lifter) withOperator(ctx context.Context, in property.Map) (context.Context, property.Map) {
	yaml, version := in.Get(operatorName), in.Get(operatorVersionName)
	in = in.Delete(operatorName, operatorVersionName)
	if yaml.IsNull() && !version.IsNull() {
		l.findings.Errorf(operatorVersionName, "there is no %s that it could be the release of; write one, or leave it out", operatorName)
	}
	if !yaml.IsString() || yaml.Secret() {
		return ctx, in // reported already, where it is something
	}
	var options importer.Options
	if version.IsString() && !version.Secret() {
		options.SourceVersion = version.AsString()
	}
	if target := in.Get("version"); target.IsString() && !target.Secret() {
		if _, err := istio.ParseVersion(target.AsString()); err == nil { // what is none, the component reports
			options.TargetVersion = target.AsString()
		}
	}
	result, err := importer.Import([]byte(yaml.AsString()), options)
	if err != nil {
		l.operatorErrors(err)
	}
	if l.findings.Err() != nil {
		return ctx, in // what doesn't fit its type can't be laid over anything
	}
	under := resource.FromResourcePropertyMap(resource.NewPropertyMapFromMap(result.Args))
	merged := layered(under, in)
	return components.WithImported(ctx, left(result, in)), merged
}

func (l lifter) operatorErrors(err error) {
	var all importer.Errors
	if !errors.As(err, &all) {
		l.findings.Errorf(operatorName, "%v", err)
		return
	}
	for _, e := range all {
		if e.Path == "sourceVersion" && e.Line == 0 { // the importer's name of the option
			l.findings.Errorf(operatorVersionName, "%s", e.Message)
			continue
		}
		l.findings.Errorf(operatorName, "%v", e)
	}
}

// left is what came of an import, without what a given argument took the place of.
func left(result *importer.Result, given property.Map) *components.Imported {
	out := &components.Imported{Patches: result.Patches}
	var carried []importer.Entry
	for _, e := range result.Report {
		if replaced(e, given) {
			continue
		}
		out.Report = append(out.Report, e)
		if e.Outcome == importer.Carried {
			carried = append(carried, e)
		}
	}
	out.Origin = func(path string) string { return origin(carried, given, path) }
	return out
}

// ofGateways are the fields that gateways are made of, which the argument gateways replaces as a whole.
var ofGateways = []string{"spec.components.ingressGateways", "spec.components.egressGateways", "spec.values.gateways.istio-"}

// replaced reports whether given arguments say everything that a field became, or could have become.
func replaced(e importer.Entry, given property.Map) bool {
	if isGiven(given, "gateways") && slices.ContainsFunc(ofGateways, func(field string) bool { return strings.HasPrefix(e.Path, field) }) {
		return true
	}
	return len(e.To) > 0 && !slices.ContainsFunc(e.To, func(to string) bool { return !isGiven(given, to) })
}

// isGiven reports whether somebody wrote the argument at a path, or something that it can't be merged with.
func isGiven(given property.Map, path string) bool {
	steps, err := resource.ParsePropertyPath(path)
	if err != nil {
		return false
	}
	v := property.New(given)
	for _, step := range steps {
		name, isName := step.(string)
		if !v.IsMap() || !isName {
			break
		}
		v = v.AsMap().Get(name)
	}
	return !v.IsNull() && !v.IsMap()
}

// origin names the field that the argument at a path, a part of it, or what it is a part of comes from.
func origin(carried []importer.Entry, given property.Map, path string) string {
	if isGiven(given, path) {
		return ""
	}
	best, length := "", -1
	for _, e := range carried {
		for _, to := range e.To {
			if (within(path, to) || within(to, path)) && len(to) > length && (best == "" || within(path, to)) {
				best, length = fmt.Sprintf("%s, line %d", e.Path, e.Line), len(to)
			}
		}
	}
	if best == "" {
		return ""
	}
	return operatorName + ": " + best
}

// within reports whether a path is another one, or leads further into it.
func within(path, into string) bool {
	rest, ok := strings.CutPrefix(path, into)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}
