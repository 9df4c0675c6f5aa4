package components

import (
	"maps"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Values that decide more than the chart they are given to, and what to do instead of writing them: names that the mesh
// waits for, and settings that several charts must share.
var (
	reservedIstiod = folded("pilot", shared(map[string]string{
		"revision":                      "write the argument revision",
		"revisionTags":                  "write the argument revisionTags",
		"global.operatorManageWebhooks": "leave it out: gateways wait for istiod's webhook",
		"global.configValidation":       "leave it out: Sidecars wait for istiod's webhook",
		"global.resourceScope":          "leave it out: without its cluster-wide half there is no webhook to wait for",
		"istiodRemote.enabled":          "write profile: remote",
		"pilot.cni.enabled":             "write the argument cni",
		"istio_cni.enabled":             "write the argument cni",
	}))
	reservedBase = shared(map[string]string{"defaultRevision": "write the argument revision"})
	reservedCNI  = folded("cni", shared(map[string]string{
		"ambient.enabled":      "write the argument ztunnel",
		"global.resourceScope": "leave it out: half of the plugin does nothing, and pods wait for the whole",
	}))

	reservedZtunnel = folded("global", shared(map[string]string{
		"istioNamespace": "write the argument namespace",
		"revision":       "write the argument revision",
		"resourceName":   "leave it out: istiod trusts ztunnel by this name",
		"resourceScope":  "leave it out: half of ztunnel does nothing, and pods wait for the whole",
	}))
	reservedGateway = map[string]string{
		"name":         "write the argument name",
		"service.type": "write the argument service.type",
	}
)

// folded adds the paths by which a chart takes the same values in a block of their own, which it lays over the rest.
func folded(prefix string, own map[string]string) map[string]string {
	for key, remedy := range maps.Clone(own) {
		if !strings.HasPrefix(key, prefix+".") {
			own[prefix+"."+key] = remedy
		}
	}
	return own
}

// shared adds what every chart of the mesh must be told alike.
func shared(own map[string]string) map[string]string {
	for _, at := range []string{"", "global."} {
		own[at+"profile"] = "write the argument profile"
		own[at+"platform"] = "write the argument platform"
	}
	own["global.istioNamespace"] = "write the argument namespace"
	own["compatibilityVersion"] = "write the argument compatibilityVersion"
	return own
}

// checkReserved reports values that belong to an argument, because more than the chart must know of them.
func checkReserved(f *check.Findings, path string, values *freeform.Map, reserved map[string]string) {
	if values.IsZero() {
		return
	}
	for key, remedy := range reserved {
		if lookup(values.Value(), strings.Split(key, ".")) {
			f.Errorf(path+"."+key, "the mesh depends on this value and can't see it here; %s", remedy)
		}
	}
}

// lookup reports whether a tree holds something at a path. What is unknown or secret as a whole is not looked into.
func lookup(node any, path []string) bool {
	if len(path) == 0 {
		return true
	}
	tree, ok := plan.Plain(node).(plan.Tree)
	if !ok {
		return false
	}
	next, ok := tree[path[0]]
	return ok && lookup(next, path[1:])
}

// inMeshConfig reports whether the user's mesh config holds something at a path.
func (m *mesh) inMeshConfig(path ...string) bool {
	return !m.args.MeshConfig.IsZero() && lookup(m.args.MeshConfig.Value(), path)
}
