package testbed

import (
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/client-go/rest"
)

// writeCredentials makes the certificates, the token key and the kubeconfigs of a control plane, and returns the
// configuration of an administrator's client.
func (p plan) writeCredentials() (*rest.Config, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, fmt.Errorf("make the certificate authority: %w", err)
	}
	if err := ca.write(p.folder.file("ca")); err != nil {
		return nil, err
	}
	server, err := ca.server()
	if err != nil {
		return nil, err
	}
	if err := server.write(p.folder.file("apiserver")); err != nil {
		return nil, err
	}
	if err := p.writeTokenKey(); err != nil {
		return nil, fmt.Errorf("make the key of ServiceAccount tokens: %w", err)
	}
	users := map[string]string{
		"controller-manager.kubeconfig": "system:kube-controller-manager",
		"scheduler.kubeconfig":          "system:kube-scheduler",
	}
	for file, user := range users {
		pair, err := ca.client(user)
		if err != nil {
			return nil, err
		}
		if err := writeKubeconfig(p.folder.file(file), p.server(), ca.cert, certificateUser(pair)); err != nil {
			return nil, fmt.Errorf("write %s: %w", filepath.Base(file), err)
		}
	}
	admin, err := ca.client("admin", "system:masters")
	if err != nil {
		return nil, err
	}
	if err := writeKubeconfig(p.folder.file("kubeconfig"), p.server(), ca.cert, certificateUser(admin)); err != nil {
		return nil, err
	}
	return restConfig(p.server(), ca.cert, admin), nil
}

func (p plan) writeTokenKey() error {
	private, public, err := newSigningKey()
	if err != nil {
		return err
	}
	if err := os.WriteFile(p.folder.file("tokens.pub"), public, 0o644); err != nil {
		return err
	}
	return os.WriteFile(p.folder.file("tokens.key"), private, 0o600)
}
