package savings

import "strings"

// Inventory is what the mesh's proxies are told about without scopes.
type Inventory struct {
	namespaces map[string]*namespace
	// byHost are the namespaces that have a host, for entries that leave the namespace open.
	byHost map[string][]string
	all    Count
}

type namespace struct {
	ports map[string]int // by host, of the services that are known by name
	Count
	// ending is how the hosts end of those that are known by number only.
	ending  string
	unnamed int
}

// Count is how many services there are, and how many clusters istiod makes of them: one for each port.
type Count struct{ Services, Clusters int }

func (c *Count) add(other Count) {
	c.Services += other.Services
	c.Clusters += other.Clusters
}

// NewInventory is an inventory without services.
func NewInventory() *Inventory {
	return &Inventory{namespaces: map[string]*namespace{}, byHost: map[string][]string{}}
}

func (i *Inventory) namespace(name string) *namespace {
	n := i.namespaces[name]
	if n == nil {
		n = &namespace{ports: map[string]int{}}
		i.namespaces[name] = n
	}
	return n
}

// Add adds one service: its host, as egress hosts name it, and its number of ports.
func (i *Inventory) Add(in, host string, ports int) {
	n, c := i.namespace(in), Count{1, ports}
	n.ports[host] = ports
	n.add(c)
	i.all.add(c)
	i.byHost[host] = append(i.byHost[host], in)
}

// AddUnnamed adds so many services of one port each, which are known by number only, and how their hosts end, for example
// `.shop.svc.cluster.local`.
func (i *Inventory) AddUnnamed(in, ending string, services int) {
	n, c := i.namespace(in), Count{services, services}
	n.ending = ending
	n.unnamed += services
	n.add(c)
	i.all.add(c)
}

// All is what a proxy without a scope is told about.
func (i *Inventory) All() Count { return i.all }

// Reach is what a proxy of a namespace is told about with these egress hosts, `namespace/dnsName` in Istio's grammar,
// exclusions (`~`) included. An entry for one host of a namespace whose services are known by number only counts as one.
func (i *Inventory) Reach(own string, hosts []string) Count {
	r := reach{inventory: i, whole: map[string]bool{}, single: map[service]Count{}}
	var exclusions []string
	for _, host := range hosts {
		if excluded, is := strings.CutPrefix(host, "~"); is {
			exclusions = append(exclusions, excluded)
			continue
		}
		r.include(split(host, own))
	}
	for _, host := range exclusions {
		r.exclude(split(host, own))
	}
	return r.count()
}

// split parts an entry. An empty namespace is every one, as in the exclusion `~/host`.
func split(entry, own string) service {
	in, host, _ := strings.Cut(entry, "/")
	switch in {
	case ".":
		in = own
	case "":
		in = "*"
	}
	return service{in, host}
}

type service struct{ namespace, host string }
