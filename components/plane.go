package components

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// OtherRevision is a control plane beside the mesh's own, for a canary upgrade: the new release runs beside the old one
// until the last workload has moved.
type OtherRevision struct {
	Revision     string   `pulumi:"revision"`
	Version      *string  `pulumi:"version,optional"`
	RevisionTags []string `pulumi:"revisionTags,optional"`
}

// Annotate describes the properties for the schema.
func (o *OtherRevision) Annotate(a infer.Annotator) {
	a.Describe(&o, "A control plane beside the mesh's own, with the same settings, for a canary upgrade.")
	a.Describe(&o.Revision, "Its revision, for example `1-30-5`; `default` is the one without a name.")
	a.Describe(&o.Version, "Its Istio release, `x.y.z`. Default: the mesh's `version`.")
	a.Describe(&o.RevisionTags, "Tags that point to it. Move a tag between this list and the mesh's `revisionTags` and it points to the other "+
		"revision without ever being gone. Default: none.")
}

// plane is one control plane.
type plane struct {
	// path is that of its arguments with the dot, "" for the mesh's own.
	path string
	// revision is "" for the default one.
	revision string
	version  istio.Version
	// known: the version could be read. What depends on it can't be checked otherwise.
	known bool
	err   error
	// ownVersion: an argument of its own gives the release, or would.
	ownVersion bool
	// unnamed: no revision is given, not even the default one.
	unnamed bool
	tags    []string
}

// planesOf lists the control planes, the mesh's own first.
func planesOf(a MeshStackArgs) []plane {
	own := plane{revision: revisionOf(a.Revision), tags: a.RevisionTags, ownVersion: true}
	own.version, own.err = parseVersion(a.Version)
	own.known = own.err == nil
	out := []plane{own}
	for i, o := range a.OtherRevisions {
		other := plane{path: fmt.Sprintf("otherRevisions[%d].", i), revision: revisionOf(&o.Revision), unnamed: o.Revision == "", tags: o.RevisionTags}
		other.version, other.err, other.known = own.version, own.err, own.known
		if other.ownVersion = o.Version != nil; other.ownVersion {
			other.version, other.err = istio.ParseVersion(*o.Version)
			other.known = other.err == nil
		}
		out = append(out, other)
	}
	return out
}

func revisionOf(revision *string) string {
	if revision == nil || *revision == istio.DefaultRevision {
		return ""
	}
	return *revision
}

// id names one of its resources in the plan. It carries the revision, so that a control plane keeps its resources when it
// becomes the mesh's own or ceases to be.
func (p plane) id(what string) string {
	if p.revision == "" {
		return what
	}
	return what + "-" + p.revision
}

func (p plane) chart(name string) plan.Chart {
	return plan.Chart{Name: name, Version: p.version.String(), VersionPath: p.path + "version"}
}

// newest is the control plane of the newest release, whose release is that of what they share: CRDs serve older ones too.
func newest(planes []plane) plane {
	out := planes[0]
	for _, p := range planes[1:] {
		if p.version.After(out.version) {
			out = p
		}
	}
	return out
}

// checkAnswers reports a revision or tag that no control plane here answers for.
func (m *mesh) checkAnswers(f *check.Findings, path, name string) {
	if !m.parts.istiod || m.profile() == profileRemote || m.answers(name) {
		return
	}
	f.Report(check.RevisionUnknown, path, "no control plane of this mesh is or has %q, so nobody injects what asks for it; write one of its revisions or tags", name)
}

func (m *mesh) answers(name string) bool {
	return slices.ContainsFunc(m.planes, func(p plane) bool {
		return orDefault(p.revision) == orDefault(revisionOf(&name)) || slices.Contains(p.tags, name)
	})
}

func (m *mesh) checkPlanes(f *check.Findings) {
	revisions := map[string]string{}
	tags := map[string]string{}
	for _, p := range m.planes {
		if p.ownVersion {
			checkVersion(f, p.path+"version", p.version, p.err)
		}
		p.check(f)
		if first, twice := revisions[p.revision]; twice {
			f.Errorf(p.path+"revision", "%srevision is %q too; each control plane needs a revision of its own", first, orDefault(p.revision))
		} else {
			revisions[p.revision] = p.path
		}
	}
	if m.profile() == profileRemote {
		for i := range m.args.RevisionTags {
			f.Errorf(fmt.Sprintf("revisionTags[%d]", i), "a tag points to an istiod of this cluster, and with the profile remote there is none; leave it out, and label by revision")
		}
	}
	_, hasDefault := revisions[""]
	for _, p := range m.planes {
		for i, tag := range p.tags {
			at := fmt.Sprintf("%srevisionTags[%d]", p.path, i)
			_, isRevision := revisions[tag]
			first, twice := tags[tag]
			switch {
			case tag == istio.DefaultRevision && hasDefault && p.revision != "":
				f.Errorf(at, "the control plane without revision answers for the default already; leave the tag out, or give that one a revision")
			case isRevision && tag != "" && tag != p.revision:
				f.Errorf(at, "the tag %q is a revision of this mesh; name the tag after its use, for example \"prod\"", tag)
			case twice && first == p.path:
				f.Errorf(at, "%q is listed twice; list it once", tag)
			case twice:
				f.Errorf(at, "%srevisionTags has %q too; a tag points to one revision", first, tag)
			}
			tags[tag] = p.path
		}
	}
}
