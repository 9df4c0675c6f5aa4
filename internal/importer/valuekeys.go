package importer

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// valuesKeys lists what spec.values may hold, in any release from 1.5 to 1.31: a path on each line, `.*` at its end where
// anything may follow, and behind it the last minor release that had it, if that isn't 1.31. Source: the fields of
// values_types.proto below operator/pkg/apis of istio/istio, at the tag of each x.y.0; tests/importer holds the list
// against the types of the newest.
//
//go:embed values_keys.txt
var valuesKeys string

// valueKey is a part of the tree of known values.
type valueKey struct {
	below map[string]*valueKey
	// free: anything may follow.
	free bool
	// last is the last minor release that had it.
	last int
}

var knownValues = sync.OnceValue(func() *valueKey {
	root := &valueKey{below: map[string]*valueKey{}, last: newestMinor}
	for line := range strings.Lines(valuesKeys) {
		path, last, old := strings.Cut(strings.TrimSpace(line), " ")
		minor := newestMinor
		if old {
			minor, _ = strconv.Atoi(last)
		}
		at := root
		for key := range strings.SplitSeq(path, ".") {
			if key == "*" {
				at.free = true
				break
			}
			if at.below[key] == nil {
				at.below[key] = &valueKey{below: map[string]*valueKey{}}
			}
			at = at.below[key]
			at.last = max(at.last, minor)
		}
	}
	// They are free by type, and so are what lies below them.
	for _, key := range []string{"meshConfig", "ztunnel", "gatewayClasses"} {
		if root.below[key] == nil {
			root.below[key] = &valueKey{below: map[string]*valueKey{}, last: newestMinor}
		}
		root.below[key].free = true
	}
	return root
})

// checkValues reports values that no release knew.
func checkValues(errs *Errors, n *node, known *valueKey) {
	if known.free || n.leaf() {
		return
	}
	if !n.isMap {
		return
	}
	for _, key := range n.keys {
		next := known.below[key]
		if next == nil {
			errs.at(n.fields[key], "no release of Istio has the value %s here; %s, or move it to unvalidatedValues", key, didYouMean(key, sortedKeys(known.below)))
			continue
		}
		checkValues(errs, n.fields[key], next)
	}
}

// goneSince is the last minor release that had a value, 0 if the newest has it.
func goneSince(path []string) int {
	at := knownValues()
	for _, key := range path {
		if at.free && at.below[key] == nil {
			break
		}
		if at = at.below[key]; at == nil {
			return 0
		}
	}
	if at.last == newestMinor {
		return 0
	}
	return at.last
}

// typedValues are values that istioctl reads as Kubernetes' types.
var typedValues = map[string]string{
	"cni.affinity":       "Affinity",
	"cni.seccompProfile": "SeccompProfile",
	"gateways.istio-ingressgateway.tolerations":   "[]Toleration",
	"gateways.istio-egressgateway.tolerations":    "[]Toleration",
	"global.defaultTolerations":                   "[]Toleration",
	"global.proxy.seccompProfile":                 "SeccompProfile",
	"global.proxy.lifecycle":                      "Lifecycle",
	"global.waypoint.affinity":                    "Affinity",
	"global.waypoint.topologySpreadConstraints":   "[]TopologySpreadConstraint",
	"global.waypoint.toleration":                  "[]Toleration",
	"pilot.affinity":                              "Affinity",
	"pilot.seccompProfile":                        "SeccompProfile",
	"pilot.tolerations":                           "[]Toleration",
	"pilot.topologySpreadConstraints":             "[]TopologySpreadConstraint",
	"pilot.volumes":                               "[]Volume",
	"pilot.volumeMounts":                          "[]VolumeMount",
	"sidecarInjectorWebhook.neverInjectSelector":  "[]LabelSelector",
	"sidecarInjectorWebhook.alwaysInjectSelector": "[]LabelSelector",
}

// check reports what istioctl refuses of a spec.
func checkSpec(errs *Errors, spec *node) {
	checkType(errs, spec, "specFields")
	values := spec.at("values")
	if values == nil || !values.isMap {
		return
	}
	checkValues(errs, values, knownValues())
	for path, of := range typedValues {
		if n := values.at(strings.Split(path, ".")...); n != nil {
			checkType(errs, n, of)
		}
	}
}
