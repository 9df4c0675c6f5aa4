package yamlcheck

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var interpolation = regexp.MustCompile(`\$\{([A-Za-z_][\w-]*)([^}]*)\}`)

// resourceOptions are the options that can be given, by whether they name resources.
var resourceOptions = map[string]bool{
	"provider": true, "providers": true, "parent": true, "dependsOn": true, "deletedWith": true,
	"protect": false, "version": false, "pluginDownloadURL": false, "ignoreChanges": false, "aliases": false,
	"customTimeouts": false, "retainOnDelete": false, "deleteBeforeReplace": false, "additionalSecretOutputs": false,
}

// known returns the value of a string in which only configuration is interpolated: its default, or a value of its type.
func (c *checker) known(text string) (value any, ok bool) {
	for _, m := range interpolation.FindAllStringSubmatch(text, -1) {
		declared, isConfig := c.program.Config[m[1]]
		if !isConfig {
			return nil, false
		}
		if m[0] == text {
			return declared.value(), true
		}
	}
	return text, true
}

func (c config) value() any {
	if c.Default != nil {
		return c.Default
	}
	return map[string]any{"": "", "string": "", "integer": 0.0, "number": 0.0, "boolean": false}[c.Type]
}

// references checks that what is interpolated anywhere in a value exists.
func (c *checker) references(path string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			c.references(path+"."+key, v[key])
		}
	case []any:
		for i, item := range v {
			c.references(fmt.Sprintf("%s[%d]", path, i), item)
		}
	case string:
		matches := interpolation.FindAllStringSubmatch(v, -1)
		if strings.Count(v, "${") != len(matches) {
			c.problem(path, "%s: write ${name} or ${name.property}", v)
		}
		for _, m := range matches {
			c.named(path, m[1], m[2])
		}
	}
}

// named checks one interpolation: a name, and what is asked of it.
func (c *checker) named(path, name, access string) {
	if _, ok := c.program.Config[name]; ok || name == "pulumi" {
		return
	}
	r, ok := c.program.Resources[name]
	if !ok {
		c.problem(path, "${%s}: there is no configuration or resource of that name", name)
		return
	}
	property := strings.FieldsFunc(access, func(r rune) bool { return strings.ContainsRune(`.[]"`, r) })
	if len(property) == 0 || !c.ours(r.Type) {
		return
	}
	t, ok := c.schema.Resources[c.token(r.Type)]
	if !ok {
		return // The resource itself is reported.
	}
	if _, ok := t.Properties[property[0]]; !ok {
		c.problem(path, "%s has no output %s; it has %s", r.Type, property[0], strings.Join(slices.Sorted(maps.Keys(t.Properties)), ", "))
	}
}

func (c *checker) options(path string, options map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(options)) {
		namesResources, ok := resourceOptions[name]
		switch {
		case !ok:
			c.problem(path+"."+name, "there is no such option")
		case name == "providers":
			c.providers(path+"."+name, options[name])
		case namesResources:
			c.references(path+"."+name, options[name])
		}
	}
}

// providers checks a component's list of providers: the language knows no other form.
func (c *checker) providers(path string, value any) {
	list, ok := value.([]any)
	if !ok {
		c.problem(path, "is %v; want a list of providers", value)
		return
	}
	for i, item := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		m := interpolation.FindStringSubmatch(fmt.Sprint(item))
		if m == nil || !strings.HasPrefix(c.program.Resources[m[1]].Type, "pulumi:providers:") {
			c.problem(at, "%v is not a provider", item)
		}
	}
}
