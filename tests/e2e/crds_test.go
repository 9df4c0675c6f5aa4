package e2e

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/meshstack/pulumi-meshstack/tests/crds"
)

var (
	definitions = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}
	jaegers     = schema.GroupVersionResource{Group: "jaegertracing.io", Version: "v1", Resource: "jaegers"}
	collectors  = schema.GroupVersionResource{Group: "opentelemetry.io", Version: "v1beta1", Resource: "opentelemetrycollectors"}
	boards      = schema.GroupVersionResource{Group: "grafana.integreatly.org", Version: "v1beta1", Resource: "grafanadashboards"}
	podMonitors = schema.GroupVersionResource{Group: "monitoring.coreos.com", Version: "v1", Resource: "podmonitors"}
	promRules   = schema.GroupVersionResource{Group: "monitoring.coreos.com", Version: "v1", Resource: "prometheusrules"}
)

// The API server takes the custom resources as the operators' CRDs have them, and drops no field in silence.
func TestOperatorsTakeTheCustomResources(t *testing.T) {
	installOperatorCRDs(t)
	newNamespace(t, "crs-metrics", nil)
	newNamespace(t, "crs-boards", nil)
	tracing := jaegerV1()
	s := newProgram(t, "crds", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
			"tracing": tracing,
			"metrics": pulumi.Map{
				"monitors": pulumi.Map{"namespace": pulumi.String("crs-metrics"), "labels": pulumi.Map{"release": pulumi.String("kps")}},
				"interval": pulumi.String("15s"), "sampleLimit": pulumi.Int(50000), "dropMetrics": pulumi.ToStringArray([]string{"envoy_cluster_.*"}),
				"rules": pulumi.Map{
					"labels": pulumi.Map{"release": pulumi.String("kps")}, "recording": pulumi.Bool(true),
					"extraGroups": pulumi.Array{pulumi.Map{
						"name":  pulumi.String("shop"),
						"rules": pulumi.Array{pulumi.Map{"record": pulumi.String("shop:up:sum"), "expr": pulumi.String("sum(up)")}},
					}},
				},
			},
			"grafana": pulumi.Map{
				"datasource": pulumi.String("Prometheus"),
				"dashboards": pulumi.Map{
					"deliver": pulumi.String("grafanaDashboard"), "namespace": pulumi.String("crs-boards"), "folder": pulumi.String("Istio"),
					"instanceSelector":          pulumi.Map{"matchLabels": pulumi.Map{"dashboards": pulumi.String("grafana")}},
					"allowCrossNamespaceImport": pulumi.Bool(true),
					"include":                   pulumi.ToStringArray([]string{"mesh", "controlPlane"}), "publicIds": pulumi.Map{"7639": pulumi.Int(300)},
				},
			},
		}, cluster)
		return err
	})
	require.NoError(t, s.up(t.Context()))
	assert.Equal(t, []string{"traces"}, namesOf(t, jaegers, "crs-traces"))
	assert.Equal(t, []string{"istio-7639", "meshstack-control-plane", "meshstack-mesh"}, namesOf(t, boards, "crs-boards"))
	assert.NotEmpty(t, namesOf(t, podMonitors, "crs-metrics"))
	assert.Equal(t, []string{"istio-rules"}, namesOf(t, promRules, "crs-metrics"))
	expectStrict(t, s, "Jaeger", "GrafanaDashboard", "PodMonitor", "PrometheusRule")
	s.unchanged(t)

	tracing = pulumi.Map{"jaegerV2": jaegerV2ByOperator()}
	require.NoError(t, s.up(t.Context()))
	assert.Empty(t, namesOf(t, jaegers, "crs-traces"), "the old one goes")
	assert.Equal(t, []string{"traces"}, namesOf(t, collectors, "crs-traces"))
	expectStrict(t, s, "OpenTelemetryCollector")
	s.unchanged(t)
	s.destroy(t)
	for _, resource := range []schema.GroupVersionResource{jaegers, collectors, boards, podMonitors, promRules} {
		assert.Empty(t, namesOf(t, resource, metav1.NamespaceAll), "%s are left", resource.Resource)
	}
	expectUntouched(t)
}

func jaegerV1() pulumi.Map {
	part := pulumi.Map{
		"minReplicas": pulumi.Int(1), "maxReplicas": pulumi.Int(5), "options": pulumi.Map{"collector": pulumi.Map{"queue-size": pulumi.Int(5000)}},
		"resources": pulumi.Map{"requests": pulumi.Map{"cpu": pulumi.String("100m")}},
	}
	return pulumi.Map{"jaeger": pulumi.Map{
		"name": pulumi.String("traces"), "namespace": pulumi.String("crs-traces"), "strategy": pulumi.String("production"),
		"storage": pulumi.Map{
			"type":        pulumi.String("elasticsearch"),
			"options":     pulumi.Map{"es": pulumi.Map{"server-urls": pulumi.String("http://elasticsearch.logging:9200"), "num-shards": pulumi.Int(3)}},
			"credentials": pulumi.Map{"username": pulumi.String("me"), "password": pulumi.ToSecret(pulumi.String("hush"))},
		},
		"collector": part, "query": pulumi.Map{"replicas": pulumi.Int(2), "basePath": pulumi.String("/jaeger")},
		"resources": pulumi.Map{"limits": pulumi.Map{"memory": pulumi.String("1Gi")}},
		"spec":      pulumi.Map{"ingress": pulumi.Map{"enabled": pulumi.Bool(false)}},
	}}
}

func jaegerV2ByOperator() pulumi.Map {
	return pulumi.Map{
		"via": pulumi.String("openTelemetryOperator"), "name": pulumi.String("traces"), "namespace": pulumi.String("crs-traces"),
		"replicas": pulumi.Int(2), "basePath": pulumi.String("/jaeger"), "resources": pulumi.Map{"requests": pulumi.Map{"memory": pulumi.String("1Gi")}},
		"storage": pulumi.Map{"elasticsearch": pulumi.Map{
			"serverUrls": pulumi.String("https://elasticsearch.logging:9200"), "indexPrefix": pulumi.String("prod"),
			"credentials": pulumi.Map{"username": pulumi.String("me"), "password": pulumi.ToSecret(pulumi.String("hush"))},
			"tls":         pulumi.Map{"caSecretName": pulumi.String("ca")},
		}},
		"spec": pulumi.Map{"nodeSelector": pulumi.Map{"pool": pulumi.String("obs")}},
	}
}

// installOperatorCRDs has the cluster know the operators' kinds for the time of the test.
func installOperatorCRDs(t *testing.T) {
	t.Helper()
	all, err := crds.All(t.Context())
	require.NoError(t, err)
	for _, crd := range all {
		_, err := objects.Resource(definitions).Create(t.Context(), crd, metav1.CreateOptions{})
		require.NoError(t, err)
		t.Cleanup(func() {
			ctx := context.Background()
			require.NoError(t, objects.Resource(definitions).Delete(ctx, crd.GetName(), metav1.DeleteOptions{}))
			// Another test installs some of them, too.
			assert.True(t, within(time.Minute, func() bool {
				_, err := objects.Resource(definitions).Get(ctx, crd.GetName(), metav1.GetOptions{})
				return apierrors.IsNotFound(err)
			}), "%s goes", crd.GetName())
		})
	}
	for _, crd := range all {
		assert.True(t, within(time.Minute, func() bool { return served(t, crd.GetName()) }), "%s is served", crd.GetName())
	}
}

func served(t *testing.T, definition string) bool {
	t.Helper()
	crd, err := objects.Resource(definitions).Get(t.Context(), definition, metav1.GetOptions{})
	require.NoError(t, err)
	conditions, _, _ := unstructured.NestedSlice(crd.Object, "status", "conditions") // null at first, which is an error
	return slices.ContainsFunc(conditions, func(c any) bool {
		condition, _ := c.(map[string]any)
		return condition["type"] == "Established" && condition["status"] == "True"
	})
}

// namesOf lists the objects of a kind in a namespace.
func namesOf(t *testing.T, resource schema.GroupVersionResource, namespace string) []string {
	t.Helper()
	list, err := objects.Resource(resource).Namespace(namespace).List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	var names []string
	for _, object := range list.Items {
		names = append(names, object.GetName())
	}
	slices.Sort(names)
	return names
}

// expectStrict offers the custom resources as the program wrote them to the API server once more, which then refuses a field
// that it doesn't know in place of dropping it.
func expectStrict(t *testing.T, s *program, kinds ...string) {
	t.Helper()
	seen := map[string]bool{}
	for _, object := range writtenObjects(t, s) {
		if !slices.Contains(kinds, object.GetKind()) {
			continue
		}
		seen[object.GetKind()] = true
		require.NoError(t, strictly(t, object), "%s %s", object.GetKind(), object.GetName())

		mistyped := object.DeepCopy()
		spec, _ := mistyped.Object["spec"].(map[string]any)
		spec["instanceSelectors"] = map[string]any{}
		require.ErrorContains(t, strictly(t, mistyped), `unknown field "spec.instanceSelectors"`, "or else the first proves nothing")
	}
	assert.Len(t, seen, len(kinds), "of %v", kinds)
}

// strictly creates an object under another name, without leaving it there.
func strictly(t *testing.T, object *unstructured.Unstructured) error {
	t.Helper()
	trial := object.DeepCopy()
	trial.SetName(object.GetName() + "-strict")
	kind := object.GroupVersionKind()
	resource := kind.GroupVersion().WithResource(strings.ToLower(kind.Kind) + "s")
	_, err := objects.Resource(resource).Namespace(object.GetNamespace()).
		Create(t.Context(), trial, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}, FieldValidation: metav1.FieldValidationStrict})
	return err
}

// writtenObjects are the custom resources in a stack's state with the fields that the program gave them.
func writtenObjects(t *testing.T, s *program) []*unstructured.Unstructured {
	t.Helper()
	exported, err := s.Export(t.Context())
	require.NoError(t, err)
	var state struct {
		Resources []struct{ Inputs map[string]any }
	}
	require.NoError(t, json.Unmarshal(exported.Deployment, &state))
	var out []*unstructured.Unstructured
	for _, r := range state.Resources {
		apiVersion, _ := r.Inputs["apiVersion"].(string)
		if !strings.Contains(apiVersion, ".") { // a built-in kind's, or no object
			continue
		}
		out = append(out, &unstructured.Unstructured{Object: r.Inputs})
	}
	return out
}
