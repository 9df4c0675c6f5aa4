package kubernetes

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"google.golang.org/protobuf/types/known/structpb"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// underscored maps the schema keys that Pulumi's SDKs can't spell to what the SDKs call them.
var underscored = map[string]string{
	"x-kubernetes-embedded-resource":       "x_kubernetes_embedded_resource",
	"x-kubernetes-int-or-string":           "x_kubernetes_int_or_string",
	"x-kubernetes-list-map-keys":           "x_kubernetes_list_map_keys",
	"x-kubernetes-list-type":               "x_kubernetes_list_type",
	"x-kubernetes-map-type":                "x_kubernetes_map_type",
	"x-kubernetes-preserve-unknown-fields": "x_kubernetes_preserve_unknown_fields",
	"x-kubernetes-validations":             "x_kubernetes_validations",
}

// dashed is the reverse of underscored.
var dashed = func() map[string]string {
	m := make(map[string]string, len(underscored))
	for dash, score := range underscored {
		m[score] = dash
	}
	return m
}()

// decode reads properties off the wire with secrets and unknowns kept.
func decode(what string, s *structpb.Struct) (resource.PropertyMap, error) {
	m, err := plugin.UnmarshalProperties(s, plugin.MarshalOptions{Label: what, KeepUnknowns: true, KeepSecrets: true})
	if err != nil {
		return nil, fmt.Errorf("malformed %s: %w", what, err)
	}
	return m, nil
}

// encode writes properties for the wire. Secrets stay marked when the engine said that it takes them.
func (p *Provider) encode(what string, m resource.PropertyMap) (*structpb.Struct, error) {
	s, err := plugin.MarshalProperties(m, plugin.MarshalOptions{
		Label: what, KeepUnknowns: true, KeepSecrets: p.settings.acceptSecrets,
	})
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", what, err)
	}
	return s, nil
}

// toObject turns properties into an API object. Secrets lose their mark; unknowns stay in the tree as
// resource.Computed, for hasUnknown to find.
func toObject(m resource.PropertyMap) *unstructured.Unstructured {
	rename := func(key string) (string, bool) {
		dash, ok := dashed[key]
		return dash, ok
	}
	return &unstructured.Unstructured{Object: m.MapRepl(rename, stripSecret)}
}

// toProperties is the reverse of toObject, but nothing is marked secret; markSecrets does that.
func toProperties(object map[string]any) resource.PropertyMap {
	rename := func(key string) (resource.PropertyKey, bool) {
		score, ok := underscored[key]
		return resource.PropertyKey(score), ok
	}
	return resource.NewPropertyMapFromMapRepl(object, rename, nil)
}

// stripSecret replaces a secret by its plain value, for PropertyMap.MapRepl.
func stripSecret(v resource.PropertyValue) (any, bool) {
	if !v.IsSecret() {
		return nil, false
	}
	return v.SecretValue().Element.MapRepl(nil, stripSecret), true
}

// stripUnknown replaces an unknown by nil as well as a secret by its plain value, for PropertyMap.MapRepl.
func stripUnknown(v resource.PropertyValue) (any, bool) {
	switch {
	case v.IsSecret():
		return v.SecretValue().Element.MapRepl(nil, stripUnknown), true
	case v.IsComputed():
		return nil, true
	default:
		return nil, false
	}
}

// hasUnknown says whether any value in the tree is unknown.
func hasUnknown(v any) bool {
	switch v := v.(type) {
	case resource.Computed:
		return true
	case map[string]any:
		for _, e := range v {
			if hasUnknown(e) {
				return true
			}
		}
	case []any:
		for _, e := range v {
			if hasUnknown(e) {
				return true
			}
		}
	}
	return false
}
