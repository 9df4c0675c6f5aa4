package testbed

import (
	_ "embed"
	"fmt"
	"os"
	"strings"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// clusterCIDR and serviceCIDR are where pods and Services get their addresses.
const (
	clusterCIDR = "10.244.0.0/16"
	serviceCIDR = "10.96.0.0/16"
)

// tunnelSocket is the name, in the state folder, of the socket the API server's calls into the cluster go to.
const tunnelSocket = "tunnel.sock"

//go:embed stages.yaml
var stages []byte

// egressSelector sends what the API server wants from the cluster's network to our socket. etcd and aggregated APIs
// are not meant by it.
const egressSelector = `apiVersion: apiserver.k8s.io/v1beta1
kind: EgressSelectorConfiguration
egressSelections:
- name: cluster
  connection: {proxyProtocol: HTTPConnect, transport: {uds: {udsName: %q}}}
- name: controlplane
  connection: {proxyProtocol: Direct}
- name: etcd
  connection: {proxyProtocol: Direct}
`

// plan holds what the command lines of the control plane need.
type plan struct {
	folder *folder
	// client, peer and api are the ports of etcd and of the API server.
	client, peer, api int
}

func newPlan(f *folder) (plan, error) {
	p, err := freePorts(3)
	if err != nil {
		return plan{}, err
	}
	return plan{folder: f, client: p[0], peer: p[1], api: p[2]}, nil
}

// server is the URL of the API server.
func (p plan) server() string { return "https://" + local(p.api) }

// writeFiles writes the configuration files of the control plane, except for certificates and kubeconfigs.
func (p plan) writeFiles() error {
	egress := fmt.Sprintf(egressSelector, p.folder.file(tunnelSocket))
	if err := os.WriteFile(p.folder.file("egress.yaml"), []byte(egress), 0o644); err != nil {
		return err
	}
	return os.WriteFile(p.folder.file("stages.yaml"), stages, 0o644)
}

func (p plan) etcd() (command, error) {
	client, peer := "http://"+local(p.client), "http://"+local(p.peer)
	return p.program("etcd",
		"--data-dir", p.folder.file("etcd"), "--log-level", "warn",
		"--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default="+peer,
		// The data needn't outlive a crash of the machine, and fsync is what etcd spends its time on.
		"--unsafe-no-fsync",
	)
}

func (p plan) apiServer() (command, error) {
	return p.program("kube-apiserver",
		"--etcd-servers=http://"+local(p.client),
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", p.api),
		// Nobody connects to this address: it's there because the API server refuses to advertise loopback.
		"--advertise-address=10.255.255.1", "--endpoint-reconciler-type=none",
		"--service-cluster-ip-range="+serviceCIDR,
		"--tls-cert-file="+p.folder.file("apiserver.crt"), "--tls-private-key-file="+p.folder.file("apiserver.key"),
		"--client-ca-file="+p.folder.file("ca.crt"),
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file="+p.folder.file("tokens.pub"),
		"--service-account-signing-key-file="+p.folder.file("tokens.key"),
		"--authorization-mode=RBAC", "--allow-privileged=true", "--profiling=false",
		// Nodes would start with a taint, and pods would wait until it's taken off.
		"--disable-admission-plugins=TaintNodesByCondition",
		// One user does everything here, and fair queueing would make it wait for itself.
		"--enable-priority-and-fairness=false", "--max-requests-inflight=2000", "--max-mutating-requests-inflight=1000",
		"--egress-selector-config-file="+p.folder.file("egress.yaml"),
	)
}

func (p plan) controllerManager() (command, error) {
	return p.program("kube-controller-manager",
		"--kubeconfig="+p.folder.file("controller-manager.kubeconfig"), "--use-service-account-credentials=true",
		"--secure-port=0", "--leader-elect=false", "--allocate-node-cidrs=false",
		"--root-ca-file="+p.folder.file("ca.crt"),
		"--service-account-private-key-file="+p.folder.file("tokens.key"),
		"--cluster-signing-cert-file="+p.folder.file("ca.crt"), "--cluster-signing-key-file="+p.folder.file("ca.key"),
		// By default it limits itself to 20 requests a second, and spends 5 seconds of the start waiting.
		"--kube-api-qps=1000", "--kube-api-burst=2000",
		// A busy machine may keep kwok from renewing its leases in time: that's no reason to evict pods.
		"--node-monitor-grace-period=30m",
	)
}

func (p plan) scheduler() (command, error) {
	return p.program("kube-scheduler",
		"--kubeconfig="+p.folder.file("scheduler.kubeconfig"), "--secure-port=0", "--leader-elect=false",
		"--kube-api-qps=1000", "--kube-api-burst=2000")
}

func (p plan) kwok() (command, error) {
	return p.program("kwok",
		"--kubeconfig="+p.folder.file("kubeconfig"), "--config="+p.folder.file("stages.yaml"),
		"--manage-all-nodes=true", "--cidr="+clusterCIDR, "--node-lease-duration-seconds=40",
		// Without a port it serves nothing; with one it would listen on every address.
		"--node-port=0",
	)
}

// program is the command of one of package tools' programs. It runs in the state folder.
func (p plan) program(name string, args ...string) (command, error) {
	path, err := tools.Path(name)
	if err != nil {
		return command{}, err
	}
	return command{
		name: name, path: path, args: args, dir: p.folder.path,
		log: p.folder.file("logs", strings.TrimPrefix(name, "kube-")+".log"),
	}, nil
}
