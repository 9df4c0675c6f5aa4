package tools

// KubernetesVersion is the release of the testbed's API server, controller manager and scheduler.
const KubernetesVersion = "1.36.3"

// IstioVersion is the release that the pinned istio.io/istio commit became.
const IstioVersion = "1.31.0"

// PulumiVersion is the release of the Pulumi CLI.
const PulumiVersion = "3.259.0"

// PrometheusVersion is the release of Prometheus, whose Go module counts from 0.300.
const PrometheusVersion = "3.16.0"

// HelmVersion is the release of the Helm CLI, that of the Helm library in this project.
const HelmVersion = "3.21.4"

// Program is one binary of the testbed.
type Program struct {
	// Name is the file name of the binary.
	Name string
	// Module is the folder beside this file whose go.mod pins the program.
	Module string
	// Package is the import path of the program's main package.
	Package string
	// Version is stamped into the binary and into the name of its folder in the cache.
	Version string
	// Tags are the build tags, separated by commas; "" for none.
	Tags string
	// Stamp lists the string variables that the linker sets.
	Stamp map[string]string
}

// kubernetesStamp makes the API server report a real release: Helm charts compare it with their kubeVersion.
var kubernetesStamp = map[string]string{
	"k8s.io/component-base/version.gitVersion":   "v" + KubernetesVersion,
	"k8s.io/component-base/version.gitMajor":     "1",
	"k8s.io/component-base/version.gitMinor":     "36",
	"k8s.io/component-base/version.gitTreeState": "clean",
}

// prometheusTags leave out service discovery but that of Kubernetes: the others bring the SDKs of every cloud.
const prometheusTags = "remove_all_sd,enable_kubernetes_sd"

var prometheusStamp = map[string]string{"github.com/prometheus/common/version.Version": PrometheusVersion}

// Programs lists everything that `make tools` builds, the ones that everything else needs first.
var Programs = []Program{
	{
		Name: "etcd", Module: "etcd", Version: "3.6.13",
		Package: "go.etcd.io/etcd/server/v3",
	},
	{
		Name: "kube-apiserver", Module: "kubernetes", Version: KubernetesVersion, Stamp: kubernetesStamp,
		Package: "k8s.io/kubernetes/cmd/kube-apiserver",
	},
	{
		Name: "kube-controller-manager", Module: "kubernetes", Version: KubernetesVersion, Stamp: kubernetesStamp,
		Package: "k8s.io/kubernetes/cmd/kube-controller-manager",
	},
	{
		Name: "kube-scheduler", Module: "kubernetes", Version: KubernetesVersion, Stamp: kubernetesStamp,
		Package: "k8s.io/kubernetes/cmd/kube-scheduler",
	},
	{
		Name: "kwok", Module: "kwok", Version: "0.8.0",
		Package: "sigs.k8s.io/kwok/cmd/kwok",
		Stamp:   map[string]string{"sigs.k8s.io/kwok/pkg/consts.Version": "v0.8.0"},
	},
	{
		Name: "pulumi", Module: "pulumi", Version: PulumiVersion,
		Package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
		Stamp:   map[string]string{"github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v" + PulumiVersion},
	},
	{
		Name: "pilot-discovery", Module: "istiod", Version: IstioVersion,
		Package: "istio.io/istio/pilot/cmd/pilot-discovery",
		Stamp:   map[string]string{"istio.io/istio/pkg/version.buildVersion": IstioVersion},
	},
	{
		Name: "pilot-agent", Module: "agent", Version: IstioVersion,
		Package: "istio.io/istio/pilot/cmd/pilot-agent",
		Stamp:   map[string]string{"istio.io/istio/pkg/version.buildVersion": IstioVersion},
	},
	{
		Name: "prometheus", Module: "prometheus", Version: PrometheusVersion, Tags: prometheusTags, Stamp: prometheusStamp,
		Package: "github.com/prometheus/prometheus/cmd/prometheus",
	},
	{
		Name: "promtool", Module: "prometheus", Version: PrometheusVersion, Tags: prometheusTags, Stamp: prometheusStamp,
		Package: "github.com/prometheus/prometheus/cmd/promtool",
	},
}

// Peers lists what the benchmarks of tests/bench compare with. `make bench` builds them, nothing else needs them.
var Peers = []Program{
	{
		Name: "helm", Module: "helm", Version: HelmVersion,
		Package: "helm.sh/helm/v3/cmd/helm",
	},
	{
		Name: "istioctl", Module: "istioctl", Version: IstioVersion,
		Package: "istio.io/istio/istioctl/cmd/istioctl",
		Stamp: map[string]string{
			"istio.io/istio/pkg/version.buildVersion": IstioVersion,
			"istio.io/istio/pkg/version.buildHub":     "docker.io/istio",
		},
	},
}
