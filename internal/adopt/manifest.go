package adopt

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/discovery"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

// Manifest says what a release is made of.
type Manifest struct {
	Source chart.Source
	Chart  chart.Ref
	// Values are of the types that JSON decodes to.
	Values map[string]any
	// Secret: some of them are, so that errors tell nothing that may hold them.
	Secret bool
}

// open is an error that may be shown.
func (m Manifest) open(err error) error {
	if !m.Secret || err == nil {
		return err
	}
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return errors.New("why isn't shown, as some of the values are secret")
	}
	s := status.Status()
	text := fmt.Sprintf("the API server answers %d %s", s.Code, s.Reason)
	if s.Details != nil {
		for _, c := range s.Details.Causes {
			text += fmt.Sprintf("; %s: %s", c.Field, c.Type)
		}
	}
	return errors.New(text + " (more isn't shown, as some of the values are secret)")
}

// told is an error of the API server, or of the way to it, that may be shown.
func (m Manifest) told(err error) error {
	var status apierrors.APIStatus
	if err == nil || errors.As(err, &status) {
		return m.open(err)
	}
	return errors.New(cluster.Why(err))
}

// body is an object as a release of it makes it.
type body struct {
	Object

	content *unstructured.Unstructured
}

// render returns what a release makes in this cluster, with the label and the annotations that Helm puts on it, in Helm's
// order. Errors are those of chart.Open, chart.Load and chart.Render, and of asking the cluster what it is.
func (k *Cluster) render(ctx context.Context, r Release, m Manifest) ([]body, error) {
	repository, err := chart.Open(m.Source)
	if err != nil {
		return nil, err
	}
	loaded, err := repository.Load(ctx, m.Chart)
	if err != nil {
		return nil, err
	}
	options := chart.RenderOptions{Name: r.Name, Namespace: r.Namespace}
	if err := k.capabilities(&options); err != nil {
		return nil, err
	}
	objects, err := chart.Render(loaded, m.Values, options)
	if err != nil {
		return nil, fmt.Errorf("render chart %s: %w", m.Chart.Name, m.open(err))
	}
	var out []body
	for i := range objects {
		if !Installed(&objects[i]) {
			continue
		}
		b, err := r.body(&objects[i])
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// capabilities asks for what charts are told of a cluster.
func (k *Cluster) capabilities(o *chart.RenderOptions) error {
	version, err := k.discovery.ServerVersion()
	if err != nil {
		return fmt.Errorf("ask the cluster for its version: %s", cluster.Why(err))
	}
	o.KubeVersion = version.GitVersion
	_, lists, err := k.discovery.ServerGroupsAndResources()
	if err != nil && !discovery.IsGroupDiscoveryFailedError(err) {
		return fmt.Errorf("ask the cluster for its kinds: %s", cluster.Why(err))
	}
	for _, list := range lists {
		o.APIVersions = append(o.APIVersions, list.GroupVersion)
		for i := range list.APIResources {
			o.APIVersions = append(o.APIVersions, list.GroupVersion+"/"+list.APIResources[i].Kind)
		}
	}
	return nil
}

func (r Release) body(o *chart.Object) (body, error) {
	named := Object{APIVersion: o.APIVersion, Kind: o.Kind, Namespace: o.Namespace, Name: o.Name}
	data, err := yaml.YAMLToJSON(o.Text)
	if err != nil {
		return body{}, fmt.Errorf("read %s: %w", named, err)
	}
	content := &unstructured.Unstructured{}
	if err := content.UnmarshalJSON(data); err != nil {
		return body{}, fmt.Errorf("read %s: %w", named, err)
	}
	unstructured.RemoveNestedField(content.Object, "status")
	unstructured.RemoveNestedField(content.Object, "metadata", "creationTimestamp")
	labels, annotations := content.GetLabels(), content.GetAnnotations()
	if labels == nil {
		labels = map[string]string{}
	}
	if annotations == nil {
		annotations = map[string]string{}
	}
	labels[managedByLabel] = managedByHelm
	annotations[releaseAnnotation], annotations[namespaceAnnotation] = r.Name, r.Namespace
	content.SetLabels(labels)
	content.SetAnnotations(annotations)
	if isWorkload(o.Kind) {
		named.Selector, _, _ = unstructured.NestedMap(content.Object, "spec", "selector")
	}
	if o.Kind == "Service" {
		named.Service = content.Object
	}
	return body{named, content}, nil
}

// isWorkload reports whether the spec.selector of a kind can't change.
func isWorkload(kind string) bool {
	return kind == "Deployment" || kind == "DaemonSet" || kind == "StatefulSet"
}
