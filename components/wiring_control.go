package components

import (
	"fmt"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// control reports findings of istiod, its injector and the CNI plugin.
func (w wiring) control() {
	once := w.once()
	for _, control := range w.planes {
		r := w.istiod(control)
		if r == nil {
			continue
		}
		once.settingsLeftOut(r)
		once.cniAgrees(r)
		once.outboundPolicy(control)
		once.replicasIgnored(r, "controlPlane.replicas", "pilot.replicaCount", "replicaCount")
	}
	w.cniExcludes()
	w.quotaMissing("cni", "cni.resourceQuotas.enabled", "resourceQuotas.enabled")
	w.quotaMissing("ztunnel", "resourceQuotas.enabled", "global.resourceQuotas.enabled")
}

// settingsLeftOut reports values that take ConfigMaps away from istiod.
func (o once) settingsLeftOut(r *proof.Release) {
	for _, c := range []struct {
		missing bool
		without string
		values  []string
	}{
		{r.Injector == nil, "istiod injects neither sidecars nor gateways", []string{"pilot.global.omitSidecarInjectorConfigMap", "global.omitSidecarInjectorConfigMap"}},
		{r.MeshConfig == nil, "istiod reads no mesh config, so that none of these arguments reaches it", []string{"pilot.configMap", "configMap"}},
	} {
		if path := writtenAt(r, "", c.values...); c.missing && path != "" && !hiddenIn(r, c.values...) {
			o.report(check.SettingsLeftOut, path, "without this ConfigMap %s; leave the value out", c.without)
		}
	}
}

// cniAgrees reports an injector that counts on a CNI plugin which isn't installed, or the reverse.
func (o once) cniAgrees(r *proof.Release) {
	counts, _ := proof.At(r.Injector, "pilot", "cni", "enabled").(bool)
	installed := o.proved.Plan.Has("cni")
	if r.Injector == nil || counts == installed || hasHidden(proof.At(r.Injector, "pilot", "cni")) {
		return
	}
	path := writtenAt(r, "", "pilot.cni.enabled", "pilot.cni", "cni.enabled", "cni", "pilot")
	switch {
	case path == "":
	case installed:
		o.report(check.CNIDisagrees, path, "the CNI plugin is installed, and istiod would inject init containers that need more rights all the same; leave the value out")
	default:
		o.report(check.CNIDisagrees, path, "istiod injects no init container then, and pods wait for a CNI plugin that this mesh doesn't install; leave the value out and write cni: {}")
	}
}

// outboundPolicy reports a policy without a mode, which istiod reads as the first of the enumeration: REGISTRY_ONLY.
func (o once) outboundPolicy(control plane) {
	policy, given := proof.At(o.meshConfig(control), "outboundTrafficPolicy").(map[string]any)
	if given && policy["mode"] == nil {
		o.report(check.OutboundPolicyEmpty, o.meshConfigPath(control, "outboundTrafficPolicy"),
			"without a mode it is REGISTRY_ONLY, which drops every call to hosts that the mesh doesn't know; write mode: ALLOW_ANY, or leave it out for security.outboundTraffic")
	}
}

// replicasIgnored reports replicas among the values that the chart doesn't write, as an autoscaler does.
func (o once) replicasIgnored(r *proof.Release, instead string, values ...string) {
	path := writtenAt(r, "", values...)
	if path == "" || r.Find("HorizontalPodAutoscaler", "") == nil {
		return
	}
	o.report(check.ReplicasIgnored, path, "the autoscaler decides how many run, and the chart ignores it; write %s, which switches the autoscaler off", instead)
}

// cniExcludes reports namespaces of the mesh that the CNI plugin leaves alone: their pods get no redirection, and wait.
func (w wiring) cniExcludes() {
	r := w.proved.Release("cni")
	excluded, ok := readableText(proof.At(bodyOf(r.Find("ConfigMap", "istio-cni-config")), "data", "EXCLUDE_NAMESPACES"))
	if !ok || w.args.Injection == nil {
		return
	}
	for _, namespace := range unique(strings.Split(excluded, ",")) {
		if w.args.Injection.named(namespace) < 0 {
			continue
		}
		path := writtenAt(r, "", "cni.excludeNamespaces", "excludeNamespaces")
		if c, _ := w.cni(); path == "" {
			path = "cni.excludeNamespaces"
			if i := slices.Index(c.ExcludeNamespaces, namespace); i >= 0 {
				path = fmt.Sprintf("cni.excludeNamespaces[%d]", i)
			}
		}
		w.Report(check.CNIExcludes, path, "%q is a namespace of the mesh, whose pods need the plugin; take it out of the one list or of injection.namespaces", namespace)
	}
}

// quotaMissing reports pods with the priority system-node-critical that GKE doesn't admit: outside of kube-system there
// must be a ResourceQuota for them.
func (w wiring) quotaMissing(id string, values ...string) {
	r := w.proved.Release(id)
	priority, _ := proof.At(bodyOf(r.Find("DaemonSet", "")), "spec", "template", "spec", "priorityClassName").(string)
	if w.platform() != platformGKE || r == nil || r.Plan.Namespace == systemNamespace ||
		priority != "system-node-critical" || r.Find("ResourceQuota", "") != nil || hiddenIn(r, values...) {
		return
	}
	path, remedy := writtenAt(r, "", values...), ""
	if path == "" {
		path = id + ".namespace" // the chart of an old release makes none
	} else {
		remedy = "leave it out, or "
	}
	w.Report(check.QuotaMissing, path, "GKE admits pods of the priority %s to namespace %s with a ResourceQuota only, and the chart makes none; %swrite %s.namespace: %s",
		priority, r.Plan.Namespace, remedy, id, systemNamespace)
}
