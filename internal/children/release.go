package children

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// ReleaseType is the type token of a Helm release.
const ReleaseType = "kubernetes:helm.sh/v3:Release"

// maxHistory bounds the revisions that Helm keeps of a release; its own default keeps every one, as a Secret each.
const maxHistory = 10

// Source says where the charts of releases come from.
type Source struct {
	// Repository is an http(s) URL, an oci:// URL or a local folder.
	Repository         string
	Username, Password pulumi.StringPtrInput
	CAFile             string
	// Keyring is the path of a PGP keyring file, "" for charts that needn't be signed.
	Keyring string
	// Chart returns the local path of a chart, where Repository is a folder.
	Chart func(name, version string) string
	// Other is the source of a chart that names a repository of its own.
	Other func(repository string) Source
}

// of is where a chart comes from.
func (s Source) of(c plan.Chart) Source {
	if c.Repository == "" || s.Other == nil {
		return s
	}
	return s.Other(c.Repository)
}

// Release is a registered Helm release.
type Release struct {
	pulumi.CustomResourceState

	// Status is unknown in a preview that creates or updates the release.
	Status pulumi.MapOutput `pulumi:"status"`
}

func registerRelease(ctx *pulumi.Context, name string, r *plan.Release, source Source, opts []pulumi.ResourceOption) (*Release, error) {
	props := pulumi.Map{
		"name":      pulumi.String(r.Name),
		"namespace": pulumi.String(r.Namespace),
		"version":   pulumi.String(r.Chart.Version),
		"values":    plan.Input(r.Values),
		"timeout":   pulumi.Int(r.Timeout),
		// A failed upgrade must not leave new objects behind; a failed first install is kept, as it holds the reason.
		"cleanupOnFail": pulumi.Bool(true),
		"maxHistory":    pulumi.Int(maxHistory),
		// What the SDK's own constructor writes.
		"compat": pulumi.String("true"),
	}
	files, err := nullValues(r.Values)
	if err != nil {
		return nil, err
	}
	if len(files) > 0 {
		props["valueYamlFiles"] = files
	}
	source.of(r.Chart).place(props, r.Chart)
	if r.Adopt != nil {
		adopted, err := registerAdopted(ctx, name+"-adopted", r, source, opts)
		if err != nil {
			return nil, fmt.Errorf("register what it adopts: %w", err)
		}
		opts = append(opts[:len(opts):len(opts)], pulumi.DependsOn([]pulumi.Resource{adopted}))
	}
	release := &Release{}
	// A chart has names that aren't the release's, of ClusterRoles for one: in another namespace it can be there once only.
	opts = append(opts, pulumi.DeleteBeforeReplace(true))
	return release, ctx.RegisterResource(ReleaseType, name, props, release, opts...)
}

// place writes where the chart comes from in the form that the source's kind wants.
func (s Source) place(props pulumi.Map, c plan.Chart) {
	options := pulumi.Map{}
	switch {
	case s.Chart != nil:
		props["chart"] = pulumi.String(s.Chart(c.Name, c.Version))
	case strings.HasPrefix(s.Repository, "oci://"):
		props["chart"] = pulumi.String(strings.TrimSuffix(s.Repository, "/") + "/" + c.Name)
	default:
		props["chart"] = pulumi.String(c.Name)
		options["repo"] = pulumi.String(s.Repository)
	}
	if s.Username != nil {
		options["username"] = s.Username
		options["password"] = pulumi.ToSecret(s.Password)
	}
	if s.CAFile != "" {
		options["caFile"] = pulumi.String(s.CAFile)
	}
	if s.Keyring != "" {
		props["verify"], props["keyring"] = pulumi.Bool(true), pulumi.String(s.Keyring)
	}
	if len(options) > 0 {
		props["repositoryOpts"] = options
	}
}
