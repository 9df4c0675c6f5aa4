package calls

import "slices"

const unnamedMessage = "These calls pass through as plain TCP, and the metrics don't name what they reach. They go on working under allowAny, and end under registryOnly. " +
	"The access log of the workloads has the addresses (upstream_host, requested_server_name); declare their hosts."

func missingMessage(c Call) string {
	if c.Way == Passed {
		return "The proxies aren't told about this host, and let it pass as plain TCP, which ends under registryOnly. Add the entry, or end the calls."
	}
	return "A scope of what is declared would no longer have this. Add the entry, or end the calls."
}

func blockedMessage(c Call) string {
	if !c.named() {
		return "The proxies refused these calls (BlackHoleCluster), and the metrics don't name what was called. The access log of the workloads has the addresses."
	}
	return "The proxies refuse these calls already (BlackHoleCluster): they aren't told about the host. Add the entry if the calls are wanted."
}

func serverMessage(c Call) string {
	if c.From == "" {
		return "Who calls has no proxy that says so: it is outside of the mesh, or its proxy isn't scraped. No scope applies to a pod without a proxy."
	}
	return "Only the callee counted these calls. If the callers have proxies, see to it that they are scraped, and add the entry: a scope would end the calls."
}

func (c *comparison) unseenMessage(namespace string, e Entry, own []Call) string {
	switch {
	case e.Namespace == namespace || e.Namespace == ".":
		return "A namespace's own services are in its scope anyway; leave the entry out."
	case len(own) == 0:
		return "No call of this namespace was seen " + c.Period + ". Look whether its pods run and are scraped, before the entry goes."
	case e.Namespace == anything && slices.ContainsFunc(own, func(call Call) bool { return call.Way == Passed && !call.named() }):
		return "It wasn't seen " + c.Period + ", but this namespace has calls whose host the metrics don't name, and it may be among them."
	}
	return "Nobody called it " + c.Period + ". What runs more rarely, or holds a connection and sends nothing, isn't seen; else leave the entry out."
}
