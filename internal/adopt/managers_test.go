package adopt

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// entry is `manager operation [/subresource]` with one field.
func entry(manager string, operation metav1.ManagedFieldsOperationType, subresource, field string) metav1.ManagedFieldsEntry {
	return metav1.ManagedFieldsEntry{
		Manager: manager, Operation: operation, Subresource: subresource, APIVersion: "v1", FieldsType: "FieldsV1",
		FieldsV1: metav1.NewFieldsV1(`{"f:data":{"f:` + field + `":{}}}`),
	}
}

// with is an entry with these fields.
func with(e metav1.ManagedFieldsEntry, fields string) metav1.ManagedFieldsEntry {
	e.FieldsV1 = metav1.NewFieldsV1(fields)
	return e
}

func object(entries ...metav1.ManagedFieldsEntry) *unstructured.Unstructured {
	o := &unstructured.Unstructured{Object: map[string]any{"metadata": map[string]any{}}}
	o.SetManagedFields(entries)
	return o
}

// fields are the fields by `manager operation subresource`.
func fields(o *unstructured.Unstructured) map[string]string {
	out := map[string]string{}
	for _, e := range o.GetManagedFields() {
		out[e.Manager+" "+string(e.Operation)+" "+e.Subresource] = e.FieldsV1.GetRawString()
	}
	return out
}

const (
	apply  = metav1.ManagedFieldsOperationApply
	update = metav1.ManagedFieldsOperationUpdate
)

func TestHandingOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason   string
		live     *unstructured.Unstructured
		applier  string
		gathered map[string]string
		changed  bool
		helms    map[string]string
	}{
		"istioctl": {
			"what one manager applied is applied in its name, so that the rest of its fields goes", object(entry("istio-operator", apply, "", "a")),
			"istio-operator", map[string]string{"istio-operator Apply ": `{"f:data":{"f:a":{}}}`}, false,
			map[string]string{"pulumi-resource-kubernetes Update ": `{"f:data":{"f:a":{}}}`},
		},
		"kubectl": {
			"what a manager updated has to become applied first", object(entry("kubectl-client-side-apply", update, "", "a"), entry("hpa", update, "", "b")),
			"pulumi-meshstack", map[string]string{"pulumi-meshstack Apply ": `{"f:data":{"f:a":{}}}`, "hpa Update ": `{"f:data":{"f:b":{}}}`}, true,
			map[string]string{"pulumi-resource-kubernetes Update ": `{"f:data":{"f:a":{}}}`, "hpa Update ": `{"f:data":{"f:b":{}}}`},
		},
		"both": {
			"an object that two managers applied is one's", object(entry("kubectl", apply, "", "a"), entry("istio-operator", apply, "", "b")),
			"istio-operator", map[string]string{"istio-operator Apply ": `{"f:data":{"f:a":{},"f:b":{}}}`}, true,
			map[string]string{"pulumi-resource-kubernetes Update ": `{"f:data":{"f:a":{},"f:b":{}}}`},
		},
		"status": {
			"a status is nobody's to hand over", object(entry("istio-operator", apply, "", "a"), entry("istio-operator", update, "status", "s")),
			"istio-operator", map[string]string{"istio-operator Apply ": `{"f:data":{"f:a":{}}}`, "istio-operator Update status": `{"f:data":{"f:s":{}}}`}, false,
			map[string]string{"pulumi-resource-kubernetes Update ": `{"f:data":{"f:a":{}}}`, "istio-operator Update status": `{"f:data":{"f:s":{}}}`},
		},
		"tried before": {
			"what an update that failed had gathered", object(entry("istio-operator", apply, "", "a"), entry("pulumi-meshstack", apply, "", "b")),
			"istio-operator", map[string]string{"istio-operator Apply ": `{"f:data":{"f:a":{},"f:b":{}}}`}, true,
			map[string]string{"pulumi-resource-kubernetes Update ": `{"f:data":{"f:a":{},"f:b":{}}}`},
		},
		"finalizers": {
			"they guard something, whoever set them",
			object(with(entry("istio-operator", apply, "", ""), `{"f:metadata":{"f:finalizers":{".":{},"v:\"a/b\"":{}},"f:labels":{"f:l":{}}}}`)),
			"istio-operator", map[string]string{"istio-operator Apply ": `{"f:metadata":{"f:labels":{"f:l":{}}}}`}, true,
			map[string]string{"pulumi-resource-kubernetes Update ": `{"f:metadata":{"f:labels":{"f:l":{}}}}`},
		},
		"certificates": {
			"istiod's, without which no pod is injected",
			object(with(entry("kubectl-client-side-apply", update, "", ""), `{"f:webhooks":{"k:{\"name\":\"a\"}":{".":{},"f:clientConfig":{"f:caBundle":{},"f:url":{}}}}}`)),
			"pulumi-meshstack",
			map[string]string{"pulumi-meshstack Apply ": `{"f:webhooks":{"k:{\"name\":\"a\"}":{".":{},"f:clientConfig":{"f:url":{}}}}}`}, true,
			map[string]string{"pulumi-resource-kubernetes Update ": `{"f:webhooks":{"k:{\"name\":\"a\"}":{".":{},"f:clientConfig":{"f:url":{}}}}}`},
		},
		"half done": {
			"what Helm has already is joined", object(entry("istio-operator", apply, "", "a"), entry("pulumi-resource-kubernetes", update, "", "h")),
			"istio-operator", map[string]string{"istio-operator Apply ": `{"f:data":{"f:a":{}}}`, "pulumi-resource-kubernetes Update ": `{"f:data":{"f:h":{}}}`}, false,
			map[string]string{"pulumi-resource-kubernetes Update ": `{"f:data":{"f:a":{},"f:h":{}}}`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			manager := applier(c.live, DefaultManagers)
			assert.Equal(t, c.applier, manager, c.reason)
			changed, err := gather(c.live, DefaultManagers, manager)
			require.NoError(t, err)
			assert.Equal(t, c.changed, changed, c.reason)
			assert.Equal(t, c.gathered, fields(c.live), c.reason)
			require.NoError(t, handOver(c.live, manager))
			assert.Equal(t, c.helms, fields(c.live), c.reason)
		})
	}
}

func TestUnfinished(t *testing.T) {
	t.Parallel()
	const marks = `{"f:metadata":{"f:annotations":{"f:meta.helm.sh/release-name":{}}}}`
	for _, c := range []struct {
		reason string
		live   *unstructured.Unstructured
		want   bool
	}{
		{"Helm's alone", object(entry("pulumi-resource-kubernetes", update, "", "a")), false},
		{"the old manager has fields still", object(entry("istio-operator", apply, "", "a")), true},
		{"an update that was lost half-way", object(entry("pulumi-meshstack", apply, "", "a")), true},
		{"people use kubectl", object(entry("kubectl", apply, "", "a")), false},
		{"in the name of kubectl, too", object(with(entry("kubectl", apply, "", ""), marks)), true},
		{"people write annotations with kubectl", object(with(entry("kubectl-client-side-apply", update, "", ""), marks)), false},
		{"nobody who was asked about", object(with(entry("argocd", apply, "", ""), marks)), false},
		{"a status", object(entry("istio-operator", update, "status", "a")), false},
	} {
		assert.Equal(t, c.want, unfinished(c.live, DefaultManagers), c.reason)
	}
}
