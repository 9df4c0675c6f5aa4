package testbed

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// nodes is how many nodes a testbed has, each in a zone of its own.
const nodes = 3

// pollInterval is the pause between two looks at something that changes in milliseconds.
const pollInterval = 50 * time.Millisecond

func createNodes(ctx context.Context, client kubernetes.Interface) error {
	for i := 1; i <= nodes; i++ {
		if _, err := client.CoreV1().Nodes().Create(ctx, node(i), metav1.CreateOptions{}); err != nil {
			return fmt.Errorf("create node %d: %w", i, err)
		}
	}
	return nil
}

// node is a node with plenty of room. Its kubelet has the version of the API server: istiod decides by it whether
// sidecars are native.
func node(i int) *corev1.Node {
	name := fmt.Sprintf("node-%d", i)
	room := corev1.ResourceList{
		corev1.ResourceCPU:    resource.MustParse("64"),
		corev1.ResourceMemory: resource.MustParse("256Gi"),
		corev1.ResourcePods:   resource.MustParse("500"),
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{
			corev1.LabelHostname:       name,
			corev1.LabelOSStable:       "linux",
			corev1.LabelArchStable:     "amd64",
			corev1.LabelTopologyRegion: "testbed",
			corev1.LabelTopologyZone:   fmt.Sprintf("testbed-%d", i),
		}},
		Status: corev1.NodeStatus{
			Capacity: room, Allocatable: room,
			Addresses: []corev1.NodeAddress{
				{Type: corev1.NodeHostName, Address: name},
				{Type: corev1.NodeInternalIP, Address: fmt.Sprintf("10.0.0.%d", i)},
			},
			NodeInfo: corev1.NodeSystemInfo{
				Architecture: "amd64", OperatingSystem: "linux", OSImage: "testbed",
				KubeletVersion: "v" + tools.KubernetesVersion, ContainerRuntimeVersion: "kwok://0",
			},
		},
	}
}

// waitForNodes waits until every node is Ready and pods can be made: they need the ServiceAccount of their namespace. It
// only fails when the context ends; the error says what was lacking and why it ended.
func waitForNodes(ctx context.Context, client kubernetes.Interface) error {
	var lacking error
	err := wait.PollUntilContextCancel(ctx, pollInterval, true, func(ctx context.Context) (bool, error) {
		lacking = podsPossible(ctx, client)
		return lacking == nil, nil
	})
	if err != nil {
		return fmt.Errorf("wait for the nodes: %w: %w", lacking, context.Cause(ctx))
	}
	return nil
}

// podsPossible says why no pod could be made and run yet.
func podsPossible(ctx context.Context, client kubernetes.Interface) error {
	list, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for i := range list.Items {
		if !nodeReady(&list.Items[i]) {
			return fmt.Errorf("%s isn't Ready", list.Items[i].Name)
		}
	}
	_, err = client.CoreV1().ServiceAccounts(corev1.NamespaceDefault).Get(ctx, "default", metav1.GetOptions{})
	return err
}

func nodeReady(n *corev1.Node) bool {
	for _, c := range n.Status.Conditions {
		if c.Type == corev1.NodeReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}
