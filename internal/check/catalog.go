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
