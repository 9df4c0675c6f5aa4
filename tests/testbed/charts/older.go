package charts

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// older is a release before Version. Its sources are pinned by the module older/<minor> beside this file.
type older struct {
	version string
	// sourceHub is the registry that the sources name where the released charts name hub.
	sourceHub, hub string
}

// olderReleases lists them, oldest first. Each pinned commit but the last is the one its release's tag names.
//
// The Go proxy serves no release of 1.30, so 1.30.0-dev stands for it: the commit b01690e6db7d of master, of 2026-04-23,
// ten days after 1.30 branched. Its five charts differ from those of 1.30.3 in seven files: they lack the gateway's
// networkGatewayPorts with the refusal of empty service.ports, istiod's taint.name and a line of the CRDs.
//
// The hubs of the released charts are those of release/build.sh in istio/release-builder: 1.30 alone names
// registry.istio.io/release.
var olderReleases = []older{
	{"1.24.2", "gcr.io/istio-testing", Hub},
	{"1.25.3", "gcr.io/istio-testing", Hub},
	{"1.26.2", "gcr.io/istio-testing", Hub},
	{"1.27.9", "gcr.io/istio-testing", Hub},
	{"1.28.3", "gcr.io/istio-testing", Hub},
	{"1.29.1", "gcr.io/istio-testing", Hub},
	{"1.30.0-dev", "registry.istio.io/testing", "registry.istio.io/release"},
}

// OlderReleases returns the versions that PackRelease packs, oldest first, one of each minor release before Version.
// 1.30.0-dev is no release but a commit of Istio's master close to 1.30.0.
func OlderReleases() []string {
	versions := make([]string, 0, len(olderReleases))
	for _, o := range olderReleases {
		versions = append(versions, o.version)
	}
	return versions
}

// PackRelease returns the charts base, istiod, cni, gateway and ztunnel of one of OlderReleases, made what Istio's release
// makes of them, as archives by name: <chart>-<version>.tgz. Their sources come from Go's module cache or, the first time,
// from the module proxy (about 11 MB for a release, 53 MB unpacked).
func PackRelease(version string) (map[string][]byte, error) {
	o, err := findOlder(version)
	if err != nil {
		return nil, err
	}
	folder, err := moduleFolder(o.minor())
	if err != nil {
		return nil, fmt.Errorf("fetch the sources of Istio %s: %w", version, err)
	}
	files := os.DirFS(filepath.Join(folder, "manifests", "charts"))
	archives := map[string][]byte{}
	for _, s := range sources {
		data, err := archive(s.name, files, path.Clean(s.path), func(file string, data []byte) ([]byte, error) {
			return replaceOnce(data, o.changes(s, file))
		})
		if err != nil {
			return nil, fmt.Errorf("pack chart %s %s: %w", s.name, version, err)
		}
		archives[s.name+"-"+version+".tgz"] = data
	}
	return archives, nil
}

func findOlder(version string) (older, error) {
	for _, o := range olderReleases {
		if o.version == version {
			return o, nil
		}
	}
	return older{}, fmt.Errorf("the charts of Istio %s aren't pinned here; write one of %s, or use Pack for %s and %s",
		version, strings.Join(OlderReleases(), ", "), Version, NextVersion)
}

// minor is 1.y, the folder of the module that pins the release.
func (o older) minor() string {
	return strings.Join(strings.SplitN(o.version, ".", 3)[:2], ".")
}

// changes lists what the release changes in a file of a chart.
func (o older) changes(s source, file string) []change {
	switch {
	case file == "Chart.yaml":
		return []change{{"\nversion: 1.0.0\n", "\nversion: " + o.version + "\n"}, {"\nappVersion: 1.0.0\n", "\nappVersion: " + o.version + "\n"}}
	case file == "values.yaml" && s.hasImage:
		return []change{{"hub: " + o.sourceHub, "hub: " + o.hub}, {"tag: latest", "tag: " + o.version}}
	default:
		return nil
	}
}
