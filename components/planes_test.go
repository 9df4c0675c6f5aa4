package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// A canary upgrade ends with the revisions changing places in the program. Nothing but what points to them may change in
// the cluster, least of all a control plane that runs.
func TestRevisionsChangePlaces(t *testing.T) {
	t.Parallel()
	first := newMesh(MeshStackArgs{
		Version: ref("1.30.5"), Revision: ref("a"), RevisionTags: []string{"prod"},
		OtherRevisions: []OtherRevision{{Revision: "b", Version: ref("1.31.1"), RevisionTags: []string{"canary"}}},
	}).plan()
	second := newMesh(MeshStackArgs{
		Version: ref("1.31.1"), Revision: ref("b"), RevisionTags: []string{"prod", "canary"},
		OtherRevisions: []OtherRevision{{Revision: "a", Version: ref("1.30.5")}},
	}).plan()
	names := func(p interface{ Has(string) bool }) map[string]bool {
		out := map[string]bool{}
		for _, id := range []string{
			"base", "istiod-a", "istiod-b", "webhook-injector-a", "webhook-injector-b", "webhook-validator-a", "webhook-validator-b",
			"tag-prod", "tag-canary", "tagservice-prod", "tagservice-canary", "istiod", "webhook-injector",
		} {
			out[id] = p.Has(id)
		}
		return out
	}
	assert.Equal(t, names(first), names(second), "by the plan's IDs, which are the names of the resources")
	assert.Len(t, second.Objects, len(first.Objects))
	require.Len(t, second.Releases, len(first.Releases))
	for _, before := range first.Releases {
		for _, after := range second.Releases {
			if before.ID == after.ID && before.ID != "base" {
				before.Chart.VersionPath, after.Chart.VersionPath = "", "" // where an error would point to
				assert.Equal(t, before, after, "a control plane that runs is left alone")
			}
		}
	}
}

// What is wrong is said once, whoever finds it.
func TestNothingIsSaidTwice(t *testing.T) {
	t.Parallel()
	for name, args := range map[string]MeshStackArgs{
		"remote without address":      {Profile: ref(profileRemote), ControlPlane: &ControlPlane{}},
		"address without remote":      {ControlPlane: &ControlPlane{RemotePilotAddress: refInput("203.0.113.10")}},
		"wrong address":               {Profile: ref(profileRemote), ControlPlane: &ControlPlane{RemotePilotAddress: refInput("a b")}},
		"wrong version":               {Version: ref("latest"), Revision: ref("a"), OtherRevisions: []OtherRevision{{Revision: "b"}}},
		"wrong namespace, gateways":   {Namespace: ref("Mesh"), Profile: ref(profileDefault)},
		"ended release, both planes":  {Version: ref("1.24.6"), Revision: ref("a"), OtherRevisions: []OtherRevision{{Revision: "b"}}},
		"ambient without node agents": {Profile: ref(profileAmbient), CNI: &CNI{Enabled: ref(false)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{}
			newMesh(args).check(t.Context(), f)
			assert.Len(t, append(f.Errors(), f.Warnings()...), 1, "%v", append(f.Errors(), f.Warnings()...))
		})
	}
}

func refInput(s string) pulumi.StringPtrInput { return pulumi.StringPtr(s) }
