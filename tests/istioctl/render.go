package istioctl

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"istio.io/istio/operator/pkg/render"
	"istio.io/istio/pkg/kube"
	"k8s.io/apimachinery/pkg/version"
	fakediscovery "k8s.io/client-go/discovery/fake"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/tests/helmrender"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

// Render renders the spec of an IstioOperator (profile, hub, tag, values, components and so on, as in its YAML) for a
// cluster of the given version of Kubernetes (1.36.3, or 1.36.3-gke.100) with nothing in it, and returns the objects that
// istioctl would apply, by helmrender.Key. Whole numbers are int64 and the others float64. What istioctl refuses is an
// error.
//
// Without hub and tag it's docker.io/istio and the release, which are compiled into a released istioctl.
func Render(spec map[string]any, kubeVersion string) (map[string]map[string]any, error) {
	client, err := emptyCluster(kubeVersion)
	if err != nil {
		return nil, err
	}
	defer client.Shutdown()
	file, remove, err := write(spec)
	if err != nil {
		return nil, fmt.Errorf("write the IstioOperator: %w", err)
	}
	defer remove()
	sets, _, err := render.GenerateManifest([]string{file}, nil, false, client, nil)
	if err != nil {
		return nil, fmt.Errorf("istioctl: %w", err)
	}
	objects := map[string]map[string]any{}
	for _, set := range sets {
		for _, m := range set.Manifests {
			if err := helmrender.Collect(objects, m.Object); err != nil {
				return nil, fmt.Errorf("component %s: %w", set.Component, err)
			}
		}
	}
	return objects, nil
}

// emptyCluster is the client that Istio's own tests use. The renderer asks it for the version, and for other CNI plugins.
func emptyCluster(kubeVersion string) (kube.Client, error) {
	parsed, err := helmrender.KubeVersion(kubeVersion)
	if err != nil {
		return nil, err
	}
	client := kube.NewFakeClient()
	discovery, ok := client.Kube().Discovery().(*fakediscovery.FakeDiscovery)
	if !ok {
		return nil, fmt.Errorf("the client of Istio's tests has a %T where its version was set", client.Kube().Discovery())
	}
	discovery.FakedServerVersion = &version.Info{Major: parsed.Major, Minor: parsed.Minor, GitVersion: parsed.Version}
	return client, nil
}

// write puts the IstioOperator into a file, as the renderer reads nothing else.
func write(spec map[string]any) (file string, remove func(), err error) {
	full := map[string]any{"hub": charts.Hub, "tag": charts.Version}
	maps.Copy(full, spec)
	data, err := yaml.Marshal(map[string]any{"apiVersion": "install.istio.io/v1alpha1", "kind": "IstioOperator", "spec": full})
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp("", "istiooperator-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) } // the system clears what stays
	file = filepath.Join(dir, "operator.yaml")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		remove()
		return "", nil, err
	}
	return file, remove, nil
}
