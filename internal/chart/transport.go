package chart

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
)

// CheckCAFile reports a file that can't be read as certificates. The error says what to write instead.
func CheckCAFile(file string) error {
	_, err := certificates(file)
	return err
}

func certificates(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the file can't be read (%w); write the path of a PEM file where Pulumi runs", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("the file holds no PEM certificate; write the path of one with the repository's certificate authority")
	}
	return roots, nil
}

// transport trusts the source's certificate authority.
func transport(source Source) (*http.Transport, error) {
	t := http.DefaultTransport.(*http.Transport).Clone()
	if source.CAFile == "" {
		return t, nil
	}
	roots, err := certificates(source.CAFile)
	if err != nil {
		return nil, fmt.Errorf("caFile: %w", err)
	}
	t.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return t, nil
}
