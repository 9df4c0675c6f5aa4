package check

// Severity is how bad a finding is.
type Severity string

// The severities.
const (
	// Fatal is an error that can't be overruled: what it finds can't work.
	Fatal Severity = "error that can't be overruled"
	// Error stops the component before anything is registered.
	Error Severity = "error"
	// Warning is printed, and stops nothing.
	Warning Severity = "warning"
	// Info says what could not be checked.
	Info Severity = "info"
)

// ID names a judgement: docs/checks.md explains each, and `checks.ignore` takes it, unless it is Fatal. What is wrong in
// the grammar of an argument, such as a name that Kubernetes refuses, has no ID and can't be overruled either.
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
	RepositoryEnds        ID = "MS112"
	RegistryEnds          ID = "MS113"
	CRDLeftOut            ID = "MS115"
	ValueOverridden       ID = "MS116"
	ValueDeprecated       ID = "MS117"
	ChartFails            ID = "MS121"
	ChartSchema           ID = "MS122"
	ValueUnknown          ID = "MS123"
	ValueType             ID = "MS124"
	NotRendered           ID = "MS125"
	PartlyUnknown         ID = "MS126"
	ChartsFromCache       ID = "MS127"
	IstioOperatorLeft     ID = "MS131"
	IstioOperatorPatches  ID = "MS132"
	AutoAllocateMetadata  ID = "MS201"
	AutoAllocateNoCapture ID = "MS202"
	RemoteUnreachable     ID = "MS203"
	GatewayNotInjected    ID = "MS204"
	GatewayIgnored        ID = "MS205"
	CNIDisagrees          ID = "MS207"
	CNIExcludes           ID = "MS208"
	EgressHostGrammar     ID = "MS209"
	SidecarExcludesImport ID = "MS210"
	SidecarsOverlap       ID = "MS211"
	SidecarOfGateway      ID = "MS212"
	SidecarOfEverything   ID = "MS213"
	OutboundPolicyEmpty   ID = "MS214"
	SidecarTwice          ID = "MS216"
	ReplicasIgnored       ID = "MS217"
	BudgetMissing         ID = "MS218"
	QuotaMissing          ID = "MS219"
	SettingsLeftOut       ID = "MS220"
	MeshConfigField       ID = "MS221"
	MeshConfigValue       ID = "MS222"
	MeshConfigNewer       ID = "MS223"
	MeshConfigDeprecated  ID = "MS224"
	MeshConfigDoubt       ID = "MS225"
	ResourceRefused       ID = "MS226"
	CallUnknown           ID = "MS227"
	CallElsewhere         ID = "MS228"
	CallsItself           ID = "MS229"
	ExternalUndeclared    ID = "MS230"
	ExternalTCP           ID = "MS231"
	ScopesSave            ID = "MS232"
	SidecarOfAmbient      ID = "MS233"

	TracingPortProtocol ID = "MS301"
	JaegerV1Ended       ID = "MS302"
	TracingTwice        ID = "MS303"
	CollectorHidden     ID = "MS304"
	DefaultsDropMetrics ID = "MS305"
	TracingOfRemote     ID = "MS306"
	JaegerConfigUnknown ID = "MS307"
	ProviderShortName   ID = "MS308"
	ProviderHidden      ID = "MS309"
	ProviderUndefined   ID = "MS310"
	ProviderKind        ID = "MS311"
	TracersBeyondFirst  ID = "MS312"
	CollectorUnreadable ID = "MS313"
	CollectorShortName  ID = "MS314"
	SamplingIgnored     ID = "MS315"
	ProviderSamples     ID = "MS316"
	CollectorEncrypted  ID = "MS317"
	JaegerRefuses       ID = "MS318"
	JaegerRunsAllInOne  ID = "MS319"
	JaegerNotRestarted  ID = "MS320"
	TracingUndone       ID = "MS321"
	NoSpans             ID = "MS322"

	MonitorsUnlabelled ID = "MS341"
	AnnotationsMissing ID = "MS342"
	ScrapedTwice       ID = "MS343"
	JobKeepsNothing    ID = "MS344"
	MetricGone         ID = "MS345"
	NeededDropped      ID = "MS346"
	PrometheusInjected ID = "MS347"
	AnnotationsUnread  ID = "MS348"
	ScrapeMechanisms   ID = "MS349"
	JobRefused         ID = "MS350"
	RuleRefused        ID = "MS351"
	PodsUnlisted       ID = "MS352"
	LabelEndless       ID = "MS353"
	EnvoyMetricsAll    ID = "MS354"

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
	KialiTracesOff    ID = "MS381"
	KialiNoDashboard  ID = "MS382"
	KialiNoTraces     ID = "MS383"
	KialiNoLinks      ID = "MS384"
	KialiSigningKey   ID = "MS385"
	KialiTraceNames   ID = "MS386"
	KialiAmbientTCP   ID = "MS387"

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
	{RepositoryEnds, Warning, "The charts' repository is being switched off"},
	{RegistryEnds, Warning, "Images come from a registry that is being switched off"},
	{CRDLeftOut, Error, "The base chart leaves out a CRD that the mesh writes"},
	{ValueOverridden, Warning, "A value is overridden by the same one with its prefix"},
	{ValueDeprecated, Warning, "A value of a chart is deprecated"},
	{ChartFails, Error, "A chart can't be rendered with these values"},
	{ChartSchema, Error, "A chart's schema refuses a value"},
	{ValueUnknown, Warning, "The chart doesn't read a value"},
	{ValueType, Error, "A value is of another type than the chart reads"},
	{NotRendered, Info, "A release can't be proved without values that aren't known"},
	{PartlyUnknown, Info, "A release was proved without values that the update brings"},
	{ChartsFromCache, Warning, "The repository can't be reached, so charts of the cache were proved"},
	{IstioOperatorLeft, Warning, "The IstioOperator says what somebody has to decide on"},
	{IstioOperatorPatches, Error, "The IstioOperator changes objects in a way that no argument says"},
	{AutoAllocateMetadata, Warning, "ISTIO_META_DNS_AUTO_ALLOCATE is deprecated"},
	{AutoAllocateNoCapture, Warning, "Addresses are allocated that nobody resolves"},
	{RemoteUnreachable, Error, "The remote control plane has no address"},
	{GatewayNotInjected, Error, "A gateway's pods get no gateway proxy"},
	{GatewayIgnored, Fatal, "A gateway is in a namespace that Istio ignores"},
	{CNIDisagrees, Error, "istiod and the CNI plugin disagree"},
	{CNIExcludes, Error, "The CNI plugin leaves out an injected namespace"},
	{EgressHostGrammar, Fatal, "An egress host isn't in the release's grammar"},
	{SidecarExcludesImport, Warning, "A Sidecar excludes what it imports"},
	{SidecarsOverlap, Warning, "Two Sidecars select the same pods"},
	{SidecarOfGateway, Warning, "A Sidecar selects a gateway"},
	{SidecarOfEverything, Warning, "A Sidecar imports everything"},
	{OutboundPolicyEmpty, Error, "An empty outbound policy lets nothing out"},
	{SidecarTwice, Fatal, "A namespace has two scopes"},
	{ReplicasIgnored, Warning, "Replicas are given that the autoscaler decides"},
	{BudgetMissing, Warning, "No PodDisruptionBudget comes of it"},
	{QuotaMissing, Error, "GKE admits no node agent in this namespace"},
	{SettingsLeftOut, Error, "istiod's chart leaves out settings that istiod reads"},
	{MeshConfigField, Error, "The mesh config has no such field"},
	{MeshConfigValue, Error, "The mesh config doesn't take a value"},
	{MeshConfigNewer, Error, "The release doesn't know a part of the mesh config yet"},
	{MeshConfigDeprecated, Warning, "A field of the mesh config is deprecated"},
	{MeshConfigDoubt, Warning, "The mesh config says what most likely isn't meant"},
	{ResourceRefused, Error, "istiod would refuse a resource of the mesh"},
	{CallUnknown, Warning, "A called name is most likely another one"},
	{CallElsewhere, Warning, "A called host is in another namespace"},
	{CallsItself, Warning, "A namespace is said to call itself alone"},
	{ExternalUndeclared, Warning, "A host outside may have no ServiceEntry"},
	{ExternalTCP, Warning, "A TCP port without an address takes every connection"},
	{ScopesSave, Info, "What the scopes save, as an estimate"},
	{SidecarOfAmbient, Warning, "A scope is for a namespace in ambient mode"},
	{TracingPortProtocol, Error, "The collector's port is that of another protocol"},
	{JaegerV1Ended, Warning, "Jaeger v1 has ended"},
	{TracingTwice, Error, "The proxies are given two tracers"},
	{CollectorHidden, Warning, "istiod may not see the collector"},
	{DefaultsDropMetrics, Error, "The default providers leave out the metrics"},
	{TracingOfRemote, Error, "Tracing is given to a mesh whose control plane runs elsewhere"},
	{JaegerConfigUnknown, Info, "Jaeger's configuration isn't known, so it was not checked"},
	{ProviderShortName, Error, "A provider's Service isn't named in full"},
	{ProviderHidden, Error, "A Sidecar hides what a provider sends to"},
	{ProviderUndefined, Error, "A default provider isn't defined"},
	{ProviderKind, Error, "A default provider is of another kind"},
	{TracersBeyondFirst, Warning, "Only the first tracer is used"},
	{CollectorUnreadable, Fatal, "The proxies can't read the collector's address"},
	{CollectorShortName, Warning, "A short collector name costs every proxy DNS queries"},
	{SamplingIgnored, Warning, "Sampling 0 doesn't switch tracing off"},
	{ProviderSamples, Warning, "A provider samples by itself"},
	{CollectorEncrypted, Warning, "The collector takes encrypted spans only"},
	{JaegerRefuses, Error, "Jaeger doesn't take the spans, or doesn't start"},
	{JaegerRunsAllInOne, Error, "The operator would run allInOne instead"},
	{JaegerNotRestarted, Warning, "A changed configuration doesn't restart Jaeger"},
	{TracingUndone, Error, "Tracing is switched off again"},
	{NoSpans, Warning, "Nothing of the mesh makes spans"},
	{MonitorsUnlabelled, Warning, "PodMonitors carry no label"},
	{AnnotationsMissing, Warning, "Nothing leads Prometheus to the sidecars"},
	{ScrapedTwice, Error, "A job scrapes pods of the mesh a second time"},
	{JobKeepsNothing, Warning, "A scrape job keeps no target"},
	{MetricGone, Warning, "A rule reads a metric that Istio doesn't export"},
	{NeededDropped, Warning, "Metrics are dropped that Kiali and the dashboards need"},
	{PrometheusInjected, Warning, "Prometheus would get a sidecar"},
	{AnnotationsUnread, Warning, "Prometheus' operator reads no annotations"},
	{ScrapeMechanisms, Fatal, "Metrics are scraped in two ways"},
	{JobRefused, Fatal, "Prometheus would refuse its jobs"},
	{RuleRefused, Fatal, "Prometheus would refuse its rules"},
	{PodsUnlisted, Warning, "Prometheus may not list the mesh's pods"},
	{LabelEndless, Warning, "A label would have endless values"},
	{EnvoyMetricsAll, Warning, "Proxies export every Envoy metric"},
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
	{KialiTracesOff, Warning, "Kiali is kept from the traces"},
	{KialiNoDashboard, Warning, "Kiali links to no dashboard"},
	{KialiNoTraces, Warning, "Nobody said where Kiali asks for traces"},
	{KialiNoLinks, Warning, "Kiali shows no links to Grafana"},
	{KialiSigningKey, Fatal, "Kiali wouldn't start with its signing key"},
	{KialiTraceNames, Warning, "Kiali looks for traces under other names"},
	{KialiAmbientTCP, Info, "Kiali sees an ambient namespace as TCP"},
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
