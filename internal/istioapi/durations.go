package istioapi

import (
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// zeroAllowed are the durations of custom resources whose CRD has no rule that they be a millisecond at least.
// Source: the CRDs in the base chart of Istio 1.31.
var zeroAllowed = map[protoreflect.FullName]bool{
	"istio.networking.v1alpha3.ConnectionPoolSettings.TCPSettings.idle_timeout":      true,
	"istio.networking.v1alpha3.LoadBalancerSettings.ConsistentHashLB.HTTPCookie.ttl": true,
	"istio.networking.v1alpha3.TrafficPolicy.RetryBudget.budget_interval":            true,
}

// checkDuration reports a duration that Envoy can't have: it counts in whole milliseconds, and needs one at least. A problem is
// also reported where a needed one is absent.
func (p *problems) checkDuration(n node, needed bool) {
	if needed && !n.set() {
		p.add(Rule, n.path, `is needed; write a duration, for example "10s"`)
		return
	}
	d, ok := n.duration()
	switch {
	case !ok:
	case d < time.Millisecond:
		p.add(Rule, n.path, "%s is shorter than a millisecond; write 1ms or more, or leave it out", d)
	case d%time.Millisecond != 0:
		p.add(Rule, n.path, "%s isn't of whole milliseconds; round it", d)
	}
}

// checkAtLeast reports a number below a least one.
func (p *problems) checkAtLeast(n node, least float64) {
	if number, ok := n.number(); ok && n.set() && number < least {
		p.add(Rule, n.path, "%v is too small; write %v or more", number, least)
	}
}

// checkPercent reports a number that is no percentage.
func (p *problems) checkPercent(n node) {
	if number, ok := n.number(); ok && (number < 0 || number > 100) {
		p.add(Rule, n.path, "%v is no percentage; write a number from 0 to 100", number)
	}
}
