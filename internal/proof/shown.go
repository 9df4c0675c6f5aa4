package proof

import (
	"fmt"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// longText is how many bytes a text may have to be shown as it is: a mesh config is, a template for injection is not.
const longText = 2048

// Shown is what a preview shows of a release: its objects by `Kind namespace/name`, with digests in place of CRDs and
// long texts. Unknown leaves are plan.Hidden.
func (r *Release) Shown() plan.Tree {
	out := plan.Tree{}
	for i := range r.Objects {
		o := &r.Objects[i]
		key := o.Key()
		if _, taken := out[key]; taken {
			key += " (" + o.APIVersion + ")"
		}
		if o.Body == nil {
			out[key] = o.Digest
			continue
		}
		out[key] = shorten(o.Body)
	}
	return out
}

// Key is an object's `Kind namespace/name`, or `Kind name`.
func (o *Object) Key() string {
	if o.Namespace == "" {
		return o.Kind + " " + o.Name
	}
	return o.Kind + " " + o.Namespace + "/" + o.Name
}

// shorten copies a body with digests in place of long texts.
func shorten(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(plan.Tree, len(v))
		for k, e := range v {
			out[k] = shorten(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = shorten(e)
		}
		return out
	case string:
		if len(v) > longText {
			return fmt.Sprintf("%s (%d bytes)", textDigest([]byte(v)), len(v))
		}
	case int64:
		return int(v)
	}
	return v
}
