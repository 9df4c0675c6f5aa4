package proof

import "github.com/meshstack/pulumi-meshstack/internal/plan"

// longText is how many bytes a text may have to be shown as it is: a mesh config is, a template for injection is not.
const longText = 2048

// Shown is what a preview shows of a release: its objects by `Kind namespace/name`, each a list of lines `path: value`, with
// digests in place of CRDs and long texts. Unknown leaves are plan.Hidden.
func (r *Release) Shown() plan.Tree {
	out := plan.Tree{}
	for i := range r.Objects {
		o := &r.Objects[i]
		key := o.Key()
		if _, taken := out[key]; taken {
			key += " (" + o.APIVersion + ")"
		}
		if o.Body == nil {
			out[key] = o.digest()
			continue
		}
		out[key] = lines(o.Body)
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
