package cluster

import "k8s.io/client-go/rest"

// REST says how to reach a cluster, for those who do more than look. The error is ErrNoCluster when there's none, and
// otherwise repeats nothing of a kubeconfig's content beyond names, files and addresses.
func REST(c Config) (*rest.Config, error) { return restConfig(c) }
