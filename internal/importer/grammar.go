package importer

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/api/resource"
)

// grammarText lists the types of what an IstioOperator may hold: on each line a type and its fields with their types. A type is
// another one of the list, a list of one (`[]`), a map of one (`{}`), or a scalar. A test writes it from the types of Kubernetes,
// which aren't read here, as all of their methods would be linked.
//
//go:embed grammar.txt
var grammarText string

var grammar = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for line := range strings.Lines(grammarText) {
		words := strings.Fields(line)
		fields := map[string]string{}
		for _, word := range words[1:] {
			name, of, _ := strings.Cut(word, ":")
			fields[name] = of
		}
		out[words[0]] = fields
	}
	return out
})

// checkType reports everything below n that the type doesn't have.
func checkType(errs *Errors, n *node, of string) {
	if n.null() || of == "any" {
		return
	}
	if item, ok := strings.CutPrefix(of, "[]"); ok {
		if wants(errs, n, n.isList, "a list") {
			for _, i := range n.items {
				checkType(errs, i, item)
			}
		}
		return
	}
	if value, ok := strings.CutPrefix(of, "{}"); ok {
		if wants(errs, n, n.isMap, "a map") {
			for _, key := range n.keys {
				checkType(errs, n.fields[key], value)
			}
		}
		return
	}
	known, ok := grammar()[of]
	if !ok {
		checkScalar(errs, n, of)
		return
	}
	if !wants(errs, n, n.isMap, "a map") {
		return
	}
	for _, key := range n.keys {
		if field, ok := known[key]; ok {
			checkType(errs, n.fields[key], field)
			continue
		}
		errs.at(n.fields[key], "there is no field %s here; %s", key, didYouMean(key, sortedKeys(known)))
	}
}

func wants(errs *Errors, n *node, ok bool, what string) bool {
	if !ok {
		errs.at(n, "it is %s, and %s is wanted here", describe(n), what)
	}
	return ok
}

func describe(n *node) string {
	switch n.value.(type) {
	case string:
		return "a text"
	case bool:
		return "true or false"
	case int64, float64:
		return "a number"
	}
	if n.isMap {
		return "a map"
	}
	return "a list"
}

// bounds are those of the whole numbers.
var bounds = map[string][2]int64{"int32": {math.MinInt32, math.MaxInt32}, "int64": {math.MinInt64, math.MaxInt64}, "uint32": {0, math.MaxUint32}}

func checkScalar(errs *Errors, n *node, of string) {
	_, isText := n.value.(string)
	whole, isWhole := n.value.(int64)
	switch of {
	case "text":
		if !isText {
			errs.at(n, "it is %s, and a text is wanted; write it in quotes", describe(n))
		}
	case "bool":
		if _, ok := n.value.(bool); !ok {
			errs.at(n, "it is %s; write true or false, without quotes", describe(n))
		}
	case "intOrText":
		if !isText && !isWhole {
			errs.at(n, "it is %s; write a whole number, or a percentage or name in quotes", describe(n))
		}
	case "quantity":
		if _, err := resource.ParseQuantity(n.text()); err != nil {
			errs.at(n, "%.60q is no quantity; write for example 500m or 1Gi", n.text())
		}
	default:
		if limits := bounds[of]; !isWhole || whole < limits[0] || whole > limits[1] {
			errs.at(n, "%s is no whole number that fits here; write one, without quotes", show(n))
		}
	}
}

// show is a value in a message.
func show(n *node) string {
	if text := n.text(); text != "" {
		return quoted(text[:min(len(text), 60)])
	}
	return describe(n)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
