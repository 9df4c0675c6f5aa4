package istioapi

import (
	"fmt"
	"slices"
	"strings"
)

var topologyLabels = []string{"topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"}

// locality checks a LocalityLoadBalancerSetting. Failover without outlier detection is a doubt, where that could be set beside it.
func (p *problems) locality(n node, outlier bool) {
	distribute, failover, priority := n.field("distribute"), n.field("failover"), n.field("failoverPriority")
	if distribute.some() && failover.some() {
		p.add(Rule, distribute.path, "excludes failover; leave one of them out")
		return
	}
	if failover.some() {
		for _, item := range priority.items() {
			if s, _ := item.text(); slices.Contains(topologyLabels, s) {
				p.add(Rule, item.path, "%s excludes failover, which orders by topology already; leave one of them out", s)
			}
		}
	}
	var from []node
	for _, item := range distribute.items() {
		from = append(from, item.field("from"))
		p.weights(item.field("to"))
	}
	p.localities(from)
	p.failovers(n, outlier)
}

func (p *problems) weights(to node) {
	total, known := 0.0, !to.opaque()
	var names []node
	for _, key := range to.keys() {
		weight := to.field(key)
		names = append(names, node{weight.path, key})
		number, ok := weight.number()
		known = known && ok
		total += number
		if ok && (number < 1 || number > 100) {
			p.add(Rule, weight.path, "%v is no weight; write a number from 1 to 100", number)
			return
		}
	}
	if known && total != 100 {
		p.add(Rule, to.path, "the weights make %v together; let them make 100", total)
		return
	}
	p.localities(names)
}

// zoneAware checks a ZoneAwareLoadBalancerSetting.
func (p *problems) zoneAware(n node, outlier bool) {
	for _, item := range n.field("failoverPriority").items() {
		if s, _ := item.text(); slices.Contains(topologyLabels, s) {
			p.add(Rule, item.path, "%s is ordered by already; leave it out", s)
		}
	}
	p.failovers(n, outlier)
}

func (p *problems) failovers(n node, outlier bool) {
	failover := n.field("failover")
	if !outlier && (failover.some() || n.field("failoverPriority").some()) {
		p.add(Doubt, n.path, "fails over only with an outlierDetection beside it, which tells that an endpoint is ill; write one")
	}
	for _, item := range failover.items() {
		from, known1 := item.field("from").text()
		to, known2 := item.field("to").text()
		if known1 && known2 && from == to {
			p.add(Rule, item.path, "fails over from %q to itself; write two regions", from)
		}
		for _, side := range []string{"from", "to"} {
			if s, ok := item.field(side).text(); ok && strings.ContainsAny(s, "/*") {
				p.add(Rule, item.field(side).path, "%q is no region; write its name alone, without / and *", s)
			}
		}
	}
}

// localities reports those that aren't region/zone/subzone with * at the end at most, and those that another one covers.
func (p *problems) localities(names []node) {
	var seen []string
	for _, n := range names {
		s, ok := n.text()
		if !ok {
			continue
		}
		if err := checkLocality(s); err != nil {
			p.add(Rule, n.path, "%v", err)
			continue
		}
		for _, other := range seen {
			if covers(other, s) || covers(s, other) {
				p.add(Rule, n.path, "%q overlaps with %q; leave one of them out", s, other)
				break
			}
		}
		seen = append(seen, s)
	}
}

func checkLocality(s string) error {
	if n := strings.Count(s, "*"); n > 1 || (n == 1 && !strings.HasSuffix(s, "*")) {
		return fmt.Errorf("%q has a * that isn't at the end; write region/zone/*", s)
	}
	if slices.Contains(strings.SplitN(s, "/", 3), "") {
		return fmt.Errorf("%q has an empty part; write region/zone/subzone, region/zone or region", s)
	}
	return nil
}

// covers reports whether every place of b is one of a's.
func covers(a, b string) bool {
	a = strings.TrimSuffix(strings.TrimSuffix(a, "*"), "/")
	return a == "" || a == b || strings.HasPrefix(b, a+"/")
}
