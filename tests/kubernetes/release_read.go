package kubernetes

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	helmrelease "helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/releaseutil"
	"helm.sh/helm/v3/pkg/storage/driver"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// readRelease reads Helm's record of a release, for refresh and import. It doesn't look at the release's objects, so
// changes made to those behind Helm's back stay unseen.
func (p *Provider) readRelease(req *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	state, err := decode("old state", req.GetProperties())
	if err != nil {
		return nil, err
	}
	release, err := toRelease(state)
	if err != nil {
		return nil, err
	}
	namespace, name := release.Namespace, release.Name
	if len(state) == 0 {
		namespace, name = splitID(req.GetId())
	}
	config, err := p.helm.action(namespace)
	if err != nil {
		return nil, err
	}
	live, err := config.Releases.Last(name)
	if errors.Is(err, driver.ErrReleaseNotFound) {
		return &pulumirpc.ReadResponse{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the release %s/%s: %w", namespace, name, err)
	}
	if err := setOutputs(release, live); err != nil {
		return nil, err
	}
	inputs := releaseInputs(state)
	if inputs == nil { // an import: what is live is what the program is expected to say
		inputs = resource.NewPropertyMap(release)
		delete(inputs, "resourceNames")
		delete(inputs, "status")
		p.releaseDefaults(inputs)
	}
	out, err := p.encode("state", releaseState(inputs, release, false))
	if err != nil {
		return nil, err
	}
	in, err := p.encode("inputs", inputs)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.ReadResponse{Id: req.GetId(), Properties: out, Inputs: in}, nil
}

// setOutputs writes what Helm recorded into the release.
func setOutputs(release *Release, live *helmrelease.Release) error {
	release.Name = first(release.Name, live.Name)
	release.Namespace = first(release.Namespace, live.Namespace)
	release.Chart = first(release.Chart, live.Chart.Metadata.Name)
	release.Values = merge(release.Values, live.Config)
	release.Version = live.Chart.Metadata.Version
	names, err := resourceNames(live.Manifest)
	if err != nil {
		return err
	}
	release.ResourceNames = names
	revision := live.Version
	release.Status = &ReleaseStatus{
		Status: live.Info.Status.String(), Name: live.Name, Namespace: live.Namespace, Revision: &revision,
		Chart: live.Chart.Metadata.Name, Version: live.Chart.Metadata.Version, AppVersion: live.Chart.Metadata.AppVersion,
	}
	return nil
}

// resourceNames groups the objects of a manifest by kind and apiVersion.
func resourceNames(manifest string) (map[string][]string, error) {
	objects, err := objectsOf(manifest)
	if err != nil {
		return nil, err
	}
	names := map[string][]string{}
	for _, obj := range objects {
		key := obj.GroupVersionKind().GroupKind().String() + "/" + obj.GetAPIVersion()
		name := joinID(obj.GetNamespace(), obj.GetName())
		if !slices.Contains(names[key], name) {
			names[key] = append(names[key], name)
		}
	}
	for _, list := range names {
		slices.Sort(list)
	}
	return names, nil
}

// objectsOf splits a manifest into its objects, leaving out documents that are none.
func objectsOf(manifest string) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	for _, document := range releaseutil.SplitManifests(manifest) {
		obj := &unstructured.Unstructured{}
		if err := yaml.Unmarshal([]byte(document), &obj.Object); err != nil {
			return nil, fmt.Errorf("read the release's manifest: %w", err)
		}
		if obj.GetKind() != "" {
			objects = append(objects, obj)
		}
	}
	return objects, nil
}

// timeout bounds each of Helm's operations.
func (r *Release) timeout() time.Duration {
	seconds := r.Timeout
	if seconds == 0 {
		seconds = releaseTimeout
	}
	return time.Duration(seconds) * time.Second
}

// first returns the first string that isn't empty.
func first(candidates ...string) string {
	for _, s := range candidates {
		if s != "" {
			return s
		}
	}
	return ""
}
