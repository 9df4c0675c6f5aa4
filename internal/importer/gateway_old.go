package importer

import "strings"

// gone are values that need no successor.
var gone = map[string]string{
	"injectionTemplate":    "a gateway of a MeshStack is always injected by the template gateway",
	"zvpn":                 "no chart reads it",
	"sds":                  "istiod gives certificates to gateways without a container beside them since Istio 1.6",
	"certificates":         "no chart reads it; a Gateway names its Secret by credentialName",
	"meshExpansionPorts":   "no chart reads it; add such ports to service.ports",
	"applicationPorts":     "no chart reads it",
	"enabled":              "the list of components says it",
	"loadBalancerPriority": "no chart reads it",
}

// oldValue writes values that the gateway chart has in another form, or not at all.
func (g *gateway) oldValue(key string, n *node) {
	why, isGone := gone[key]
	switch {
	case n.null() || n.leaf() && n.text() == "":
		n.mark(Default, "", "nothing is said")
	case isGone:
		n.mark(Dropped, "", why)
	case key == "serviceAccount":
		g.carry(n.at("annotations"), "values", "serviceAccount", "annotations")
	case key == "secretVolumes" || key == "configVolumes":
		g.volumes(key, n)
	case key == "customService":
		if !n.truth(false) {
			n.mark(Default, "", "")
			return
		}
		g.carryAs(n, "None", "service", "type")
	case key == "runAsRoot":
		if !n.truth(false) {
			n.mark(Default, "", "")
			return
		}
		g.carryAs(n, map[string]any{"runAsUser": int64(0), "runAsGroup": int64(0), "runAsNonRoot": false}, "values", "containerSecurityContext")
		g.set(map[string]any{"runAsUser": int64(0), "runAsGroup": int64(0), "runAsNonRoot": false, "fsGroup": int64(0)}, "values", "securityContext")
	case key == "podAntiAffinityLabelSelector" || key == "podAntiAffinityTermLabelSelector":
		g.antiAffinity(key, n)
	case key == "ingressPorts":
		n.mark(Manual, "", "list all ports in service.ports, these among them")
	default:
		n.mark(Manual, "", "the gateway chart has nothing of this name; look for it at istio.io/latest/docs/setup/additional-setup/gateway")
	}
}

// volumes mounts Secrets and ConfigMaps as files.
func (g *gateway) volumes(key string, n *node) {
	kind, of := "secret", "secretName"
	if key == "configVolumes" {
		kind, of = "configMap", "configMapName"
	}
	volumes, _ := at(g.args, "values", "volumes").([]any)
	mounts, _ := at(g.args, "values", "volumeMounts").([]any)
	for _, item := range n.itemsOf() {
		source := map[string]any{"optional": true, map[string]string{"secret": "secretName", "configMap": "name"}[kind]: item.at(of).text()}
		volumes = append(volumes, map[string]any{"name": item.at("name").text(), kind: source})
		if path := item.at("mountPath").text(); path != "" {
			mounts = append(mounts, map[string]any{"name": item.at("name").text(), "mountPath": path, "readOnly": true})
		}
	}
	g.carryAs(n, volumes, "values", "volumes")
	if len(mounts) > 0 {
		g.set(mounts, "values", "volumeMounts")
	}
}

func at(tree map[string]any, keys ...string) any {
	var out any = tree
	for _, key := range keys {
		m, ok := out.(map[string]any)
		if !ok {
			return nil
		}
		out = m[key]
	}
	return out
}

// antiAffinity writes the short form of the IstioOperator's chart out.
func (g *gateway) antiAffinity(key string, n *node) {
	list := []any{}
	for _, item := range n.itemsOf() {
		expression := map[string]any{"key": item.at("key").text(), "operator": item.at("operator").text()}
		if values := item.at("values").text(); values != "" {
			split := []any{}
			for v := range strings.SplitSeq(values, ",") {
				split = append(split, v)
			}
			expression["values"] = split
		}
		term := map[string]any{
			"labelSelector": map[string]any{"matchExpressions": []any{expression}},
			"topologyKey":   item.at("topologyKey").text(),
		}
		if key == "podAntiAffinityTermLabelSelector" {
			list = append(list, map[string]any{"weight": int64(100), "podAffinityTerm": term})
			continue
		}
		list = append(list, term)
	}
	to := "requiredDuringSchedulingIgnoredDuringExecution"
	if key == "podAntiAffinityTermLabelSelector" {
		to = "preferredDuringSchedulingIgnoredDuringExecution"
	}
	g.carryAs(n, list, "placement", "affinity", "podAntiAffinity", to)
}
