package testbed

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// environment is the environment of a container as KEY=value. Left out are KUBECONFIG, which names a file that only
// exists in the pod, and what a container's limits decide: nothing limits a local process.
func (s *istiods) environment(ctx context.Context, p *corev1.Pod, c *corev1.Container) ([]string, error) {
	var env []string
	for _, e := range c.Env {
		if e.Name == "KUBECONFIG" {
			continue
		}
		value, ok, err := s.value(ctx, p, e)
		if err != nil {
			return nil, fmt.Errorf("environment variable %s: %w", e.Name, err)
		}
		if ok {
			env = append(env, e.Name+"="+value)
		}
	}
	return env, nil
}

// value reports the value of a variable, and whether it has one.
func (s *istiods) value(ctx context.Context, p *corev1.Pod, e corev1.EnvVar) (string, bool, error) {
	switch from := e.ValueFrom; {
	case from == nil:
		return e.Value, true, nil
	case from.ResourceFieldRef != nil:
		return "", false, nil
	case from.FieldRef != nil:
		value, err := field(p, from.FieldRef.FieldPath)
		return value, err == nil, err
	case from.ConfigMapKeyRef != nil:
		ref := from.ConfigMapKeyRef
		m, err := s.client.CoreV1().ConfigMaps(p.Namespace).Get(ctx, ref.Name, metav1.GetOptions{})
		if err != nil {
			return "", false, unlessOptional(err, ref.Optional)
		}
		return m.Data[ref.Key], true, nil
	case from.SecretKeyRef != nil:
		ref := from.SecretKeyRef
		m, err := s.client.CoreV1().Secrets(p.Namespace).Get(ctx, ref.Name, metav1.GetOptions{})
		if err != nil {
			return "", false, unlessOptional(err, ref.Optional)
		}
		return string(m.Data[ref.Key]), true, nil
	default:
		return "", false, fmt.Errorf("the testbed can't read it from %v", from)
	}
}

// field is a field of a pod, of those that istiod's chart asks for.
func field(p *corev1.Pod, path string) (string, error) {
	switch path {
	case "metadata.name":
		return p.Name, nil
	case "metadata.namespace":
		return p.Namespace, nil
	case "spec.serviceAccountName":
		return p.Spec.ServiceAccountName, nil
	case "spec.nodeName":
		return p.Spec.NodeName, nil
	case "status.podIP":
		return p.Status.PodIP, nil
	default:
		return "", fmt.Errorf("the testbed doesn't know the field %s", path)
	}
}

// unlessOptional forgives what is absent and may be.
func unlessOptional(err error, optional *bool) error {
	if optional != nil && *optional && apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
