package components

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/importer"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Without the provider nobody lays arguments over the YAML, so it isn't left aside in silence.
func TestIstioOperatorWithoutProvider(t *testing.T) {
	t.Parallel()
	for reason, args := range map[string]MeshStackArgs{
		"the YAML": {IstioOperator: ref("kind: IstioOperator")}, "its release": {IstioOperatorVersion: ref("1.23")},
	} {
		f := &check.Findings{}
		newMesh(args).check(t.Context(), f)
		if found := f.Errors(); assert.Len(t, found, 1, reason) {
			assert.Equal(t, "istioOperator", found[0].Path, reason)
			assert.Contains(t, found[0].Message, "the provider alone reads it", reason)
		}
	}
}

func TestImportedFindings(t *testing.T) {
	t.Parallel()
	entry := func(line int, path string, outcome importer.Outcome, message string, to ...string) importer.Entry {
		return importer.Entry{Path: path, Document: 1, Line: line, Outcome: outcome, Message: message, To: to}
	}
	patch := importer.Patch{Kind: "Deployment", Name: "istiod"}
	for _, c := range []struct {
		reason         string
		found          Imported
		warned, failed []string
	}{
		{"nothing to tell", Imported{Report: []importer.Entry{entry(1, "a", importer.Carried, "", "b"), entry(2, "c", importer.Dropped, "x")}}, nil, nil},
		{
			"the same lot side by side, another, and the first again",
			Imported{Report: []importer.Entry{
				entry(1, "a", importer.Manual, "x"), entry(2, "b", importer.Manual, "x"), entry(3, "c", importer.Manual, "y"), entry(4, "d", importer.Carried, ""),
				entry(5, "e", importer.Manual, "x"),
			}},
			[]string{"line 1: a, b: x", "line 3: c: y", "line 5: e: x"}, nil,
		},
		{
			"a patch and the fields that are in it",
			Imported{Report: []importer.Entry{entry(1, "a", importer.Carried, "", patch.String()), entry(2, "b", importer.Carried, "", "c")}, Patches: []importer.Patch{patch}}, nil,
			[]string{"line 1: a: no argument says it, so it would be lost; take the program that fromIstioOperator makes, which has a patch of Deployment istiod, or take it out here"},
		},
		{"a patch whose fields are all replaced", Imported{Patches: []importer.Patch{patch}}, nil, nil},
	} {
		f := &check.Findings{}
		MeshStackArgs{}.checkIstioOperator(WithImported(t.Context(), &c.found), f)
		messages := func(findings []check.Finding) (out []string) {
			for _, one := range findings {
				assert.Equal(t, "istioOperator", one.Path)
				out = append(out, one.Message)
			}
			return out
		}
		assert.Equal(t, c.warned, messages(f.Warnings()), c.reason)
		assert.Equal(t, c.failed, messages(f.Errors()), c.reason)
	}
}

// What is planned is told by chart, gateways and otherRevisions apart.
func TestPlannedValues(t *testing.T) {
	t.Parallel()
	values := PlannedValues(MeshStackArgs{
		Revision: ref("a"), OtherRevisions: []OtherRevision{{Revision: "b"}}, CNI: &CNI{BinDir: ref("/x")}, Gateways: []GatewaySpec{{Name: "edge"}},
		Security: &Security{TrustDomain: ref("example.com")},
	})
	istiod, _ := values["istiod"].(plan.Tree)
	assert.Equal(t, "a", istiod["revision"])
	assert.Equal(t, plan.Tree{"trustDomain": "example.com"}, istiod["meshConfig"])
	assert.Contains(t, values, "base")
	assert.Contains(t, values, "cni")
	assert.Len(t, values, 3)
	assert.Empty(t, PlannedValues(MeshStackArgs{Version: ref("x")}), "no release, no plan")
}
