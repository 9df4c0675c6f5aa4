package kiali

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// The keys of Kiali's configuration, one a line: path, kind and, where it isn't every release from 2.0 to Newest, the
// releases that read it. `[]` stands for the elements of a list, `{}` for the values of a map.
//
// keys.txt lists what the server reads (the yaml tags of config/config.go of kiali/kiali at each v2.y.0), chart_keys.txt
// what only the chart kiali-server does (values.yaml and templates of kiali/helm-charts at each v2.y.0 up to 2.29).
var (
	//go:embed keys.txt
	serverKeys string
	//go:embed chart_keys.txt
	chartKeys string
)

type key struct {
	kind string
	span span
	// chart: the server doesn't read it.
	chart bool
}

var keys = sync.OnceValue(func() map[string]key {
	out := map[string]key{}
	for _, source := range []struct {
		text  string
		chart bool
	}{{chartKeys, true}, {serverKeys, false}} {
		for line := range strings.Lines(source.text) {
			fields := append(strings.Fields(line), "")
			// What the server reads in some releases, the chart may in others.
			if _, both := out[fields[0]]; both {
				out[fields[0]] = key{kind: fields[1], span: span{0, Newest}}
				continue
			}
			out[fields[0]] = key{fields[1], parseSpan(fields[2]), source.chart}
		}
	}
	return out
})

// What is wrong with a key.
type What int

const (
	// Unknown keys are read by no release.
	Unknown What = iota
	// TooNew keys are read by later releases only.
	TooNew
	// Removed keys were read by earlier releases only.
	Removed
	// ChartOnly keys are values of the chart, which the server doesn't read.
	ChartOnly
	// WrongKind is a value that makes the server refuse its configuration at start.
	WrongKind
)

// Problem is something in a configuration that doesn't do what it seems to.
type Problem struct {
	What What
	// Path is that of the key, for example external_services.grafana.dashboards[0].name.
	Path string
	// Text says what is wrong and what to write instead.
	Text string
}

// Check compares the keys of a configuration with those that a release reads, and their values with the kinds it takes.
// Known says what a leaf is that isn't plain data; false leaves it unseen.
func Check(config map[string]any, v Version, known func(leaf any) (any, bool)) []Problem {
	c := checker{version: v, known: known}
	c.object("", "", config)
	return c.problems
}

type checker struct {
	version  Version
	known    func(any) (any, bool)
	problems []Problem
}

func (c *checker) report(what What, path, format string, args ...any) {
	c.problems = append(c.problems, Problem{what, path, fmt.Sprintf(format, args...)})
}

func (c *checker) object(path, schema string, object map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if at := join(path, name); plain(name) {
			c.value(at, join(schema, name), object[name])
		} else { // a name with dots in it is that of no key, whatever it looks like
			c.unknown(at, schema+".")
		}
	}
}

func (c *checker) value(path, schema string, value any) {
	k, found := keys()[schema]
	switch minor := c.version.minor(); {
	case !found:
		c.unknown(path, schema)
		return
	case minor < k.span.from:
		c.report(TooNew, path, "Kiali %s doesn't read it yet, 2.%d does; write a later version, or leave it out", c.version, k.span.from)
		return
	case minor > k.span.to:
		c.report(Removed, path, "Kiali %s doesn't read it any more, 2.%d was the last; %s", c.version, k.span.to, successor(schema))
		return
	case k.chart:
		c.report(ChartOnly, path, "the server doesn't read it, only the chart kiali-server does; leave it out, or write install in place of configMap")
	}
	c.kind(path, schema, k.kind, value)
}

func (c *checker) unknown(path, schema string) {
	c.report(Unknown, path, "Kiali reads no such key and would say nothing; write one of %s", strings.Join(siblings(schema), ", "))
}

func (c *checker) kind(path, schema, kind string, value any) {
	switch value := value.(type) {
	case nil:
	case map[string]any:
		switch kind {
		case "object":
			c.object(path, schema, value)
		case "map":
			for _, name := range slices.Sorted(maps.Keys(value)) {
				c.element(join(path, name), schema+"{}", value[name])
			}
		case "any":
		default:
			c.wrong(path, kind, "a map")
		}
	case []any:
		if kind != "list" && kind != "any" {
			c.wrong(path, kind, "a list")
			return
		}
		for i, e := range value {
			c.element(fmt.Sprintf("%s[%d]", path, i), schema+"[]", e)
		}
	default:
		c.scalar(path, kind, value)
	}
}

// element checks what a list or map holds, where that is known.
func (c *checker) element(path, schema string, value any) {
	if k, found := keys()[schema]; found {
		c.kind(path, schema, k.kind, value)
	}
}

func (c *checker) scalar(path, kind string, value any) {
	seen, ok := c.known(value)
	if !ok || kind == "any" {
		return
	}
	var fits bool
	switch seen := seen.(type) {
	case nil:
		fits = true
	case string:
		fits = kind == "string" || kind == "duration"
	case bool:
		fits = kind == "bool" || kind == "string"
	case int:
		fits = kind == "int" || kind == "number" || kind == "duration" || kind == "string"
	case float64:
		fits = kind == "number" || kind == "string" || (kind == "int" || kind == "duration") && seen == float64(int64(seen))
	default:
		fits = kind == "object" || kind == "map" || kind == "list"
	}
	if !fits {
		c.wrong(path, kind, fmt.Sprintf("a %T", seen))
	}
}

func (c *checker) wrong(path, kind, got string) {
	names := map[string]string{
		"string": "a string", "bool": "true or false", "int": "a whole number", "number": "a number",
		"duration": "a duration such as 1m", "list": "a list", "map": "a map", "object": "a map",
	}
	c.report(WrongKind, path, "Kiali takes %s here, not %s, and would not start; write %s", names[kind], got, names[kind])
}

// siblings lists the keys beside a path.
func siblings(schema string) []string {
	parent := strings.TrimPrefix(schema[:strings.LastIndex(schema, ".")+1], ".")
	var out []string
	for path := range keys() {
		if rest, below := strings.CutPrefix(path, parent); below && !strings.ContainsAny(rest, ".[{") {
			out = append(out, rest)
		}
	}
	slices.Sort(out)
	return out
}

// join appends a name to a path: a.b, or a["b.c"] where the name is no plain word.
func join(path, name string) string {
	switch {
	case !plain(name):
		return fmt.Sprintf("%s[%q]", path, name)
	case path == "":
		return name
	}
	return path + "." + name
}

func plain(name string) bool { return name != "" && !strings.ContainsAny(name, `.[]{}"`) }
