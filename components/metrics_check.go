package components

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

// checkScrapes reports settings of scrapes that reach none of ours, or that Prometheus would refuse.
func (x *Metrics) checkScrapes(f *check.Findings, path string) {
	for name, given := range map[string]bool{"interval": x.Interval != nil, "sampleLimit": x.SampleLimit != nil, "dropMetrics": len(x.DropMetrics) > 0} {
		if given && !x.generates() {
			f.Errorf(path+"."+name, "with scrape: %s no scrape is configured here, so this reaches nothing; write additionalScrapeConfigs or monitors, or leave it out",
				x.mechanism())
		}
	}
	checkDuration(f, path+".interval", x.Interval)
	if x.SampleLimit != nil && *x.SampleLimit < 1 {
		f.Errorf(path+".sampleLimit", "%d is not a number of samples; write for example 50000, or leave it out for no limit", *x.SampleLimit)
	}
	for i, expression := range x.DropMetrics {
		checkDropped(f, fmt.Sprintf("%s.dropMetrics[%d]", path, i), expression)
	}
}

// checkDuration reports what Prometheus doesn't take for a time between two runs.
func checkDuration(f *check.Findings, path string, duration *string) {
	if duration == nil {
		return
	}
	if d, err := model.ParseDuration(*duration); err != nil || d <= 0 {
		f.Errorf(path, "%q is not a duration of Prometheus; write a whole number and a unit, for example 30s or 1m", *duration)
	}
}

func checkDropped(f *check.Findings, path, expression string) {
	anchored, err := regexp.Compile("^(?s:" + expression + ")$")
	switch {
	case expression == "":
		f.Errorf(path, "the expression is empty; write for example envoy_cluster_.*")
		return
	case err != nil:
		f.Errorf(path, "%q is not a regular expression of RE2, which has no lookahead, lookbehind or backreference; write for example envoy_cluster_.*", expression)
		return
	}
	var needed []string
	for _, metric := range prometheus.Metrics {
		if metric.Traffic() && slices.ContainsFunc(metric.Series(), anchored.MatchString) {
			needed = append(needed, metric.Name)
		}
	}
	if len(needed) > 0 {
		f.Report(check.NeededDropped, path, "Kiali's graph and the dashboards need %s; narrow the expression, or write overrides, which keep the others", strings.Join(needed, ", "))
	}
}

// checkBaseURL reports what can't be the base of a URL, where it is known.
func checkBaseURL(ctx context.Context, f *check.Findings, path string, given pulumi.StringPtrInput) {
	if given == nil {
		return
	}
	value, known := plan.AwaitOpen(ctx, given)
	address, ok := value.(string)
	if !known || !ok {
		return
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		f.Errorf(path, "it is not a URL; write for example http://prometheus.monitoring:9090")
	case u.User != nil:
		f.Errorf(path, "a password in an address would stand in clear in outputs and in Kiali's configuration; leave it out, and write kiali.prometheus.credentials")
	case u.RawQuery != "" || u.Fragment != "" || strings.Contains(u.Path, "/api/v1") || strings.HasSuffix(u.Path, "/graph"):
		f.Errorf(path, "it is the address of a page or of the API, and the base of both is wanted; write for example http://prometheus.monitoring:9090")
	}
}
