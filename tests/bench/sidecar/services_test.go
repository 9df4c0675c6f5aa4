package sidecar

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// size is how large a mesh is.
type size struct {
	services, namespaces int
	// endpoints are those of each service.
	endpoints int
}

// sizeOf spreads services over 10 to 50 namespaces, as many in each of them.
func sizeOf(services int) size {
	return size{services: services, namespaces: max(10, min(50, services/10)), endpoints: 3}
}

// port is that of every service. It speaks HTTP.
const port = 8080

// service is the i-th service of a mesh.
type service struct {
	i         int
	namespace string
}

func (s service) name() string { return fmt.Sprintf("service-%04d", s.i) }

func (s service) host() string { return s.name() + "." + s.namespace + ".svc.cluster.local" }

// cluster is istiod's name for it.
func (s service) cluster() string { return fmt.Sprintf("outbound|%d||%s", port, s.host()) }

func namespace(i int) string { return fmt.Sprintf("team-%02d", i) }

// all lists the services, taking the namespaces in turn.
func (z size) all() []service {
	var out []service
	for i := range z.services {
		out = append(out, service{i, namespace(i % z.namespaces)})
	}
	return out
}

// writers is how many objects are created at a time.
const writers = 16

// create makes namespaces and services with endpoints. There are no pods behind them: nobody calls them.
func (z size) create(t testing.TB, client kubernetes.Interface) {
	t.Helper()
	group, ctx := errgroup.WithContext(t.Context())
	group.SetLimit(writers)
	for i := range z.namespaces {
		group.Go(func() error {
			ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace(i), Labels: map[string]string{"istio-injection": "enabled"}}}
			_, err := client.CoreV1().Namespaces().Create(ctx, ns, metav1.CreateOptions{})
			return err
		})
	}
	require.NoError(t, group.Wait())
	group, ctx = errgroup.WithContext(t.Context())
	group.SetLimit(writers)
	for _, s := range z.all() {
		group.Go(func() error { return s.create(ctx, client, z.endpoints) })
	}
	require.NoError(t, group.Wait())
}

func (s service) create(ctx context.Context, client kubernetes.Interface, endpoints int) error {
	_, err := client.CoreV1().Services(s.namespace).Create(ctx, &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: s.name()},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "http", Port: port}}},
	}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	slice := &discoveryv1.EndpointSlice{
		ObjectMeta:  metav1.ObjectMeta{Name: s.name(), Labels: map[string]string{discoveryv1.LabelServiceName: s.name()}},
		AddressType: discoveryv1.AddressTypeIPv4,
		Ports:       []discoveryv1.EndpointPort{{Name: new("http"), Port: new(int32(port)), Protocol: new(corev1.ProtocolTCP)}},
	}
	for i := range endpoints {
		address := s.i*endpoints + i
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{
			Addresses:  []string{fmt.Sprintf("10.%d.%d.%d", 64+address>>16, address>>8&255, address&255)},
			Conditions: discoveryv1.EndpointConditions{Ready: new(true)},
			NodeName:   new(fmt.Sprintf("node-%d", i%3+1)),
		})
	}
	_, err = client.DiscoveryV1().EndpointSlices(s.namespace).Create(ctx, slice, metav1.CreateOptions{})
	return err
}
