package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
)

// The CRD by which the Gateway API is found, and where its releases write what they are:
// https://gateway-api.sigs.k8s.io/concepts/crd-management/
const (
	gatewayCRD              = "gateways.gateway.networking.k8s.io"
	bundleVersionAnnotation = "gateway.networking.k8s.io/bundle-version"
	channelAnnotation       = "gateway.networking.k8s.io/channel"
)

var crds = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}

// errNotKubernetes says that something answered that isn't an API server.
var errNotKubernetes = errors.New("what answered isn't a Kubernetes API server; check the server in the kubeconfig")

// client asks one API server.
type client struct {
	// host is its host:port, for messages.
	host string
	// plugin is the name of the credential plugin that the kubeconfig asks for, or "".
	plugin string
	// raw is for paths that aren't objects.
	raw rest.Interface
	// objects gets the metadata of objects: a CRD's schema is large and not wanted.
	objects metadata.Interface
}

// connect gets ready to ask, without asking anything yet.
func connect(c Config) (*client, error) {
	config, err := restConfig(c)
	if err != nil {
		return nil, err
	}
	host, err := Host(config)
	if err != nil {
		return nil, err
	}
	k := &client{host: host}
	if config.ExecProvider != nil {
		k.plugin = filepath.Base(config.ExecProvider.Command)
	}
	config = metadata.ConfigFor(config)
	config.AcceptContentTypes = "application/json"
	http, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, unusable(err)
	}
	if k.raw, err = rest.UnversionedRESTClientForConfigAndClient(config, http); err != nil {
		return nil, unusable(err)
	}
	if k.objects, err = metadata.NewForConfigAndClient(config, http); err != nil {
		return nil, unusable(err)
	}
	return k, nil
}

// kubernetesVersion asks for the version of the API server, which anybody may who may log in.
func (k *client) kubernetesVersion(ctx context.Context) (string, error) {
	body, err := k.raw.Get().AbsPath("/version").Do(ctx).Raw()
	if apierrors.IsNotFound(err) {
		return "", errNotKubernetes // every API server has one
	}
	if err != nil {
		return "", err
	}
	var info version.Info
	if err := json.Unmarshal(body, &info); err != nil || info.GitVersion == "" {
		return "", errNotKubernetes
	}
	return info.GitVersion, nil
}

// gatewayAPI asks for the CRD of Gateways.
func (k *client) gatewayAPI(ctx context.Context) (*GatewayAPI, error) {
	crd, err := k.objects.Resource(crds).Get(ctx, gatewayCRD, metav1.GetOptions{})
	switch {
	case err == nil:
		return &GatewayAPI{
			Installed: true, BundleVersion: crd.Annotations[bundleVersionAnnotation], Channel: crd.Annotations[channelAnnotation],
		}, nil
	case apierrors.HasStatusCause(err, metav1.CauseTypeUnexpectedServerResponse) && apierrors.IsNotFound(err):
		// Any web server answers 404. Only what the API server says of it means that there's no such CRD.
		return nil, errNotKubernetes
	case apierrors.IsNotFound(err):
		return &GatewayAPI{}, nil
	default:
		return nil, err
	}
}
