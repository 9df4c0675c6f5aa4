package calls

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// anything stands for every namespace, or every host, as in Istio's grammar.
const anything = "*"

// Entry is one thing that the pods of a namespace call, as somebody declares it in `sidecars.calls`.
type Entry struct {
	// Text is the entry as it was written.
	Text string
	// Namespace is that of the service, `.` for the caller's own, or `*` for any.
	Namespace string
	// Host is a name, `*.domain`, or `*` for every host.
	Host string
	// Port is that of a host outside, 0 where the entry names none.
	Port int
	// Excludes: the entry takes away what others import, as Istio 1.31 and later can.
	Excludes bool
	// Outside: it is a host outside of the cluster, which has no namespace before it.
	Outside bool
}

// ParseEntry reads a namespace (`payments`), a host in one (`catalog/reviews.catalog.svc.cluster.local`, `catalog/*`, `*/*.example.com`),
// a host of a Service or outside (`reviews.catalog.svc`, `api.example.com`, `api.example.com:8443`), or an exclusion
// (`~catalog/admin.catalog.svc.cluster.local`). With the cluster's domain, hosts of Services that lack it are completed; where it
// isn't known (""), a Service is told by the `svc` in its name. A pod of a headless Service stands for the Service. The error says what to write instead; whether namespace and host are
// of Istio's grammar is the matter of istio.CheckEgressHost.
func ParseEntry(text, clusterDomain string) (Entry, error) {
	e := Entry{Text: text, Namespace: anything, Host: anything}
	switch {
	case text == "":
		return e, errors.New("the entry is empty; write a namespace, a host in one (ns/host), or a host outside")
	case text == anything:
		return e, errors.New(`"*" names nothing; write the namespaces that are called, or "*/*" for all of them`)
	case strings.Contains(text, "://"):
		return e, fmt.Errorf("%q has a scheme, which proxies aren't told; write %s", text, withoutScheme(text))
	case strings.Contains(text, "/"):
		return e.inNamespace(clusterDomain)
	case strings.HasPrefix(text, "~") && strings.ContainsAny(text, ".:"):
		return e, fmt.Errorf("%q excludes a host of no namespace; write %q for every one", text, "~*/"+text[1:])
	case strings.HasPrefix(text, "~"):
		return e, fmt.Errorf("%q excludes no host; write %q for all of the namespace's", text, text+"/*")
	case strings.ContainsAny(text, ".:"):
		return e.ofHost(clusterDomain)
	}
	e.Namespace = text
	return e, nil
}

// EgressHost is the entry of a Sidecar's egress hosts.
func (e Entry) EgressHost() string {
	if e.Excludes {
		return "~" + e.Namespace + "/" + e.Host
	}
	return e.Namespace + "/" + e.Host
}

// withoutScheme is what to write in place of an URL.
func withoutScheme(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "":
		return "the host alone, for example \"api.example.com\""
	case u.Port() == "" && u.Scheme == "http":
		return strconv.Quote(u.Host + ":80")
	}
	return strconv.Quote(u.Host)
}

// inNamespace reads what has a namespace before its slash.
func (e Entry) inNamespace(clusterDomain string) (Entry, error) {
	in, name, _ := strings.Cut(e.Text, "/")
	e.Namespace, e.Excludes = strings.CutPrefix(in, "~")
	e.Host = name
	switch {
	case e.Excludes && e.Namespace == "" && name == anything:
		return e, fmt.Errorf("%q imports nothing at all; leave it out, and write an empty list for who calls nobody", e.Text)
	case e.Excludes && e.Namespace == "":
		e.Namespace = anything
	case e.Namespace != "." && strings.ContainsAny(e.Namespace, ".:"):
		return e, fmt.Errorf("%q has a path, and a proxy isn't told of single paths; write %q", e.Text, in)
	}
	if host, port, found := strings.Cut(name, ":"); found {
		return e, fmt.Errorf("%q has the port %s, and a host of the cluster is imported with all of its ports; write %q", e.Text, port, in+"/"+host)
	}
	service, domain, inside := cutService(name, clusterDomain)
	if !inside {
		return e, nil
	}
	// Who names another namespace means a ServiceEntry there, which may have a pod's name.
	if of := withoutPod(service); of != service && (e.Namespace == anything || e.Namespace == "." || e.Namespace == namespaceOf(of)) {
		e.Host = strings.Replace(name, service, of, 1)
		if e.Excludes {
			return e, fmt.Errorf("%q excludes a pod, and a proxy is told of Services only; write %q, which excludes all pods of it", e.Text, in+"/"+e.Host)
		}
	}
	if domain == "" && clusterDomain != "" {
		e.Host += "." + clusterDomain // istiod completes nothing
	}
	return e, nil
}

// ofHost reads a host without a namespace before it, which may be that of a Service.
func (e Entry) ofHost(clusterDomain string) (Entry, error) {
	e.Host = canonical(e.Text)
	if strings.Count(e.Host, ":") > 1 {
		return e, fmt.Errorf("%q is no host; write a DNS name, and its addresses under sidecars.external", e.Text)
	}
	if name, number, found := strings.Cut(e.Host, ":"); found {
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > 65535 {
			return e, fmt.Errorf("%q ends with %q, which is no port; write a number from 1 to 65535, or the host alone", e.Text, number)
		}
		e.Host, e.Port = canonical(name), n
	}
	service, domain, inside := cutService(e.Host, clusterDomain)
	if !inside {
		e.Outside = true
		return e, nil
	}
	e.Namespace = namespaceOf(service)
	e.Host = strings.Replace(e.Host, service, withoutPod(service), 1)
	if domain == "" && clusterDomain != "" {
		e.Host += "." + clusterDomain
	}
	if e.Port != 0 {
		return e, fmt.Errorf("%q has a port, and a host of the cluster is imported with all of its ports; write %q", e.Text, e.EgressHost())
	}
	return e, nil
}

// canonical is a host as hosts are compared: DNS knows no capitals, and a dot at the end says nothing more.
func canonical(host string) string { return strings.TrimSuffix(strings.ToLower(host), ".") }

// cutService parts the host of a Service, or of a pod of one, from the cluster's domain, which may be left out. Where the domain
// isn't known (""), any is taken.
func cutService(host, clusterDomain string) (service, domain string, ok bool) {
	if service, ok = strings.CutSuffix(host, ".svc"); ok {
		return service, "", true
	}
	if clusterDomain != "" {
		service, ok = strings.CutSuffix(host, ".svc."+clusterDomain)
		return service, clusterDomain, ok
	}
	service, domain, ok = strings.Cut(host, ".svc.")
	return service, domain, ok && (service == anything || strings.Contains(service, "."))
}

// namespaceOf is the last label of what stands before `.svc`.
func namespaceOf(service string) string { return service[strings.LastIndex(service, ".")+1:] }

// withoutPod takes the name of a pod of a headless Service from what stands before `.svc`: istiod knows the Service alone, by
// its whole name, and tells the proxies of the pods with it.
func withoutPod(service string) string {
	labels := strings.Split(service, ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}
