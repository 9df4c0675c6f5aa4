package e2e

import (
	"context"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Pull secrets of one namespace are copied to those that need them. When they change, the copies follow in place: a
// Secret that is away for a moment fails a pod that starts just then. In the state they are secrets.
func TestPullSecretsAreCopied(t *testing.T) {
	newNamespace(t, "registry", nil)
	newNamespace(t, "labelled", map[string]string{"istio-injection": "enabled"})
	secrets := cluster.CoreV1().Secrets("registry")
	source, err := secrets.Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "mirror"}, Type: corev1.SecretTypeDockerConfigJson,
		Data: map[string][]byte{corev1.DockerConfigJsonKey: []byte(`{"auths":{"first-password":{}}}`)},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	s := newProgram(t, "pullsecrets", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
			"image": pulumi.Map{
				"pullSecrets":     pulumi.ToStringArray([]string{"mirror"}),
				"copyPullSecrets": pulumi.Map{"fromNamespace": pulumi.String("registry"), "namespaces": pulumi.ToStringArray([]string{"labelled"})},
			},
		}, cluster)
		return err
	})
	require.NoError(t, s.up(t.Context()))
	uids := map[string]types.UID{}
	for _, namespace := range []string{"istio-system", "labelled"} {
		copied, err := cluster.CoreV1().Secrets(namespace).Get(t.Context(), "mirror", metav1.GetOptions{})
		require.NoError(t, err)
		assert.Equal(t, source.Data, copied.Data)
		assert.Equal(t, corev1.SecretTypeDockerConfigJson, copied.Type)
		uids[namespace] = copied.UID
	}
	assert.Contains(t, pullSecretsOf(t, startPod(t, "labelled", "app", nil)), "mirror", "an injected pod pulls with it")
	state, err := environment.Export(t.Context(), s.Workspace().WorkDir())
	require.NoError(t, err)
	assert.NotContains(t, state, "eyJhdXRocyI6eyJmaXJzdC1wYXNzd29yZCI6e319fQ", "the password is in clear in the state")
	s.unchanged(t)

	source.Data[corev1.DockerConfigJsonKey] = []byte(`{"auths":{"second-password":{}}}`)
	_, err = secrets.Update(t.Context(), source, metav1.UpdateOptions{})
	require.NoError(t, err)
	require.NoError(t, s.up(t.Context()))
	for namespace, uid := range uids {
		copied, err := cluster.CoreV1().Secrets(namespace).Get(t.Context(), "mirror", metav1.GetOptions{})
		require.NoError(t, err)
		assert.Equal(t, source.Data, copied.Data, "the copy follows")
		assert.Equal(t, uid, copied.UID, "in place")
	}
	s.unchanged(t)
	s.destroy(t)
	_, err = cluster.CoreV1().Secrets("labelled").Get(context.Background(), "mirror", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err), "the copy goes with the mesh")
	_, err = secrets.Get(t.Context(), "mirror", metav1.GetOptions{})
	require.NoError(t, err, "the source stays")
	expectUntouched(t)
}
