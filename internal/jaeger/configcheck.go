package jaeger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Problem is something wrong in a tree.
type Problem struct {
	// Path is that of the key within the tree, with dots.
	Path string
	// Message says what is wrong and what to write instead.
	Message string
	// InClear: a secret would stand where others read it.
	InClear bool
}

// CheckConfig reports what in a configuration keeps a Jaeger v2 from starting, or spans from arriving by that protocol, or
// queries from being answered where Kiali is told. Inputs are left alone. InClear tells of secrets.
func CheckConfig(config plan.Tree, protocol, basePath string) []Problem {
	c := configCheck{config: config}
	c.declared()
	c.receiver(protocol)
	c.query(basePath)
	c.health()
	c.storage()
	slices.SortFunc(c.problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return c.problems
}

type configCheck struct {
	config   plan.Tree
	problems []Problem
}

func (c *configCheck) report(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// at returns what the configuration holds at a path of keys.
func (c *configCheck) at(path ...string) (value any, there bool) {
	var node any = c.config
	for _, key := range path {
		tree, ok := plan.Plain(node).(plan.Tree)
		if !ok {
			return nil, false
		}
		if node, there = tree[key]; !there {
			return nil, false
		}
	}
	return plan.Plain(node), true
}

// names lists the strings of a list in the configuration.
func (c *configCheck) names(path ...string) []string {
	value, _ := c.at(path...)
	list, _ := value.([]any)
	var out []string
	for _, e := range list {
		if name, ok := plan.Plain(e).(string); ok {
			out = append(out, name)
		}
	}
	return out
}

// declared reports names in service that nothing is declared by: the collector ends with an error then.
func (c *configCheck) declared() {
	uses := map[string][]string{"service.extensions": c.names("service", "extensions")}
	kinds := map[string]string{"service.extensions": "extensions"}
	pipelines, _ := c.at("service", "pipelines")
	all, _ := pipelines.(plan.Tree)
	for pipeline := range all {
		for _, kind := range []string{"receivers", "processors", "exporters"} {
			at := "service.pipelines." + pipeline + "." + kind
			uses[at], kinds[at] = c.names("service", "pipelines", pipeline, kind), kind
		}
	}
	for at, names := range uses {
		for _, name := range names {
			_, there := c.at(kinds[at], name)
			_, connector := c.at("connectors", name)
			if !there && !connector {
				c.report(at, "%q is not declared under %s; declare it there, or leave it out here", name, kinds[at])
			}
		}
	}
}

// receiver reports a traces pipeline that doesn't take what the proxies send.
func (c *configCheck) receiver(protocol string) {
	kind, path := "otlp", []string{"protocols", "grpc", "endpoint"}
	switch protocol {
	case Zipkin:
		kind, path = "zipkin", []string{"endpoint"}
	case OTLPHTTP:
		path[1] = "http"
	}
	for _, name := range c.names("service", "pipelines", "traces", "receivers") {
		if base, _, _ := strings.Cut(name, "/"); base != kind {
			continue
		}
		if kind == "otlp" {
			if of, _ := c.at("receivers", name, "protocols", path[1]); of == nil {
				continue
			}
		}
		c.bind(Port(protocol), append([]string{"receivers", name}, path...)...)
		return
	}
	c.report("service.pipelines.traces.receivers", "no receiver takes what the proxies send (%s); list %q and declare it", protocol, kind)
}

// bind reports a listener that can't be reached at its port.
func (c *configCheck) bind(port int, path ...string) {
	value, there := c.at(path...)
	if !there || value == nil {
		c.report(strings.Join(path, "."), "the address is missing, and the collector would listen on the loopback interface; write \"0.0.0.0:%d\"", port)
		return
	}
	if address, ok := value.(string); ok {
		if err := CheckBind(address, port); err != nil {
			c.report(strings.Join(path, "."), "%v", err)
		}
	}
}

func (c *configCheck) query(basePath string) {
	if !slices.Contains(c.names("service", "extensions"), "jaeger_query") {
		c.report("service.extensions", "jaeger_query is missing, and nobody would answer queries; list it")
		return
	}
	if path, there := c.at("extensions", "jaeger_query", "base_path"); there {
		if text, known := path.(string); known && text != basePath {
			c.report("extensions.jaeger_query.base_path", "Kiali is told another base path; write the argument basePath instead")
		}
	}
	c.bind(QueryPort, "extensions", "jaeger_query", "http", "endpoint")
	c.bind(QueryGRPCPort, "extensions", "jaeger_query", "grpc", "endpoint")
}

func (c *configCheck) health() {
	if !slices.Contains(c.names("service", "extensions"), "healthcheckv2") {
		c.report("service.extensions", "healthcheckv2 is missing, which the probes ask, so the pod would be killed again and again; list it")
		return
	}
	c.bind(HealthPort, "extensions", "healthcheckv2", "http", "endpoint")
}

// storage reports backends of several types or none (jaegertracing/jaeger#7875), and names that no backend has.
func (c *configCheck) storage() {
	value, _ := c.at("extensions", "jaeger_storage", "backends")
	backends, ok := value.(plan.Tree)
	if !ok {
		return
	}
	for name, backend := range backends {
		if types, ok := plan.Plain(backend).(plan.Tree); ok && len(types) != 1 {
			c.report("extensions.jaeger_storage.backends."+name, "%d types are given, and Jaeger takes exactly one; keep one, or write null for the others", len(types))
		}
	}
	for _, path := range [][]string{{"extensions", "jaeger_query", "storage", "traces"}, {"exporters", "jaeger_storage_exporter", "trace_storage"}} {
		if value, _ := c.at(path...); value != nil {
			if name, ok := value.(string); ok && backends[name] == nil {
				c.report(strings.Join(path, "."), "no backend is called %q; declare it under extensions.jaeger_storage.backends", name)
			}
		}
	}
}
