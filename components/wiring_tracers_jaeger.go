package components

import (
	"fmt"
	"regexp"

	"github.com/Masterminds/semver/v3"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// moreConfig finds arguments of Jaeger that add to its configuration, or override it.
var moreConfig = regexp.MustCompile(`^--?(config|set)(=|$)`)

// checkArguments reports arguments of the program that change the configuration behind its checks.
func (j *JaegerV2) checkArguments(f *check.Findings, path string) {
	if j == nil || j.Values.IsZero() {
		return
	}
	list, _ := valueAt(j.Values.Value(), "jaeger", "args").([]any)
	for i, e := range list {
		if text, ok := plan.Plain(e).(string); ok && moreConfig.MatchString(text) {
			f.Report(check.JaegerRefuses, fmt.Sprintf("%s.values.jaeger.args[%d]", path, i), "it may override the configuration that spans and queries need; write config, which is checked")
		}
	}
}

// zipkinHostPort is the release of Jaeger v1 that first knows the flag by which we open the Zipkin port
// (jaegertracing/jaeger-operator#1425).
var zipkinHostPort = semver.MustParse("1.22.0")

// checkImages reports images that end with an error at a flag of ours.
func (j *Jaeger) checkImages(f *check.Findings, path string) {
	if j == nil || j.Spec.IsZero() {
		return
	}
	for _, part := range []string{"allInOne", "collector"} {
		image, _ := valueAt(j.Spec.Value(), part, "image").(string)
		tag, err := semver.NewVersion(splitImage(image)[1])
		if err == nil && tag.LessThan(zipkinHostPort) {
			f.Report(check.JaegerRefuses, fmt.Sprintf("%s.spec.%s.image", path, part), "Jaeger %s doesn't know the flag that opens its Zipkin port, and doesn't start with it; write %s or a later one",
				tag, zipkinHostPort)
		}
	}
}
