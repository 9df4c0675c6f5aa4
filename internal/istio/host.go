package istio

import (
	"errors"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

// minorOfExclusions is the minor release from which `~ns/host` excludes what another entry imports.
const minorOfExclusions = 31

// CheckEgressHost checks one entry of a Sidecar's egress hosts, `namespace/dnsName`, by the grammar of that release
// (networking/v1alpha3/sidecar.proto, and pkg/config/validation of that release). The error says what to write instead.
func CheckEgressHost(host string, v Version) error {
	ns, name, ok := strings.Cut(host, "/")
	if !ok {
		return fmt.Errorf("%q lacks the namespace; write \"namespace/%s\", or \"*/%s\" for every namespace", host, host, host)
	}
	if strings.Contains(name, "/") {
		return fmt.Errorf("%q has more than one slash; write \"namespace/dnsName\"", host)
	}
	if ns == "" || name == "" {
		return fmt.Errorf("%q has an empty side; write \"namespace/dnsName\", with \"*\" for any", host)
	}
	if err := checkHostNamespace(host, ns, name, v); err != nil {
		return err
	}
	return checkHostName(host, name)
}

func checkHostNamespace(host, ns, name string, v Version) error {
	if ns == "~" && name == "*" { // import nothing, in every release
		return nil
	}
	if excluded, ok := strings.CutPrefix(ns, "~"); ok {
		if !v.AtLeast(minorOfExclusions) {
			return fmt.Errorf("%q excludes a host, which Istio %s doesn't know (1.%d and later do); leave the entry out and list what is reached",
				host, v, minorOfExclusions)
		}
		ns = excluded
	}
	switch ns {
	case "", "*", ".":
		return nil
	}
	if msgs := validation.IsDNS1123Label(ns); len(msgs) > 0 {
		return fmt.Errorf("%q: %q is not a namespace (%s); write a namespace's name, \".\" for the Sidecar's own, or \"*\" for every one",
			host, ns, msgs[0])
	}
	return nil
}

func checkHostName(host, name string) error {
	if name == "*" {
		return nil
	}
	if len(name) > 255 {
		return fmt.Errorf("%q is longer than the 255 characters of a DNS name; shorten it", host)
	}
	rest := strings.TrimPrefix(name, "*.")
	if strings.Contains(rest, "*") {
		return fmt.Errorf("%q has a wildcard that isn't a whole leftmost label; write \"*\" or \"*.domain\"", host)
	}
	if !strings.Contains(name, ".") {
		return fmt.Errorf("%q has a short name, which Istio doesn't complete here; write \"%s.<namespace>.svc.cluster.local\"", host, name)
	}
	labels := strings.Split(strings.TrimSuffix(rest, "."), ".")
	for _, label := range labels {
		if err := checkDNSLabel(label); err != nil {
			return fmt.Errorf("%q: %q is not part of a DNS name (%w); write a fully qualified host", host, label, err)
		}
	}
	if top := labels[len(labels)-1]; !strings.HasSuffix(name, ".") && strings.Trim(top, "0123456789") == "" {
		return fmt.Errorf("%q ends with the number %s, which no DNS name does; write a fully qualified host, not an IP address", host, top)
	}
	return nil
}

// checkDNSLabel is Istio's rule: letters of either case are allowed, unlike in Kubernetes names.
func checkDNSLabel(label string) error {
	if len(validation.IsDNS1123Label(strings.ToLower(label))) > 0 {
		return errors.New("letters, digits and -, 63 at most, not beginning or ending with -")
	}
	return nil
}
