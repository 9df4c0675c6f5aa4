package components

import (
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Values that decide the names of what the mesh waits for, by chart, and what to do instead of writing them.
var (
	reservedIstiod = map[string]string{
		"revision":                      "write the argument revision",
		"global.istioNamespace":         "write the argument namespace",
		"global.operatorManageWebhooks": "leave it out: gateways wait for istiod's webhook",
		"global.configValidation":       "leave it out: Sidecars wait for istiod's webhook",
	}
	reservedBase = map[string]string{
		"defaultRevision":       "write the argument revision",
		"global.istioNamespace": "write the argument namespace",
	}
	reservedGateway = map[string]string{
		"name":         "write the argument name",
		"service.type": "write the argument service.type",
	}
)

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
