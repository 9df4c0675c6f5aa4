package cluster

import "context"

// Facts are what a cluster told about itself.
type Facts struct {
	// KubernetesVersion is the gitVersion of the API server, as it writes it: v1.36.3, v1.33.5-eks-3025e55. "" is unknown.
	KubernetesVersion string
	// GatewayAPI is nil when unknown.
	GatewayAPI *GatewayAPI
}

// GatewayAPI says which CRDs of the Kubernetes Gateway API a cluster has, by the CRD of Gateways.
type GatewayAPI struct {
	Installed bool
	// BundleVersion is the release of the CRDs, like v1.4.0. "" when none are installed, or when they don't say.
	BundleVersion string
	// Channel is standard or experimental. "" like BundleVersion.
	Channel string
}

// Look returns what could be learned of the cluster, and when that isn't everything, an error that says in one line why.
// Either fact can be known without the other. The error holds no secret: neither a credential nor a part of a
// kubeconfig's content beyond names, files and addresses. It is ErrNoCluster when there's no cluster to ask.
//
// Look returns when ctx is done at the latest, whatever the API server and a credential plugin do. A plugin that hangs
// can't be ended, it's left behind with the goroutine that waits for it; Pulumi ends both with this process. A plugin
// isn't given the terminal to ask the user; its stderr is that of this process.
func Look(ctx context.Context, c Config) (Facts, error) {
	connected := start(ctx, func() (*client, error) { return connect(c) })
	k, err := connected()
	if err != nil {
		return Facts{}, connectError(err)
	}
	version := start(ctx, func() (string, error) { return k.kubernetesVersion(ctx) })
	gateway := start(ctx, func() (*GatewayAPI, error) { return k.gatewayAPI(ctx) })
	var facts Facts
	var unknown failures
	facts.KubernetesVersion, unknown.version = version()
	facts.GatewayAPI, unknown.gatewayAPI = gateway()
	return facts, unknown.of(k)
}

// start runs f beside the caller. What it returns waits for f's result, or for the end of ctx if that comes first: much
// of what f does (files, credential plugins) doesn't heed a context.
func start[T any](ctx context.Context, f func() (T, error)) func() (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := f()
		done <- result{value, err}
	}()
	return func() (T, error) {
		select {
		case r := <-done:
			return r.value, r.err
		case <-ctx.Done():
		}
		// What is there by now counts, also when ctx has ended meanwhile.
		select {
		case r := <-done:
			return r.value, r.err
		default:
			var none T
			return none, ctx.Err()
		}
	}
}
