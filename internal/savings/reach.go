package savings

import "strings"

// reach collects what a scope lets through.
type reach struct {
	inventory *Inventory
	// everything: every namespace is whole, besides those that whole says aren't.
	everything bool
	whole      map[string]bool
	single     map[service]Count
	// less is taken from the whole ones.
	less map[service]Count
}

func (r *reach) include(entry service) {
	switch {
	case entry.host == "*" && entry.namespace == "*":
		r.everything = true
	case entry.host == "*":
		r.whole[entry.namespace] = true
	default:
		for _, s := range r.inventory.find(entry) {
			r.single[s] = r.inventory.count(s)
		}
	}
}

func (r *reach) exclude(entry service) {
	switch {
	case entry.host == "*" && entry.namespace == "*":
		r.everything, r.whole, r.single = false, nil, nil
	case entry.host == "*":
		if r.whole == nil {
			return
		}
		r.whole[entry.namespace] = false
		for s := range r.single {
			if s.namespace == entry.namespace {
				delete(r.single, s)
			}
		}
	default:
		for _, s := range r.inventory.find(entry) {
			delete(r.single, s)
			if r.less == nil {
				r.less = map[service]Count{}
			}
			r.less[s] = r.inventory.count(s)
		}
	}
}

func (r *reach) isWhole(namespace string) bool {
	whole, said := r.whole[namespace]
	return whole || r.everything && !said
}

func (r *reach) count() Count {
	var out Count
	if r.everything {
		out = r.inventory.all
		for name, whole := range r.whole {
			if n := r.inventory.namespaces[name]; n != nil && !whole {
				out.Services -= n.Services
				out.Clusters -= n.Clusters
			}
		}
	} else {
		for name, whole := range r.whole {
			if n := r.inventory.namespaces[name]; n != nil && whole {
				out.add(n.Count)
			}
		}
	}
	for s, c := range r.single {
		if !r.isWhole(s.namespace) {
			out.add(c)
		}
	}
	for s, c := range r.less {
		if r.isWhole(s.namespace) {
			out.Services -= c.Services
			out.Clusters -= c.Clusters
		}
	}
	// More hosts may be excluded than there are services where these are known by number only.
	return Count{max(out.Services, 0), max(out.Clusters, 0)}
}

// find are the services that an entry for a host means, all of which are known by name but one that stands alone.
func (i *Inventory) find(entry service) []service {
	suffix, wildcard := strings.CutPrefix(entry.host, "*")
	switch {
	case wildcard:
		return i.findSuffix(entry.namespace, suffix)
	case entry.namespace == "*":
		var out []service
		for _, in := range i.byHost[entry.host] {
			out = append(out, service{in, entry.host})
		}
		return out
	}
	n := i.namespaces[entry.namespace]
	if n == nil {
		return nil
	}
	if _, named := n.ports[entry.host]; !named && n.unnamed == 0 {
		return nil // all are known by name, and this isn't one of them
	}
	return []service{entry}
}

func (i *Inventory) findSuffix(namespace, suffix string) []service {
	var out []service
	for name, n := range i.namespaces {
		if namespace != "*" && namespace != name {
			continue
		}
		for host := range n.ports {
			if strings.HasSuffix(host, suffix) {
				out = append(out, service{name, host})
			}
		}
		if n.unnamed > 0 && strings.HasSuffix(n.ending, suffix) {
			out = append(out, service{name, theUnnamed})
		}
	}
	return out
}

// theUnnamed stands for all services of a namespace that are known by number only. No host is called so.
const theUnnamed = "*"

func (i *Inventory) count(s service) Count {
	n := i.namespaces[s.namespace]
	if s.host == theUnnamed {
		return Count{n.unnamed, n.unnamed}
	}
	if ports, named := n.ports[s.host]; named {
		return Count{1, ports}
	}
	return Count{1, 1}
}
