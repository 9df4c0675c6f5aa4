package istio

import "time"

// Fit is how one version goes with another.
type Fit int

const (
	// Unknown is the fit of a minor release of Istio that isn't one of Releases.
	Unknown Fit = iota
	// Fits means that the Istio project supports the two together.
	Fits
	// TooOld means that the other side is older than what this Istio supports.
	TooOld
	// TooNew means that the other side is newer than what this Istio supports.
	TooNew
)

// Release returns the minor release v belongs to. It's false for one that isn't in Releases.
func (v Version) Release() (Release, bool) {
	for _, r := range Releases {
		if r.Minor == v.Minor() {
			return r, true
		}
	}
	return Release{}, false
}

// FitKubernetes reports whether k is among the versions of Kubernetes that Istio supports with v, and the minor release
// that says so; with Unknown it is empty. Outside of them Istio may well work, but nobody tests it.
func (v Version) FitKubernetes(k Kubernetes) (Fit, Release) {
	r, ok := v.Release()
	switch {
	case !ok:
		return Unknown, Release{}
	case k.Minor() < r.Kubernetes.Min:
		return TooOld, r
	case k.Minor() > r.Kubernetes.Max:
		return TooNew, r
	}
	return Fits, r
}

// NewestFor returns the newest minor release of Istio that supports k. It may have ended; EndedBy tells.
func NewestFor(k Kubernetes) (Release, bool) {
	for _, r := range Releases {
		if r.Kubernetes.Min <= k.Minor() && k.Minor() <= r.Kubernetes.Max {
			return r, true
		}
	}
	return Release{}, false
}

// EndedBy reports whether the release has no support any more at that time; on its last day, in UTC, it still has.
// EndOfLifeEstimated says whether that is certain.
func (r Release) EndedBy(at time.Time) bool { return !at.Before(r.EndOfLife.AddDate(0, 0, 1)) }
