package testbed

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"time"
)

// validity is how long the testbed's certificates are good for.
const validity = 7 * 24 * time.Hour

// keyPair is a certificate and its key, both as PEM.
type keyPair struct {
	cert, key []byte
}

// authority signs the certificates of one testbed.
type authority struct {
	keyPair
	parsed *x509.Certificate
	signer *ecdsa.PrivateKey
	serial int64
}

func newAuthority() (*authority, error) {
	signer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	a := &authority{signer: signer}
	a.parsed = a.template(pkix.Name{CommonName: "testbed"})
	a.parsed.IsCA, a.parsed.BasicConstraintsValid = true, true
	a.parsed.KeyUsage |= x509.KeyUsageCertSign
	a.keyPair, err = a.sign(a.parsed, signer)
	return a, err
}

// server issues a certificate for the API server: for loopback, and for the names that pods would know it by.
func (a *authority) server() (keyPair, error) {
	t := a.template(pkix.Name{CommonName: "kube-apiserver"})
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	t.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 96, 0, 1)}
	t.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"}
	return a.issue(t)
}

// client issues a certificate for a user of the API server, in the given groups.
func (a *authority) client(user string, groups ...string) (keyPair, error) {
	t := a.template(pkix.Name{CommonName: user, Organization: groups})
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return a.issue(t)
}

func (a *authority) template(subject pkix.Name) *x509.Certificate {
	a.serial++
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(a.serial), Subject: subject,
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(validity),
		KeyUsage: x509.KeyUsageDigitalSignature,
	}
}

func (a *authority) issue(t *x509.Certificate) (keyPair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return keyPair{}, err
	}
	return a.sign(t, key)
}

func (a *authority) sign(t *x509.Certificate, key *ecdsa.PrivateKey) (keyPair, error) {
	der, err := x509.CreateCertificate(rand.Reader, t, a.parsed, &key.PublicKey, a.signer)
	if err != nil {
		return keyPair{}, fmt.Errorf("certificate for %s: %w", t.Subject.CommonName, err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return keyPair{}, err
	}
	return keyPair{cert: encodePEM("CERTIFICATE", der), key: encodePEM("PRIVATE KEY", private)}, nil
}

// newSigningKey makes the key that signs ServiceAccount tokens: the private and the public part.
func newSigningKey() (private, public []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	privateDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	publicDER, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, nil, err
	}
	return encodePEM("PRIVATE KEY", privateDER), encodePEM("PUBLIC KEY", publicDER), nil
}

func encodePEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// write stores the pair as <base>.crt and <base>.key.
func (k keyPair) write(base string) error {
	if err := os.WriteFile(base+".crt", k.cert, 0o644); err != nil {
		return err
	}
	return os.WriteFile(base+".key", k.key, 0o600)
}
