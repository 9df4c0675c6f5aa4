package components

import (
	"maps"
	"slices"
	"strconv"
)

// istioPublicDashboards are the titles of Istio's dashboards by their IDs on grafana.com.
var istioPublicDashboards = map[string]string{
	"7639":  "Istio Mesh Dashboard",
	"7636":  "Istio Service Dashboard",
	"7630":  "Istio Workload Dashboard",
	"11829": "Istio Performance Dashboard",
	"7645":  "Istio Control Plane Dashboard",
	"13277": "Istio Wasm Extension Dashboard",
	"21306": "Istio Ztunnel Dashboard",
}

// publicID reads an ID of grafana.com, 0 where it is none.
func publicID(text string) int {
	id, err := strconv.Atoi(text)
	if err != nil || id < 1 || strconv.Itoa(id) != text {
		return 0
	}
	return id
}

// public lists the IDs, in the order of their numbers.
func (d *GrafanaDashboards) public() []string {
	return slices.SortedFunc(maps.Keys(d.PublicIDs), func(a, b string) int { return publicID(a) - publicID(b) })
}
