package components

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// MetricOverride changes metrics where proxies write them.
type MetricOverride struct {
	Metric     *ProxyMetric      `pulumi:"metric,optional"`
	Side       *ProxySide        `pulumi:"side,optional"`
	Disabled   *bool             `pulumi:"disabled,optional"`
	RemoveTags []string          `pulumi:"removeTags,optional"`
	Tags       map[string]string `pulumi:"tags,optional"`
}

// Annotate describes the properties for the schema.
func (o *MetricOverride) Annotate(a infer.Annotator) {
	a.Describe(&o, "A change of metrics where proxies write them. It reaches running pods without a restart.")
	a.Describe(&o.Metric, "Which metric, by Istio's name for it, for example `REQUEST_SIZE`. Default: all of them.")
	a.Describe(&o.Side, "Which proxies: those that call (`client`), those that are called (`server`), or both (`clientAndServer`). Default: both.")
	a.Describe(&o.Disabled, "Whether the metric isn't written at all. Histograms such as `REQUEST_SIZE` and `RESPONSE_SIZE` cost most. Default: false.")
	a.Describe(&o.RemoveTags, "Labels that are left out, for example `request_protocol`; series that differ in them alone become one. Default: none.")
	a.Describe(&o.Tags, "Labels to add or change, each a CEL expression over Envoy's attributes, for example `request_host: request.host`. "+
		"Each new value makes new series. Default: none.")
}

// ProxyMetric is one of the metrics of requests and connections, as Istio's Telemetry names it.
type ProxyMetric string

const allMetrics ProxyMetric = "ALL_METRICS"

// Values lists the metrics.
func (ProxyMetric) Values() []infer.EnumValue[ProxyMetric] {
	return []infer.EnumValue[ProxyMetric]{
		{Name: "AllMetrics", Value: allMetrics, Description: "Every metric."},
		{Name: "RequestCount", Value: "REQUEST_COUNT", Description: "istio_requests_total."},
		{Name: "RequestDuration", Value: "REQUEST_DURATION", Description: "istio_request_duration_milliseconds."},
		{Name: "RequestSize", Value: "REQUEST_SIZE", Description: "istio_request_bytes."},
		{Name: "ResponseSize", Value: "RESPONSE_SIZE", Description: "istio_response_bytes."},
		{Name: "TCPOpenedConnections", Value: "TCP_OPENED_CONNECTIONS", Description: "istio_tcp_connections_opened_total."},
		{Name: "TCPClosedConnections", Value: "TCP_CLOSED_CONNECTIONS", Description: "istio_tcp_connections_closed_total."},
		{Name: "TCPSentBytes", Value: "TCP_SENT_BYTES", Description: "istio_tcp_sent_bytes_total."},
		{Name: "TCPReceivedBytes", Value: "TCP_RECEIVED_BYTES", Description: "istio_tcp_received_bytes_total."},
		{Name: "GRPCRequestMessages", Value: "GRPC_REQUEST_MESSAGES", Description: "istio_request_messages_total."},
		{Name: "GRPCResponseMessages", Value: "GRPC_RESPONSE_MESSAGES", Description: "istio_response_messages_total."},
	}
}

// ProxySide is a side of a call.
type ProxySide string

// Values lists the sides.
func (ProxySide) Values() []infer.EnumValue[ProxySide] {
	return []infer.EnumValue[ProxySide]{
		{Name: "Client", Value: "client", Description: "Proxies that call."},
		{Name: "Server", Value: "server", Description: "Proxies that are called."},
		{Name: "ClientAndServer", Value: "clientAndServer", Description: "Both."},
	}
}

// sideModes are Istio's names of the sides.
var sideModes = map[ProxySide]string{"client": "CLIENT", "server": "SERVER", "clientAndServer": "CLIENT_AND_SERVER"}

// kialiTags are the labels that Kiali's graph is made of (Kiali's FAQ, "Which Istio metrics and attributes are required").
var kialiTags = []string{
	"connection_security_policy", "destination_canonical_revision", "destination_canonical_service", "destination_cluster",
	"destination_principal", "destination_service", "destination_service_name", "destination_service_namespace", "destination_workload",
	"destination_workload_namespace", "grpc_response_status", "reporter", "request_protocol", "response_code", "response_flags",
	"source_canonical_revision", "source_canonical_service", "source_cluster", "source_principal", "source_workload",
	"source_workload_namespace",
}

func checkOverrides(f *check.Findings, path string, overrides []MetricOverride) {
	for i, o := range overrides {
		at := fmt.Sprintf("%s[%d]", path, i)
		check.Enum(f, at+".metric", o.Metric)
		check.Enum(f, at+".side", o.Side)
		o.check(f, at)
	}
}

func (o MetricOverride) check(f *check.Findings, at string) {
	disabled := withDefault(o.Disabled, false)
	if !disabled && len(o.RemoveTags) == 0 && len(o.Tags) == 0 {
		f.Errorf(at, "it changes nothing; write disabled: true, removeTags or tags")
	}
	if disabled && len(o.RemoveTags)+len(o.Tags) > 0 {
		f.Errorf(at+".disabled", "what isn't written has no labels; write disabled alone, or removeTags and tags")
	}
	if disabled && withDefault(o.Metric, allMetrics) == allMetrics {
		f.Report(check.NeededDropped, at+".disabled", "without metrics of its proxies Kiali's graph and the dashboards of the mesh stay empty; name the metric, for example metric: REQUEST_SIZE")
	}
	for j, tag := range o.RemoveTags {
		tagAt := fmt.Sprintf("%s.removeTags[%d]", at, j)
		switch _, set := o.Tags[tag]; {
		case tag == "":
			f.Errorf(tagAt, "the label is empty; write for example request_protocol")
		case set:
			f.Errorf(tagAt, "%q is in tags too; write it in one of the two", tag)
		case slices.Contains(kialiTags, tag):
			f.Report(check.NeededDropped, tagAt, "Kiali's graph needs the label %s; leave it in, or do without parts of the graph", tag)
		}
	}
	for tag, expression := range o.Tags {
		if strings.TrimSpace(tag) == "" || strings.TrimSpace(expression) == "" {
			f.Errorf(fmt.Sprintf("%s.tags[%q]", at, tag), "a label and an expression are wanted; write for example request_host: request.host")
		}
		if attribute := endless(expression); attribute != "" {
			f.Report(check.LabelEndless, fmt.Sprintf("%s.tags[%q]", at, tag), "%s has ever new values, and each makes new series in proxies and in Prometheus; "+
				"write an expression of few values, for example request.host", attribute)
		}
	}
}

var (
	literals = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	// endlessAttributes have other values for each request, connection or caller (Envoy's documentation, "Attributes").
	endlessAttributes = regexp.MustCompile(`\b(request\.(path|url_path|query|id|time|useragent|headers)|connection\.id|source\.(address|port))\b`)
	// choices are what makes few values of many.
	choices = regexp.MustCompile(`\?|[=!]=|[<>]|&&|\|\||\bin\b|\.(startsWith|endsWith|contains|matches)\(|^\s*!`)
)

// endless returns an attribute with endless values that an expression hands on, "" for none.
func endless(expression string) string {
	expression = literals.ReplaceAllString(expression, "''")
	if choices.MatchString(expression) {
		return ""
	}
	return endlessAttributes.FindString(expression)
}

// contributeOverrides asks for the changes. The provider is named: a Telemetry with metrics and without one switches off.
func contributeOverrides(p *plan.Plan, overrides []MetricOverride) {
	var list []any
	for _, o := range overrides {
		entry, match := plan.Tree{}, plan.Tree{"metric": string(withDefault(o.Metric, allMetrics))}
		if o.Side != nil {
			match["mode"] = sideModes[*o.Side]
		}
		entry["match"] = match
		entry.Set(o.Disabled, "disabled")
		for _, tag := range o.RemoveTags {
			entry.Set("REMOVE", "tagOverrides", tag, "operation")
		}
		for tag, expression := range o.Tags {
			entry.Set("UPSERT", "tagOverrides", tag, "operation")
			entry.Set(expression, "tagOverrides", tag, "value")
		}
		list = append(list, entry)
	}
	if len(list) > 0 {
		p.Telemetry.Set([]any{plan.Tree{"providers": []any{plan.Tree{"name": "prometheus"}}, "overrides": list}}, "metrics")
	}
}
