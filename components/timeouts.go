package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// defaultTimeout is in seconds: pulling istiod's image on a fresh node takes minutes.
const defaultTimeout = 600

// Timeouts bounds the wait for each release.
type Timeouts struct {
	Base     *int `pulumi:"base,optional"`
	Istiod   *int `pulumi:"istiod,optional"`
	CNI      *int `pulumi:"cni,optional"`
	Ztunnel  *int `pulumi:"ztunnel,optional"`
	Gateways *int `pulumi:"gateways,optional"`
}

// Annotate describes the properties for the schema.
func (t *Timeouts) Annotate(a infer.Annotator) {
	a.Describe(&t, "How long to wait for each release to be ready, in seconds.")
	a.Describe(&t.Base, "Seconds for the base chart. Default: 600.")
	a.Describe(&t.Istiod, "Seconds for istiod, and for its webhooks to answer. Default: 600.")
	a.Describe(&t.CNI, "Seconds for the CNI node agent. Default: 600.")
	a.Describe(&t.Ztunnel, "Seconds for ztunnel. Default: 600.")
	a.Describe(&t.Gateways, "Seconds for each gateway, the address of its load balancer included, and for each waypoint. Default: 600.")
}

func (t *Timeouts) check(f *check.Findings, path string, m *mesh) {
	if t == nil {
		return
	}
	for name, seconds := range map[string]*int{"base": t.Base, "istiod": t.Istiod, "cni": t.CNI, "ztunnel": t.Ztunnel, "gateways": t.Gateways} {
		checkTimeout(f, path+"."+name, seconds)
	}
	_, cni := m.cni()
	_, waypoints := m.args.Injection.wantsWaypoint()
	for name, useless := range map[string]bool{
		"cni": t.CNI != nil && !cni, "ztunnel": t.Ztunnel != nil && !m.ambient(), "gateways": t.Gateways != nil && len(m.gateways) == 0 && !waypoints,
	} {
		if useless {
			f.Errorf(path+"."+name, "the mesh has none, so nothing waits for it; leave it out")
		}
	}
}

func checkTimeout(f *check.Findings, path string, seconds *int) {
	if seconds != nil && *seconds < 1 {
		f.Errorf(path, "%d seconds is no time at all; write 1 or more, for example %d", *seconds, defaultTimeout)
	}
	check.Int32(f, path, seconds)
}

func (t *Timeouts) base() int     { return t.of(func(t *Timeouts) *int { return t.Base }) }
func (t *Timeouts) istiod() int   { return t.of(func(t *Timeouts) *int { return t.Istiod }) }
func (t *Timeouts) cni() int      { return t.of(func(t *Timeouts) *int { return t.CNI }) }
func (t *Timeouts) ztunnel() int  { return t.of(func(t *Timeouts) *int { return t.Ztunnel }) }
func (t *Timeouts) gateways() int { return t.of(func(t *Timeouts) *int { return t.Gateways }) }

func (t *Timeouts) of(field func(*Timeouts) *int) int {
	if t == nil {
		return defaultTimeout
	}
	return seconds(field(t))
}

func seconds(value *int) int {
	if value == nil {
		return defaultTimeout
	}
	return *value
}
