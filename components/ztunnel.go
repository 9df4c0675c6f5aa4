package components

import (
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Ztunnel configures ambient mode's proxy of each node.
type Ztunnel struct {
	Enabled     *bool                 `pulumi:"enabled,optional"`
	Namespace   *string               `pulumi:"namespace,optional"`
	Resources   *Resources            `pulumi:"resources,optional"`
	Env         pulumi.StringMapInput `pulumi:"env,optional"`
	Affinity    *freeform.Map         `pulumi:"affinity,optional"`
	Tolerations []Toleration          `pulumi:"tolerations,optional"`
	LogLevel    *string               `pulumi:"logLevel,optional"`
}

// Annotate describes the properties for the schema.
func (z *Ztunnel) Annotate(a infer.Annotator) {
	a.Describe(&z, "ztunnel, the proxy of each node in ambient mode. With it the mesh is an ambient one: istiod and the CNI node agent are told, too.")
	a.Describe(&z.Enabled, "Whether ztunnel is installed. Default: true where `ztunnel` is given, and with the profile `ambient`.")
	a.Describe(&z.Namespace, "Namespace of ztunnel, labelled for the `privileged` pod security level. Default: the mesh's namespace; `kube-system` on OpenShift.")
	a.Describe(&z.Resources, "Compute resources of ztunnel on each node. Default: requests of 200m CPU and 512Mi memory, enough for 100,000 connections, or those of `size`.")
	a.Describe(&z.Env, "Environment variables of ztunnel. Values may be outputs. Default: the chart's own.")
	a.Describe(&z.Affinity, "Affinity of ztunnel's pods, as in a Kubernetes pod. Default: every Linux node.")
	a.Describe(&z.Tolerations, "Taints that are tolerated, in place of the chart's list. Default: all of them.")
	a.Describe(&z.LogLevel, "Log level of ztunnel, in the syntax of Rust's loggers, for example `info,ztunnel=debug`. Default: `info`.")
}

// minorOfZtunnelTolerations is the minor release whose ztunnel chart first reads tolerations.
const minorOfZtunnelTolerations = 27

func (z *Ztunnel) check(f *check.Findings, path string, m *mesh) {
	if m.ambient() {
		m.checkAmbient(f, path)
	}
	if z == nil {
		return
	}
	if z.Namespace != nil {
		check.Namespace(f, path+".namespace", *z.Namespace)
	}
	z.Resources.check(f, path+".resources", m.sizing().ztunnel)
	check.Environment(f, path+".env", plan.Plain(z.Env))
	checkTolerations(f, path+".tolerations", z.Tolerations)
	if len(z.Tolerations) > 0 && m.planes[0].known && !m.version.AtLeast(minorOfZtunnelTolerations) {
		f.Errorf(path+".tolerations", "the ztunnel chart of Istio %s has no such setting (1.%d and later do) and tolerates everything; leave it out or raise version",
			m.version, minorOfZtunnelTolerations)
	}
	if !m.ambient() {
		for name, given := range map[string]bool{
			"namespace": z.Namespace != nil, "resources": z.Resources != nil, "env": z.Env != nil, "affinity": !z.Affinity.IsZero(),
			"tolerations": len(z.Tolerations) > 0, "logLevel": z.LogLevel != nil,
		} {
			if given {
				f.Errorf(path+"."+name, "ztunnel isn't installed, so this reaches nothing; leave it out, or enabled")
			}
		}
	}
	if z.LogLevel != nil && strings.TrimSpace(*z.LogLevel) == "" {
		f.Errorf(path+".logLevel", "the log level is empty; write for example info, or leave it out")
	}
}

func (m *mesh) checkAmbient(f *check.Findings, path string) {
	switch profile := m.profile(); profile {
	case profileAmbient, profileMinimal, profileDefault:
	default:
		f.Errorf(path, "the charts take one profile, and ztunnel needs theirs for ambient mode, not %s; write profile: ambient, or leave ztunnel out", profile)
	}
	if _, enabled := m.cni(); !enabled {
		f.Errorf("cni.enabled", "ztunnel gets its traffic from the CNI node agent; leave cni.enabled out, or write ztunnel: {enabled: false}")
	}
}

// ambient reports whether the mesh has ztunnel.
func (m *mesh) ambient() bool {
	z := m.args.Ztunnel
	switch {
	case z != nil && z.Enabled != nil:
		return *z.Enabled
	case z != nil:
		return true
	}
	return m.parts.ztunnel
}

func (m *mesh) ztunnelNamespace() string {
	if z := m.args.Ztunnel; z != nil && z.Namespace != nil {
		return *z.Namespace
	}
	return m.nodeNamespace(nodeZtunnel)
}

// trustZtunnel tells istiod where ztunnel is, as it lets that one ask for the identities of other pods.
func (m *mesh) trustZtunnel(p *plan.Plan) {
	// OpenShift's preset names another namespace, also where ztunnel is beside istiod.
	if ns := m.ztunnelNamespace(); m.ambient() && (ns != m.namespace || m.platform() == platformOpenShift) {
		p.Values("istiod").Set(ns, "pilot", "trustedZtunnelNamespace")
	}
}

// contributeZtunnel plans the chart, after istiod, whose certificates it needs, and the node agent, which sends it the
// pods.
func (m *mesh) contributeZtunnel(p *plan.Plan) {
	if !m.ambient() {
		return
	}
	values := p.Values("ztunnel")
	values.Set(m.namespace, "istioNamespace")
	values.Set(nonEmpty(m.revision()), "revision")
	values.Set(m.userTrustDomain(), "env", "TRUST_DOMAIN")
	if z := m.args.Ztunnel; z != nil {
		values.Set(z.Resources.tree(), "resources")
		values.Set(environment(z.Env), "env")
		setFreeform(values, z.Affinity, "affinity")
		values.Set(tolerationsTree(z.Tolerations), "tolerations")
		if z.Tolerations != nil && len(z.Tolerations) == 0 {
			values["tolerations"] = []any{} // none, which isn't the default
		}
		values.Set(z.LogLevel, "logLevel")
	}
	ns := m.ztunnelNamespace()
	p.AddRelease(&plan.Release{
		ID: "ztunnel", Name: "ztunnel", Namespace: ns,
		Chart:   m.chart("ztunnel"),
		Values:  m.userValues(values, "ztunnel"),
		User:    m.user("ztunnel"),
		Timeout: m.args.Timeouts.ztunnel(),
		After:   append(m.needNamespace(p, ns, podSecurity), p.Present("base", "cni", m.planes[0].id("istiod"))...),
	})
}
