package components

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshstack/pulumi-meshstack/internal/calls"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// check reports what is wrong with the arguments alone.
func (o *ObservedCallsArgs) check(f *check.Findings) {
	switch {
	case o.PrometheusURL == nil && o.MetricsJSON == nil:
		f.Errorf("prometheusUrl", "there is nothing to look at; write the address of a Prometheus, or an answer of one as metricsJson")
	case o.PrometheusURL != nil && o.MetricsJSON != nil:
		f.Errorf("metricsJson", "there is a prometheusUrl, too, and one of them is looked at; leave the other one out")
	case o.PrometheusURL != nil:
		if err := calls.CheckURL(*o.PrometheusURL); err != nil {
			f.Errorf("prometheusUrl", "%v", err)
		}
	}
	o.checkWindow(f)
	o.checkCredentials(f)
	check.Enum(f, "detail", o.Detail)
	if s := o.TimeoutSeconds; s != nil && (*s < 1 || *s > 3600) {
		f.Errorf("timeoutSeconds", "%d seconds is no time for a query; write 1 to 3600, for example %d", *s, defaultQueryTimeout)
	}
	if o.MeshNamespace != nil {
		check.Namespace(f, "meshNamespace", *o.MeshNamespace)
	}
	for i, namespace := range o.IgnoreNamespaces {
		check.Namespace(f, fmt.Sprintf("ignoreNamespaces[%d]", i), namespace)
	}
	for _, namespace := range slices.Sorted(maps.Keys(o.Calls)) {
		at := fmt.Sprintf("calls[%q]", namespace)
		check.Namespace(f, at, namespace)
		for i, entry := range o.Calls[namespace] {
			if err := checkDeclared(entry); err != nil {
				f.Errorf(fmt.Sprintf("%s[%d]", at, i), "%v", err)
			}
		}
	}
}

// checkDeclared says what is wrong with an entry of a declared graph. Which release the mesh has isn't known here, so that of the
// widest grammar is taken.
func checkDeclared(entry string) error {
	e, err := calls.ParseEntry(entry, "")
	if err != nil {
		return err
	}
	newest, err := istio.ParseVersion(istio.NewestVersion())
	if err != nil {
		return err
	}
	return istio.CheckEgressHost(e.EgressHost(), newest)
}

func (o *ObservedCallsArgs) checkWindow(f *check.Findings) {
	window, err := model.ParseDuration(o.window())
	if err != nil || window <= 0 {
		f.Errorf("window", "%q is not a duration of Prometheus; write a number with m, h, d or w, for example %s", o.window(), defaultWindow)
	}
}

// checkCredentials reports credentials that nobody would get, or that contradict one another. It shows none.
func (o *ObservedCallsArgs) checkCredentials(f *check.Findings) {
	if o.PrometheusURL == nil && o.MetricsJSON != nil {
		for path, given := range map[string]bool{
			"username": o.Username != nil, "password": o.Password != nil, "bearerToken": o.BearerToken != nil, "headers": len(o.Headers) > 0,
			"caFile": o.CAFile != nil, "timeoutSeconds": o.TimeoutSeconds != nil,
		} {
			if given {
				f.Errorf(path, "with metricsJson nobody is asked; leave it out")
			}
		}
		return
	}
	switch {
	case o.Password != nil && orElse(o.Username, "") == "":
		f.Errorf("username", "there is a password and no user; write the user name")
	case o.Username != nil && o.Password == nil:
		f.Errorf("password", "there is a user name and no password; write it")
	}
	if o.BearerToken != nil && o.Username != nil {
		f.Errorf("bearerToken", "there is a username, too, and a request has one of them; leave the other one out")
	}
	if o.CAFile != nil {
		if err := calls.CheckCAFile(*o.CAFile); err != nil {
			f.Errorf("caFile", "%v", err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.Headers)) {
		at := fmt.Sprintf("headers[%q]", name)
		switch {
		case len(validation.IsHTTPHeaderName(name)) > 0:
			f.Errorf(at, "%q can't be the name of a header; write letters, digits and -", name)
		case strings.EqualFold(name, "Host"):
			f.Errorf(at, "the host is that of prometheusUrl; write it there")
		case strings.EqualFold(name, "Authorization") && (o.BearerToken != nil || o.Username != nil):
			f.Errorf(at, "there are a bearerToken or a username, which write this header; leave one of them out")
		case strings.ContainsAny(o.Headers[name], "\r\n\x00"):
			f.Errorf(at, "the value goes over several lines, which a header can't; write it on one")
		}
	}
}

// observe looks at the metrics. What keeps it from telling anything is reported.
func (o *ObservedCallsArgs) observe(ctx context.Context, f *check.Findings) *calls.Observation {
	path := "prometheusUrl"
	var seen *calls.Observation
	var err error
	if o.MetricsJSON != nil {
		path = "metricsJson"
		seen, err = calls.Saved(*o.MetricsJSON)
	} else {
		seen, err = o.server().Observe(ctx, o.window())
	}
	var problem *calls.ArgumentError
	switch {
	case errors.As(err, &problem):
		f.Errorf(problem.Argument, "%s", problem.Message)
	case err != nil:
		f.Errorf(path, "%v", err)
	case len(seen.Calls()) == 0 && len(seen.Lacking()) > 0:
		f.Errorf(path, "the series lack the labels %s, without which they say nothing; let the query, Telemetry resources and relabelling keep %s",
			strings.Join(seen.Lacking(), ", "), strings.Join(calls.Labels, ", "))
	case len(seen.Calls()) == 0 && o.MetricsJSON != nil:
		f.Errorf(path, "the answer has no series that tells of a call: nothing was counted by %s, or another query was saved; save the answer to the query of docs/observed-calls.md",
			strings.Join(calls.Metrics, " or "))
	case len(seen.Calls()) == 0:
		f.Errorf("window", "%s are there, and counted no call within %s; write a longer window, or look whether there is traffic", strings.Join(calls.Metrics, " or "), o.window())
	case len(seen.Lacking()) > 0:
		seen.Notes = append(seen.Notes, fmt.Sprintf("Some series lack the labels %s, and were left out.", strings.Join(seen.Lacking(), ", ")))
	}
	return seen
}
