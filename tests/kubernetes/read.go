package kubernetes

import (
	"context"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Read fetches the live object, for refresh, import and resources that a program only looks up. The inputs it returns
// are the live values of what the program set, so that drift of those shows in the next diff.
func (p *Provider) Read(_ context.Context, req *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	urn := resource.URN(req.GetUrn())
	if p.cluster.unreachable != nil {
		p.warn(urn, fmt.Sprintf("configured Kubernetes cluster is unreachable: %v", p.cluster.unreachable))
		if p.settings.deleteUnreachable {
			return &pulumirpc.ReadResponse{}, nil
		}
		return nil, errors.New("failed to read resource state due to unreachable cluster")
	}
	if isRelease(urn) {
		return p.readRelease(req)
	}
	state, err := decode("old state", req.GetProperties())
	if err != nil {
		return nil, err
	}
	oldProps, err := decode("old inputs", req.GetInputs())
	if err != nil {
		return nil, err
	}
	_, oldLive := readCheckpoint(state)
	inputs := normalize(toObject(oldProps))
	looksUp := inputs.GroupVersionKind().Empty() && oldLive.GroupVersionKind().Empty()
	if err := identify(inputs, oldLive, urn, req.GetId()); err != nil {
		return nil, err
	}
	manager, err := fieldManager(p.settings.serverSideApply, state, inputs)
	if err != nil {
		return nil, err
	}
	live, err := p.readObject(inputs, req.GetId())
	if apierrors.IsNotFound(err) || meta.IsNoMatchError(err) {
		return &pulumirpc.ReadResponse{}, nil // the object is gone, or its kind and thus all its objects are
	}
	if err != nil {
		return nil, err
	}
	liveInputs := &unstructured.Unstructured{Object: prune(live.Object, inputs.Object)}
	if looksUp {
		liveInputs = importInputs(live)
	}
	out, err := p.encode("state", checkpoint(liveInputs, live, oldProps, firstAPIVersion(state, inputs), manager))
	if err != nil {
		return nil, err
	}
	props := resource.NewPropertyMapFromMap(liveInputs.Object)
	markSecrets(props, oldProps)
	in, err := p.encode("inputs", props)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.ReadResponse{Id: req.GetId(), Properties: out, Inputs: in}, nil
}

// identify completes the inputs of a resource that was looked up by its ID, with the kind from the token and the name
// from the ID.
func identify(inputs, oldLive *unstructured.Unstructured, urn resource.URN, id string) error {
	namespace, name := splitID(id)
	if name == "" {
		return fmt.Errorf("failed to read resource because of a failure to parse resource name from request ID: %s", id)
	}
	if !inputs.GroupVersionKind().Empty() {
		return nil
	}
	if gvk := oldLive.GroupVersionKind(); !gvk.Empty() {
		inputs.SetGroupVersionKind(gvk)
	} else {
		gvk, err := kindOf(urn)
		if err != nil {
			return err
		}
		inputs.SetGroupVersionKind(gvk)
	}
	if inputs.GetName() == "" {
		inputs.SetName(name)
	}
	if inputs.GetNamespace() == "" {
		inputs.SetNamespace(namespace)
	}
	return nil
}

func (p *Provider) readObject(inputs *unstructured.Unstructured, id string) (*unstructured.Unstructured, error) {
	client, err := p.cluster.client(inputs)
	if err != nil {
		return nil, err
	}
	_, name := splitID(id)
	return client.Get(p.ctx, name, metav1.GetOptions{})
}

// importInputs makes inputs out of an object that no program has described yet: all but what the server sets.
func importInputs(live *unstructured.Unstructured) *unstructured.Unstructured {
	inputs := live.DeepCopy()
	unstructured.RemoveNestedField(inputs.Object, "status")
	for _, field := range []string{"creationTimestamp", "generation", "managedFields", "resourceVersion", "uid"} {
		unstructured.RemoveNestedField(inputs.Object, "metadata", field)
	}
	for _, annotation := range []string{
		"deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration",
	} {
		unstructured.RemoveNestedField(inputs.Object, "metadata", "annotations", annotation)
	}
	return inputs
}
