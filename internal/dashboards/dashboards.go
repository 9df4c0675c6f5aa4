package dashboards

import (
	"embed"
	"fmt"
)

// Dashboard tells one of the dashboards.
type Dashboard struct {
	// Name is how an argument names it.
	Name string
	// Title is unique among the dashboards of Istio and ours: Kiali looks for it in Grafana.
	Title string
	// UID is stable, so that links and bookmarks keep; at most 40 letters, digits, - and _.
	UID string
	// Ambient: it shows something in ambient mode only.
	Ambient bool
}

// Ztunnel's title is that of Istio's own dashboard, as Kiali's page of a ztunnel links to no other.
const ztunnelTitle = "Istio Ztunnel Dashboard"

// All lists the dashboards in the order in which people look at them.
var All = []Dashboard{
	{Name: "mesh", Title: "MeshStack Mesh", UID: "meshstack-mesh"},
	{Name: "service", Title: "MeshStack Service", UID: "meshstack-service"},
	{Name: "workload", Title: "MeshStack Workload", UID: "meshstack-workload"},
	{Name: "performance", Title: "MeshStack Performance", UID: "meshstack-performance"},
	{Name: "controlPlane", Title: "MeshStack Control Plane", UID: "meshstack-control-plane"},
	{Name: "gateway", Title: "MeshStack Gateway", UID: "meshstack-gateway"},
	{Name: "ztunnel", Title: ztunnelTitle, UID: "meshstack-ztunnel", Ambient: true},
}

//go:embed json/*.json
var files embed.FS

// Find returns the dashboard of that name.
func Find(name string) (Dashboard, bool) {
	for _, d := range All {
		if d.Name == name {
			return d, true
		}
	}
	return Dashboard{}, false
}

// File is the name of the dashboard's file.
func (d Dashboard) File() string { return d.UID + ".json" }

// Source is the dashboard's JSON as it is in the repository: indented, with the datasource as a template variable.
func (d Dashboard) Source() ([]byte, error) {
	text, err := files.ReadFile("json/" + d.File())
	if err != nil {
		return nil, fmt.Errorf("read the dashboard %s: %w", d.Name, err)
	}
	return text, nil
}
