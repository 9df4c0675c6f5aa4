package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// PrometheusRBAC lets a Prometheus list the pods of the mesh.
type PrometheusRBAC struct {
	ServiceAccount string  `pulumi:"serviceAccount"`
	Namespace      *string `pulumi:"namespace,optional"`
}

// Annotate describes the properties for the schema.
func (r *PrometheusRBAC) Annotate(a infer.Annotator) {
	a.Describe(&r, "A ClusterRole and its binding that let Prometheus list pods in every namespace. The chart kube-prometheus-stack has such a role; the manifests of "+
		"kube-prometheus and a Prometheus resource on its own have none, and then scrape nothing of the mesh.")
	a.Describe(&r.ServiceAccount, "ServiceAccount of Prometheus' pods, for example `prometheus-k8s`.")
	a.Describe(&r.Namespace, "Namespace of the ServiceAccount. Default: that of the Secret or the PodMonitors, else `monitoring`.")
}

func (r *PrometheusRBAC) namespace(otherwise string) string {
	return withDefault(r.Namespace, otherwise)
}

func (r *PrometheusRBAC) check(f *check.Findings, path string) {
	if r == nil {
		return
	}
	if r.ServiceAccount == "" {
		f.Errorf(path+".serviceAccount", "the name of the ServiceAccount is empty; write for example prometheus-k8s")
	} else {
		check.Subdomain(f, path+".serviceAccount", r.ServiceAccount)
	}
	if r.Namespace != nil {
		check.Namespace(f, path+".namespace", *r.Namespace)
	}
}

// contribute plans the role. Its name tells the mesh and the account, as cluster-wide names are shared by all.
func (r *PrometheusRBAC) contribute(p *plan.Plan, m *mesh, otherwise string) {
	if r == nil {
		return
	}
	const group = "rbac.authorization.k8s.io"
	namespace := r.namespace(otherwise)
	name := m.namespace + ":metrics:" + namespace + ":" + r.ServiceAccount
	p.AddObject(&plan.Object{
		ID:         "prometheus-role",
		APIVersion: group + "/v1", Kind: "ClusterRole", Name: name,
		Body: plan.Tree{"rules": []any{plan.Tree{
			"apiGroups": []any{""}, "resources": []any{"pods"}, "verbs": []any{"get", "list", "watch"},
		}}},
	})
	p.AddObject(&plan.Object{
		ID:         "prometheus-binding",
		APIVersion: group + "/v1", Kind: "ClusterRoleBinding", Name: name,
		Body: plan.Tree{
			"roleRef":  plan.Tree{"apiGroup": group, "kind": "ClusterRole", "name": name},
			"subjects": []any{plan.Tree{"kind": "ServiceAccount", "name": r.ServiceAccount, "namespace": namespace}},
		},
		After: []string{"prometheus-role"},
	})
}
