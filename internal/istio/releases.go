package istio

import (
	"fmt"
	"time"

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
	// Released is the day of x.y.0, at midnight UTC.
	Released time.Time
	// EndOfLife is the last day with support, at midnight UTC.
	EndOfLife time.Time
	// EndOfLifeEstimated says that the day isn't announced. Then it is the last one of the month that is expected: support
	// ends six weeks after the second next minor release.
	EndOfLifeEstimated bool
	// Kubernetes is what the Istio project supports the release on.
	Kubernetes KubernetesRange
	// GatewayAPI is the release of the Gateway API that Newest is built with, whose CRDs are the ones to install: "v1.6.0".
	// GatewayKinds says what becomes of others.
	GatewayAPI string
	// CompatibilityMin is the oldest minor release that the charts can imitate: 25 of compatibilityVersion "1.25". The
	// newest is the one before this release.
	CompatibilityMin uint64
}

// Releases lists the minor releases whose charts this package installs, newest first.
//
// Sources: istio.io/latest/docs/releases/supported-releases and its data/compatibility/supportStatus.yml for the days of
// end and for Kubernetes; istio.io/news/releases and the tags of istio/istio for the patches and the days of release;
// at those tags go.mod for the Gateway API, and manifests/helm-profiles for the compatibility versions.
//
// A third party reports that 1.31 was declared to support Kubernetes 1.37 on 2026-09-30 (istio/istio.io#17638). What
// could be read of Istio's own says 1.32 to 1.36.
var Releases = []Release{
	{
		Minor: 31, Newest: "1.31.1", GatewayFrom: "1.31.0",
		Released: day(2026, 8, 31), EndOfLife: day(2027, 2, 28), EndOfLifeEstimated: true,
		Kubernetes: KubernetesRange{32, 36}, GatewayAPI: "v1.6.0", CompatibilityMin: 25,
	},
	{
		Minor: 30, Newest: "1.30.5", GatewayFrom: "1.30.0",
		Released: day(2026, 5, 18), EndOfLife: day(2026, 12, 31), EndOfLifeEstimated: true,
		Kubernetes: KubernetesRange{32, 36}, GatewayAPI: "v1.5.1", CompatibilityMin: 25,
	},
	{
		Minor: 29, Newest: "1.29.8", GatewayFrom: "1.29.0",
		Released: day(2026, 2, 16), EndOfLife: day(2026, 10, 12),
		Kubernetes: KubernetesRange{31, 35}, GatewayAPI: "v1.4.1", CompatibilityMin: 25,
	},
	{
		Minor: 28, Newest: "1.28.10", GatewayFrom: "1.28.0",
		Released: day(2025, 11, 5), EndOfLife: day(2026, 7, 1),
		Kubernetes: KubernetesRange{30, 34}, GatewayAPI: "v1.4.1", CompatibilityMin: 25,
	},
	{
		Minor: 27, Newest: "1.27.9", GatewayFrom: "1.27.1",
		Released: day(2025, 8, 11), EndOfLife: day(2026, 4, 7),
		Kubernetes: KubernetesRange{29, 33}, GatewayAPI: "v1.3.0", CompatibilityMin: 24,
	},
	{
		Minor: 26, Newest: "1.26.8", GatewayFrom: "1.26.4",
		Released: day(2025, 5, 8), EndOfLife: day(2025, 12, 22),
		Kubernetes: KubernetesRange{29, 33}, GatewayAPI: "v1.3.0", CompatibilityMin: 23,
	},
	{
		Minor: 25, Newest: "1.25.5", GatewayFrom: "1.25.5",
		Released: day(2025, 3, 3), EndOfLife: day(2025, 9, 30),
		Kubernetes: KubernetesRange{29, 32}, GatewayAPI: "v1.2.1", CompatibilityMin: 22,
	},
	{
		Minor: 24, Newest: "1.24.6", GatewayFrom: "",
		Released: day(2024, 11, 7), EndOfLife: day(2025, 6, 24),
		Kubernetes: KubernetesRange{28, 31}, GatewayAPI: "v1.2.1", CompatibilityMin: 21,
	},
}

func day(year int, month time.Month, dayOfMonth int) time.Time {
	return time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC)
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
	r, ok := v.Release()
	return ok && !v.v.GreaterThan(semver.MustParse(r.Newest))
}

// CheckGateway reports a release whose gateway chart Helm refuses. The error says what to write instead.
func (v Version) CheckGateway() error {
	r, ok := v.Release()
	if !ok {
		return nil
	}
	if r.GatewayFrom == "" {
		return fmt.Errorf("the gateway chart of every release of 1.%d has a schema that Helm refuses; write %s", r.Minor, NewestVersion())
	}
	if first := semver.MustParse(r.GatewayFrom); v.v.LessThan(first) && v.v.Prerelease() == "" {
		return fmt.Errorf("the gateway chart of %s has a schema that Helm refuses; write %s or later", v, r.GatewayFrom)
	}
	return nil
}
