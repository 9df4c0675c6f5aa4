package kiali

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// KnownOn is the day on which the data of this package was last compared with its sources.
const KnownOn = "2026-11-22"

// Newest is the newest minor release of Kiali 2 whose keys are known: 30 of 2.30. Later ones are taken for it.
const Newest = 30

// References is the first minor release of Kiali 2 whose chart mounts what a credential `secret:<name>:<key>` names.
const References = 21

// Discovers is the first minor release of Kiali 2 that finds the control planes by itself; earlier ones are told their names.
const Discovers = 14

// pairings are the releases of Kiali that Istio ships with its own: minor of Istio to minor of Kiali 2.
//
// Source: samples/addons/kiali.yaml of istio/istio at the newest patch of each release, and of 1.31.0-rc.0 for 1.31.
// Kiali tests its releases from 2.4 on with every Istio that is supported at the time (kiali.io/docs/installation/installation-guide/prerequisites).
var pairings = map[uint64]uint64{24: 0, 25: 5, 26: 8, 27: 12, 28: 17, 29: 21, 30: 22, 31: 27}

// Version is an exact release of Kiali.
type Version struct{ v *semver.Version }

// ParseVersion reads `x.y.z`. The error says what to write instead.
func ParseVersion(s string) (Version, error) {
	v, err := semver.StrictNewVersion(s)
	if err != nil || v.Metadata() != "" || v.Major() > 2 {
		return Version{}, fmt.Errorf("%q is not an exact release of Kiali; write x.y.z, for example 2.27.0", s)
	}
	return Version{v}, nil
}

// For returns the release that goes with a minor release of Istio: 31 of 1.31. For an unknown one it's the newest pairing.
func For(istioMinor uint64) Version {
	kiali, known := pairings[istioMinor]
	if !known {
		for _, paired := range pairings {
			kiali = max(kiali, paired)
		}
	}
	return Version{semver.New(2, kiali, 0, "", "")}
}

// String returns x.y.z.
func (v Version) String() string { return v.v.String() }

// AtLeast reports whether v belongs to 2.minor or a later release.
func (v Version) AtLeast(minor uint64) bool {
	return v.v.Major() > 2 || v.v.Major() == 2 && v.v.Minor() >= minor
}

// First reports whether v is of Kiali 1, which knows no Istio from 1.24 on.
func (v Version) First() bool { return v.v.Major() < 2 }

// OlderThan compares minor releases.
func (v Version) OlderThan(w Version) bool {
	return cmp.Or(cmp.Compare(v.v.Major(), w.v.Major()), cmp.Compare(v.v.Minor(), w.v.Minor())) < 0
}

// Known reports whether the keys of v are known, not guessed from the newest.
func (v Version) Known() bool { return !v.AtLeast(Newest + 1) }

// minor is that of Kiali 2 whose keys v is held to.
func (v Version) minor() uint64 {
	if v.First() {
		return 0
	}
	return min(v.v.Minor(), Newest)
}

// span is a range of minor releases of Kiali 2, both ends included.
type span struct{ from, to uint64 }

// parseSpan reads `2.21-`, `-2.13` or `2.10-2.20`.
func parseSpan(s string) span {
	from, to, _ := strings.Cut(s, "-")
	out := span{0, Newest}
	if from != "" {
		out.from = mustMinor(from)
	}
	if to != "" {
		out.to = mustMinor(to)
	}
	return out
}

func mustMinor(s string) uint64 {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "2."), 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}
