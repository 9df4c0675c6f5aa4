package components

import (
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istioapi"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// strictConfig holds each control plane's mesh config to Istio's own definition: istiod drops fields that it doesn't know
// without a word, and doesn't start on values that it can't read.
func (w wiring) strictConfig() {
	said := map[string]bool{}
	for _, control := range w.planes {
		config := w.meshConfig(control)
		if config == nil {
			continue
		}
		tree, _ := opaque(config).(map[string]any)
		for _, p := range istioapi.CheckMeshConfig(tree, control.version) {
			path := w.meshConfigPath(control, strings.TrimPrefix(p.Path, istioapi.MeshConfigRoot+"."))
			if said[path+p.Message] || judgedElsewhere(p) || p.Kind.Warning() && !w.wrote(path) {
				continue // what a chart or an argument writes isn't the user's to mend
			}
			said[path+p.Message] = true
			w.Report(meshConfigChecks[p.Kind], path, "%s", p.Message)
		}
	}
}

var meshConfigChecks = map[istioapi.Kind]check.ID{
	istioapi.Unknown: check.MeshConfigField, istioapi.Enum: check.MeshConfigValue, istioapi.Type: check.MeshConfigValue,
	istioapi.Rule: check.MeshConfigValue, istioapi.Newer: check.MeshConfigNewer,
	istioapi.Deprecated: check.MeshConfigDeprecated, istioapi.Doubt: check.MeshConfigDoubt,
}

// wrote reports whether the user's own mesh config holds an argument path.
func (w wiring) wrote(path string) bool {
	if strings.HasPrefix(path, "values.") {
		return true // meshConfigPath found it there
	}
	given := plan.Resolve(w.ctx, freeformValue(w.args.MeshConfig)).Value
	return proof.Has(plan.ToGo(given), keysOf(strings.TrimPrefix(path, "meshConfig."))...)
}

// strictResources holds the planned resources of Istio to their definition, and to one another.
func (w wiring) strictResources() {
	for _, o := range w.proved.Plan.Objects {
		body, ok := opaque(plan.Resolve(w.ctx, o.Body).Value).(map[string]any)
		if !ok || o.Patch {
			continue
		}
		spec, _ := body["spec"].(map[string]any)
		object := istioapi.Object{APIVersion: o.APIVersion, Kind: o.Kind, Namespace: o.Namespace, Name: o.Name, Spec: spec}
		for _, p := range istioapi.CheckObject(object, w.version) {
			if !p.Kind.Warning() && !w.judgedScope(o, p) {
				w.Report(check.ResourceRefused, resourceArgument(o.Kind, p.Path), "%s %s/%s: %s: %s", o.Kind, o.Namespace, o.Name, p.Path, p.Message)
			}
		}
	}
}

// resourceArgument is the argument that a part of one of Istio's resources comes from.
func resourceArgument(kind, path string) string {
	switch kind {
	case "Sidecar":
		return "sidecars"
	case "ServiceEntry":
		if strings.HasPrefix(path, istioapi.BodyRoot+".hosts") {
			return "sidecars" // calls, or workloads
		}
		return "sidecars.external"
	case "PeerAuthentication":
		return "security.mtls"
	case "Telemetry":
		for _, feature := range []string{"tracing", "metrics"} {
			if strings.HasPrefix(path, istioapi.BodyRoot+"."+feature) {
				return feature
			}
		}
		return "accessLog"
	}
	return "kiali.expose" // gateways, routes and what goes with them
}

// opaque turns a tree with hidden leaves into what istioapi takes.
func opaque(v any) any {
	switch v := v.(type) {
	case plan.Tree:
		return opaque(map[string]any(v))
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = opaque(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = opaque(e)
		}
		return out
	case plan.Hidden:
		return istioapi.Opaque{}
	case string:
		if strings.Contains(v, plan.SecretText) {
			return istioapi.Opaque{}
		}
	}
	return v
}
