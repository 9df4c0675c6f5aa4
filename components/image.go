package components

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// defaultHub is written always: the charts of 1.30 default to a registry that is being retired
// (istio.io/latest/blog/2026/retirement-of-gcp).
const defaultHub = "docker.io/istio"

// Image says where the mesh's container images come from. It reaches every chart in the form that chart wants.
type Image struct {
	Hub         pulumi.StringPtrInput `pulumi:"hub,optional"`
	Tag         *string               `pulumi:"tag,optional"`
	Variant     *ImageVariant         `pulumi:"variant,optional"`
	PullPolicy  *ImagePullPolicy      `pulumi:"pullPolicy,optional"`
	PullSecrets []string              `pulumi:"pullSecrets,optional"`

	CopyPullSecrets *PullSecretCopies `pulumi:"copyPullSecrets,optional"`
}

// Annotate describes the properties for the schema.
func (i *Image) Annotate(a infer.Annotator) {
	a.Describe(&i, "Where the container images of the mesh come from: control plane, proxies, CNI and ztunnel alike.")
	a.Describe(&i.Hub, "Registry and path of the images, for example `registry.example.com/istio`. Default: `docker.io/istio`.")
	a.Describe(&i.Tag, "Tag of the images. Default: the release given by `version`. Set it only for a hotfix build.")
	a.Describe(&i.Variant, "Flavour of the images: `debug` (a shell and tools) or `distroless`. Default: the charts' own.")
	a.Describe(&i.PullPolicy, "When the kubelet pulls: `Always`, `IfNotPresent` or `Never`. Default: Kubernetes' own rule.")
	a.Describe(&i.PullSecrets, "Names of image pull secrets, for the mesh's own pods and every injected one. Each must exist in every namespace that "+
		"runs such a pod; `copyPullSecrets` sees to that. Default: none.")
	a.Describe(&i.CopyPullSecrets, "Creates the pull secrets in the namespaces that need them. Default: they are there already.")
}

// ImageVariant is a flavour of Istio's images.
type ImageVariant string

// Values lists the flavours.
func (ImageVariant) Values() []infer.EnumValue[ImageVariant] {
	return []infer.EnumValue[ImageVariant]{
		{Name: "Debug", Value: "debug", Description: "Images with a shell and tools."},
		{Name: "Distroless", Value: "distroless", Description: "Images with nothing but the program."},
	}
}

// ImagePullPolicy is Kubernetes' imagePullPolicy.
type ImagePullPolicy string

// Values lists the policies.
func (ImagePullPolicy) Values() []infer.EnumValue[ImagePullPolicy] {
	return []infer.EnumValue[ImagePullPolicy]{
		{Name: "Always", Value: "Always", Description: "Ask the registry at each start of a container."},
		{Name: "IfNotPresent", Value: "IfNotPresent", Description: "Pull only what the node lacks."},
		{Name: "Never", Value: "Never", Description: "Use only what the node has."},
	}
}

var tagGrammar = regexp.MustCompile(`^[\w][\w.-]{0,127}$`)

func (i *Image) check(ctx context.Context, f *check.Findings, path string, m *mesh) {
	if i == nil {
		return
	}
	if hub, ok := plan.Plain(i.Hub).(string); ok {
		checkHub(f, path+".hub", hub)
	}
	if i.Tag != nil && !tagGrammar.MatchString(*i.Tag) {
		f.Errorf(path+".tag", "%q is not an image tag; write letters, digits, dots, - and _, at most 128", *i.Tag)
	}
	m.checkTag(f, path+".tag", i.Tag)
	check.Enum(f, path+".variant", i.Variant)
	check.Enum(f, path+".pullPolicy", i.PullPolicy)
	for n, name := range i.PullSecrets {
		at := fmt.Sprintf("%s.pullSecrets[%d]", path, n)
		check.Subdomain(f, at, name)
		if slices.Index(i.PullSecrets, name) < n {
			f.Errorf(at, "%q is listed twice; list it once", name)
		}
	}
	i.CopyPullSecrets.check(ctx, f, path+".copyPullSecrets", i.PullSecrets)
}

// releaseTag is the tag of a release's image, as it is or with a suffix.
var releaseTag = regexp.MustCompile(`^([0-9]+\.[0-9]+\.[0-9]+)(-.+)?$`)

// checkTag reports a tag that contradicts the release whose charts are installed, and one that holds the variant, which the
// charts append.
func (m *mesh) checkTag(f *check.Findings, path string, tag *string) {
	if tag == nil {
		return
	}
	for _, v := range (ImageVariant("")).Values() {
		if variant := string(v.Value); strings.HasSuffix(*tag, "-"+variant) {
			f.Errorf(path, "the charts append the variant themselves; write tag: %s and variant: %s", strings.TrimSuffix(*tag, "-"+variant), variant)
		}
	}
	match := releaseTag.FindStringSubmatch(*tag)
	if match == nil {
		return
	}
	for _, control := range m.planes {
		of, err := semver.NewVersion(match[1])
		if control.known && err == nil && of.Minor() != control.version.Minor() {
			f.Report(check.ImageTagDiffers, path, "images of %s run under the charts and checks of Istio %s, which fit its own images only; write %sversion: %s, or leave the tag out",
				match[1], control.version, control.path, match[1])
		}
	}
}

var hubGrammar = regexp.MustCompile(`^[a-zA-Z0-9.-]+(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$`)

func checkHub(f *check.Findings, path, hub string) {
	if !hubGrammar.MatchString(hub) {
		f.Errorf(path, "%q is not a registry path; write host/path without scheme, image name or tag, for example %s", hub, defaultHub)
	}
}

// contribute writes the settings in the form that each chart wants: the base, istiod and cni charts share Istio's `global`
// block and take names of pull secrets; ztunnel has all of it at the top level; a gateway's image comes from istiod's
// injector, and its pull secrets are objects.
func (i *Image) contribute(p *plan.Plan, m *mesh) {
	if i == nil {
		i = &Image{}
	}
	for _, chart := range []string{"base", "istiod", "cni"} {
		values := p.Values(chart)
		values.Set(i.PullSecrets, "global", "imagePullSecrets")
		if chart == "base" {
			continue // it runs nothing
		}
		values.Set(i.hub(), "global", "hub")
		values.Set(i.tag(m.planes[0]), "global", "tag")
		values.Set(i.Variant, "global", "variant")
		values.Set(i.PullPolicy, "global", "imagePullPolicy")
	}
	ztunnel := p.Values("ztunnel")
	ztunnel.Set(i.hub(), "hub")
	ztunnel.Set(i.tag(m.planes[0]), "tag")
	ztunnel.Set(i.Variant, "variant")
	ztunnel.Set(i.PullPolicy, "imagePullPolicy")
	ztunnel.Set(i.PullSecrets, "imagePullSecrets")
	i.gatewayValues(p.Values("gateway"))
}

func (i *Image) gatewayValues(values plan.Tree) {
	values.Set(i.PullPolicy, "imagePullPolicy")
	values.Set(i.pullSecretRefs(), "imagePullSecrets")
}

// pullSecrets are the names of the pull secrets.
func (i *Image) pullSecrets() []string {
	if i == nil {
		return nil
	}
	return i.PullSecrets
}

// pullSecretRefs are the pull secrets as a pod has them, nil for none.
func (i *Image) pullSecretRefs() []any {
	var out []any
	for _, name := range i.pullSecrets() {
		out = append(out, plan.Tree{"name": name})
	}
	return out
}

// tag is written always, like the hub: a chart that was packed from Istio's sources would run "latest".
func (i *Image) tag(control plane) string {
	if i != nil && i.Tag != nil {
		return *i.Tag
	}
	return control.version.String()
}

func (i *Image) hub() any {
	if hub := plan.Plain(i.Hub); hub != nil {
		return hub
	}
	return defaultHub
}
