package chart

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
)

// transport trusts the source's certificate authority.
func transport(source Source) (*http.Transport, error) {
	t := http.DefaultTransport.(*http.Transport).Clone()
	if source.CAFile == "" {
		return t, nil
	}
	pem, err := os.ReadFile(source.CAFile)
	if err != nil {
		return nil, fmt.Errorf("read caFile: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("caFile holds no PEM certificate")
	}
	t.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return t, nil
}
