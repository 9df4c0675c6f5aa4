package components

import (
	"time"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// now is the day on which support is judged.
var now = time.Now

func parseVersion(version *string) (istio.Version, error) {
	if version == nil {
		return istio.ParseVersion(istio.NewestVersion())
	}
	return istio.ParseVersion(*version)
}

// checkVersion judges a release by itself.
func checkVersion(f *check.Findings, path string, v istio.Version, err error) {
	if err != nil {
		f.Errorf(path, "%v", err)
		return
	}
	if !v.Known() {
		f.Report(check.VersionUnknown, path, "Istio %s is newer than what this version of the package knows (as of %s); it is installed unchecked",
			v, istio.ReleasesKnownOn)
		return
	}
	if release, ok := v.Release(); ok && release.EndedBy(now()) {
		remedy := "upgrade this package, which knows no later release"
		if !istio.Releases[0].EndedBy(now()) {
			remedy = "write " + istio.NewestVersion()
		}
		f.Report(check.VersionEnded, path, "Istio 1.%d reached its end of life on %s and gets no security fixes; %s",
			release.Minor, release.EndOfLife.Format(time.DateOnly), remedy)
	}
}

// checkGatewayChart reports a release that can't have gateways.
func checkGatewayChart(f *check.Findings, v istio.Version, known bool) {
	if !known {
		return
	}
	if err := v.CheckGateway(); err != nil {
		f.Errorf("version", "%v", err)
	}
}
