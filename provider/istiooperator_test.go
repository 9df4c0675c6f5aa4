package provider

import (
	"maps"
	"os"
	"strings"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/importer"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// operator is an IstioOperator with a spec, which begins on line 4.
func operator(spec string) string {
	return "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  " + strings.ReplaceAll(strings.TrimSpace(spec), "\n", "\n  ") + "\n"
}

// TestAnIstioOperatorIsItsArguments: a mesh of the YAML has the children of the arguments that fromIstioOperator makes of it.
func TestAnIstioOperatorIsItsArguments(t *testing.T) {
	t.Parallel()
	everything, err := os.ReadFile("../internal/importer/testdata/everything.yaml")
	require.NoError(t, err)
	for reason, c := range map[string]struct{ yaml, source string }{
		"every kind of setting":                      {string(everything), ""},
		"nothing but a profile":                      {operator("profile: default"), ""},
		"nothing at all":                             {operator("{}"), ""},
		"two documents that agree":                   {operator("hub: a.example/b") + "---\n" + operator("profile: minimal"), ""},
		"a list of gateways beside the profile's":    {operator("components: {ingressGateways: [{name: edge, enabled: true}]}"), "1.23"},
		"a list of gateways in place of the profile": {operator("components: {ingressGateways: [{name: edge, enabled: true}]}"), "1.24.0"},
		"no gateway":                                 {operator("components: {ingressGateways: []}"), ""},
		"the node agent, with null to take a value away": {
			operator("components: {cni: {enabled: true}}\nvalues: {global: {mountMtlsCerts: }, cni: {excludeNamespaces: [a]}}"), "",
		},
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			folder := charttest.Folder(t, "1.31.1")
			result, err := importer.Import([]byte(c.yaml), importer.Options{SourceVersion: c.source, TargetVersion: "1.31.1"})
			require.NoError(t, err)
			besides := m{"charts": m{"repository": folder}, "version": "1.31.1", "checks": m{"mode": "warn"}}
			separately, whole := maps.Clone(result.Args), m{"istioOperator": c.yaml}
			if c.source != "" {
				whole["istioOperatorVersion"] = c.source
			}
			maps.Copy(separately, besides)
			maps.Copy(whole, besides)
			want, err := construct(t, components.MeshStackType, wiretest.Value(t, separately).AsMap(), false)
			require.NoError(t, err, problems(err))
			got, err := construct(t, components.MeshStackType, wiretest.Value(t, whole).AsMap(), false)
			require.NoError(t, err, problems(err))
			assert.NotEmpty(t, want.Names())
			assert.Equal(t, want.Names(), got.Names())
			for _, child := range want.Children {
				same := got.Child(t, child.Name)
				assert.Equal(t, child.Type, same.Type)
				assert.Equal(t, child.Inputs, same.Inputs, child.Name)
				assert.ElementsMatch(t, child.Request.GetDependencies(), same.Request.GetDependencies(), child.Name)
			}
		})
	}
}

// TestArgumentsGoBeforeAnIstioOperator looks at what reaches the charts.
func TestArgumentsGoBeforeAnIstioOperator(t *testing.T) {
	t.Parallel()
	args := m{
		"charts": m{"repository": charttest.Folder(t, "1.30.5")}, "version": "1.30.5",
		"istioOperator": operator("profile: default\ntag: 1.30.5\nhub: a.example/b\n" +
			"meshConfig: {accessLogFile: /dev/stdout, trustDomain: old, defaultConfig: {concurrency: 1}}\n" +
			"values: {pilot: {env: {A: \"1\", B: \"1\"}, traceSampling: 5}}\ncomponents: {pilot: {k8s: {hpaSpec: {minReplicas: 2, maxReplicas: 4}}}}"),
		"image":        m{"hub": property.New("c.example/d").WithSecret(true)},
		"security":     m{"trustDomain": "new"},
		"meshConfig":   m{"accessLogFile": nil, "rootNamespace": property.New("root").WithSecret(true)},
		"controlPlane": m{"replicas": 3, "env": m{"B": "2"}},
		"gateways":     list{m{"name": "edge"}},
	}
	got, err := construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), false)
	require.NoError(t, err, problems(err))
	assert.Equal(t, []string{"mesh-gateway-edge"}, filtered(got.Names(), "mesh-gateway-edge", "mesh-gateway-istio-ingressgateway"), "a list is replaced")
	values := got.Child(t, "mesh-istiod").Inputs.Get("values").AsMap()
	at := func(path ...string) property.Value {
		v := property.New(values)
		for _, key := range path {
			require.True(t, v.IsMap(), "%v", path)
			v = v.AsMap().Get(key)
		}
		return v
	}
	assert.Equal(t, "c.example/d", at("global", "hub").AsString())
	assert.True(t, at("global", "hub").Secret(), "a secret stays one")
	assert.Equal(t, "new", at("meshConfig", "trustDomain").AsString(), "also an argument of another name")
	assert.InDelta(t, 1, at("meshConfig", "defaultConfig", "concurrency").AsNumber(), 0, "what nobody else says stays")
	assert.True(t, at("meshConfig", "accessLogFile").IsNull(), "null takes away")
	assert.True(t, at("meshConfig", "rootNamespace").Secret())
	assert.InDelta(t, 3, at("pilot", "replicaCount").AsNumber(), 0)
	assert.False(t, at("pilot", "autoscaleEnabled").AsBool(), "replicas take the place of autoscaling")
	assert.Equal(t, "1", at("pilot", "env", "A").AsString())
	assert.Equal(t, "2", at("pilot", "env", "B").AsString())
	assert.InDelta(t, 5, at("pilot", "traceSampling").AsNumber(), 0)
	assert.Equal(t, "1.30.5", got.State.Get("version").AsString())
}

func filtered(names []string, wanted ...string) []string {
	var out []string
	for _, name := range names {
		for _, w := range wanted {
			if name == w {
				out = append(out, name)
			}
		}
	}
	return out
}

// findingsOf are what a mesh of this YAML finds, as `ID path: message`.
func findingsOf(t *testing.T, args m) []string {
	t.Helper()
	full := m{"charts": m{"repository": charttest.Folder(t, "1.31.1")}, "version": "1.31.1", "checks": m{"mode": "warn", "ignore": list{"MS105"}}}
	maps.Copy(full, args)
	got, err := construct(t, components.MeshStackType, wiretest.Value(t, full).AsMap(), true)
	require.NoError(t, err, problems(err))
	var out []string
	for _, f := range got.State.Get("findings").AsArray().All {
		finding := f.AsMap()
		out = append(out, finding.Get("checkId").AsString()+" "+finding.Get("path").AsString()+": "+finding.Get("message").AsString())
	}
	return out
}

func TestNothingOfAnIstioOperatorIsLost(t *testing.T) {
	t.Parallel()
	const probe = "components: {pilot: {k8s: {readinessProbe: {periodSeconds: 9}}}, ingressGateways: [{name: edge, k8s: {readinessProbe: {periodSeconds: 9}}}]}"
	for _, c := range []struct {
		reason string
		args   m
		// want are beginnings.
		want []string
	}{
		{"everything is an argument", m{"istioOperator": operator("profile: minimal\nhub: a.example/b")}, nil},
		{
			"somebody has to decide", m{"istioOperator": operator("hub: gcr.io/istio\nprofile: minimal")},
			[]string{"MS131 istioOperator: line 4: spec.hub: gcr.io/istio is no registry to rely on"},
		},
		{"somebody has decided", m{"istioOperator": operator("hub: gcr.io/istio\ntag: 1.11.0\nprofile: minimal"), "image": m{"hub": "a.example/b"}}, nil},
		{
			"fields that share their lot are one finding", m{"istioOperator": operator("profile: minimal\naddonComponents: {a: {enabled: true}, b: {enabled: true}, c: {enabled: true}, d: {enabled: true}}")},
			[]string{"MS131 istioOperator: line 5: spec.addonComponents.a.enabled, spec.addonComponents.b.enabled, spec.addonComponents.c.enabled, and 1 more: Istio installs none"},
		},
		{
			"another kind of object", m{"istioOperator": operator("profile: minimal") + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"},
			[]string{"MS131 istioOperator: line 6: document 2: the Namespace \"a\" is no IstioOperator"},
		},
		{
			"a patch", m{"istioOperator": operator(probe), "gateways": list{}},
			[]string{"MS132 istioOperator: line 4: spec.components.pilot.k8s.readinessProbe.periodSeconds: no argument says it"},
		},
		{"a patch of a gateway that is replaced", m{"istioOperator": operator(strings.Replace(probe, "pilot", "base", 1)), "gateways": list{}}, nil},
	} {
		got := findingsOf(t, c.args)
		if assert.Len(t, got, len(c.want), "%s: %v", c.reason, got) {
			for i := range c.want {
				assert.True(t, strings.HasPrefix(got[i], c.want[i]), "%s: %s", c.reason, got[i])
			}
		}
	}
}

// TestPatchesStopTheUpdate, unless somebody says that they are dealt with.
func TestPatchesStopTheUpdate(t *testing.T) {
	t.Parallel()
	yaml := operator("profile: minimal\ncomponents: {pilot: {k8s: {securityContext: {fsGroup: 9}}}}")
	args := m{"charts": m{"repository": charttest.Folder(t, "1.31.1")}, "istioOperator": yaml}
	got, err := construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
	require.Error(t, err)
	assert.Empty(t, got.Names())
	require.Len(t, problems(err), 1)
	assert.Contains(t, problems(err)[0].Reason, "a patch of Deployment istiod")
	args["checks"] = m{"ignore": list{"MS132"}}
	_, err = construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
	require.NoError(t, err, problems(err))
}

// TestOrigins: who reads of an argument that nobody wrote is told where it is.
func TestOrigins(t *testing.T) {
	t.Parallel()
	yaml := operator("profile: minimal\nmeshConfig: {a: 1, b: {c: 1, d: 1}}\nvalues: {pilot: {env: {A: \"1\"}}, revisionTags: [p, q]}")
	result, err := importer.Import([]byte(yaml), importer.Options{})
	require.NoError(t, err)
	given := wiretest.Value(t, m{"meshConfig": m{"b": m{"d": 2}}, "controlPlane": m{"logLevel": "debug"}, "namespace": "x"}).AsMap()
	found := left(result, given)
	for _, c := range []struct{ path, want, reason string }{
		{"meshConfig.a", "istioOperator: spec.meshConfig.a, line 5", "the very argument"},
		{"meshConfig.a.b[0]", "istioOperator: spec.meshConfig.a, line 5", "a part of it"},
		{"meshConfig.b", "istioOperator: spec.meshConfig.b.c, line 5", "what it is a part of"},
		{"meshConfig.b.d", "", "somebody wrote it"},
		{"revisionTags[1]", "istioOperator: spec.values.revisionTags[1], line 6", "an item"},
		{"meshConfig.ab", "", "a name that begins with another"},
		{"controlPlane.logLevel", "", "given beside what the YAML says"},
		{"namespace", "", "the YAML says nothing of it"},
		{"image.hub", "", "nobody says anything"},
		{"profile", "istioOperator: spec.profile, line 4", "a preset"},
	} {
		assert.Equal(t, c.want, found.Origin(c.path), "%s: %s", c.path, c.reason)
	}
	args := m{"charts": m{"repository": charttest.Folder(t, "1.31.1")}, "istioOperator": operator("profile: minimal\nrevision: A_B")}
	_, err = construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
	require.Error(t, err)
	require.Len(t, problems(err), 1)
	assert.Equal(t, "revision", problems(err)[0].PropertyPath)
	assert.Contains(t, problems(err)[0].Reason, "(from istioOperator: spec.revision, line 5)")
}

// TestImagesOfAnIstioOperator: the function takes it as the component does.
func TestImagesOfAnIstioOperator(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	invoke := func(args m) p.InvokeResponse {
		full := m{"charts": m{"repository": charttest.Folder(t, "1.31.1")}, "version": "1.31.1"}
		maps.Copy(full, args)
		got, err := prov.Invoke(t.Context(), p.InvokeRequest{Token: components.ImagesToken, Args: wiretest.Value(t, full).AsMap()})
		require.NoError(t, err)
		return got
	}
	spec := "profile: minimal\nmeshConfig: {trustDomain: a}"
	require.Empty(t, invoke(m{"istioOperator": operator(spec)}).Failures)
	for reason, c := range map[string]struct {
		args         m
		path, remedy string
	}{
		"wrong YAML":                   {m{"istioOperator": operator("profil: demo")}, "istioOperator", "line 4: spec.profil: "},
		"a patch":                      {m{"istioOperator": operator(spec + "\ncomponents: {pilot: {k8s: {securityContext: {fsGroup: 9}}}}")}, "istioOperator", "MS132"},
		"a release of nothing":         {m{"istioOperatorVersion": "1.23"}, "istioOperatorVersion", "leave it out"},
		"what comes of it is no label": {m{"istioOperator": operator("revision: A_B")}, "revision", "(from istioOperator: spec.revision, line 4)"},
	} {
		got := invoke(c.args).Failures
		if assert.Len(t, got, 1, reason) {
			assert.Equal(t, c.path, got[0].Property, reason)
			assert.Contains(t, got[0].Reason, c.remedy, reason)
		}
	}
}
