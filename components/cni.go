package components

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// CNI configures Istio's CNI plugin.
type CNI struct {
	Enabled           *bool    `pulumi:"enabled,optional"`
	Namespace         *string  `pulumi:"namespace,optional"`
	Chained           *bool    `pulumi:"chained,optional"`
	BinDir            *string  `pulumi:"binDir,optional"`
	ConfDir           *string  `pulumi:"confDir,optional"`
	ExcludeNamespaces []string `pulumi:"excludeNamespaces,optional"`
}

// Annotate describes the properties for the schema.
func (c *CNI) Annotate(a infer.Annotator) {
	a.Describe(&c, "Istio's CNI plugin, which sets up traffic redirection in place of a privileged init container in each pod. "+
		"Both sides are switched on together: the node agent and istiod's injector.")
	a.Describe(&c.Enabled, "Whether the plugin is installed. Default: true where `cni` is given.")
	a.Describe(&c.Namespace, "Namespace of the node agent, labelled for the `privileged` pod security level. Default: the mesh's namespace. "+
		"Some clusters admit `system-node-critical` pods in `kube-system` only.")
	a.Describe(&c.Chained, "Whether the plugin is added to the cluster's CNI configuration (true, the default) or stands in a file of its own (Multus).")
	a.Describe(&c.BinDir, "Folder of the CNI programs on the nodes, an absolute path. Default: `/opt/cni/bin`.")
	a.Describe(&c.ConfDir, "Folder of the CNI configuration on the nodes, an absolute path. Default: `/etc/cni/net.d`.")
	a.Describe(&c.ExcludeNamespaces, "Namespaces whose pods the plugin leaves alone. Default: `kube-system`.")
}

func (c *CNI) enabled() bool {
	return c != nil && (c.Enabled == nil || *c.Enabled)
}

func (c *CNI) namespace(m *mesh) string {
	if c.Namespace != nil {
		return *c.Namespace
	}
	return m.namespace
}

func (c *CNI) check(f *check.Findings, path string) {
	if c == nil {
		return
	}
	if c.Namespace != nil {
		check.Namespace(f, path+".namespace", *c.Namespace)
	}
	for name, dir := range map[string]*string{"binDir": c.BinDir, "confDir": c.ConfDir} {
		if dir != nil && !strings.HasPrefix(*dir, "/") {
			f.Errorf(path+"."+name, "%q is not an absolute path on the node; write for example /etc/cni/net.d", *dir)
		}
	}
	for i, ns := range c.ExcludeNamespaces {
		check.Namespace(f, fmt.Sprintf("%s.excludeNamespaces[%d]", path, i), ns)
	}
}

// podSecurity lets the node agent run where pod security admission is on: it needs host paths and NET_ADMIN.
var podSecurity = map[string]string{"pod-security.kubernetes.io/enforce": "privileged"}

// contribute plans the chart and switches istiod's side on.
func (c *CNI) contribute(p *plan.Plan, m *mesh, istiod plan.Tree) {
	if !c.enabled() {
		return
	}
	istiod.Set(true, "pilot", "cni", "enabled")

	ns := c.namespace(m)
	values := plan.Tree{}
	m.args.Image.istioValues(values)
	values.Set(nonEmpty(m.revision()), "revision")
	values.Set(c.Chained, "cni", "chained")
	values.Set(c.BinDir, "cni", "cniBinDir")
	values.Set(c.ConfDir, "cni", "cniConfDir")
	values.Set(c.ExcludeNamespaces, "cni", "excludeNamespaces")
	if c.ExcludeNamespaces != nil && len(c.ExcludeNamespaces) == 0 {
		values.Set(plan.Tree{"excludeNamespaces": []any{}}, "cni") // exclude none, which isn't the default
	}
	p.AddRelease(&plan.Release{
		ID: "cni", Name: "istio-cni", Namespace: ns,
		Chart:   m.chart("cni"),
		Values:  m.userValues(values, "cni"),
		Timeout: m.args.Timeouts.cni(),
		After:   append(m.needNamespace(p, ns, podSecurity), "base"),
	})
}
