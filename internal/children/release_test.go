package children_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/children"
)

func TestReleaseInputs(t *testing.T) {
	t.Parallel()
	got := register(t, everything(), children.Source{Repository: "https://charts.example"})["mesh-istiod"]
	hub, ok := got.at(t, "values.global.hub")
	require.True(t, ok)
	assert.True(t, hub.IsSecret() && hub.SecretValue().Element.StringValue() == "hub", "a secret leaf stays one, where it is")
	values := got.inputs["values"].ObjectValue()
	assert.Equal(t, 2.0, values["replicas"].NumberValue(), "its neighbours stay plain")
	delete(got.inputs, "values")
	assert.Equal(t, map[string]any{
		"name": "istiod", "namespace": "istio-system", "chart": "istiod", "version": "1.31.1",
		"repositoryOpts": map[string]any{"repo": "https://charts.example"},
		"timeout":        600.0, "cleanupOnFail": true, "maxHistory": 10.0, "compat": "true",
	}, got.inputs.Mappable(), "everything is written down, and the version is exact")
}

func TestSource(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason  string
		source  children.Source
		chart   string
		options map[string]any // nil: none at all
	}{
		"https":                {"the chart by its name, the repository beside it", children.Source{Repository: "https://charts.example"}, "istiod", map[string]any{"repo": "https://charts.example"}},
		"registry":             {"the plugin wants the whole address as the chart, and no repository", children.Source{Repository: "oci://registry.example/charts"}, "oci://registry.example/charts/istiod", nil},
		"registry slash":       {"with one slash between", children.Source{Repository: "oci://registry.example/charts/"}, "oci://registry.example/charts/istiod", nil},
		"folder":               {"a path, and no repository", children.Source{Repository: "/srv", Chart: func(name, version string) string { return "/srv/" + name + "-" + version + ".tgz" }}, "/srv/istiod-1.31.1.tgz", nil},
		"authority":            {"a company's own", children.Source{Repository: "https://charts.example", CAFile: "/ca.pem"}, "istiod", map[string]any{"repo": "https://charts.example", "caFile": "/ca.pem"}},
		"registry's authority": {"for a registry too", children.Source{Repository: "oci://registry.example", CAFile: "/ca.pem"}, "oci://registry.example/istiod", map[string]any{"caFile": "/ca.pem"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := register(t, everything(), c.source)["mesh-istiod"]
			assert.Equal(t, c.chart, got.inputs["chart"].StringValue(), c.reason)
			assert.Equal(t, "1.31.1", got.inputs["version"].StringValue(), "exact, wherever it comes from")
			if c.options == nil {
				assert.NotContains(t, got.inputs, resource.PropertyKey("repositoryOpts"), c.reason)
				return
			}
			assert.Equal(t, c.options, got.inputs["repositoryOpts"].Mappable(), c.reason)
		})
	}
}

func TestKeyring(t *testing.T) {
	t.Parallel()
	for reason, source := range map[string]children.Source{
		"a repository": {Repository: "https://charts.example", Keyring: "/keys.gpg"},
		"a registry":   {Repository: "oci://registry.example/charts", Keyring: "/keys.gpg"},
		"a folder":     {Repository: "/srv", Chart: func(name, _ string) string { return "/srv/" + name }, Keyring: "/keys.gpg"},
	} {
		got := register(t, everything(), source)["mesh-istiod"]
		assert.Equal(t, resource.NewProperty(true), got.inputs["verify"], "%s: what was proved in the preview is proved again", reason)
		assert.Equal(t, resource.NewProperty("/keys.gpg"), got.inputs["keyring"], reason)

		source.Keyring = ""
		got = register(t, everything(), source)["mesh-istiod"]
		assert.NotContains(t, got.inputs, resource.PropertyKey("verify"), "nobody asked")
		assert.NotContains(t, got.inputs, resource.PropertyKey("keyring"), "Helm's default would be the user's own")
	}
}

func TestPasswordIsSecret(t *testing.T) {
	t.Parallel()
	for reason, password := range map[string]pulumi.StringPtrInput{
		"written in clear, it becomes one": pulumi.String("s3cr3t"),
		"a secret stays one":               pulumi.ToSecret(pulumi.String("s3cr3t")).(pulumi.StringOutput).ToStringPtrOutput(),
	} {
		for _, repository := range []string{"https://charts.example", "oci://registry.example/charts"} {
			got := register(t, everything(), children.Source{
				Repository: repository, Username: pulumi.String("reader"), Password: password,
			})["mesh-istiod"]
			v, ok := got.at(t, "repositoryOpts.password")
			require.True(t, ok, reason)
			require.True(t, v.IsSecret(), reason)
			assert.Equal(t, "s3cr3t", v.SecretValue().Element.StringValue(), reason)
			user, _ := got.at(t, "repositoryOpts.username")
			assert.Equal(t, "reader", user.StringValue(), "the name is none")
		}
	}
}
