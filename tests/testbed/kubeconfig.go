package testbed

import (
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// clusterName is the name of the cluster, and of the context, in kubeconfigs.
const clusterName = "testbed"

// writeKubeconfig writes a kubeconfig for one user. It carries its certificates in itself, so it can be copied.
func writeKubeconfig(path, server string, ca []byte, user *api.AuthInfo) error {
	c := api.NewConfig()
	c.Clusters[clusterName] = &api.Cluster{Server: server, CertificateAuthorityData: ca}
	c.AuthInfos[clusterName] = user
	c.Contexts[clusterName] = &api.Context{Cluster: clusterName, AuthInfo: clusterName}
	c.CurrentContext = clusterName
	return clientcmd.WriteToFile(*c, path)
}

// certificateUser is a user who proves itself by a client certificate.
func certificateUser(k keyPair) *api.AuthInfo {
	return &api.AuthInfo{ClientCertificateData: k.cert, ClientKeyData: k.key}
}

// restConfig is a client configuration without the client-side limits, which only slow tests down.
func restConfig(server string, ca []byte, user keyPair) *rest.Config {
	return &rest.Config{
		Host: server, QPS: 1000, Burst: 2000, UserAgent: "meshstack-testbed",
		TLSClientConfig: rest.TLSClientConfig{CAData: ca, CertData: user.cert, KeyData: user.key},
	}
}
