package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// A ConfigMap or Secret whose data changes stays where it is all the while, and nothing of it is left after destroy. The
// Kubernetes plugin alone would delete it first (see internal/children).
func TestDataChangesInPlace(t *testing.T) {
	ctx := t.Context()
	data := plan.Tree{"kept": "1", "dropped": "1"}
	secret := plan.Tree{"token": pulumi.ToSecret(pulumi.String("first"))}
	s := newProgram(t, "data", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		parent := &component{}
		if err := ctx.RegisterComponentResource("test:index:Parent", "parent", parent, pulumi.Providers(cluster)); err != nil {
			return err
		}
		p := plan.New()
		p.AddObject(&plan.Object{
			ID: "config", APIVersion: "v1", Kind: "ConfigMap", Name: "settings", Namespace: "default",
			Labels: map[string]string{"app": "kiali"}, Body: plan.Tree{"data": data},
		})
		p.AddObject(&plan.Object{
			ID: "secret", APIVersion: "v1", Kind: "Secret", Name: "keys", Namespace: "default",
			Body: plan.Tree{"stringData": secret},
		})
		_, err = children.Register(ctx, parent, "parent", p, children.Source{})
		return err
	})
	require.NoError(t, s.up(ctx))
	s.unchanged(t)

	configs, err := cluster.CoreV1().ConfigMaps("default").Watch(ctx, metav1.ListOptions{FieldSelector: "metadata.name=settings"})
	require.NoError(t, err)
	defer configs.Stop()
	secrets, err := cluster.CoreV1().Secrets("default").Watch(ctx, metav1.ListOptions{FieldSelector: "metadata.name=keys"})
	require.NoError(t, err)
	defer secrets.Stop()

	delete(data, "dropped")
	data["kept"], data["added"] = "2", "1"
	secret["token"] = pulumi.ToSecret(pulumi.String("second"))
	require.NoError(t, s.up(ctx))

	config, err := cluster.CoreV1().ConfigMaps("default").Get(ctx, "settings", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"kept": "2", "added": "1"}, config.Data)
	keys, err := cluster.CoreV1().Secrets("default").Get(ctx, "keys", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "second", string(keys.Data["token"]))
	neverDeleted(t, configs, config)
	neverDeleted(t, secrets, keys)
	s.unchanged(t)

	s.destroy(t)
	expectGone(ctx, t)
}

// neverDeleted reads the events up to the object's present version: there was no moment without the object.
func neverDeleted(t *testing.T, events watch.Interface, present metav1.Object) {
	t.Helper()
	for {
		select {
		case event := <-events.ResultChan():
			require.NotEqual(t, watch.Deleted, event.Type, "the object was gone for a moment")
			object, ok := event.Object.(metav1.Object)
			require.True(t, ok, "the watch ended with %v", event.Object)
			if object.GetResourceVersion() == present.GetResourceVersion() {
				return
			}
		case <-time.After(10 * time.Second):
			t.Fatal("the watch never came to the present version")
		}
	}
}

func expectGone(ctx context.Context, t *testing.T) {
	t.Helper()
	_, err := cluster.CoreV1().ConfigMaps("default").Get(ctx, "settings", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err), "the ConfigMap is left: %v", err)
	_, err = cluster.CoreV1().Secrets("default").Get(ctx, "keys", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err), "the Secret is left: %v", err)
}
