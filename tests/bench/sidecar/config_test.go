package sidecar

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// config is what Envoy has accepted, in as far as it's looked at.
type config struct {
	clusters, listeners []string
	// endpoints are the addresses of the clusters that got theirs from istiod.
	endpoints map[string]int
	// routes are the clusters to which the domains of all virtual hosts lead; routeTables is how many RouteConfigurations
	// they are in.
	routes      map[string]string
	routeTables int
	// rejected are listeners that Envoy refused, with the reason; warming are clusters still without their endpoints.
	rejected, warming []string
}

// dump is the shape of Envoy's /config_dump; each entry has one of the lists.
type dump struct {
	Configs []struct {
		Active    []dumpedCluster `json:"dynamic_active_clusters"`
		Warming   []dumpedCluster `json:"dynamic_warming_clusters"`
		Endpoints []struct {
			Config struct {
				Cluster   string `json:"cluster_name"`
				Endpoints []struct {
					LB []json.RawMessage `json:"lb_endpoints"`
				} `json:"endpoints"`
			} `json:"endpoint_config"`
		} `json:"dynamic_endpoint_configs"`
		Listeners []struct {
			Name  string `json:"name"`
			Error struct {
				Details string `json:"details"`
			} `json:"error_state"`
		} `json:"dynamic_listeners"`
		Routes []struct {
			Config struct {
				VirtualHosts []dumpedHost `json:"virtual_hosts"`
			} `json:"route_config"`
		} `json:"dynamic_route_configs"`
	} `json:"configs"`
}

type dumpedCluster struct {
	Cluster struct {
		Name string `json:"name"`
	} `json:"cluster"`
}

type dumpedHost struct {
	Domains []string `json:"domains"`
	Routes  []struct {
		Route struct {
			Cluster string `json:"cluster"`
		} `json:"route"`
	} `json:"routes"`
}

// config asks Envoy for its configuration.
func (p *proxy) config(t testing.TB) *config {
	t.Helper()
	answer, err := get(p.admin, "/config_dump?include_eds")
	require.NoError(t, err)
	var d dump
	require.NoError(t, json.Unmarshal(answer, &d))
	c := &config{endpoints: map[string]int{}, routes: map[string]string{}}
	for _, part := range d.Configs {
		for _, e := range part.Active {
			c.clusters = append(c.clusters, e.Cluster.Name)
		}
		for _, e := range part.Warming {
			c.warming = append(c.warming, e.Cluster.Name)
		}
		for _, e := range part.Listeners {
			c.listeners = append(c.listeners, e.Name)
			if e.Error.Details != "" {
				c.rejected = append(c.rejected, e.Name+": "+e.Error.Details)
			}
		}
		for _, e := range part.Endpoints {
			for _, locality := range e.Config.Endpoints {
				c.endpoints[e.Config.Cluster] += len(locality.LB)
			}
		}
		for _, e := range part.Routes {
			c.routeTables++
			c.addRoutes(e.Config.VirtualHosts)
		}
	}
	return c
}

func (c *config) addRoutes(hosts []dumpedHost) {
	for _, host := range hosts {
		for _, domain := range host.Domains {
			for _, route := range host.Routes {
				c.routes[domain] = route.Route.Cluster
			}
		}
	}
}

// outbound counts the clusters of services, Kubernetes' and Istio's own among them, and their endpoints.
func (c *config) outbound() (clusters, endpoints int) {
	for _, name := range c.clusters {
		if strings.HasPrefix(name, "outbound|") {
			clusters++
			endpoints += c.endpoints[name]
		}
	}
	return clusters, endpoints
}

// verify fails unless Envoy took all of it, and can reach what is in the scope and nothing else.
func (c *config) verify(t testing.TB, z size, s scope) {
	t.Helper()
	assert.Empty(t, c.rejected, "%s: listeners that Envoy refused", s.name)
	assert.Empty(t, c.warming, "%s: clusters without endpoints", s.name)
	assert.Contains(t, c.listeners, "virtualOutbound", s.name)
	assert.Contains(t, c.listeners, "virtualInbound", s.name)
	slices.Sort(c.clusters)
	for _, service := range z.all() {
		_, has := slices.BinarySearch(c.clusters, service.cluster())
		route := c.routes[service.host()]
		if s.sees(service) {
			// Not assert.Contains: a message with a thousand names helps nobody.
			assert.True(t, has, "%s: no cluster for %s, which is declared", s.name, service.host())
			assert.Equal(t, service.cluster(), route, "%s: the route to %s", s.name, service.host())
			assert.Equal(t, z.endpoints, c.endpoints[service.cluster()], "%s: endpoints of %s", s.name, service.host())
			continue
		}
		assert.False(t, has, "%s: a cluster for %s, which isn't declared", s.name, service.host())
		assert.Empty(t, route, "%s: a route to %s, which isn't declared", s.name, service.host())
	}
}

// isService reports whether a cluster is that of one of our services.
func isService(cluster string) bool { return strings.Contains(cluster, "||service-") }
