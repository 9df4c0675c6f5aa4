package render

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// forLocalControlPlane are the arguments for istiod, its mesh config and its injector, all three of which are those of the
// other cluster with the profile remote.
var forLocalControlPlane = []string{
	"controlPlane", "proxy", "security.trustDomain", "security.trustDomainAliases", "security.outboundTraffic", "dns",
	"accessLog.encoding", "accessLog.format", "tracing", "metrics.merge", "meshConfig", "revisionTags",
}

// refusedInRemote reports whether a row's argument is refused. That nothing is traced is said by an object of the mesh's own.
func refusedInRemote(r row) bool {
	off := r.path == "tracing.sampling" && r.in == without
	return r.path != "controlPlane.remotePilotAddress" && !off && slices.ContainsFunc(forLocalControlPlane, func(prefix string) bool {
		return r.path == prefix || strings.HasPrefix(r.path, prefix+".")
	})
}

// What a remote cluster doesn't have is the reason to leave out what is seen in it.
func TestRemoteHasNoControlPlane(t *testing.T) {
	t.Parallel()
	for _, v := range variants {
		c := combination{profile: "remote", variant: v}
		if !c.possible() {
			continue
		}
		for key := range rendered(t, c.args()) {
			assert.False(t, elsewhere(key), "%s is there (%s)", key, c)
		}
	}
}

// What would have no effect is refused, except for what the chart takes in any case.
func TestRemoteRefusesWhatReachesNothing(t *testing.T) {
	t.Parallel()
	var silent, loud []string
	for _, r := range rows() {
		switch {
		case r.in == ambient: // refused, see TestAmbientNeedsItsProfile
		case refusedInRemote(r):
			args := m{"profile": "remote", "controlPlane": m{"remotePilotAddress": "203.0.113.10"}}
			if strings.HasPrefix(r.path, "tracing.") && r.path != "tracing.existing.address" {
				put(args, "tracing.existing.address", "zipkin.ops:9411") // tracing is refused without any
			}
			put(args, r.path, r.value)
			_, err := planned(t, args)
			assert.ErrorContains(t, err, "leave it out", r.path)
		case slices.ContainsFunc(r.see, combination{profile: "remote"}.shows):
			loud = append(loud, r.path)
		case !slices.Contains(silent, r.path):
			silent = append(silent, r.path)
		}
	}
	silent = slices.DeleteFunc(silent, func(path string) bool { return slices.Contains(loud, path) })
	assert.ElementsMatch(t, []string{"compatibilityVersion", "values.istiod"}, silent)
}
