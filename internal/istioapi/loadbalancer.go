package istioapi

import (
	"math/big"
)

// largestTable is the size that a table of Maglev hashing must be below.
const largestTable = 5000011

// loadBalancer checks a LoadBalancerSettings, with the outlierDetection beside it.
func (p *problems) loadBalancer(n, outlier node) {
	if !n.set() || n.opaque() {
		return
	}
	p.consistentHash(n.field("consistentHash"))
	local, aware := n.field("localityLbSetting"), n.field("zoneAwareLbSetting")
	if local.given() && aware.given() {
		p.add(Rule, local.path, "excludes zoneAwareLbSetting; leave one of them out")
	}
	p.locality(local, outlier.set())
	p.zoneAware(aware, outlier.set())
	warmup := n.field("warmup")
	if !warmup.set() || warmup.opaque() {
		return
	}
	p.checkDuration(warmup.field("duration"), true)
	if number, ok := warmup.field("minimumPercent").number(); ok && number > 100 {
		p.add(Rule, warmup.field("minimumPercent").path, "%v is no percentage; write a number from 0 to 100", number)
	}
	if number, ok := warmup.field("aggression").number(); ok && warmup.field("aggression").set() && number <= 0 {
		p.add(Rule, warmup.field("aggression").path, "%v is too small; write more than 0", number)
	}
}

func (p *problems) consistentHash(n node) {
	if cookie := n.field("httpCookie"); cookie.set() && !cookie.opaque() {
		if !cookie.field("name").filled() {
			p.add(Rule, cookie.field("name").path, "is needed; write the cookie's name")
		}
		seen := map[string]bool{}
		for _, item := range cookie.field("attributes").items() {
			name, ok := item.field("name").text()
			switch {
			case !ok:
			case name == "":
				p.add(Rule, item.field("name").path, "is empty; write the attribute's name")
			case seen[name]:
				p.add(Rule, item.field("name").path, "%q is given twice; leave one out", name)
			}
			seen[name] = true
		}
	}
	maglev, ring := n.field("maglev"), n.field("minimumRingSize")
	if size, ok := ring.number(); ok && size != 0 && (maglev.given() || n.field("ringHash").given()) {
		p.add(Rule, ring.path, "excludes maglev and ringHash; leave one of them out")
	}
	if !maglev.set() || maglev.opaque() {
		return
	}
	size, ok := maglev.field("tableSize").number()
	if ok && (size >= largestTable || (size != 1 && !big.NewInt(int64(size)).ProbablyPrime(0))) { // Envoy takes 1 for a prime
		p.add(Rule, maglev.field("tableSize").path, "%v is no size of a Maglev table; write a prime number below %d", size, largestTable)
	}
}
