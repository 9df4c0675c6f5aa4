package kubernetes

import (
	"context"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Delete removes an object and waits until it is gone. A Patch resource gives its fields back and leaves the object.
func (p *Provider) Delete(_ context.Context, req *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	urn := resource.URN(req.GetUrn())
	if p.cluster.unreachable != nil {
		p.warn(urn, fmt.Sprintf("configured Kubernetes cluster is unreachable: %v", p.cluster.unreachable))
		if p.settings.deleteUnreachable && !isRelease(urn) {
			return &emptypb.Empty{}, nil
		}
		return nil, errors.New("configured Kubernetes cluster is unreachable")
	}
	if isRelease(urn) {
		return p.deleteRelease(req)
	}
	state, err := decode("old state", req.GetProperties())
	if err != nil {
		return nil, err
	}
	inputs, live := readCheckpoint(state)
	client, err := p.cluster.client(live)
	if err != nil {
		if meta.IsNoMatchError(err) || apierrors.IsNotFound(err) {
			return &emptypb.Empty{}, nil // the CRD is gone, and the object with it
		}
		return nil, err
	}
	if p.settings.serverSideApply && isPatch(urn, inputs.GetKind()) {
		manager, err := fieldManager(true, state, inputs)
		if err != nil {
			return nil, err
		}
		return &emptypb.Empty{}, patchDeleteError(relinquish(p.ctx, client, live, manager))
	}
	_, name := splitID(req.GetId())
	policy := propagation(inputs)
	err = client.Delete(p.ctx, name, metav1.DeleteOptions{PropagationPolicy: &policy})
	if apierrors.IsNotFound(err) {
		return &emptypb.Empty{}, nil
	}
	if err != nil {
		return nil, err
	}
	if says(inputs, skipAwait) && skipsDeleteWait(inputs) {
		return &emptypb.Empty{}, nil
	}
	last, err := p.waitGone(urn, client, live, name, timeout(req.GetTimeout(), inputs))
	if err == nil {
		return &emptypb.Empty{}, nil
	}
	manager, managerErr := fieldManager(p.settings.serverSideApply, state, inputs)
	if managerErr != nil {
		return nil, managerErr
	}
	out, encodeErr := p.encode("state", checkpoint(inputs, last, state, firstAPIVersion(state, inputs), manager))
	if encodeErr != nil {
		return nil, encodeErr
	}
	return nil, initFailed(joinID(last.GetNamespace(), last.GetName()), err, out, nil)
}

// patchDeleteError explains why a Patch resource can't give its fields back.
func patchDeleteError(err error) error {
	if !apierrors.IsInvalid(err) {
		return err
	}
	if cause, ok := apierrors.StatusCause(err, metav1.CauseTypeFieldValueRequired); ok {
		return fmt.Errorf("this Patch resource is currently managing a required field, so it can't be deleted directly. "+
			"Either set the `retainOnDelete` resource option, or transfer ownership of the field before deleting: %s",
			cause.Field)
	}
	return err
}
