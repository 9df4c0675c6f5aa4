package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Create makes an object and waits for it. A preview of it is a server-side dry run where that can work; where it
// can't the outputs of the preview are the inputs.
func (p *Provider) Create(_ context.Context, req *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	urn := resource.URN(req.GetUrn())
	if isRelease(urn) {
		return p.createRelease(req)
	}
	if !req.GetPreview() && p.cluster.unreachable != nil {
		return nil, fmt.Errorf("configured Kubernetes cluster is unreachable: %w", p.cluster.unreachable)
	}
	props, err := decode("inputs", req.GetProperties())
	if err != nil {
		return nil, err
	}
	inputs := toObject(props)
	asIs := &pulumirpc.CreateResponse{Properties: req.GetProperties()}
	if req.GetPreview() && (hasUnknown(inputs.Object) || !p.cluster.knows(inputs) ||
		isPatch(urn, inputs.GetKind()) || !p.settings.serverSideApply) {
		return asIs, nil
	}
	apiVersion := inputs.GetAPIVersion()
	manager, err := fieldManager(p.settings.serverSideApply, nil, inputs)
	if err != nil {
		return nil, err
	}
	live, err := p.createObject(urn, inputs, manager, req.GetPreview())
	if err != nil {
		if req.GetPreview() && cannotPreview(err) {
			return asIs, nil
		}
		return nil, createError(urn, err)
	}
	var waitErr error
	if req.GetPreview() {
		unstructured.RemoveNestedField(live.Object, "status")
	} else if live, waitErr = p.waitReady(urn, inputs, live, timeout(req.GetTimeout(), inputs)); waitErr != nil {
		if !errors.As(waitErr, new(*notReadyError)) {
			return nil, fmt.Errorf("resource %q was not successfully created by the Kubernetes API server: %w", urn, waitErr)
		}
		waitErr = fmt.Errorf("resource %q was successfully created, but the Kubernetes API server reported that it failed "+
			"to fully initialize or become live: %w", urn, waitErr)
	}
	state, err := p.encode("state", checkpoint(inputs, live, props, apiVersion, manager))
	if err != nil {
		return nil, err
	}
	id := joinID(live.GetNamespace(), live.GetName())
	if waitErr != nil {
		return nil, initFailed(id, waitErr, state, nil)
	}
	if req.GetPreview() {
		id = ""
	} else if isCRD(inputs) {
		p.cluster.mapper.Reset()
	}
	return &pulumirpc.CreateResponse{Id: id, Properties: state}, nil
}

// cannotPreview says whether a dry run failed for a reason that the real run won't have: what the object needs is made
// earlier in the same update, or the preview runs with fewer rights. An object that exists already isn't reported
// until the real run, where it is an error.
func cannotPreview(err error) bool {
	return apierrors.IsForbidden(err) || apierrors.IsAlreadyExists(err) || isNamespaceMissing(err) ||
		apierrors.IsBadRequest(err) && strings.Contains(err.Error(), "does not support dry run")
}

func isNamespaceMissing(err error) bool {
	var status apierrors.APIStatus
	return apierrors.IsNotFound(err) && errors.As(err, &status) &&
		status.Status().Details != nil && status.Status().Details.Kind == "namespaces"
}

// createError explains why an object couldn't be made.
func createError(urn resource.URN, err error) error {
	if meta.IsNoMatchError(err) {
		return fmt.Errorf("creation of resource %q failed because the Kubernetes API server reported that the apiVersion "+
			"for this resource does not exist. Verify that any required CRDs have been created: %w", urn, err)
	}
	if apierrors.IsAlreadyExists(err) {
		err = fmt.Errorf("%w\n\nThe resource already exists in the cluster. Import it, change single fields of it with a "+
			"Patch resource, or set upsertExistingObjects on the provider", err)
	}
	return fmt.Errorf("resource %q was not successfully created by the Kubernetes API server: %w", urn, err)
}

// createAttempts and the waits between them, 1 s doubling, bound how long a missing kind or namespace may take to
// appear.
const createAttempts = 6

// createObject makes the object, trying again while its kind or its namespace is missing: both may be on their way.
func (p *Provider) createObject(
	urn resource.URN, inputs *unstructured.Unstructured, manager string, preview bool,
) (*unstructured.Unstructured, error) {
	for attempt, pause := 0, time.Second; ; attempt, pause = attempt+1, 2*pause {
		live, err := p.createOnce(urn, inputs, manager, preview)
		if err == nil {
			p.status(urn, "")
			return live, nil
		}
		missing := apierrors.IsNotFound(err) || meta.IsNoMatchError(err)
		if !missing || preview && isNamespaceMissing(err) || attempt == createAttempts-1 {
			return nil, err
		}
		p.status(urn, fmt.Sprintf("Retry #%d; creation failed: %v", attempt, err))
		select {
		case <-time.After(pause):
		case <-p.ctx.Done():
			return nil, p.ctx.Err()
		}
	}
}

func (p *Provider) createOnce(
	urn resource.URN, inputs *unstructured.Unstructured, manager string, preview bool,
) (*unstructured.Unstructured, error) {
	client, err := p.cluster.client(inputs)
	if err != nil {
		return nil, err
	}
	if p.settings.serverSideApply && (p.settings.upsertExisting || isPatch(urn, inputs.GetKind())) {
		return apply(p.ctx, client, inputs, inputs.GetName(), manager, p.force(inputs, nil, preview), preview)
	}
	// The manager's name is always the same here; the first update hands its fields over to the resource's own manager.
	options := metav1.CreateOptions{FieldManager: createManager}
	if preview {
		options.DryRun = []string{metav1.DryRunAll}
	}
	return client.Create(p.ctx, inputs, options)
}
