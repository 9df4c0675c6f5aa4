package adopt

import (
	"errors"
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

type m = map[string]any

var istiod = Release{Name: "istiod", Namespace: "istio-system"}

// marked is a Deployment with marks of a release.
func marked(label, name, namespace string) *unstructured.Unstructured {
	o := &unstructured.Unstructured{Object: m{"spec": m{"selector": m{"matchLabels": m{"app": "istiod"}}}}}
	if label != "" {
		o.SetLabels(map[string]string{managedByLabel: label})
	}
	if name != "" {
		o.SetAnnotations(map[string]string{releaseAnnotation: name, namespaceAnnotation: namespace})
	}
	return o
}

func TestSurveySorts(t *testing.T) {
	t.Parallel()
	of := Object{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "istio-system", Name: "istiod", Selector: m{"matchLabels": m{"app": "istiod"}}}
	other := of
	other.Selector = m{"matchLabels": m{"app": "pilot"}}
	unknown := of
	unknown.Selector = nil
	for _, c := range []struct {
		reason                           string
		object                           Object
		live                             *unstructured.Unstructured
		adoptable, foreign, stuck, owned bool
	}{
		{"nobody's", of, marked("", "", ""), true, false, false, false},
		{"charts write Helm's label themselves, and istioctl renders charts", of, marked("Helm", "", ""), true, false, false, false},
		{"its own", of, marked("Helm", "istiod", "istio-system"), false, false, false, true},
		{"its own without the label, which Helm would refuse", of, marked("", "istiod", "istio-system"), true, false, false, false},
		{"of another name", of, marked("Helm", "pilot", "istio-system"), false, true, false, false},
		{"of another namespace", of, marked("Helm", "istiod", "istio"), false, true, false, false},
		{"another selector", other, marked("", "", ""), false, false, true, false},
		{"another selector of another release: that comes first", other, marked("Helm", "pilot", "istio-system"), false, true, false, false},
		{"a selector that isn't known yet", unknown, marked("", "", ""), true, false, false, false},
	} {
		s := &Survey{}
		s.sort(Found{Object: c.object, Release: istiod}, c.live, DefaultManagers)
		assert.Equal(t, c.adoptable, len(s.Adoptable) == 1, c.reason)
		assert.Equal(t, c.adoptable, len(s.Unfamiliar) == 1, "%s: no manager installed it", c.reason)
		assert.Equal(t, c.foreign, len(s.Foreign) == 1, c.reason)
		assert.Equal(t, c.stuck, len(s.Stuck) == 1, c.reason)
		assert.Equal(t, c.owned, istiod.owned(c.live), c.reason)
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	deployment := chart.Object{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "a", Name: "b", Body: m{"spec": m{"selector": m{"matchLabels": m{"app": "b"}}}}}
	assert.Equal(t, m{"matchLabels": m{"app": "b"}}, Named(&deployment).Selector)
	assert.Equal(t, "Deployment a/b", Named(&deployment).String())
	deployment.Body = m{"spec": m{"selector": m{"matchLabels": m{"app": struct{}{}}}}}
	assert.Nil(t, Named(&deployment).Selector, "a label that isn't known yet")
	service := chart.Object{APIVersion: "v1", Kind: "Service", Name: "b", Body: m{"spec": m{"selector": m{"app": "b"}}}}
	assert.Nil(t, Named(&service).Selector, "that of a Service may change")
	assert.Equal(t, "Service b", Named(&service).String())
}

func TestInstalled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason string
		object chart.Object
		want   bool
	}{
		{"a template", chart.Object{Template: "istiod/templates/deployment.yaml"}, true},
		{"a hook, which Helm deletes and makes anew", chart.Object{Template: "kiali/templates/hook.yaml", Hook: true}, false},
		{"a CRD of the crds folder, which Helm leaves alone", chart.Object{Template: "operator/crds/crd.yaml", CRD: true}, false},
		{"a CRD that is a template", chart.Object{Template: "base/templates/crds.yaml", CRD: true}, true},
	} {
		assert.Equal(t, c.want, Installed(&c.object), c.reason)
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	b, err := istiod.body(&chart.Object{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "istio-system", Name: "istiod", Text: []byte(`
apiVersion: apps/v1
kind: Deployment
metadata:
  name: istiod
  creationTimestamp: null
  labels: {app: istiod, app.kubernetes.io/managed-by: Somebody}
spec:
  selector: {matchLabels: {app: istiod}}
status: {}
`)})
	require.NoError(t, err)
	assert.Equal(t, m{
		"apiVersion": "apps/v1", "kind": "Deployment",
		"metadata": m{
			"name": "istiod", "labels": m{"app": "istiod", "app.kubernetes.io/managed-by": "Helm"},
			"annotations": m{"meta.helm.sh/release-name": "istiod", "meta.helm.sh/release-namespace": "istio-system"},
		},
		"spec": m{"selector": m{"matchLabels": m{"app": "istiod"}}},
	}, b.content.Object)
	for _, c := range []struct {
		reason      string
		live, given any
		want        any
	}{
		{"an autoscaler's number stays", int64(3), nil, int64(3)},
		{"a number that the chart writes wins", int64(3), int64(2), int64(2)},
		{"nothing to keep", nil, nil, nil},
	} {
		now := body{b.Object, b.content.DeepCopy()}
		if c.given != nil {
			require.NoError(t, unstructured.SetNestedField(now.content.Object, c.given, "spec", "replicas"))
		}
		live := &unstructured.Unstructured{Object: m{"spec": m{}}}
		if c.live != nil {
			live.Object["spec"] = m{"replicas": c.live}
		}
		got, _, err := unstructured.NestedFieldNoCopy(now.keeping(live, DefaultManagers).Object, "spec", "replicas")
		require.NoError(t, err)
		assert.Equal(t, c.want, got, c.reason)
	}
}

// What the API server quotes may be a secret value.
func TestSecretsStayOutOfErrors(t *testing.T) {
	t.Parallel()
	refused := apierrors.NewInvalid(schema.GroupKind{Kind: "Service"}, "edge",
		field.ErrorList{field.Invalid(field.NewPath("spec", "loadBalancerIP"), "hunter2", "not an IP")})
	assert.ErrorContains(t, Manifest{}.open(refused), "hunter2", "where nothing is secret, all is told")
	for _, c := range []struct {
		reason string
		err    error
		want   string
	}{
		{"the field is no secret", refused, "422 Invalid; spec.loadBalancerIP: FieldValueInvalid"},
		{"a template may quote anything", errors.New("template: hunter2"), "some of the values are secret"},
	} {
		err := Manifest{Secret: true}.open(c.err)
		require.ErrorContains(t, err, c.want, c.reason)
		assert.NotContains(t, err.Error(), "hunter2", c.reason)
	}
	assert.NoError(t, Manifest{Secret: true}.open(nil))
	assert.NoError(t, Manifest{}.told(nil))
	assert.ErrorContains(t, Manifest{}.told(refused), "not an IP", "what the API server refuses is told")
	lost := &url.Error{Op: "Get", URL: "https://me:hunter2@host", Err: errors.New("proxyconnect https://me:hunter2@proxy: refused")}
	for _, err := range []error{lost, fmt.Errorf("apply: %w", lost)} {
		assert.NotContains(t, Manifest{}.told(err).Error(), "hunter2", "the way to the API server has credentials")
	}
}
