package components

import (
	"regexp"
	"strconv"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

var minorGrammar = regexp.MustCompile(`^1\.(0|[1-9][0-9]{0,2})$`)

// checkCompatibility reports a release that the charts can't imitate: they stop at an unknown one.
func (m *mesh) checkCompatibility(f *check.Findings) {
	const path = "compatibilityVersion"
	if m.args.CompatibilityVersion == nil {
		return
	}
	text := *m.args.CompatibilityVersion
	match := minorGrammar.FindStringSubmatch(text)
	if match == nil {
		f.Errorf(path, "%q is not a minor release; write 1.y, for example 1.%d", text, istio.Releases[1].Minor)
		return
	}
	minor, err := strconv.ParseUint(match[1], 10, 64)
	for _, control := range m.planes {
		if !control.known || err != nil {
			continue
		}
		r, ok := control.version.Release()
		if !ok {
			continue // a release newer than this package: its charts will tell
		}
		switch oldest, newest := r.CompatibilityMin, r.Minor-1; {
		case oldest > newest:
			f.Errorf(path, "the charts of Istio %s imitate no other release; leave it out", control.version)
		case minor < oldest || minor > newest:
			f.Errorf(path, "Istio %s can behave like 1.%d to 1.%d, not like %s; write one of those", control.version, oldest, newest, text)
		}
	}
}

// contributeCompatibility tells every chart, as a string: the number 1.30 would become 1.3.
func (m *mesh) contributeCompatibility(p *plan.Plan) {
	for _, chart := range []string{"base", "istiod", "cni", "ztunnel", "gateway"} {
		p.Values(chart).Set(m.args.CompatibilityVersion, "compatibilityVersion")
	}
}
