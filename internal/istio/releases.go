package istio

import (
	"fmt"

	"github.com/Masterminds/semver/v3"
)

// ReleasesKnownOn is the day on which Releases was last compared with the sources.
const ReleasesKnownOn = "2026-11-22"

// Release is one minor release of Istio.
type Release struct {
	// Minor is the minor version: 31 of 1.31.
	Minor uint64
	// Newest is the newest patch known on ReleasesKnownOn.
	Newest string
	// GatewayFrom is the first patch whose gateway chart Helm takes. The schema of the earlier ones refuses the chart's own
	// values in Helm 3.18 and later. "" is none.
	GatewayFrom string
}

// Releases lists the minor releases whose charts this package installs, newest first.
//
// Sources: istio.io/latest/docs/releases/supported-releases, the tags of istio/istio, istio.io/news/releases.
var Releases = []Release{
	{31, "1.31.1", "1.31.0"}, {30, "1.30.5", "1.30.0"}, {29, "1.29.8", "1.29.0"}, {28, "1.28.10", "1.28.0"},
	{27, "1.27.9", "1.27.1"}, {26, "1.26.8", "1.26.4"}, {25, "1.25.5", "1.25.5"}, {24, "1.24.6", ""},
}

// NewestVersion is what gets installed when no version is given.
func NewestVersion() string { return Releases[0].Newest }

// Version is an exact Istio release.
type Version struct{ v *semver.Version }

// ParseVersion reads `x.y.z`. The error says what to write instead.
func ParseVersion(s string) (Version, error) {
	v, err := semver.StrictNewVersion(s)
	if err != nil {
		return Version{}, fmt.Errorf("%q is not an exact Istio release; write x.y.z, for example %s", s, NewestVersion())
	}
	if v.Metadata() != "" {
		return Version{}, fmt.Errorf("%q carries build metadata; write x.y.z, for example %s", s, NewestVersion())
	}
	oldest := Releases[len(Releases)-1]
	if v.Major() != 1 || v.Minor() < oldest.Minor {
		return Version{}, fmt.Errorf("%q can't be installed by MeshStack, whose oldest release of Istio is 1.%d; write %s",
			s, oldest.Minor, NewestVersion())
	}
	return Version{v}, nil
}

// MustParseVersion is ParseVersion for constants.
func MustParseVersion(s string) Version {
	v, err := ParseVersion(s)
	if err != nil {
		panic(err)
	}
	return v
}

// String returns x.y.z.
func (v Version) String() string { return v.v.String() }

// Minor returns y of 1.y.z.
func (v Version) Minor() uint64 { return v.v.Minor() }

// AtLeast reports whether v belongs to the minor release 1.minor or a later one. A pre-release of 1.minor counts.
func (v Version) AtLeast(minor uint64) bool { return v.v.Minor() >= minor }

// Known reports whether v is one of Releases or an earlier patch of one; a later one was published after
// ReleasesKnownOn, or doesn't exist.
func (v Version) Known() bool {
	for _, r := range Releases {
		if r.Minor == v.Minor() {
			return !v.v.GreaterThan(semver.MustParse(r.Newest))
		}
	}
	return false
}

// CheckGateway reports a release whose gateway chart Helm refuses. The error says what to write instead.
func (v Version) CheckGateway() error {
	for _, r := range Releases {
		if r.Minor != v.Minor() {
			continue
		}
		if r.GatewayFrom == "" {
			return fmt.Errorf("the gateway chart of every release of 1.%d has a schema that Helm refuses; write %s", r.Minor, NewestVersion())
		}
		if first := semver.MustParse(r.GatewayFrom); v.v.LessThan(first) && v.v.Prerelease() == "" {
			return fmt.Errorf("the gateway chart of %s has a schema that Helm refuses; write %s or later", v, r.GatewayFrom)
		}
	}
	return nil
}
