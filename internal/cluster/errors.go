package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// failures are why facts are unknown; nil for a known one.
type failures struct{ version, gatewayAPI error }

// of puts them in one line, or returns nil when everything is known.
func (f failures) of(k *client) error {
	const version, gatewayAPI = "its Kubernetes version", "its Gateway API CRDs"
	switch {
	case f.version == nil && f.gatewayAPI == nil:
		return nil
	case f.gatewayAPI == nil:
		return fmt.Errorf("ask the cluster at %s for %s: %s", k.host, version, k.reason(f.version))
	case f.version == nil:
		return fmt.Errorf("ask the cluster at %s for %s: %s", k.host, gatewayAPI, k.reason(f.gatewayAPI))
	}
	of, also := k.reason(f.version), k.reason(f.gatewayAPI)
	if of == also {
		return fmt.Errorf("ask the cluster at %s for %s and %s: %s", k.host, version, gatewayAPI, of)
	}
	return fmt.Errorf("ask the cluster at %s for %s: %s; for %s: %s", k.host, version, of, gatewayAPI, also)
}

// reason says why a question had no answer. It repeats nothing that the server or the credential plugin wrote, because
// either may quote a credential.
func (k *client) reason(err error) string {
	var status apierrors.APIStatus
	var transport *url.Error
	switch {
	case outOfTime(err):
		if k.plugin != "" {
			return fmt.Sprintf("no answer in time, from the credential plugin %s or from the API server", k.plugin)
		}
		return "no answer in time"
	case errors.As(err, &status):
		return answered(int(status.Status().Code))
	case errors.As(err, &transport):
		return k.notSent(transport.Err)
	default:
		return errNotKubernetes.Error()
	}
}

func answered(code int) string {
	what := fmt.Sprintf("it answered %d %s", code, http.StatusText(code))
	switch code {
	case http.StatusUnauthorized:
		return what + "; renew the credentials of the kubeconfig"
	case http.StatusForbidden:
		return what + "; let the user of the kubeconfig get that"
	default:
		return what
	}
}

// notSent says why no request reached the server.
func (k *client) notSent(err error) string {
	what, ofPlugin := strings.CutPrefix(err.Error(), "getting credentials: ")
	if !ofPlugin {
		return redact(firstLine(what))
	}
	// What can't be decoded is quoted, and may be a credential.
	if strings.HasPrefix(what, "decoding stdout: ") {
		what = "it wrote something else than an ExecCredential"
	}
	return fmt.Sprintf("the credential plugin %s: %s", k.plugin, firstLine(what))
}

// connectError is for what went wrong before anything was asked.
func connectError(err error) error {
	if outOfTime(err) {
		return errors.New("the kubeconfig couldn't be read in time")
	}
	return err
}

func outOfTime(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// userinfo is what stands before an @, up to the quotes around it if there are any.
var userinfo = regexp.MustCompile(`(")[^"]*@|\S*@`)

// redact takes the userinfo from all that may be a URL: that of a proxy in the environment, that of a redirection.
func redact(s string) string { return userinfo.ReplaceAllString(s, "$1") }

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return strings.TrimSpace(line)
}

// Why says in one line why a cluster that more than Look asked had no answer. It repeats nothing that the server or a
// credential plugin wrote, because either may quote a credential.
func Why(err error) string {
	var k client
	var status apierrors.APIStatus
	var transport *url.Error
	if errors.As(err, &status) || errors.As(err, &transport) || outOfTime(err) {
		return k.reason(err)
	}
	return firstLine(err.Error())
}
