package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// wrongOperators lists wrong programs with an IstioOperator.
var wrongOperators = []wrongInput{
	{"no YAML", m{"istioOperator": "a: b: c"}, "istioOperator", "it is no YAML"},
	{"nothing", m{"istioOperator": ""}, "istioOperator", "pass a document"},
	{"a file's name", m{"istioOperator": "operator.yaml"}, "istioOperator", "line 1: a document is a map"},
	{"the object in place of its text", m{"istioOperator": m{"spec": m{}}}, "istioOperator", "a string is wanted"},
	{"another object", m{"istioOperator": "apiVersion: v1\nkind: Pod\n"}, "istioOperator", "there is no IstioOperator"},
	{"an unknown field", m{"istioOperator": operator("{profil: demo}")}, "istioOperator", "line 4: spec.profil: "},
	{"a value of the wrong type", m{"istioOperator": operator("revision: 1")}, "istioOperator", "quotes"},
	{"two that disagree", m{"istioOperator": operator("profile: demo") + "---\n" + operator("profile: minimal")}, "istioOperator", "keep one of the two"},
	{"no release of a source", m{"istioOperator": operator("{}"), "istioOperatorVersion": "1.4"}, "istioOperatorVersion", "from 1.5"},
	{"a release of nothing", m{"istioOperatorVersion": "1.23"}, "istioOperatorVersion", "leave it out"},
	{"a release that MeshStack doesn't install", m{"istioOperator": operator("{}"), "version": "1.20.0"}, "version", "write 1."},
	{"no release, beside an IstioOperator", m{"istioOperator": operator("{}"), "version": "1.31"}, "version", "write x.y.z"},
	{"a patch, which would be lost", m{"istioOperator": operator("components: {pilot: {k8s: {securityContext: {fsGroup: 9}}}}")}, "istioOperator", "fromIstioOperator"},
	{"what comes of it, and is no label", m{"istioOperator": operator("revision: A_B")}, "revision", "lower-case"},
	{"what is given beside it and isn't right", m{"istioOperator": operator("profile: minimal"), "controlPlane": m{"replicas": -1}}, "controlPlane.replicas", "write 0 or more"},
	{"10 MB", m{"istioOperator": operator("values: {x: " + strings.Repeat("a", 10<<20) + "}")}, "istioOperator", "pass the IstioOperator alone"},
	{"a billion laughs", m{"istioOperator": operator(laughs())}, "istioOperator", "those of aliases counted"},
}

// laughs are 10^11 values in 12 lines.
func laughs() string {
	out := "a: &l0 [lol]\n"
	for i := 1; i < 12; i++ {
		out += fmt.Sprintf("b%d: &l%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d,", i-1), 10), ","))
	}
	return out
}

// TestWrongOperatorsAtOnce: the YAML and the other arguments are checked together, and the message doesn't repeat the YAML.
func TestWrongOperatorsAtOnce(t *testing.T) {
	t.Parallel()
	args := m{
		"charts": m{"repository": charttest.Folder(t, "1.31.1")}, "istioOperatorVersion": "1.24",
		"istioOperator": operator("hubb: hunter2hunter2\nprofile: 1\nvalues: {globl: {}}"), "gateway": list{}, "image": m{"tag": 1},
	}
	got, err := construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
	require.Error(t, err)
	assert.Empty(t, got.Names())
	assert.Equal(t, []string{"gateway", "image.tag", "istioOperator ", "istioOperator ", "istioOperator "}, paths(err),
		"with a space, by which the engine doesn't find the value to print")
	for i, line := range []string{"line 4: spec.hubb", "line 5: spec.profile", "line 6: spec.values.globl"} {
		assert.Contains(t, problems(err)[2+i].Reason, line, "in their order")
	}
	assert.NotContains(t, fmt.Sprint(err, problems(err)), "hunter2")
}

// TestASecretOperatorIsNotRead, as messages would repeat it.
func TestASecretOperatorIsNotRead(t *testing.T) {
	t.Parallel()
	secret := wiretest.Value(t, operator("hunter2: hunter2")).WithSecret(true)
	_, err := construct(t, components.MeshStackType, wiretest.Value(t, m{"istioOperator": secret}).AsMap(), true)
	require.Error(t, err)
	require.Len(t, problems(err), 1)
	assert.Contains(t, problems(err)[0].Reason, "write a plain value")
	assert.NotContains(t, fmt.Sprint(err, problems(err)), "hunter2")
}
