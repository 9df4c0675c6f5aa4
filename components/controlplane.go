package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// ControlPlane configures istiod.
type ControlPlane struct {
	Replicas            *int                  `pulumi:"replicas,optional"`
	Autoscaling         *Autoscaling          `pulumi:"autoscaling,optional"`
	Resources           *Resources            `pulumi:"resources,optional"`
	Env                 pulumi.StringMapInput `pulumi:"env,optional"`
	Affinity            *freeform.Map         `pulumi:"affinity,optional"`
	Tolerations         []Toleration          `pulumi:"tolerations,optional"`
	NodeSelector        map[string]string     `pulumi:"nodeSelector,optional"`
	PodDisruptionBudget *PodDisruptionBudget  `pulumi:"podDisruptionBudget,optional"`
	LogLevel            *LogLevel             `pulumi:"logLevel,optional"`
	RemotePilotAddress  pulumi.StringPtrInput `pulumi:"remotePilotAddress,optional"`
}

// Annotate describes the properties for the schema.
func (c *ControlPlane) Annotate(a infer.Annotator) {
	a.Describe(&c, "How istiod, the control plane, runs.")
	a.Describe(&c.Replicas, "Fixed number of istiod replicas. Excludes `autoscaling`. Default: autoscaling between 1 and 5, or as `size` says.")
	a.Describe(&c.Autoscaling, "Autoscaling of istiod. Excludes `replicas`.")
	a.Describe(&c.Resources, "Compute resources of istiod. Default: requests of 500m CPU and 2048Mi memory, or those of `size`; no limits.")
	a.Describe(&c.Env, "Environment variables of istiod, for its feature flags (istio.io/latest/docs/reference/commands/pilot-discovery), for example "+
		"`PILOT_PUSH_THROTTLE: \"200\"`. Values may be outputs. Default: the chart's own.")
	a.Describe(&c.Affinity, "Affinity of istiod's pods, as in a Kubernetes pod. Default: none.")
	a.Describe(&c.Tolerations, "Taints that istiod's pods tolerate. Default: none.")
	a.Describe(&c.NodeSelector, "Labels a node must have to run istiod. Default: none.")
	a.Describe(&c.PodDisruptionBudget, "Disruption budget of istiod. Default: `minAvailable: \"1\"` where at least 2 replicas run. Needs Istio 1.27 or later.")
	a.Describe(&c.LogLevel, "Log level of istiod, and of the agent beside each injected proxy (Envoy's own is `proxy.logLevel`). Default: `info`.")
	a.Describe(&c.RemotePilotAddress, "Address of the control plane in the other cluster, an IP address or a host name, with the profile `remote`, which needs it. Default: none.")
}

// LogLevel is how much a program logs.
type LogLevel string

// Values lists the levels of Istio's own programs.
func (LogLevel) Values() []infer.EnumValue[LogLevel] {
	return []infer.EnumValue[LogLevel]{
		{Name: "None", Value: "none", Description: "Nothing."},
		{Name: "Error", Value: "error", Description: "Errors."},
		{Name: "Warn", Value: "warn", Description: "Warnings and errors."},
		{Name: "Info", Value: "info", Description: "The usual events."},
		{Name: "Debug", Value: "debug", Description: "Everything."},
	}
}

// minorOfBudget is the minor release whose istiod chart first takes pdb settings.
const minorOfBudget = 27

func (c *ControlPlane) check(f *check.Findings, path string, m *mesh) {
	if c == nil {
		return
	}
	c.Autoscaling.check(f, path+".autoscaling", m.scale(), c.Replicas, path+".replicas")
	if c.Replicas != nil && *c.Replicas == 0 {
		f.Errorf(path+".replicas", "istiod's chart takes 0 for absent and runs one; write 1 or more")
	}
	c.Resources.check(f, path+".resources", m.sizing().istiod)
	check.Environment(f, path+".env", plan.Plain(c.Env))
	checkTolerations(f, path+".tolerations", c.Tolerations)
	check.Labels(f, path+".nodeSelector", c.NodeSelector)
	fixed, bounds := scaling(m.scale(), c.Replicas, c.Autoscaling)
	c.PodDisruptionBudget.check(f, path+".podDisruptionBudget", bounds, fixed)
	if b := c.PodDisruptionBudget; b != nil && (isZero(b.MinAvailable) || isZero(b.MaxUnavailable)) {
		f.Errorf(path+".podDisruptionBudget", "istiod's chart takes 0 for absent; write at least \"1\", or a percentage")
	}
	for _, control := range m.planes {
		if c.PodDisruptionBudget != nil && control.known && !control.version.AtLeast(minorOfBudget) {
			f.Errorf(path+".podDisruptionBudget", "the istiod chart of Istio %s has no such setting (1.%d and later do); leave it out or raise %sversion",
				control.version, minorOfBudget, control.path)
		}
	}
	check.Enum(f, path+".logLevel", c.LogLevel)
}

// contributeControlPlane writes istiod's own settings. They carry the prefix `pilot`: without it a profile or platform of the
// chart would override them.
func (m *mesh) contributeControlPlane(p *plan.Plan) {
	values := p.Values("istiod")
	c := m.args.ControlPlane
	if c == nil {
		c = &ControlPlane{}
	}
	fixed, bounds := scaling(m.scale(), c.Replicas, c.Autoscaling)
	if fixed != nil {
		values.Set(false, "pilot", "autoscaleEnabled")
		values.Set(fixed, "pilot", "replicaCount")
	}
	if bounds != nil {
		values.Set(true, "pilot", "autoscaleEnabled")
		values.Set(bounds.MinReplicas, "pilot", "autoscaleMin")
		values.Set(bounds.MaxReplicas, "pilot", "autoscaleMax")
		values.Set(bounds.TargetCPUUtilization, "pilot", "cpu", "targetAverageUtilization")
	}
	values.Set(c.Resources.tree(), "pilot", "resources")
	values.Set(environment(c.Env), "pilot", "env")
	setFreeform(values, c.Affinity, "pilot", "affinity")
	values.Set(tolerationsTree(c.Tolerations), "pilot", "tolerations")
	values.Set(c.NodeSelector, "pilot", "nodeSelector")
	values.Set(c.PodDisruptionBudget.tree(), "pilot", "pdb")
	values.Set(c.LogLevel.logging(), "global", "logging", "level")
	values.Set(c.RemotePilotAddress, "global", "remotePilotAddress")
}

// logging is the level in the grammar of Istio's own programs.
func (l *LogLevel) logging() any {
	if l == nil {
		return nil
	}
	return "default:" + string(*l)
}
