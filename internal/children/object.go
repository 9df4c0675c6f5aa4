package children

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Annotations by which the Kubernetes plugin is told what to wait for.
const (
	waitForAnnotation = "pulumi.com/waitFor"
	timeoutAnnotation = "pulumi.com/timeoutSeconds"
	// patchForceAnnotation lets a patch take over fields of another manager.
	patchForceAnnotation = "pulumi.com/patchForce"
)

type object struct{ pulumi.CustomResourceState }

func registerObject(ctx *pulumi.Context, name string, o *plan.Object, opts []pulumi.ResourceOption) (pulumi.Resource, error) {
	if o.CopyOf != "" {
		data, err := readSecret(ctx, name, o, opts)
		if err != nil {
			return nil, err
		}
		copied := *o
		copied.Body = plan.Merge(o.Body, plan.Tree{"data": data}).(plan.Tree)
		return registerData(ctx, name, &copied, opts)
	}
	if o.RandomKey != "" {
		key, err := registerKey(ctx, name+"-key", opts)
		if err != nil {
			return nil, err
		}
		filled := *o
		filled.Body = plan.Merge(o.Body, plan.Tree{"stringData": plan.Tree{o.RandomKey: key}}).(plan.Tree)
		return registerData(ctx, name, &filled, opts)
	}
	if carriesData(o) {
		return registerData(ctx, name, o, opts)
	}
	return register(ctx, name, o, o.Patch, o.Body, o.Ignore, opts)
}

func register(ctx *pulumi.Context, name string, o *plan.Object, patch bool, body plan.Tree, ignore []string,
	opts []pulumi.ResourceOption,
) (pulumi.Resource, error) {
	props := pulumi.Map{
		"apiVersion": pulumi.String(o.APIVersion),
		"kind":       pulumi.String(o.Kind),
		"metadata":   metadata(o),
	}
	for key, value := range body {
		props[key] = plan.Input(value)
	}
	if o.APIVersion == "v1" && o.Kind == "Secret" {
		opts = append(opts, pulumi.AdditionalSecretOutputs(dataFields))
		for _, field := range dataFields {
			if value, ok := props[field]; ok {
				props[field] = pulumi.ToSecret(value)
			}
		}
	}
	if len(ignore) > 0 {
		opts = append(opts, pulumi.IgnoreChanges(ignore))
	}
	if len(o.ReplaceOn) > 0 {
		// The name stays, so there is no room for the new one beside the old one.
		opts = append(opts, pulumi.ReplaceOnChanges(o.ReplaceOn), pulumi.DeleteBeforeReplace(true))
	}
	res := &object{}
	return res, ctx.RegisterResource(Token(o.APIVersion, o.Kind, patch), name, props, res, opts...)
}

// carriesData: the Kubernetes plugin replaces a named ConfigMap or Secret whose data changed, and deletes the old one
// first.
func carriesData(o *plan.Object) bool {
	return !o.Patch && o.APIVersion == "v1" && (o.Kind == "ConfigMap" || o.Kind == "Secret")
}

// dataFields are the fields whose change makes the Kubernetes plugin replace a ConfigMap or Secret.
var dataFields = []string{"data", "binaryData", "stringData"}

// placeholders are what Kubernetes wants in a Secret of some types from the start, until the patch takes it over.
var placeholders = map[string]plan.Tree{
	"kubernetes.io/dockerconfigjson": {".dockerconfigjson": base64.StdEncoding.EncodeToString([]byte("{}"))},
}

// registerData registers a ConfigMap or Secret in two parts: the object without data, which is never replaced and takes
// everything with it when it is deleted, and a patch with the data, which changes in place.
func registerData(ctx *pulumi.Context, name string, o *plan.Object, opts []pulumi.ResourceOption) (pulumi.Resource, error) {
	owned, data := plan.Tree{}, plan.Tree{}
	for key, value := range o.Body {
		owned[key] = value
	}
	for _, field := range dataFields {
		if value, ok := o.Body[field]; ok {
			data[field] = value
			delete(owned, field)
		}
	}
	forced := map[string]string{}
	if placeholder, ok := placeholders[fmt.Sprint(owned["type"])]; ok {
		owned["data"] = placeholder
		forced[patchForceAnnotation] = "true"
	}
	// What the patch wrote must not show as a change of the owner after a refresh.
	unread := *o
	unread.WaitFor = ""
	owner, err := register(ctx, name, &unread, false, owned, slices.Concat(dataFields, o.Ignore), opts)
	if err != nil {
		return nil, fmt.Errorf("register its owner: %w", err)
	}
	patched := *o
	patched.Labels, patched.Annotations = nil, forced
	return register(ctx, name+"-data", &patched, true, data, nil, append(opts,
		pulumi.DependsOn([]pulumi.Resource{owner}),
		// The owner takes the data with it; a patch of what a Secret's type demands can't be taken back at all.
		pulumi.DeletedWith(owner)))
}

func metadata(o *plan.Object) pulumi.Map {
	m := pulumi.Map{"name": pulumi.String(o.Name)}
	if o.Namespace != "" {
		m["namespace"] = pulumi.String(o.Namespace)
	}
	if len(o.Labels) > 0 {
		m["labels"] = pulumi.ToStringMap(o.Labels)
	}
	annotations := pulumi.StringMap{}
	for k, v := range o.Annotations {
		annotations[k] = pulumi.String(v)
	}
	if o.WaitFor != "" {
		annotations[waitForAnnotation] = pulumi.String(o.WaitFor)
		annotations[timeoutAnnotation] = pulumi.String(strconv.Itoa(o.Timeout))
	}
	if len(annotations) > 0 {
		m["annotations"] = annotations
	}
	return m
}

// Token is the Pulumi type token of a Kubernetes kind, or of a patch of it.
func Token(apiVersion, kind string, patch bool) string {
	if !strings.Contains(apiVersion, "/") {
		apiVersion = "core/" + apiVersion
	}
	if patch {
		kind += "Patch"
	}
	return "kubernetes:" + apiVersion + ":" + kind
}
