package calls

import (
	"cmp"
	"net"
	"strings"

	"github.com/prometheus/common/model"
	"k8s.io/apimachinery/pkg/util/validation"
)

// Labels of Istio's metrics.
const (
	labelReporter    = "reporter"
	labelFrom        = "source_workload_namespace"
	labelWorkload    = "source_workload"
	labelHost        = "destination_service"
	labelServiceName = "destination_service_name"
	labelServiceIn   = "destination_service_namespace"
)

// Labels lists what a query has to keep of the series.
var Labels = []string{labelReporter, labelFrom, labelWorkload, labelServiceIn, labelHost, labelServiceName}

// needed are the labels without which a series says nothing.
var needed = []model.LabelName{labelReporter, labelFrom, labelHost}

// nobodyKnows is what proxies write for what they don't know.
const nobodyKnows = "unknown"

// Names of the clusters that stand in for a service in destination_service_name.
const (
	passthrough        = "PassthroughCluster"
	blackHole          = "BlackHoleCluster"
	inboundPassthrough = "InboundPassthroughCluster" // also with Ipv4 and Ipv6 behind it
)

// Way is what became of a call.
type Way int

// The ways.
const (
	// Routed went to a host that the proxy was told about.
	Routed Way = iota
	// Passed went to a host that the proxy was not told about, as plain TCP.
	Passed
	// Blocked went nowhere: the proxy was not told about the host, and may not let it pass.
	Blocked
)

// Call is what a series tells: somebody called something.
type Call struct {
	// From is the namespace of who called, "" where nobody knows.
	From string
	// Workload is who called, "" where nobody knows.
	Workload string
	// Host is what was called, in lower case and without a port, "" where the metrics don't name it.
	Host string
	// Port is the port of a host that is in no registry.
	Port string
	// Namespace has the service or the ServiceEntry of that host, "" where there is none.
	Namespace string
	// Service: the host is that of a Service of Kubernetes.
	Service bool
	// Way is what became of it.
	Way Way
	// ByServer: nobody but who was called counted it.
	ByServer bool
}

// Of reads the labels of a series. The names of the labels it lacks are returned where it says nothing.
func Of(series model.Metric) (Call, []string) {
	var lacking []string
	for _, name := range needed {
		if series[name] == "" {
			lacking = append(lacking, string(name))
		}
	}
	if len(lacking) > 0 {
		return Call{}, lacking
	}
	c := Call{
		From: known(series[labelFrom]), Workload: known(series[labelWorkload]),
		Namespace: known(series[labelServiceIn]), ByServer: series[labelReporter] != "source",
	}
	service := string(series[labelServiceName])
	switch {
	case service == blackHole:
		c.Way = Blocked
	case service == passthrough, strings.HasPrefix(service, inboundPassthrough):
		c.Way = Passed
	}
	c.setHost(known(series[labelHost]))
	return c, nil
}

func known(v model.LabelValue) string {
	if v == nobodyKnows {
		return ""
	}
	return string(v)
}

// setHost takes the host that the metrics name: that of the service, or what stood in the request where no registry has it.
func (c *Call) setHost(text string) {
	host, port := strings.ToLower(text), ""
	if h, p, err := net.SplitHostPort(host); err == nil {
		host, port = h, p
	}
	host = strings.TrimSuffix(host, ".")
	if len(validation.IsDNS1123Subdomain(strings.TrimPrefix(host, "*."))) > 0 || net.ParseIP(host) != nil {
		// An address says where, not what; and whatever a client wrote may stand here.
		c.Namespace = ""
		return
	}
	c.Host = host
	// Of a Service the host is name.namespace.svc, for one of its pods with the pod's name before it, which goes, and the domain of the cluster, also where nobody resolved it.
	if service, _, ok := cutService(host, ""); ok && strings.Contains(service, ".") {
		c.Service, c.Namespace = true, namespaceOf(service)
		c.Host = strings.Replace(host, service, withoutPod(service), 1)
		return
	}
	if c.Way != Routed {
		c.Namespace = "" // it is that of the pod behind the address
	}
	if c.Namespace == "" { // a client of HTTP named it, in plain text
		c.Port = cmp.Or(port, "80")
	}
}

// named reports whether the metrics say what was called: a host of a registry, or one that a registry could have. A name
// without a dot means something in its caller's namespace only.
func (c Call) named() bool {
	return c.Host != "" && (c.Namespace != "" || strings.Contains(c.Host, "."))
}

// entry is what to declare of the call: the namespace of a Service, or the host.
func (c Call) entry(byHost bool) string {
	switch {
	case c.Service && !byHost:
		return c.Namespace
	case c.Namespace != "":
		return c.Namespace + "/" + c.Host
	case c.Port != "":
		return c.Host + ":" + c.Port
	}
	return c.Host
}

// what is called, in words: the host, with its port.
func (c Call) what() string {
	if c.Port != "" {
		return c.Host + ":" + c.Port
	}
	return c.Host
}
