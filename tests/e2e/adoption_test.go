package e2e

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/meshstack/pulumi-meshstack/internal/importer"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// oldMesh is what somebody installed with istioctl, and still has the YAML of.
const oldMesh = `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {name: installed-state, namespace: istio-system}
spec:
  profile: default
  hub: docker.io/istio
  tag: 1.31.0
  meshConfig:
    accessLogFile: /dev/stdout
  components:
    pilot:
      k8s:
        env:
        - {name: PILOT_ENABLE_STATUS, value: "true"}
    ingressGateways:
    - name: istio-ingressgateway
      enabled: true
      k8s:
        serviceAnnotations: {example.com/balancer: internal}
    - name: edge
      namespace: edge
      enabled: true
      label: {istio: edge}
      k8s:
        env:
        - {name: OLD_SETTING, value: "old"}
        replicaCount: 2
        hpaSpec: {minReplicas: 2, maxReplicas: 4}
`

// adopting are the arguments that the importer makes of the old mesh, and what adoption needs besides.
func adopting(t *testing.T) pulumi.Map {
	t.Helper()
	imported, err := importer.Import([]byte(oldMesh), importer.Options{})
	require.NoError(t, err)
	args, ok := plan.Input(plan.Plain(imported.Args)).(pulumi.Map)
	require.True(t, ok)
	args["createNamespaces"] = pulumi.Bool(false)
	args["adopt"] = pulumi.Map{}
	return args
}

// A mesh that istioctl installed becomes a MeshStack: every object stays the one it was, the gateways keep their addresses,
// and in the end nothing tells it from one that Helm made.
func TestAdoption(t *testing.T) {
	installOld(t)
	labelByKubectl(t)
	before := existing(t)
	args := adopting(t)
	s := newProgram(t, "adoption", func(ctx *pulumi.Context) error {
		copied := pulumi.Map{}
		for k, v := range args {
			copied[k] = v
		}
		_, err := register(ctx, "MeshStack", "mesh", copied, nil)
		return err
	}, "KUBECONFIG="+bed.Kubeconfig())

	delete(args, "adopt")
	require.Error(t, s.up(t.Context()))
	assert.Contains(t, s.log.String(), "cannot be imported into the current release", "without adoption Helm refuses")
	expectStill(t, before, "and writes nothing")
	args["adopt"] = pulumi.Map{}

	_, err := s.Preview(t.Context(), optpreview.ProgressStreams(s.streams()), optpreview.ErrorProgressStreams(s.streams()), optpreview.Color("never"))
	require.NoError(t, err)
	assert.Regexp(t, `adopt: \d\d objects of the cluster become those of the mesh's releases \(server \S+:\d+, context `, s.log.String(), "a preview says how much there is to adopt, and where")
	assert.Contains(t, s.log.String(), "Role istio-system/istio-ingressgateway-sds", "and what the mesh has no use for")
	assert.Contains(t, s.log.String(), `Service edge/edge keeps metadata.annotations["example.com/overlaid"], spec.loadBalancerSourceRanges, which the old mesh had set`)
	expectStill(t, before, "a preview writes nothing")

	require.NoError(t, s.up(t.Context()))
	expectKept(t, before)
	expectHelms(t, "roles edge/edge-sds", "roles istio-system/istio-ingressgateway-sds",
		"rolebindings edge/edge-sds", "rolebindings istio-system/istio-ingressgateway-sds")
	s.unchanged(t)

	// Once it's done, the argument goes, and with it the records alone.
	adopted := existing(t)
	delete(args, "adopt")
	result, err := s.Preview(t.Context(), optpreview.ProgressStreams(s.streams()), optpreview.Color("never"))
	require.NoError(t, err)
	for op, n := range result.ChangeSummary {
		assert.Contains(t, []string{"same", "read", "delete"}, string(op), "%d", n)
	}
	assert.Equal(t, 4, result.ChangeSummary["delete"], "the records of base, istiod and two gateways")
	require.NoError(t, s.up(t.Context()))
	expectStill(t, adopted, "the cluster isn't touched")
	s.unchanged(t)

	applyOld(t) // the way back stays open
	expectKept(t, before)
	s.destroy(t)
	removeOld(t)
	expectUntouched(t)
}

// What stands in the way is found by a preview, all of it at once, and nothing is written. The cluster is that of a Kubernetes
// provider, whose kubeconfig has to be said.
func TestAdoptionRefused(t *testing.T) {
	newNamespace(t, "istio-system", nil)
	newNamespace(t, "istio-operator", nil)
	newDeployment(t, "istio-system", "istiod", map[string]string{"app": "pilot"})
	newDeployment(t, "istio-operator", "istio-operator", map[string]string{"name": "istio-operator"})
	_, err := cluster.CoreV1().Services("istio-system").Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "istiod", Annotations: map[string]string{
			"meta.helm.sh/release-name": "other", "meta.helm.sh/release-namespace": "elsewhere",
		}},
		Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 15012}}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	before := everything(t)
	adopt := pulumi.Map{}
	s := newProgram(t, "refused", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{"adopt": adopt}, cluster)
		return err
	})
	require.Error(t, s.up(t.Context()))
	assert.Contains(t, s.log.String(), "a Kubernetes provider is passed, which can't be asked for its cluster; write the kubeconfig")

	adopt["kubeconfig"] = pulumi.ToSecret(pulumi.String(bed.Kubeconfig()))
	require.Error(t, s.up(t.Context()))
	for what, want := range map[string]string{
		"another release's":      "Service istio-system/istiod belongs to the Helm release elsewhere/other",
		"a selector":             "kubectl delete deployment istiod -n istio-system --cascade=orphan",
		"the operator":           "kubectl scale deployment istio-operator -n istio-operator --replicas=0",
		"a namespace":            "istio-system exist already; write false",
		"nothing of it was done": "nothing was changed",
	} {
		assert.Contains(t, s.log.String(), want, what)
	}
	after := everything(t)
	for _, key := range []string{"services istio-system/istiod", "deployments istio-system/istiod"} {
		assert.Equal(t, before[key].GetAnnotations()["meta.helm.sh/release-name"], after[key].GetAnnotations()["meta.helm.sh/release-name"], key)
		assert.Equal(t, before[key].GetLabels(), after[key].GetLabels(), key)
	}
	assert.NotContains(t, after, "configmaps istio-system/istio")
	s.destroy(t)
}

func newDeployment(t *testing.T, namespace, name string, labels map[string]string) {
	t.Helper()
	_, err := cluster.AppsV1().Deployments(namespace).Create(t.Context(), &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.DeploymentSpec{
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "example.com/old:1"}}},
			},
		},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
}
