package charts

import "fmt"

const (
	// Version is the release that the embedded charts belong to.
	Version = "1.31.0"
	// NextVersion is the made-up release after it.
	NextVersion = "1.31.1"
	// Hub is the registry that released charts name.
	Hub = "docker.io/istio"
)

// source is a chart in the embedded manifests.
type source struct {
	name string
	// path is its folder below "charts".
	path string
	// hasImage says whether its values name an image; the release fills in its hub and its tag.
	hasImage bool
	// next is what the next release changes in the default values.
	next change
}

// change is a replacement in a file: old has to be there exactly once.
type change struct {
	old, new string
}

var sources = []source{
	// Only the version of base changes: it has nothing but CRDs and a webhook.
	{name: "base", path: "base"},
	{name: "istiod", path: "istio-control/istio-discovery", hasImage: true,
		next: change{old: "keepaliveMaxServerConnectionAge: 30m", new: "keepaliveMaxServerConnectionAge: 25m"}},
	{name: "cni", path: "istio-cni", hasImage: true,
		next: change{old: "cpu: 100m\n      memory: 100Mi", new: "cpu: 100m\n      memory: 120Mi"}},
	{name: "gateway", path: "gateway",
		next: change{old: "cpu: 100m\n      memory: 128Mi", new: "cpu: 100m\n      memory: 160Mi"}},
	{name: "ztunnel", path: "ztunnel", hasImage: true,
		next: change{old: "memory: 512Mi", new: "memory: 640Mi"}},
}

// stamp makes one file of a chart what it is in the given release.
func (s source) stamp(file string, data []byte, version string) ([]byte, error) {
	var changes []change
	switch file {
	case "Chart.yaml":
		changes = []change{{"\nversion: 1.0.0\n", "\nversion: " + version + "\n"}, {"\nappVersion: 1.0.0\n", "\nappVersion: " + version + "\n"}}
	case "values.yaml":
		if s.hasImage {
			changes = append(changes, change{"hub: registry.istio.io/testing", "hub: " + Hub}, change{"tag: latest", "tag: " + version})
		}
		if version == NextVersion && s.next != (change{}) {
			changes = append(changes, s.next)
		}
	}
	data, err := replaceOnce(data, changes)
	if err != nil {
		return nil, fmt.Errorf("chart %s, %s: %w", s.name, file, err)
	}
	return data, nil
}
