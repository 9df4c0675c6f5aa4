package bench

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/tests/bench/stack"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

// release is a Helm release of a mesh, as files for Helm.
type release struct {
	name, namespace, archive, values string
}

// releasesOf writes charts and values of the mesh's releases into a folder.
func releasesOf(t testing.TB, mesh *wiretest.Result, folder string) []release {
	t.Helper()
	files, err := charts.Pack()
	require.NoError(t, err)
	write := func(name string, data []byte) string {
		file := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(file, data, 0o600))
		return file
	}
	var out []release
	for _, child := range mesh.Children {
		if child.Type != children.ReleaseType {
			continue
		}
		inputs := resource.ToResourcePropertyMap(child.Inputs).Mappable()
		require.NotContains(t, inputs, "valueYamlFiles", "values of %s that the file wouldn't have", child.Name)
		values, err := yaml.Marshal(inputs["values"])
		require.NoError(t, err)
		archive := inputs["chart"].(string) + "-" + stack.Version + ".tgz"
		require.Contains(t, files, archive)
		out = append(out, release{
			name: inputs["name"].(string), namespace: inputs["namespace"].(string),
			archive: write(archive, files[archive]), values: write(child.Name+".yaml", values),
		})
	}
	return out
}

// template is what the Helm CLI does for `helm template`, in this process.
func (r release) template() (string, error) {
	data, err := os.ReadFile(r.values)
	if err != nil {
		return "", err
	}
	values := map[string]any{}
	if err := yaml.Unmarshal(data, &values); err != nil {
		return "", err
	}
	c, err := loader.Load(r.archive)
	if err != nil {
		return "", err
	}
	version, err := chartutil.ParseKubeVersion(stack.KubeVersion)
	if err != nil {
		return "", err
	}
	install := action.NewInstall(&action.Configuration{Log: func(string, ...any) {}})
	install.DryRun, install.ClientOnly, install.IncludeCRDs, install.Replace = true, true, true, true
	install.ReleaseName, install.Namespace, install.KubeVersion = r.name, r.namespace, version
	rendered, err := install.Run(c, values)
	if err != nil {
		return "", err
	}
	return rendered.Manifest, nil
}
