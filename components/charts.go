package components

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// defaultRepository holds every release; the older hosts are being retired (istio.io/latest/blog/2026/retirement-of-gcp).
const defaultRepository = "https://blob.istio.io/istio-release/charts"

// retiredRepositories are those older hosts.
var retiredRepositories = []string{"https://istio-release.storage.googleapis.com", "oci://gcr.io/istio-release"}

// Charts says where the Helm charts come from.
type Charts struct {
	Repository *string               `pulumi:"repository,optional"`
	Username   pulumi.StringPtrInput `pulumi:"username,optional"`
	Password   pulumi.StringPtrInput `pulumi:"password,optional"`
	CAFile     *string               `pulumi:"caFile,optional"`
	Keyring    *string               `pulumi:"keyring,optional"`
}

// Annotate describes the properties for the schema.
func (c *Charts) Annotate(a infer.Annotator) {
	a.Describe(&c, "Where Istio's Helm charts come from.")
	a.Describe(&c.Repository, "A Helm repository (`https://host/path`), an OCI registry (`oci://host/path`, the charts' names are appended), "+
		"or a local folder that holds the charts as folders or as `<name>-<version>.tgz`. Default: `"+defaultRepository+"`.")
	a.Describe(&c.Username, "User name for the repository. Goes with `password`. Default: none.")
	a.Describe(&c.Password, "Password for the repository. It is kept secret in the state. Default: none.")
	a.Describe(&c.CAFile, "Path of a PEM file with the certificate authority of the repository, readable wherever Pulumi runs. Default: the authorities that the machine trusts.")
	a.Describe(&c.Keyring, "Path of a PGP keyring file, as `gpg --export` writes it, readable wherever Pulumi runs. Each of these charts must then have a provenance file (`.prov`) that one of its keys signed; Istio itself publishes none. Default: provenance isn't asked for.")
}

func (c *Charts) check(f *check.Findings, path string) {
	if c == nil {
		return
	}
	if (c.Username == nil) != (c.Password == nil) {
		f.Errorf(path, "username and password go together; give both or neither")
	}
	if c.CAFile != nil {
		if err := chart.CheckCAFile(*c.CAFile); err != nil {
			f.Errorf(path+".caFile", "%v", err)
		}
	}
	if c.Keyring != nil {
		if err := chart.CheckKeyring(*c.Keyring); err != nil {
			f.Errorf(path+".keyring", "%v", err)
		}
	}
	if c.Repository == nil {
		return
	}
	if err := chart.CheckRepository(*c.Repository); err != nil {
		f.Errorf(path+".repository", "%v", err)
	}
	if under(*c.Repository, retiredRepositories) {
		f.Report(check.RepositoryEnds, path+".repository", "this repository is switched off in December 2026 and has no release after 1.30; write %s, or leave it out", defaultRepository)
	}
	if _, local := chart.LocalFolder(*c.Repository); local && (c.Username != nil || c.CAFile != nil) {
		f.Errorf(path, "a local folder takes no username, password or caFile; leave them out")
	}
}

func (c *Charts) repository() string {
	if c == nil || c.Repository == nil {
		return defaultRepository
	}
	return *c.Repository
}

// source is where charts are looked at before anything is applied. It reports whether user name and password are known.
func (c *Charts) source(ctx context.Context) (chart.Source, bool) {
	source := chart.Source{Repository: c.repository()}
	if c == nil {
		return source, true
	}
	if c.CAFile != nil {
		source.CAFile = *c.CAFile
	}
	if c.Keyring != nil {
		source.Keyring = *c.Keyring
	}
	if c.Username == nil || c.Password == nil {
		return source, true
	}
	username, knownUser := plan.Await(ctx, c.Username)
	password, knownPassword := plan.Await(ctx, c.Password)
	source.Username, _ = username.(string)
	source.Password, _ = password.(string)
	return source, knownUser && knownPassword
}

// childSource is where the Kubernetes plugin gets the charts from.
func (c *Charts) childSource() children.Source {
	source := children.Source{
		Repository: c.repository(),
		Other:      func(repository string) children.Source { return (&Charts{Repository: &repository}).childSource() },
	}
	if folder, ok := chart.LocalFolder(source.Repository); ok {
		source.Chart = func(name, version string) string { return chart.LocalPath(folder, name, version) }
	}
	if c != nil {
		source.Username, source.Password = c.Username, c.Password
		if c.CAFile != nil {
			source.CAFile = *c.CAFile
		}
		if c.Keyring != nil {
			source.Keyring = *c.Keyring
		}
	}
	return source
}
