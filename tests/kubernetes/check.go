package kubernetes

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Check completes the inputs of a resource: name, namespace and normal form. It doesn't add apiVersion and kind, which
// every SDK sends.
func (p *Provider) Check(_ context.Context, req *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	urn := resource.URN(req.GetUrn())
	if isRelease(urn) {
		return p.checkRelease(req)
	}
	if isList(urn) {
		return nil, errors.New("list resources exist for compatibility with YAML manifests and Helm charts, and cannot " +
			"be created directly. Use the underlying resource type instead")
	}
	olds, err := decode("old inputs", req.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := decode("inputs", req.GetNews())
	if err != nil {
		return nil, err
	}
	old, obj := toObject(olds), normalize(toObject(news))
	if isPatch(urn, obj.GetKind()) {
		if !p.settings.serverSideApply {
			return nil, errors.New("patch resources require Server-Side Apply mode, which is enabled using the " +
				"`enableServerSideApply` Provider config")
		}
		// An unknown name fails here too, during preview as well.
		if obj.GetName() == "" {
			return nil, errors.New("patch resources require the `.metadata.name` field to be set")
		}
	}
	if len(olds) > 0 {
		keepName(obj, old, news)
	} else if err := nameIt(obj, news, urn, req); err != nil {
		return nil, err
	}
	if p.settings.serverSideApply && generatesName(obj, news) {
		return nil, errors.New("the `.metadata.generateName` field is not supported in Server-Side Apply mode")
	}
	gvk, err := kindOf(urn)
	if err != nil {
		return nil, err
	}
	if p.settings.namespace != "" && obj.GetNamespace() == "" && p.cluster.namespaced(gvk) {
		obj.SetNamespace(p.settings.namespace)
	}
	if isCRD(obj) {
		p.cluster.plan(obj)
	}
	checked := resource.NewPropertyMapFromMap(obj.Object)
	markSecrets(checked, news)
	inputs, err := p.encode("checked inputs", checked)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CheckResponse{Inputs: inputs}, nil
}
