package components

import (
	"net/netip"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// checkRemote reports an address of a control plane elsewhere that is missing, or that nobody would use.
func (m *mesh) checkRemote(f *check.Findings, path string) {
	c := m.args.ControlPlane
	given := c != nil && c.RemotePilotAddress != nil
	if m.profile() != profileRemote {
		if given {
			f.Errorf(path, "the control plane of this mesh runs in this cluster; write profile: remote, or leave it out")
		}
		return
	}
	if given {
		address, known := plan.Plain(c.RemotePilotAddress).(string)
		if _, err := netip.ParseAddr(address); known && err != nil {
			check.Subdomain(f, path, address)
		}
		return
	}
	if v := m.args.Values; v != nil && !v.Istiod.IsZero() {
		for _, key := range [][]string{{"global", "remotePilotAddress"}, {"istiodRemote", "injectionURL"}} {
			if lookup(v.Istiod.Value(), key) {
				return
			}
		}
	}
	f.Report(check.RemoteUnreachable, path, "proxies and the injection webhook of this cluster need the address of the control plane in the other one; write it")
}
