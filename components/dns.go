package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// DNS configures the proxies' own name server.
type DNS struct {
	Capture      *bool `pulumi:"capture,optional"`
	AutoAllocate *bool `pulumi:"autoAllocate,optional"`
}

// Annotate describes the properties for the schema.
func (d *DNS) Annotate(a infer.Annotator) {
	a.Describe(&d, "The proxies' own name server, which knows the hosts of ServiceEntries and of other clusters.")
	a.Describe(&d.Capture, "Whether pods ask their proxy (ztunnel in ambient mode) for names. Sidecars get a change at the next restart of their pod. "+
		"Default: false for sidecars, except with the profile `preview`; in ambient mode true from Istio 1.25 on.")
	a.Describe(&d.AutoAllocate, "Whether hosts of ServiceEntries without addresses get one, from 240.240.0.0/16, so that TCP calls to several of them "+
		"can be told apart. A ServiceEntry opts out with the label `networking.istio.io/enable-autoallocate-ip: \"false\"`. "+
		"Default: true from Istio 1.25 on, false before.")
}

const (
	captureMetadata      = "ISTIO_META_DNS_CAPTURE"
	autoAllocateMetadata = "ISTIO_META_DNS_AUTO_ALLOCATE"
	autoAllocateFlag     = "PILOT_ENABLE_IP_AUTOALLOCATE"

	allocatesItself = "istiod allocates the addresses itself now, and warns of this setting; remove it and write dns: {capture: true, autoAllocate: true}"
)

func (d *DNS) check(f *check.Findings, path string, m *mesh) {
	if m.inMeshConfig("defaultConfig", "proxyMetadata", autoAllocateMetadata) {
		f.Report(check.AutoAllocateMetadata, "meshConfig.defaultConfig.proxyMetadata."+autoAllocateMetadata, allocatesItself)
	}
	if d == nil {
		return
	}
	if d.AutoAllocate != nil && *d.AutoAllocate && !d.captures(m) {
		f.Report(check.AutoAllocateNoCapture, path+".autoAllocate",
			"the addresses exist in the proxies' name server only, which pods don't ask; write dns.capture: true as well")
	}
}

// minorOfAmbientCapture is the minor release whose ztunnel first captures DNS by default.
const minorOfAmbientCapture = 25

func (d *DNS) captures(m *mesh) bool {
	if m.inMeshConfig("defaultConfig", "proxyMetadata", captureMetadata) {
		config, _ := plan.Plain(m.args.MeshConfig.Value()).(plan.Tree)
		metadata, _ := config["defaultConfig"].(plan.Tree)["proxyMetadata"].(plan.Tree)
		return metadata[captureMetadata] != "false"
	}
	if d.Capture != nil {
		return *d.Capture
	}
	return m.profile() == profilePreview || m.ambient() && m.version.AtLeast(minorOfAmbientCapture)
}

// contribute writes what each side wants: sidecars read proxyMetadata, where values are strings, ambient pods are
// redirected by the node agent, and istiod allocates. The flag of istiod is right for every release: 1.25 made it the default.
func (d *DNS) contribute(p *plan.Plan, m *mesh) {
	if d == nil {
		return
	}
	if d.Capture != nil {
		p.MeshConfig.Set(boolText(*d.Capture), "defaultConfig", "proxyMetadata", captureMetadata)
		if m.ambient() {
			p.Values("cni").Set(*d.Capture, "cni", "ambient", "dnsCapture")
		}
	}
	if d.AutoAllocate != nil {
		p.Values("istiod").Set(boolText(*d.AutoAllocate), "pilot", "env", autoAllocateFlag)
	}
}

func boolText(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
