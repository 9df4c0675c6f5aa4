package components

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/cluster"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// lookTimeout bounds how long the ambient cluster is asked: a preview must not hang on a cluster that is gone.
const lookTimeout = 3 * time.Second

// facts is what is known of the cluster, and why something is not.
type facts struct {
	cluster.Facts

	// unseen says why the cluster wasn't asked, or didn't answer.
	unseen string
}

// look asks the ambient cluster, which is the one that is meant where no provider is given.
func (m *mesh) look(ctx *pulumi.Context, opts []pulumi.ResourceOption) facts {
	if m.args.KubernetesVersion != nil && m.args.GatewayAPI != nil && m.args.GatewayAPI.Version != nil {
		return facts{}
	}
	config, unseen := m.ambientCluster(ctx, opts)
	if config == nil {
		return facts{unseen: unseen}
	}
	bounded, stop := context.WithTimeout(ctx.Context(), lookTimeout)
	defer stop()
	seen, err := cluster.Look(bounded, *config)
	switch {
	case errors.Is(err, cluster.ErrNoCluster):
		return facts{unseen: "no cluster is configured around this program"}
	case err != nil:
		return facts{Facts: seen, unseen: err.Error()}
	}
	return facts{Facts: seen}
}

// ambientCluster says which cluster can be asked, nil for none, and why not. Without checks nobody is asked.
func (m *mesh) ambientCluster(ctx *pulumi.Context, opts []pulumi.ResourceOption) (config *cluster.Config, unseen string) {
	if m.args.Checks.off() {
		return nil, ""
	}
	if explicitKubernetesProvider(ctx.Context(), opts) {
		return nil, "an explicit Kubernetes provider is given, whose cluster can't be asked from here"
	}
	settings, toFiles := kubernetesSettings(ctx)
	if toFiles {
		return nil, "the children are written to files, and no cluster is meant"
	}
	return &settings, ""
}

// kubernetesSettings are those of the program's default Kubernetes provider, and whether it writes to files instead.
func kubernetesSettings(ctx *pulumi.Context) (out cluster.Config, toFiles bool) {
	setting := func(key string) string {
		value, _ := ctx.GetConfig("kubernetes:" + key)
		return value
	}
	return cluster.Config{Kubeconfig: setting("kubeconfig"), Context: setting("context"), Cluster: setting("cluster")}, setting("renderYamlToDirectory") != ""
}

// explicitKubernetesProvider reports whether the children will use a Kubernetes provider of the program.
func explicitKubernetesProvider(ctx context.Context, opts []pulumi.ResourceOption) bool {
	snapshot, err := pulumi.NewResourceOptions(opts...)
	if err != nil {
		return false
	}
	for _, p := range append(snapshot.Providers, snapshot.Provider) {
		if p == nil {
			continue
		}
		// The package of a provider is private to the SDK; its URN tells it.
		urn, _ := plan.Await(ctx, p.URN())
		if strings.Contains(fmt.Sprint(urn), "::pulumi:providers:kubernetes::") {
			return true
		}
	}
	return false
}

// checkKubernetes compares the cluster's version with the matrix, for every control plane.
func (m *mesh) checkKubernetes(ctx context.Context, f *check.Findings, seen facts) {
	const path = "kubernetesVersion"
	version := seen.KubernetesVersion
	if m.args.KubernetesVersion != nil {
		given, known := plan.AwaitOpen(ctx, m.args.KubernetesVersion)
		if !known {
			f.Report(check.KubernetesUnknown, path, "it is a secret, or known only once the cluster is there, so it is not compared now")
			return
		}
		version, _ = given.(string)
	}
	switch {
	case version == "" && m.args.KubernetesVersion != nil:
		f.Errorf(path, "the version is empty; write 1.y, or leave it out")
		return
	case version == "" && seen.unseen != "":
		f.Report(check.KubernetesUnknown, path, "%s; write kubernetesVersion to have it compared with what Istio %s supports", seen.unseen, m.version)
		return
	case version == "":
		return
	}
	k, err := istio.ParseKubernetes(version)
	switch {
	case err != nil && m.args.KubernetesVersion == nil:
		f.Report(check.KubernetesUnknown, path, "the cluster says it is %q, which can't be read; write kubernetesVersion to have it compared", version)
		return
	case err != nil:
		f.Errorf(path, "%v", err)
		return
	}
	for _, control := range m.planes {
		if control.known {
			checkFit(f, path, control, k, len(m.gateways) > 0)
		}
	}
	m.checkPlatform(f, k)
}

func checkFit(f *check.Findings, path string, control plane, k istio.Kubernetes, gateways bool) {
	switch fit, release := control.version.FitKubernetes(k); fit {
	case istio.TooOld:
		remedy := "upgrade the cluster"
		if older, ok := istio.NewestFor(k); ok && (!gateways || older.GatewayFrom != "") {
			remedy += ", or write " + control.path + "version: " + older.Newest
		}
		f.Report(check.KubernetesTooOld, path, "Istio %s supports Kubernetes %s, and the cluster is %s; %s", control.version, release.Kubernetes, k, remedy)
	case istio.TooNew:
		remedy := "no release that this package knows is"
		if newer, ok := istio.NewestFor(k); ok {
			remedy = "write " + control.path + "version: " + newer.Newest
		}
		f.Report(check.KubernetesTooNew, path, "Istio %s was tested with Kubernetes %s, and not with %s; %s", control.version, release.Kubernetes, k, remedy)
	}
}

// checkPlatform compares the distribution that the cluster's version tells with the platform, as the paths of the CNI
// plugin differ.
func (m *mesh) checkPlatform(f *check.Findings, k istio.Kubernetes) {
	distribution := Platform(k.Distribution())
	known := distribution == platformGKE || distribution == "k3s"
	if !known || m.platform() == distribution || distribution == "k3s" && m.platform() == "k3d" {
		return
	}
	if _, cni := m.cni(); !cni {
		return
	}
	f.Report(check.PlatformDiffers, "platform", "the cluster is %s, whose CNI programs are elsewhere; write platform: %s", k, distribution)
}
