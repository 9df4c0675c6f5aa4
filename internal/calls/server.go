package calls

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/api"
	prometheus "github.com/prometheus/client_golang/api/prometheus/v1"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

const (
	// reachable bounds the wait for the first answer, so that the error of a wrong address is there within 10 seconds.
	reachable = 9 * time.Second
	// bodyLimit bounds one answer, in bytes: that of a namespace with ten thousand kinds of calls is a third of it.
	bodyLimit = 16 << 20
)

// Server is a Prometheus, or what speaks its HTTP API: Thanos, Mimir, VictoriaMetrics.
type Server struct {
	// URL is the address that the API is under, without /api/v1. CheckURL says which are right.
	URL string
	// Username and Password are for basic authentication, "" for none.
	Username, Password string
	// BearerToken is sent as such, "" for none.
	BearerToken string
	// Headers are sent with each request.
	Headers map[string]string
	// CAFile is a PEM file with who signs the server's certificate, "" for those that the system trusts.
	CAFile string
	// Timeout bounds each query.
	Timeout time.Duration
}

// CheckURL reports what isn't the address of a server. The error says what to write instead, and doesn't show what may hold
// a password.
func CheckURL(address string) error {
	const example = "http://prometheus.monitoring:9090"
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("this is not an address with http:// or https://; write for example " + example)
	case u.User != nil:
		return errors.New("the address holds a user name, which would be shown with it; write username and password as arguments of their own")
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("the address has a query or a fragment; write it up to the path, for example " + example)
	}
	for _, page := range []string{"/api/v1", "/graph", "/query", "/metrics"} {
		if strings.HasSuffix(strings.TrimSuffix(u.Path, "/"), page) || strings.Contains(u.Path, "/api/v1/") {
			return fmt.Errorf("the address goes on to a page (%s); write it up to what stands before /api/v1, for example %s", u.Path, example)
		}
	}
	return nil
}

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
		return nil, errors.New("the file holds no PEM certificate; write the path of one with the authority that signed the server's")
	}
	return roots, nil
}

// api is the client of Prometheus' own project, behind a guard.
func (s Server) api() (prometheus.API, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: reachable / 2}).DialContext
	transport.TLSHandshakeTimeout = reachable / 2
	if s.CAFile != "" {
		roots, err := certificates(s.CAFile)
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	client, err := api.NewClient(api.Config{Address: s.URL, RoundTripper: guard{s, transport}})
	if err != nil {
		return nil, CheckURL(s.URL) // which shows no address
	}
	return prometheus.NewAPI(client), nil
}

// guard puts the credentials on each request, and keeps out answers that aren't those of Prometheus' API. It follows no
// redirection, so that nobody else gets the credentials.
type guard struct {
	server Server
	next   http.RoundTripper
}

func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	for name, value := range g.server.Headers {
		r.Header.Set(name, value)
	}
	switch {
	case g.server.BearerToken != "":
		r.Header.Set("Authorization", "Bearer "+g.server.BearerToken)
	case g.server.Username != "":
		r.SetBasicAuth(g.server.Username, g.server.Password)
	}
	resp, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if err := g.server.refused(resp); err != nil {
		_ = resp.Body.Close()
		return nil, err
	}
	resp.Body = &limited{ReadCloser: resp.Body, left: bodyLimit}
	return resp, nil
}

// refusal is an answer that is none of Prometheus' API. Its text says what to write instead.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

func (s Server) refused(resp *http.Response) error {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	text := ""
	switch code := resp.StatusCode; {
	case code == http.StatusUnauthorized && s.anonymous():
		text = "the server wants credentials (%s); write username and password, a bearerToken, or headers"
	case code == http.StatusUnauthorized:
		text = "the server doesn't take the credentials (%s); write those of somebody whom it knows"
	case code == http.StatusForbidden:
		text = "the server doesn't let these credentials read metrics (%s); write those of somebody who may, or the tenant's header, as in X-Scope-OrgID"
	case code/100 == 3:
		return &refusal{fmt.Sprintf("the server leads elsewhere (%s to %s); write that address if it is Prometheus', and if it is a login, one behind it, as in a port-forward",
			resp.Status, target(resp))}
	case code == http.StatusNotFound:
		text = "there is no API of Prometheus under this address (%s); write what stands before /api/v1, with the prefix of the path if there is one"
	case code == http.StatusTooManyRequests:
		text = "the server takes no more requests for now (%s); wait, or save an answer and write metricsJson"
	case kind == "text/html":
		text = "the server answers with a web page (%s); write Prometheus' own address, not that of Grafana, Kiali or a login before it"
	case (code/100 == 2 || code == http.StatusBadRequest || code == http.StatusUnprocessableEntity) && kind != "application/json":
		text = "the server doesn't answer as Prometheus does (%s, and no JSON); write Prometheus' own address, with http or https as it speaks it"
	}
	if text == "" {
		return nil
	}
	return &refusal{fmt.Sprintf(text, resp.Status)}
}

func (s Server) anonymous() bool {
	return s.Username == "" && s.BearerToken == "" && len(s.Headers) == 0
}

// target is where an answer leads, without what may be secret.
func target(resp *http.Response) string {
	u, err := resp.Location()
	if err != nil {
		return "nowhere"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// limited reads so much and no more.
type limited struct {
	io.ReadCloser
	left int
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.left -= n; l.left < 0 {
		return 0, &refusal{fmt.Sprintf("an answer is larger than %d MiB; write a shorter window, or save answers of a few namespaces each and write metricsJson", bodyLimit>>20)}
	}
	return n, err
}

// redact takes what is secret out of a text that somebody else wrote.
func (s Server) redact(text string) string {
	secrets := []string{s.Password, s.BearerToken, base64.StdEncoding.EncodeToString([]byte(s.Username + ":" + s.Password))}
	for _, value := range s.Headers {
		secrets = append(secrets, value)
	}
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, plan.SecretText)
		}
	}
	return text
}
