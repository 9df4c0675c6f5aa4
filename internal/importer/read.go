package importer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Limits of the input. The largest IstioOperator that a cluster holds is 1.5 MiB, and hardly any has 1000 lines.
const (
	mostBytes = 1 << 20
	// mostNodes counts every value, and what an alias stands for each time.
	mostNodes = 100_000
	mostDepth = 100
)

// document is one IstioOperator, or something else.
type document struct {
	root *node
	// other says what it is if it's no IstioOperator.
	other string
}

// input is all that was read.
type input struct{ documents []document }

// read parses the YAML. It never expands more than mostNodes.
func read(text []byte) (*input, error) {
	if len(text) > mostBytes {
		return nil, Errors{{Message: fmt.Sprintf("the input has %d bytes, and at most %d are read; pass the IstioOperator alone", len(text), mostBytes)}}
	}
	r := &reader{open: map[*yaml.Node]bool{}}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	in := &input{}
	for doc := 1; ; doc++ {
		var root yaml.Node
		err := decoder.Decode(&root)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.errors.add(yamlError(err))
			break // the decoder can't go on behind it
		}
		r.doc = doc
		in.add(r, r.node(&root, "", 0))
	}
	if len(r.errors) == 0 && !in.hasOperator() {
		r.errors.add(Error{Message: "there is no IstioOperator in it; pass a document with apiVersion: " + apiVersion + " and kind: " + kind})
	}
	return in, r.errors.err()
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// yamlError takes the line out of the parser's message.
func yamlError(err error) Error {
	match := yamlLine.FindStringSubmatch(err.Error())
	if match == nil {
		return Error{Message: "it is no YAML: " + err.Error()}
	}
	line, _ := strconv.Atoi(match[1])
	return Error{Line: line, Message: "it is no YAML: " + strings.TrimPrefix(err.Error(), match[0])}
}

// reader turns the parser's nodes into ours.
type reader struct {
	errors Errors
	doc    int
	nodes  int
	// full: a limit was met and is told already.
	full bool
	// open are the anchors above, as an alias inside of its own anchor never ends.
	open map[*yaml.Node]bool
}

func (r *reader) limit(y *yaml.Node, path, format string, args ...any) {
	if !r.full {
		r.errors.add(Error{Line: y.Line, Path: path, Message: fmt.Sprintf(format, args...)})
	}
	r.full = true
}

func (r *reader) node(y *yaml.Node, path string, depth int) *node {
	r.nodes++
	switch {
	case r.full:
		return nil
	case r.nodes > mostNodes:
		r.limit(y, path, "there are more than %d values, those of aliases counted; write less", mostNodes)
		return nil
	case depth > mostDepth:
		r.limit(y, path, "it is nested more than %d deep, which no IstioOperator is; write it flatter", mostDepth)
		return nil
	}
	if y.Anchor != "" && y.Kind != yaml.AliasNode {
		r.open[y] = true
		defer delete(r.open, y)
	}
	switch y.Kind {
	case yaml.DocumentNode:
		return r.node(y.Content[0], path, depth)
	case yaml.AliasNode:
		return r.alias(y, path, depth)
	case yaml.MappingNode:
		return r.mapping(y, path, depth)
	case yaml.SequenceNode:
		n := r.start(y, path)
		n.isList = true
		for i, item := range y.Content {
			if next := r.node(item, fmt.Sprintf("%s[%d]", path, i), depth+1); next != nil {
				n.items = append(n.items, next)
			}
		}
		return n
	}
	return r.scalar(y, path)
}

func (r *reader) start(y *yaml.Node, path string) *node {
	return &node{path: path, doc: r.doc, line: y.Line}
}

func (r *reader) alias(y *yaml.Node, path string, depth int) *node {
	if r.open[y.Alias] {
		r.errors.add(Error{Line: y.Line, Path: path, Message: fmt.Sprintf("the alias *%s is inside of its own anchor, which never ends; write the value out", y.Value)})
		return nil
	}
	n := r.node(y.Alias, path, depth+1)
	if n != nil {
		n.line = y.Line
	}
	return n
}

func (r *reader) mapping(y *yaml.Node, path string, depth int) *node {
	n := r.start(y, path)
	n.isMap = true
	lines := map[string]int{}
	var merged []*yaml.Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode {
			r.errors.add(Error{Line: key.Line, Path: path, Message: "a key is a map or list; write a name"})
			continue
		}
		if key.Tag == "!!merge" {
			merged = append(merged, value)
			continue
		}
		at := child(path, key.Value)
		if first, twice := lines[key.Value]; twice {
			r.errors.add(Error{Line: key.Line, Path: at, Message: fmt.Sprintf("it is there on line %d already; keep one of the two", first)})
			continue
		}
		lines[key.Value] = key.Line
		if next := r.node(value, at, depth+1); next != nil {
			if next.leaf() {
				next.line = key.Line
			}
			n.set(key.Value, next)
		}
	}
	for _, value := range merged {
		r.merge(n, value, path, depth)
	}
	return n
}

// merge adds the fields of YAML's merge key, of a map or of a list of them, which give way to those that are there.
func (r *reader) merge(n *node, y *yaml.Node, path string, depth int) {
	from := r.node(y, path, depth+1)
	if from == nil {
		return
	}
	sources := from.items
	if from.isMap {
		sources = []*node{from}
	}
	if len(sources) == 0 {
		r.errors.add(Error{Line: y.Line, Path: path, Message: "<< wants a map, or a list of maps; write the alias of one"})
	}
	for _, source := range sources {
		for _, key := range source.keys {
			if n.fields[key] == nil {
				n.set(key, source.fields[key])
			}
		}
	}
}

// old are the words that YAML 1.1 takes for booleans, which istioctl and kubectl read.
var old = map[string]bool{"yes": true, "Yes": true, "YES": true, "on": true, "On": true, "ON": true}

var oldNot = map[string]bool{"no": true, "No": true, "NO": true, "off": true, "Off": true, "OFF": true}

func (r *reader) scalar(y *yaml.Node, path string) *node {
	n := r.start(y, path)
	bad := func(what string) *node {
		r.errors.add(Error{Line: y.Line, Path: path, Message: fmt.Sprintf("%.60q %s; write it in quotes", y.Value, what)})
		return n
	}
	switch y.ShortTag() {
	case "!!null":
	case "!!bool":
		n.value = strings.EqualFold(y.Value, "true")
	case "!!int", "!!float":
		var value any
		if err := y.Decode(&value); err != nil {
			return bad("is no number")
		}
		switch v := value.(type) {
		case int:
			n.value = int64(v)
		case float64:
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return bad("is no number that JSON has")
			}
			n.value = v
		case int64:
			n.value = v
		default:
			n.value = y.Value // beyond 64 bits
		}
	default:
		n.value = y.Value
		if y.Style == 0 && (old[y.Value] || oldNot[y.Value]) {
			n.value = old[y.Value]
		}
	}
	return n
}
