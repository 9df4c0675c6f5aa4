package components

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// CNI configures Istio's CNI plugin.
type CNI struct {
	Enabled           *bool         `pulumi:"enabled,optional"`
	Namespace         *string       `pulumi:"namespace,optional"`
	Chained           *bool         `pulumi:"chained,optional"`
	BinDir            *string       `pulumi:"binDir,optional"`
	ConfDir           *string       `pulumi:"confDir,optional"`
	ExcludeNamespaces []string      `pulumi:"excludeNamespaces,optional"`
	Resources         *Resources    `pulumi:"resources,optional"`
	Affinity          *freeform.Map `pulumi:"affinity,optional"`
	LogLevel          *LogLevel     `pulumi:"logLevel,optional"`
}

// Annotate describes the properties for the schema.
func (c *CNI) Annotate(a infer.Annotator) {
	a.Describe(&c, "Istio's CNI plugin, which sets up traffic redirection in place of a privileged init container in each pod. "+
		"Both sides are switched on together: the node agent and istiod's injector.")
	a.Describe(&c.Enabled, "Whether the plugin is installed. Default: true where `cni` is given, with the profile `ambient`, and on OpenShift.")
	a.Describe(&c.Namespace, "Namespace of the node agent, labelled for the `privileged` pod security level. Default: the mesh's namespace; "+
		"`kube-system` on GKE and OpenShift, which admit `system-node-critical` pods there only.")
	a.Describe(&c.Chained, "Whether the plugin is added to the cluster's CNI configuration (true) or stands in a file of its own, for Multus (false). "+
		"Default: true; false on OpenShift.")
	a.Describe(&c.BinDir, "Folder of the CNI programs on the nodes, an absolute path. Default: the platform's, or `/opt/cni/bin`.")
	a.Describe(&c.ConfDir, "Folder of the CNI configuration on the nodes, an absolute path. Default: the platform's, or `/etc/cni/net.d`.")
	a.Describe(&c.ExcludeNamespaces, "Namespaces whose pods the plugin leaves alone. Default: `kube-system`.")
	a.Describe(&c.Resources, "Compute resources of the node agent. Default: requests of 100m CPU and 100Mi memory, or those of `size`.")
	a.Describe(&c.Affinity, "Affinity of the node agent's pods, as in a Kubernetes pod, to leave nodes out. Default: every Linux node.")
	a.Describe(&c.LogLevel, "Log level of the node agent. Default: `info`.")
}

// cni returns the settings of the CNI plugin, and whether it is installed: asked for, part of the profile, or needed by
// the platform.
func (m *mesh) cni() (*CNI, bool) {
	c := m.args.CNI
	switch {
	case c != nil && c.Enabled != nil:
		return c, *c.Enabled
	case c != nil:
		return c, true
	}
	return &CNI{}, m.ambient() || m.platform() == platformOpenShift
}

func (m *mesh) cniNamespace() string {
	if c, _ := m.cni(); c.Namespace != nil {
		return *c.Namespace
	}
	return m.nodeNamespace(nodeCNI)
}

func (c *CNI) check(f *check.Findings, path string, size sizing) {
	if c == nil {
		return
	}
	if c.Enabled != nil && !*c.Enabled {
		for name, given := range map[string]bool{
			"namespace": c.Namespace != nil, "chained": c.Chained != nil, "binDir": c.BinDir != nil, "confDir": c.ConfDir != nil,
			"excludeNamespaces": c.ExcludeNamespaces != nil, "resources": c.Resources != nil, "affinity": !c.Affinity.IsZero(), "logLevel": c.LogLevel != nil,
		} {
			if given {
				f.Errorf(path+"."+name, "the plugin isn't installed, so this reaches nothing; leave it out, or enabled")
			}
		}
	}
	if c.Namespace != nil {
		check.Namespace(f, path+".namespace", *c.Namespace)
	}
	for name, dir := range map[string]*string{"binDir": c.BinDir, "confDir": c.ConfDir} {
		if dir != nil && !strings.HasPrefix(*dir, "/") {
			f.Errorf(path+"."+name, "%q is not an absolute path on the node; write for example /etc/cni/net.d", *dir)
		}
	}
	c.Resources.check(f, path+".resources", size.cni)
	check.Enum(f, path+".logLevel", c.LogLevel)
	for i, ns := range c.ExcludeNamespaces {
		check.Namespace(f, fmt.Sprintf("%s.excludeNamespaces[%d]", path, i), ns)
	}
}

// podSecurity lets the node agent run where pod security admission is on: it needs host paths and NET_ADMIN.
var podSecurity = map[string]string{"pod-security.kubernetes.io/enforce": "privileged"}

// switchCNI switches istiod's side. OpenShift's preset switches it on by itself, so it is written also when it is off.
func (m *mesh) switchCNI(p *plan.Plan) {
	if _, enabled := m.cni(); enabled || m.platform() == platformOpenShift {
		p.Values("istiod").Set(enabled, "pilot", "cni", "enabled")
	}
}

// contributeCNI plans the chart.
func (m *mesh) contributeCNI(p *plan.Plan) {
	c, enabled := m.cni()
	if !enabled {
		return
	}
	values := p.Values("cni")
	values.Set(nonEmpty(m.revision()), "revision")
	values.Set(c.Chained, "cni", "chained")
	values.Set(c.BinDir, "cni", "cniBinDir")
	values.Set(c.ConfDir, "cni", "cniConfDir")
	values.Set(c.Resources.tree(), "cni", "resources")
	values.Set(c.LogLevel.logging(), "cni", "logging", "level")
	setFreeform(values, c.Affinity, "cni", "affinity")
	values.Set(c.ExcludeNamespaces, "cni", "excludeNamespaces")
	if c.ExcludeNamespaces != nil && len(c.ExcludeNamespaces) == 0 {
		values.Set(plan.Tree{"excludeNamespaces": []any{}}, "cni") // exclude none, which isn't the default
	}
	ns := m.cniNamespace()
	p.AddRelease(&plan.Release{
		ID: "cni", Name: "istio-cni", Namespace: ns,
		Chart:   m.chart("cni"),
		Values:  m.userValues(values, "cni"),
		User:    m.user("cni"),
		Timeout: m.args.Timeouts.cni(),
		// Istio's order for ambient mode puts istiod before the node agent; for sidecars the node agent comes first, as pods
		// that start without it wait in istio-validation.
		After: append(m.needNamespace(p, ns, podSecurity), p.Present("base", m.planes[0].id("istiod"))...),
	})
}
