package findings

import (
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// operator is a mesh of an IstioOperator with these lines in its spec.
func operator(spec ...string) m {
	return m{"istioOperator": "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: minimal\n  " + strings.Join(spec, "\n  ") + "\n"}
}

var rowsOperator = []row{
	{
		check.IstioOperatorLeft, "registry", "the mesh gets the default registry instead", "istioOperator",
		operator("hub: gcr.io/istio-release"), joined(operator("hub: gcr.io/istio-release"), m{"image": m{"hub": "docker.io/istio"}}),
	},
	{
		check.IstioOperatorLeft, "addons", "nobody installs them any more", "istioOperator",
		operator("addonComponents: {kiali: {enabled: true}}"), operator(),
	},
	{
		check.IstioOperatorPatches, "k8s", "no value of the chart says it", "istioOperator",
		operator("components: {pilot: {k8s: {securityContext: {fsGroup: 1337}}}}"), operator("components: {pilot: {k8s: {nodeSelector: {pool: mesh}}}}"),
	},
	{
		check.IstioOperatorPatches, "overlay", "a release has no transformation of what it renders", "istioOperator",
		operator("components: {pilot: {k8s: {overlays: [{kind: Deployment, name: istiod, patches: [{path: spec.minReadySeconds, value: 5}]}]}}}"), operator(),
	},
}
