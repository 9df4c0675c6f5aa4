package calls

import (
	"cmp"
	"strconv"
	"strings"
)

// usualPort is that of a host outside for which an entry names none.
const usualPort = 443

// ofOneHost reports whether the entry names a host in a namespace.
func (e Entry) ofOneHost() bool { return e.Namespace != anything && e.Host != anything }

// Covers reports whether the entry names what is called: a proxy that is told of it is told of that, or no longer is.
func (e Entry) Covers(c Call) bool {
	return e.inNamespaceOf(c) && e.samePort(c) && underHost(canonical(e.Host), c.Host)
}

// mayBe reports whether the entry may be what was called. Of a host that a ServiceEntry has with a wildcard the metrics name
// nothing but the wildcard, and of what goes to another port than the one that was seen maybe nothing.
func (e Entry) mayBe(c Call) bool {
	host := canonical(e.Host)
	return e.inNamespaceOf(c) && (underHost(host, c.Host) || underHost(c.Host, host))
}

func (e Entry) inNamespaceOf(c Call) bool {
	switch e.Namespace {
	case anything:
		return true
	case ".":
		return c.Namespace == c.From
	}
	return c.Namespace == e.Namespace
}

// samePort compares ports of hosts outside where the metrics name one, which is where no registry has the host.
func (e Entry) samePort(c Call) bool {
	return c.Port == "" || !e.Outside || strconv.Itoa(cmp.Or(e.Port, usualPort)) == c.Port
}

// underHost reports whether a pattern has a host, which may be a pattern itself.
func underHost(pattern, host string) bool {
	if pattern == anything || pattern == host {
		return true
	}
	if strings.HasSuffix(pattern, ".svc") && strings.HasPrefix(host, pattern+".") {
		return true // the domain of the cluster is left out
	}
	domain, wild := strings.CutPrefix(pattern, "*.")
	return wild && strings.HasSuffix(host, "."+domain)
}
