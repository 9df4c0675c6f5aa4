package kubernetes

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/postrender"
	"helm.sh/helm/v3/pkg/storage/driver"
)

// updateRelease upgrades a release in place, also one whose install failed.
func (p *Provider) updateRelease(req *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	state, err := decode("old state", req.GetOlds())
	if err != nil {
		return nil, err
	}
	props, err := decode("inputs", req.GetNews())
	if err != nil {
		return nil, err
	}
	release, err := toRelease(props)
	if err != nil {
		return nil, err
	}
	old, err := toRelease(state)
	if err != nil {
		return nil, err
	}
	var failed *failedReleaseError
	if !req.GetPreview() {
		if p.cluster.unreachable != nil {
			return nil, fmt.Errorf("can't update Helm Release with unreachable cluster: %w", p.cluster.unreachable)
		}
		if err := p.upgrade(release, old); err != nil && !errors.As(err, &failed) {
			return nil, err
		}
	}
	out, err := p.encode("state", releaseState(props, release, req.GetPreview()))
	if err != nil {
		return nil, err
	}
	if failed != nil {
		id := joinID(release.Namespace, release.Name)
		return nil, initFailed(id, fmt.Errorf("Helm release %q failed to initialize completely. "+
			"Use Helm CLI to investigate: error running update: %w", id, failed), out, nil)
	}
	return &pulumirpc.UpdateResponse{Properties: out}, nil
}

// upgrade runs helm upgrade.
func (p *Provider) upgrade(release, old *Release) error {
	config, err := p.helm.action(old.Namespace)
	if err != nil {
		return err
	}
	upgrade := action.NewUpgrade(config)
	loaded, err := p.helm.loadWith(&upgrade.ChartPathOptions, config, release)
	if err != nil {
		return err
	}
	if err := setUpgrade(upgrade, release); err != nil {
		return err
	}
	upgraded, err := upgrade.RunWithContext(p.ctx, release.Name, loaded, merge(nil, release.Values))
	if err != nil && (upgraded == nil || errors.Is(err, driver.ErrNoDeployedReleases)) {
		return err
	}
	if outErr := setOutputs(release, upgraded); outErr != nil {
		return outErr
	}
	if err != nil {
		return &failedReleaseError{release: release, err: err}
	}
	return nil
}

// setUpgrade copies the release's options to Helm's. Helm's own defaults differ from these in that the history is
// unlimited unless the release limits it.
func setUpgrade(upgrade *action.Upgrade, release *Release) error {
	upgrade.Devel = release.Devel
	upgrade.Namespace = release.Namespace
	upgrade.Timeout = release.timeout()
	upgrade.Wait = !release.SkipAwait
	upgrade.WaitForJobs = !release.SkipAwait && release.WaitForJobs
	upgrade.DisableHooks = release.DisableCRDHooks
	upgrade.Atomic = release.Atomic
	upgrade.SubNotes = release.RenderSubchartNotes
	upgrade.Force = release.ForceUpdate
	upgrade.ResetValues = release.ResetValues
	upgrade.ReuseValues = release.ReuseValues
	upgrade.Recreate = release.RecreatePods
	upgrade.CleanupOnFail = release.CleanupOnFail
	upgrade.Description = release.Description
	if release.MaxHistory != nil {
		upgrade.MaxHistory = *release.MaxHistory
	}
	if release.Postrender != "" {
		var err error
		if upgrade.PostRenderer, err = postrender.NewExec(release.Postrender); err != nil {
			return fmt.Errorf("find the post-renderer: %w", err)
		}
	}
	return nil
}

// deleteRelease uninstalls a release and, if it was awaited when it was made, waits until its objects are gone. A
// release that isn't there is an error, as it is for Helm: a refresh has to find that out first.
func (p *Provider) deleteRelease(req *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	state, err := decode("old state", req.GetProperties())
	if err != nil {
		return nil, err
	}
	release, err := toRelease(state)
	if err != nil {
		return nil, err
	}
	config, err := p.helm.action(release.Namespace)
	if err != nil {
		return nil, err
	}
	uninstall := action.NewUninstall(config)
	if release.Atomic || !release.SkipAwait {
		uninstall.Wait = true
		uninstall.Timeout = release.timeout()
	}
	response, err := uninstall.Run(release.Name)
	if err != nil {
		return nil, err
	}
	if response.Info != "" {
		p.warn(resource.URN(req.GetUrn()), fmt.Sprintf("Helm uninstall returned information: %q", response.Info))
	}
	return &emptypb.Empty{}, nil
}
