package check

// Severity is how bad a finding is.
type Severity string

// The severities.
const (
	// Error stops the component before anything is registered.
	Error Severity = "error"
	// Warning is printed, and stops nothing.
	Warning Severity = "warning"
	// Info says what could not be checked.
	Info Severity = "info"
)

// ID names a judgement that a user may overrule, for good: docs/checks.md explains each, and `checks.ignore` takes it.
// What is wrong in itself, such as a name that Kubernetes refuses, has no ID and can't be overruled.
type ID string

// The checks. An ID is never given to another judgement.
const (
	VersionUnknown        ID = "MS101"
	VersionEnded          ID = "MS102"
	KubernetesTooOld      ID = "MS103"
	KubernetesTooNew      ID = "MS104"
	KubernetesUnknown     ID = "MS105"
	GatewayAPIIgnored     ID = "MS106"
	GatewayAPIBlocks      ID = "MS107"
	GatewayAPIMissing     ID = "MS108"
	PlatformDiffers       ID = "MS109"
	ImageTagDiffers       ID = "MS110"
	RevisionUnknown       ID = "MS111"
	AutoAllocateMetadata  ID = "MS201"
	AutoAllocateNoCapture ID = "MS202"
	RemoteUnreachable     ID = "MS203"

	TracingPortProtocol ID = "MS301"
	JaegerV1Ended       ID = "MS302"
	TracingTwice        ID = "MS303"
	CollectorHidden     ID = "MS304"
	DefaultsDropMetrics ID = "MS305"
	TracingOfRemote     ID = "MS306"

	MonitorsUnlabelled ID = "MS341"
	AnnotationsMissing ID = "MS342"
	ScrapedTwice       ID = "MS343"
	JobKeepsNothing    ID = "MS344"
	MetricGone         ID = "MS345"
	NeededDropped      ID = "MS346"
	PrometheusInjected ID = "MS347"

	KialiOld          ID = "MS371"
	KialiFirst        ID = "MS372"
	KialiNewer        ID = "MS373"
	KialiKey          ID = "MS374"
	KialiOldKey       ID = "MS375"
	KialiChartKey     ID = "MS376"
	KialiNoPrometheus ID = "MS377"
	KialiProtocol     ID = "MS378"
	KialiOpen         ID = "MS379"
	KialiKeysUnknown  ID = "MS380"

	GrafanaPublicUnknown ID = "MS391"
	GrafanaInternalLink  ID = "MS392"
	GrafanaNoZtunnel     ID = "MS393"
)

// Check describes one ID.
type Check struct {
	ID       ID
	Severity Severity
	// Title says in a few words what is found.
	Title string
}

// Catalog lists every check, ordered by ID.
var Catalog = []Check{
	{VersionUnknown, Warning, "The Istio release is newer than this package knows"},
	{VersionEnded, Warning, "The Istio release has reached its end of life"},
	{KubernetesTooOld, Error, "The cluster is too old for the Istio release"},
	{KubernetesTooNew, Warning, "The cluster is newer than the Istio release was tested with"},
	{KubernetesUnknown, Info, "The cluster's version isn't known, so it was not compared"},
	{GatewayAPIIgnored, Warning, "istiod doesn't read some kinds from the cluster's Gateway API CRDs"},
	{GatewayAPIBlocks, Error, "The cluster's Gateway API CRDs keep istiod from becoming ready"},
	{GatewayAPIMissing, Error, "The mesh needs Gateway API CRDs that the cluster lacks"},
	{PlatformDiffers, Warning, "The cluster looks like another platform than the one given"},
	{ImageTagDiffers, Warning, "The images are of another minor release than the charts"},
	{RevisionUnknown, Warning, "No control plane of the mesh has that revision or tag"},
	{AutoAllocateMetadata, Warning, "ISTIO_META_DNS_AUTO_ALLOCATE is deprecated"},
	{AutoAllocateNoCapture, Warning, "Addresses are allocated that nobody resolves"},
	{RemoteUnreachable, Error, "The remote control plane has no address"},
	{TracingPortProtocol, Error, "The collector's port is that of another protocol"},
	{JaegerV1Ended, Warning, "Jaeger v1 has ended"},
	{TracingTwice, Error, "The proxies are given two tracers"},
	{CollectorHidden, Warning, "istiod may not see the collector"},
	{DefaultsDropMetrics, Error, "The default providers leave out the metrics"},
	{TracingOfRemote, Error, "Tracing is given to a mesh whose control plane runs elsewhere"},
	{MonitorsUnlabelled, Warning, "PodMonitors carry no label"},
	{AnnotationsMissing, Warning, "Nothing leads Prometheus to the sidecars"},
	{ScrapedTwice, Error, "A job scrapes pods of the mesh a second time"},
	{JobKeepsNothing, Warning, "A scrape job keeps no target"},
	{MetricGone, Warning, "A rule reads a metric that Istio doesn't export"},
	{NeededDropped, Warning, "Metrics are dropped that Kiali and the dashboards need"},
	{PrometheusInjected, Warning, "Prometheus would get a sidecar"},
	{KialiOld, Warning, "Kiali is older than the one that goes with the Istio release"},
	{KialiFirst, Error, "Kiali 1 doesn't know the Istio release"},
	{KialiNewer, Warning, "Kiali is newer than this package knows"},
	{KialiKey, Error, "Kiali's release doesn't read a key of its configuration"},
	{KialiOldKey, Warning, "A key of Kiali's configuration has a new name, or none any more"},
	{KialiChartKey, Warning, "A key of Kiali's configuration is read by its chart alone"},
	{KialiNoPrometheus, Error, "Kiali has no Prometheus"},
	{KialiProtocol, Error, "Kiali would ask for traces in a protocol that the port doesn't speak"},
	{KialiOpen, Warning, "Kiali is open to whoever reaches the gateway"},
	{KialiKeysUnknown, Info, "Kiali's configuration isn't known, so its keys were not compared"},
	{GrafanaPublicUnknown, Warning, "No dashboard of Istio has this ID on grafana.com"},
	{GrafanaInternalLink, Warning, "Links to Grafana lead to an address inside the cluster"},
	{GrafanaNoZtunnel, Warning, "A dashboard of ztunnel without ztunnel"},
}

// Find returns the check of that ID.
func Find(id ID) (Check, bool) {
	for _, c := range Catalog {
		if c.ID == id {
			return c, true
		}
	}
	return Check{}, false
}
