package proof

import (
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// UnknownText stands for what isn't known yet where no output can stand: in names and keys.
const UnknownText = "[unknown]"

// cover takes the stand-ins out of rendered objects.
func cover(objects []chart.Object, differing any) []Object {
	out := make([]Object, len(objects))
	for i, o := range objects {
		c := coverer{differing: differing}
		o.Name, o.Namespace = name(o.Name), name(o.Namespace)
		if o.Body != nil {
			o.Body, _ = c.walk(o.Body).(map[string]any)
			if o.Kind == "Secret" {
				coverSecret(o.Body)
			}
		}
		out[i] = Object{Object: o, unknown: c.unknown}
	}
	return out
}

type coverer struct {
	differing any
	// unknown says that something unknown was found.
	unknown bool
}

func (c *coverer) walk(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = c.walk(e)
			if open := name(k); open != k {
				v[open] = v[k]
				delete(v, k)
			}
		}
	case []any:
		for i, e := range v {
			v[i] = c.walk(e)
		}
	case differs:
		c.unknown = c.unknown || c.differing == plan.Hidden{Unknown: true}
		return c.differing
	case string:
		unknown, secret := hides(v)
		if unknown {
			c.unknown = true
			return plan.Hidden{Unknown: true}
		}
		if secret {
			return strings.ReplaceAll(v, first.secret, plan.SecretText)
		}
	}
	return v
}

// coverSecret hides what a Secret holds: a chart may have made it of values that nobody marked.
func coverSecret(body map[string]any) {
	for _, field := range []string{"data", "stringData"} {
		data, _ := body[field].(map[string]any)
		for k := range data {
			data[k] = plan.SecretText
		}
	}
}

func name(text string) string {
	text = strings.ReplaceAll(text, first.secret, plan.SecretText)
	return strings.ReplaceAll(text, first.unknown.(string), UnknownText)
}
