package yamlcheck

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Check returns what is wrong with a program, each entry beginning with the path of what is wrong.
func Check(source, schema []byte) ([]string, error) {
	c, err := parse(source, schema)
	if err != nil {
		return nil, err
	}
	if c.program.Runtime != "yaml" {
		c.problem("runtime", "is %v; want yaml", c.program.Runtime)
	}
	for _, name := range slices.Sorted(maps.Keys(c.program.Resources)) {
		c.resource("resources."+name, c.program.Resources[name])
	}
	for _, name := range slices.Sorted(maps.Keys(c.program.Outputs)) {
		c.references("outputs."+name, c.program.Outputs[name])
	}
	return c.problems, nil
}

type checker struct {
	program  program
	schema   packageSchema
	problems []string
}

func (c *checker) problem(path, format string, args ...any) {
	c.problems = append(c.problems, path+": "+fmt.Sprintf(format, args...))
}

func (c *checker) resource(path string, r resource) {
	c.references(path+".properties", r.Properties)
	c.options(path+".options", r.Options)
	if !c.ours(r.Type) {
		return
	}
	t, ok := c.schema.Resources[c.token(r.Type)]
	if !ok {
		c.problem(path+".type", "%s is not in the schema", r.Type)
		return
	}
	c.object(path+".properties", r.Properties, t.InputProperties, t.RequiredInputs)
}

// ours reports whether the type belongs to the package of the schema; of others nothing is known.
func (c *checker) ours(token string) bool { return strings.HasPrefix(token, c.schema.Name+":") }

// token is the full form of a type: YAML lets the module "index" be left out.
func (c *checker) token(short string) string {
	if parts := strings.Split(short, ":"); len(parts) == 2 {
		return parts[0] + ":index:" + parts[1]
	}
	return short
}

func (c *checker) object(path string, value map[string]any, properties map[string]property, required []string) {
	for _, name := range slices.Sorted(maps.Keys(value)) {
		p, ok := properties[name]
		if !ok {
			c.problem(path+"."+name, "there is no such property; there are %s", strings.Join(slices.Sorted(maps.Keys(properties)), ", "))
			continue
		}
		c.value(path+"."+name, value[name], p)
	}
	for _, name := range required {
		if _, ok := value[name]; !ok {
			c.problem(path+"."+name, "is required")
		}
	}
}

// value checks a value against a type. A reference to a resource is fine where an input is, and of any type: what it
// becomes is known at run time.
func (c *checker) value(path string, value any, p property) {
	if text, ok := value.(string); ok && strings.Contains(text, "${") {
		known, isKnown := c.known(text)
		if !isKnown {
			if p.Plain {
				c.problem(path, "%s comes from a resource, but the property is plain: it takes literals and configuration only", text)
			}
			return
		}
		value = known
	}
	switch {
	case p.Ref == "pulumi.json#/Any":
	case p.Ref != "":
		c.reference(path, value, p.Ref)
	case p.Type == "array":
		c.array(path, value, p)
	case p.Type == "object":
		c.mapping(path, value, p)
	case !matches(value, p.Type):
		c.problem(path, "is %v (%T); want a value of type %s", value, value, p.Type)
	}
}

func (c *checker) reference(path string, value any, ref string) {
	name := strings.TrimPrefix(ref, "#/types/")
	t, ok := c.schema.Types[name]
	if !ok {
		c.problem(path, "the schema refers to %s, which it lacks", ref)
		return
	}
	if len(t.Enum) > 0 {
		var allowed []string
		for _, e := range t.Enum {
			if e.Value == value {
				return
			}
			allowed = append(allowed, fmt.Sprint(e.Value))
		}
		c.problem(path, "is %v; want one of %s", value, strings.Join(allowed, ", "))
		return
	}
	object, ok := value.(map[string]any)
	if !ok {
		c.problem(path, "is %v (%T); want an object", value, value)
		return
	}
	c.object(path, object, t.Properties, t.Required)
}

func (c *checker) array(path string, value any, p property) {
	list, ok := value.([]any)
	if !ok {
		c.problem(path, "is %v (%T); want a list", value, value)
		return
	}
	for i, item := range list {
		c.value(fmt.Sprintf("%s[%d]", path, i), item, *p.Items)
	}
}

func (c *checker) mapping(path string, value any, p property) {
	object, ok := value.(map[string]any)
	if !ok {
		c.problem(path, "is %v (%T); want a map", value, value)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		c.value(path+"."+key, object[key], *p.AdditionalProperties)
	}
}

func matches(value any, kind string) bool {
	switch v := value.(type) {
	case string:
		return kind == "string"
	case bool:
		return kind == "boolean"
	case float64:
		return kind == "number" || kind == "integer" && v == math.Trunc(v)
	}
	return false
}
