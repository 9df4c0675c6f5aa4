package chart

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
)

// checkSchema holds the merged values of a chart and of the charts in it against their schemas, as Helm does, with the same
// library. Helm's own function returns one text; here each problem has its path.
func checkSchema(c *helmchart.Chart, values map[string]any) error {
	problems, err := schemaProblems(c, values, "")
	if err != nil {
		return err
	}
	if len(problems) == 0 {
		return nil
	}
	slices.SortStableFunc(problems, func(a, b ValueProblem) int { return cmp.Compare(a.Path, b.Path) })
	return &SchemaError{Problems: problems}
}

func schemaProblems(c *helmchart.Chart, values map[string]any, path string) ([]ValueProblem, error) {
	var out []ValueProblem
	if c.Schema != nil {
		schema, err := compileOnce(c.Schema)
		if err != nil {
			return nil, fmt.Errorf("values.schema.json of chart %s can't be used: %w", c.Name(), err)
		}
		var failed *jsonschema.ValidationError
		switch err := schema.Validate(values); {
		case errors.As(err, &failed):
			out = violations(failed, values, path, out)
		case err != nil:
			return nil, fmt.Errorf("values.schema.json of chart %s: %w", c.Name(), err)
		}
	}
	for _, d := range c.Dependencies() {
		inner, ok := values[d.Name()].(map[string]any)
		if !ok {
			continue
		}
		more, err := schemaProblems(d, inner, below(path, d.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// compiled holds the schemas that were compiled, by their text: it takes longer than to render a small chart.
var compiled sync.Map

// compileOnce compiles a schema, unless it has been.
func compileOnce(text []byte) (*jsonschema.Schema, error) {
	if schema, ok := compiled.Load(string(text)); ok {
		return schema.(*jsonschema.Schema), nil
	}
	schema, err := compile(text)
	if err == nil {
		compiled.Store(string(text), schema)
	}
	return schema, err
}

// schemaTimeout is how long a schema that refers to another on the web may take.
const schemaTimeout = 10 * time.Second

func compile(text []byte) (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	web := chartutil.HTTPURLLoader(http.Client{Timeout: schemaTimeout})
	compiler := jsonschema.NewCompiler()
	// As in Helm. Files aren't read: what lies on this machine is none of a chart's business.
	compiler.UseLoader(jsonschema.SchemeURLLoader{"http": &web, "https": &web, "urn": anything{}})
	const name = "file:///values.schema.json"
	if err := compiler.AddResource(name, document); err != nil {
		return nil, err
	}
	return compiler.Compile(name)
}

// anything is the schema behind a urn that nobody resolves: Helm lets everything pass there.
type anything struct{}

func (anything) Load(string) (any, error) { return true, nil }

var english = message.NewPrinter(language.English)

// violations collects the causes of a failed validation. Where one of several alternatives would do, their causes are told
// together, since each alone isn't one.
func violations(e *jsonschema.ValidationError, values any, root string, out []ValueProblem) []ValueProblem {
	path := instancePath(e.InstanceLocation, values, root)
	problem := func(path, text string) {
		out = append(out, ValueProblem{Path: path, Kind: AgainstSchema, Message: text})
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		var causes []string
		for _, cause := range e.Causes {
			for _, p := range violations(cause, values, root, nil) {
				text := p.Message
				if p.Path != path {
					text = p.String()
				}
				if !slices.Contains(causes, text) {
					causes = append(causes, text)
				}
			}
		}
		if len(causes) == 0 {
			problem(path, k.LocalizedString(english))
			return out
		}
		problem(path, "none of the forms it may have: "+strings.Join(causes, ", or "))
		return out
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			problem(below(path, name), "the chart doesn't know this key; remove it or correct its name")
		}
		return out
	case *kind.Pattern:
		problem(path, "does not match the pattern "+k.Want)
		return out
	case *kind.Format:
		problem(path, "is not a valid "+k.Want)
		return out
	}
	if len(e.Causes) == 0 {
		problem(path, e.ErrorKind.LocalizedString(english))
	}
	for _, cause := range e.Causes {
		out = violations(cause, values, root, out)
	}
	return out
}

// instancePath writes a location in the values as a path: which numbers are places in lists, the values tell.
func instancePath(location []string, values any, path string) string {
	for _, token := range location {
		switch v := values.(type) {
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i >= len(v) {
				return path
			}
			path, values = element(path, i), v[i]
		case map[string]any:
			path, values = below(path, token), v[token]
		default:
			path, values = below(path, token), nil
		}
	}
	return path
}
