package chartrender

import (
	"bufio"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/action"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

const kubeVersion = "v1.36.3"

// byHelm is what `helm template --include-crds` prints, document by document.
func byHelm(t testing.TB, c *helmchart.Chart, values m, upgrade bool) []m {
	t.Helper()
	version, err := chartutil.ParseKubeVersion(kubeVersion)
	require.NoError(t, err)
	install := action.NewInstall(&action.Configuration{})
	install.DryRun, install.ClientOnly, install.IncludeCRDs = true, true, true
	install.ReleaseName, install.Namespace, install.KubeVersion, install.IsUpgrade = "r", "ns", version, upgrade
	release, err := install.Run(c, values)
	require.NoError(t, err)
	var out []m
	documents := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(release.Manifest)))
	for {
		text, err := documents.Read()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		if o := parse(t, text); o != nil {
			out = append(out, o)
		}
	}
	for _, hook := range release.Hooks {
		out = append(out, parse(t, []byte(hook.Manifest)))
	}
	return out
}

// parse reads an object as Kubernetes does.
func parse(t testing.TB, text []byte) m {
	t.Helper()
	data, err := yaml.YAMLToJSON(text)
	require.NoError(t, err)
	var out m
	require.NoError(t, utiljson.Unmarshal(data, &out))
	return out
}

// equal compares the objects, one by one and in their order, with what Helm makes.
func equal(t *testing.T, version, name string, values m, upgrade bool) {
	t.Helper()
	want := byHelm(t, load(t, name, version), values, upgrade)
	got, err := chart.Render(load(t, name, version), values, chart.RenderOptions{
		Name: "r", Namespace: "ns", KubeVersion: kubeVersion, IsUpgrade: upgrade,
	})
	require.NoError(t, err)
	require.NotEmpty(t, got)
	require.Len(t, got, len(want))
	for i, o := range got {
		full := parse(t, o.Text)
		require.Equal(t, want[i], full, "object %d, of %s", i, o.Template)
		metadata, _ := full["metadata"].(m)
		assert.Equal(t, []any{full["apiVersion"], full["kind"], metadata["name"]}, []any{o.APIVersion, o.Kind, o.Name})
		if own := metadata["namespace"]; own != nil {
			assert.Equal(t, own, o.Namespace)
		}
		assert.Equal(t, o.Kind == "CustomResourceDefinition", o.CRD)
		if !o.CRD {
			assert.Equal(t, full, o.Body, "what is parsed is what is written")
		}
	}
}

func TestDefaultsAsHelmRendersThem(t *testing.T) {
	inReleases(t, func(t *testing.T, version, name string) { equal(t, version, name, nil, false) })
}

func TestValuesAsHelmRendersThem(t *testing.T) {
	t.Parallel()
	for name, sets := range map[string][]m{
		"base":    {{"profile": "ambient"}, {"defaultRevision": "canary", "base": m{"excludedCRDs": []any{"sidecars.networking.istio.io"}}}, {"base": m{"enableCRDTemplates": false}}, {"global": m{"resourceScope": "cluster"}}},
		"istiod":  {{"profile": "ambient", "platform": "gke"}, {"revision": "canary", "autoscaleEnabled": false, "replicaCount": 3, "meshConfig": m{"accessLogFile": "/dev/stdout", "defaultConfig": m{"concurrency": 2}}}, {"pilot": m{"env": m{"A": "b", "N": 5.0}, "nodeSelector": m{"a": "b"}}, "global": m{"logAsJson": true, "networkPolicy": m{"enabled": true}}}, {"compatibilityVersion": "1.29", "revisionTags": []any{"prod"}}},
		"cni":     {{"profile": "ambient", "platform": "openshift"}, {"cniBinDir": "/x", "resources": m{"limits": m{"cpu": 1.5}}, "tolerations": []any{m{"operator": "Exists"}}}},
		"gateway": {{"kind": "DaemonSet", "service": m{"type": "NodePort"}}, {"replicaCount": 2.0, "autoscaling": m{"enabled": false}, "labels": m{"istio": "edge"}, "podDisruptionBudget": m{"minAvailable": 1.0}, "networkGateway": "east"}},
		"ztunnel": {{"platform": "gke"}, {"revision": "canary", "env": m{"A": "b"}, "terminationGracePeriodSeconds": 5.0, "resourceName": "z"}},
	} {
		for _, values := range sets {
			equal(t, "1.31.0", name, values, false)
			equal(t, "1.31.0", name, values, true)
		}
	}
}

// What Helm refuses is refused with the same reason, by its path.
func TestRefusedAsByHelm(t *testing.T) {
	t.Parallel()
	for _, version := range charts.OlderReleases() {
		if !refused(version, "gateway") {
			continue
		}
		install := action.NewInstall(&action.Configuration{})
		install.DryRun, install.ClientOnly, install.ReleaseName = true, true, "r"
		_, err := install.Run(load(t, "gateway", version), nil)
		require.Error(t, err)
		_, err = chart.Render(load(t, "gateway", version), nil, chart.RenderOptions{})
		var schema *chart.SchemaError
		require.ErrorAs(t, err, &schema)
		require.Len(t, schema.Problems, 1)
		assert.Equal(t, "_internal_defaults_do_not_set", schema.Problems[0].Path)
	}
}

// What isn't a builtin kind of the cluster's own lands where Helm puts it: in the release's namespace.
func TestNamespaces(t *testing.T) {
	inReleases(t, func(t *testing.T, version, name string) {
		objects, err := chart.Render(load(t, name, version), nil, chart.RenderOptions{Name: "r", Namespace: "ns"})
		require.NoError(t, err)
		for _, o := range objects {
			switch o.Kind {
			case "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "MutatingWebhookConfiguration",
				"ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "GatewayClass":
				assert.Empty(t, o.Namespace, "%s %s", o.Kind, o.Name)
			default:
				assert.NotEmpty(t, o.Namespace, "%s %s", o.Kind, o.Name)
			}
		}
	})
}
