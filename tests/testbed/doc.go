// Package testbed starts a Kubernetes control plane and istiod as processes on loopback, for tests that want the real
// answers: the real API server validates, the real controllers act, the real istiod injects, rejects and serves xDS.
//
// What is real: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and one istiod per Deployment of it, with
// the arguments, the environment and the ServiceAccount of its pod. What is not: there's no kubelet, no container and no
// pod network. Kwok declares pods Ready as soon as they are scheduled, and Services of type LoadBalancer get a made-up
// address.
//
// Calls from the API server to Services (webhooks) leave it through its egress selector, come here as CONNECT requests
// on a unix socket, and go on to the local process behind that Service; a Service without one answers 502 at once.
//
// The programs come from package tools (`make tools`). Everything listens on 127.0.0.1 or on unix sockets, on free
// ports, and keeps its state in one folder, so that any number of testbeds can run side by side. The programs die with
// the process that called Start, however that ends.
package testbed
