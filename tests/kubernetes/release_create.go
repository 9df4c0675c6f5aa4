package kubernetes

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/postrender"
)

// failedReleaseError says that Helm recorded the release, but that it didn't become what it should.
type failedReleaseError struct {
	release *Release
	err     error
}

func (e *failedReleaseError) Error() string {
	return fmt.Sprintf("failed to become available within allocated timeout. Error: Helm Release %s/%s: %v",
		e.release.Namespace, e.release.Name, e.err)
}

func (e *failedReleaseError) Unwrap() error { return e.err }

// createRelease installs a release. A preview installs nothing and renders nothing.
func (p *Provider) createRelease(req *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	urn := resource.URN(req.GetUrn())
	props, err := decode("inputs", req.GetProperties())
	if err != nil {
		return nil, err
	}
	release, err := toRelease(props)
	if err != nil {
		return nil, err
	}
	var failed *failedReleaseError
	id := ""
	if !req.GetPreview() {
		if p.cluster.unreachable != nil {
			return nil, fmt.Errorf("can't create Helm Release with unreachable cluster: %w", p.cluster.unreachable)
		}
		id = joinID(release.Namespace, release.Name)
		if err := p.install(urn, release); err != nil && !errors.As(err, &failed) {
			return nil, err
		}
	}
	state, err := p.encode("state", releaseState(props, release, req.GetPreview()))
	if err != nil {
		return nil, err
	}
	if failed != nil {
		return nil, initFailed(id, fmt.Errorf("Helm release %q was created, but failed to initialize completely. "+
			"Use Helm CLI to investigate: %w", id, failed), state, nil)
	}
	return &pulumirpc.CreateResponse{Id: id, Properties: state}, nil
}

// install runs helm install. When that fails Helm may have left a failed release behind; then the resource exists, and
// the next update upgrades it instead of installing again.
func (p *Provider) install(urn resource.URN, release *Release) error {
	config, err := p.helm.action(release.Namespace)
	if err != nil {
		return err
	}
	install := action.NewInstall(config)
	loaded, err := p.helm.loadWith(&install.ChartPathOptions, config, release)
	if err != nil {
		return err
	}
	switch loaded.Metadata.Type {
	case "", "application":
	default:
		return fmt.Errorf("%s charts are not installable", loaded.Metadata.Type)
	}
	if err := setInstall(install, release); err != nil {
		return err
	}
	installed, err := install.RunWithContext(p.ctx, loaded, merge(nil, release.Values))
	switch {
	case err == nil:
		return setOutputs(release, installed)
	case installed == nil:
		return err
	}
	if _, lookupErr := config.Releases.Last(release.Name); lookupErr != nil {
		return err // nothing was recorded, or atomic took it away again
	}
	if err := setOutputs(release, installed); err != nil {
		return err
	}
	_ = p.host.Log(p.ctx, diag.Warning, urn, fmt.Sprintf("Helm release %q was created but has a failed status. "+
		"Use the `helm` command to investigate the error, correct it, then retry. Reason: %v", release.Name, err))
	return &failedReleaseError{release: release, err: err}
}

// setInstall copies the release's options to Helm's.
func setInstall(install *action.Install, release *Release) error {
	install.DisableHooks = release.DisableWebhooks
	install.Wait = !release.SkipAwait
	install.WaitForJobs = !release.SkipAwait && release.WaitForJobs
	install.Devel = release.Devel
	install.DependencyUpdate = release.DependencyUpdate
	install.Timeout = release.timeout()
	install.Namespace = release.Namespace
	install.ReleaseName = release.Name
	install.Atomic = release.Atomic
	install.SkipCRDs = release.SkipCrds
	install.SubNotes = release.RenderSubchartNotes
	install.DisableOpenAPIValidation = release.DisableOpenapiValidation
	install.Replace = release.Replace
	install.Description = release.Description
	install.CreateNamespace = release.CreateNamespace
	if release.Postrender != "" {
		var err error
		if install.PostRenderer, err = postrender.NewExec(release.Postrender); err != nil {
			return fmt.Errorf("find the post-renderer: %w", err)
		}
	}
	return nil
}

// planCRDs remembers the kinds that a chart is going to add, so that custom resources of the same program know whether
// they live in a namespace. It is a help for previews, so a chart that can't be rendered yet is no error.
func (h *helm) planCRDs(loaded *chart.Chart, release *Release) {
	config, err := h.action(release.Namespace)
	if err != nil {
		return
	}
	render := action.NewInstall(config)
	render.ClientOnly, render.DryRun, render.IncludeCRDs = true, true, !release.SkipCrds
	render.ReleaseName, render.Namespace = first(release.Name, "release-name"), release.Namespace
	rendered, err := render.Run(loaded, merge(nil, release.Values))
	if err != nil || rendered == nil {
		return
	}
	objects, err := objectsOf(rendered.Manifest)
	if err != nil {
		return
	}
	for _, obj := range objects {
		if isCRD(obj) {
			h.cluster.plan(obj)
		}
	}
}
