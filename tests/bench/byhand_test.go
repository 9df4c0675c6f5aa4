package bench

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/tests/plugin"
)

// written is one resource that a program registers by hand.
type written struct {
	token, name string
	props       pulumi.Map
	after       []string
	deletedWith string
	opts        []pulumi.ResourceOption
}

// ours is how the types of this package begin.
const ours = "meshstack:"

// byHand lists the children of a mesh as a program would write them, in order, with the same options: with this package's own
// records of what releases are made of, or without them.
func byHand(t testing.TB, mesh *wiretest.Result, withRecords bool) []written {
	t.Helper()
	var out []written
	for _, child := range mesh.Children {
		if strings.HasPrefix(child.Type, ours) && !withRecords {
			continue
		}
		request := child.Request
		if request == nil {
			continue // a Service that is read for its address: a preview doesn't get there as long as its release isn't installed
		}
		version := request.GetVersion()
		if strings.HasPrefix(child.Type, ours) {
			installed, err := plugin.Version() // what constructs here has none
			require.NoError(t, err)
			version = installed
		}
		r := written{token: child.Type, name: child.Name, props: pulumi.Map{}, opts: []pulumi.ResourceOption{
			pulumi.Version(version), pulumi.PluginDownloadURL(request.GetPluginDownloadURL()), pulumi.IgnoreChanges(request.GetIgnoreChanges()),
			pulumi.ReplaceOnChanges(request.GetReplaceOnChanges()), pulumi.AdditionalSecretOutputs(request.GetAdditionalSecretOutputs()),
			pulumi.DeleteBeforeReplace(request.GetDeleteBeforeReplace()),
		}}
		for key, value := range child.Inputs.All {
			r.props[key] = input(t, value)
		}
		for _, urn := range request.GetDependencies() {
			r.after = append(r.after, nameOf(urn))
		}
		if urn := request.GetDeletedWith(); urn != "" {
			r.deletedWith = nameOf(urn)
		}
		out = append(out, r)
	}
	require.NotEmpty(t, out)
	return out
}

func nameOf(urn string) string { return urn[strings.LastIndex(urn, "::")+2:] }

// input is a value as a program writes it.
func input(t testing.TB, v property.Value) pulumi.Input {
	t.Helper()
	if v.Secret() {
		return pulumi.ToSecret(input(t, v.WithSecret(false)))
	}
	switch {
	case v.IsNull():
		return nil
	case v.IsBool():
		return pulumi.Bool(v.AsBool())
	case v.IsNumber():
		return pulumi.Float64(v.AsNumber())
	case v.IsString():
		return pulumi.String(v.AsString())
	case v.IsArray():
		out := pulumi.Array{}
		for _, e := range v.AsArray().All {
			out = append(out, input(t, e))
		}
		return out
	case v.IsMap():
		out := pulumi.Map{}
		for k, e := range v.AsMap().All {
			out[k] = input(t, e)
		}
		return out
	}
	require.Fail(t, "no program writes this", "%v", v)
	return nil
}

// custom is a resource of the Kubernetes plugin, or of ours.
type custom struct{ pulumi.CustomResourceState }

// register registers the resources, each after those that it depends on.
func register(ctx *pulumi.Context, resources []written, cluster pulumi.ProviderResource) error {
	registered := map[string]pulumi.Resource{}
	for _, r := range resources {
		opts := r.opts[:len(r.opts):len(r.opts)]
		if !strings.HasPrefix(r.token, ours) {
			opts = append(opts, pulumi.Provider(cluster))
		}
		var after []pulumi.Resource
		for _, name := range r.after {
			if registered[name] == nil {
				return fmt.Errorf("%s comes before %s, on which it depends", r.name, name)
			}
			after = append(after, registered[name])
		}
		opts = append(opts, pulumi.DependsOn(after))
		if r.deletedWith != "" {
			opts = append(opts, pulumi.DeletedWith(registered[r.deletedWith]))
		}
		res := &custom{}
		if err := ctx.RegisterResource(r.token, r.name, r.props, res, opts...); err != nil {
			return fmt.Errorf("register %s: %w", r.name, err)
		}
		registered[r.name] = res
	}
	return nil
}
