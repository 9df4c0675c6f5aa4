package kubernetes

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

// markSecrets marks every value of outs as secret that is one in ins, and always the data of a Secret. Objects are
// compared key by key, so one secret leaf doesn't hide a whole Deployment; a list with a secret in it becomes secret as
// a whole, because the server may reorder lists.
func markSecrets(outs, ins resource.PropertyMap) {
	if outs == nil {
		return
	}
	if kind, ok := outs["kind"]; ok && kind.IsString() && kind.StringValue() == "Secret" {
		for _, key := range []resource.PropertyKey{"data", "stringData"} {
			if v, ok := outs[key]; ok && !v.IsSecret() {
				outs[key] = resource.MakeSecret(v)
			}
		}
		return
	}
	for key, in := range ins {
		out, ok := outs[key]
		switch {
		case !ok || out.IsSecret():
		case out.IsObject() && in.IsObject():
			markSecrets(out.ObjectValue(), in.ObjectValue())
		case in.ContainsSecrets():
			outs[key] = resource.MakeSecret(out)
		}
	}
}

// markUnknowns makes every value of outs unknown that is unknown in ins, inside secrets and lists too.
func markUnknowns(outs, ins resource.PropertyMap) {
	for key, in := range ins {
		if out, ok := outs[key]; ok {
			outs[key] = markUnknown(out, in)
		}
	}
}

func markUnknown(out, in resource.PropertyValue) resource.PropertyValue {
	switch {
	case in.IsSecret():
		return markUnknown(out, in.SecretValue().Element)
	case in.IsComputed():
		return resource.MakeComputed(resource.NewStringProperty(""))
	case out.IsObject() && in.IsObject():
		markUnknowns(out.ObjectValue(), in.ObjectValue())
	case out.IsArray() && in.IsArray():
		outs, ins := out.ArrayValue(), in.ArrayValue()
		for i := 0; i < len(outs) && i < len(ins); i++ {
			outs[i] = markUnknown(outs[i], ins[i])
		}
	}
	return out
}
