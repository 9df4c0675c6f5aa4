package components

import (
	"context"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/calls"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/importer"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// ObservedCalls is the function that tells who calls whom, by what the proxies count.
type ObservedCalls struct{}

// Annotate describes the function for the schema.
func (o *ObservedCalls) Annotate(a infer.Annotator) {
	a.SetToken("index", "observedCalls")
	a.Describe(o, "Who calls whom in a mesh, by Istio's metrics in a Prometheus or in an answer of one that was saved: the graph in the shape of `sidecars.calls`, what of it isn't declared, "+
		"what is declared and wasn't seen, and the argument to paste. Nothing is changed. Everything that is wrong with the arguments comes back at once.")
}

const (
	// defaultWindow goes over a week, as some things run on one day of it.
	defaultWindow = "7d"
	// defaultQueryTimeout is in seconds; Prometheus itself gives a query up after 120.
	defaultQueryTimeout = 60
)

// ObservedCallsArgs are the arguments of ObservedCalls.
type ObservedCallsArgs struct {
	PrometheusURL    *string             `pulumi:"prometheusUrl,optional"`
	MetricsJSON      *string             `pulumi:"metricsJson,optional"`
	Window           *string             `pulumi:"window,optional"`
	Calls            map[string][]string `pulumi:"calls,optional"`
	Username         *string             `pulumi:"username,optional"`
	Password         *string             `pulumi:"password,optional" provider:"secret"`
	BearerToken      *string             `pulumi:"bearerToken,optional" provider:"secret"`
	Headers          map[string]string   `pulumi:"headers,optional" provider:"secret"`
	CAFile           *string             `pulumi:"caFile,optional"`
	TimeoutSeconds   *int                `pulumi:"timeoutSeconds,optional"`
	Detail           *CallDetail         `pulumi:"detail,optional"`
	IgnoreNamespaces []string            `pulumi:"ignoreNamespaces,optional"`
	MeshNamespace    *string             `pulumi:"meshNamespace,optional"`
}

// Annotate describes the arguments for the schema.
func (o *ObservedCallsArgs) Annotate(a infer.Annotator) {
	a.Describe(&o.PrometheusURL, "Address of the Prometheus that scrapes the proxies, reachable from where Pulumi runs, without `/api/v1`: for example `http://127.0.0.1:9090`. "+
		"Thanos, Mimir and VictoriaMetrics speak the same API. Default: none; exactly one of this and `metricsJson` is given.")
	a.Describe(&o.MetricsJSON, "What `/api/v1/query` answered, as it is: one answer, several behind one another, or a list of them. "+
		"Default: none; exactly one of this and `prometheusUrl` is given.")
	a.Describe(&o.Window, "How far back to look, as a duration of Prometheus (`12h`, `7d`, `2w`), up to its retention. With `metricsJson` it is what the saved query looked at, and only repeated. Default: `7d`.")
	a.Describe(&o.Calls, "What is declared so far, as in `sidecars.calls`: by namespace, the namespaces, hosts in namespaces and external hosts that its pods call. Default: nothing.")
	a.Describe(&o.Username, "User name for basic authentication. Default: none.")
	a.Describe(&o.Password, "Password of that user. Default: none.")
	a.Describe(&o.BearerToken, "Token that is sent as `Authorization: Bearer`. Default: none.")
	a.Describe(&o.Headers, "Headers that are sent with each request, for example `X-Scope-OrgID`. Default: none.")
	a.Describe(&o.CAFile, "PEM file, where Pulumi runs, with the authority that signed the server's certificate. Default: those that the system trusts.")
	a.Describe(&o.TimeoutSeconds, "Seconds that one query may take. Default: 60.")
	a.Describe(&o.Detail, "How closely services of the cluster are named: by `namespace` (default), or by `host`, whose scopes are smaller and have nothing that wasn't called.")
	a.Describe(&o.IgnoreNamespaces, "Namespaces whose calls aren't looked at, such as those of gateways, which have no scope. Default: none.")
	a.Describe(&o.MeshNamespace, "Namespace of the control plane. What its own pods call isn't looked at, as `sidecars.calls` has no scope for them. Default: `istio-system`.")
}

// CallDetail is how closely services of the cluster are named.
type CallDetail string

// Values lists the details.
func (CallDetail) Values() []infer.EnumValue[CallDetail] {
	return []infer.EnumValue[CallDetail]{
		{Name: "Namespace", Value: "namespace", Description: "By their namespace."},
		{Name: "Host", Value: "host", Description: "By their namespace and host."},
	}
}

// ObservedCallsResult is what the function returns.
type ObservedCallsResult struct {
	Calls          map[string][]string `pulumi:"calls"`
	Missing        []ObservedCall      `pulumi:"missing"`
	Unseen         []ObservedCall      `pulumi:"unseen"`
	Blocked        []ObservedCall      `pulumi:"blocked"`
	Unnamed        []ObservedCall      `pulumi:"unnamed"`
	ServerReported []ObservedCall      `pulumi:"serverReported"`
	Blocks         map[string]string   `pulumi:"blocks"`
	Window         string              `pulumi:"window"`
	Notes          []string            `pulumi:"notes"`
}

// Annotate describes the properties for the schema.
func (r *ObservedCallsResult) Annotate(a infer.Annotator) {
	a.Describe(&r, "Who calls whom, and how that differs from what is declared.")
	a.Describe(&r.Calls, "The observed graph, in the shape of `sidecars.calls`: by namespace, what its pods called beside its own services and the mesh's. An empty list is a namespace that called nobody else.")
	a.Describe(&r.Missing, "What was called and isn't declared: a scope of what is declared would break it.")
	a.Describe(&r.Unseen, "What is declared and wasn't called within the window.")
	a.Describe(&r.Blocked, "What proxies refused: calls to hosts that they aren't told about, under `registryOnly`. They are not in the graph.")
	a.Describe(&r.Unnamed, "Calls that passed through the proxies as plain TCP to what the metrics don't name. They are not in the graph.")
	a.Describe(&r.ServerReported, "Calls that only the callee counted, as the caller has no proxy, or none that is scraped. They are not in the graph.")
	a.Describe(&r.Blocks, "The argument to paste, by language: `typescript`, `python`, `go` and `yaml`. It is what is declared, with what is missing; what wasn't seen stays.")
	a.Describe(&r.Window, "The window that was looked at.")
	a.Describe(&r.Notes, "What the observation lacks: metrics that aren't there, samples that don't go back far enough, warnings of Prometheus.")
}

// ObservedCall is what a namespace calls, or doesn't.
type ObservedCall struct {
	Namespace string   `pulumi:"namespace"`
	Entry     string   `pulumi:"entry"`
	Hosts     []string `pulumi:"hosts"`
	Workloads []string `pulumi:"workloads"`
	Message   string   `pulumi:"message"`
}

// Annotate describes the properties for the schema.
func (o *ObservedCall) Annotate(a infer.Annotator) {
	a.Describe(&o, "What a namespace calls, or doesn't.")
	a.Describe(&o.Namespace, "The namespace of the callers. Empty where nobody knows.")
	a.Describe(&o.Entry, "The entry of `calls[namespace]`. Empty where there is none.")
	a.Describe(&o.Hosts, "The hosts that were called.")
	a.Describe(&o.Workloads, "The workloads that called.")
	a.Describe(&o.Message, "What it means, and what to do.")
}

// Invoke looks at the metrics. What is wrong comes back as an input-properties error.
func (ObservedCalls) Invoke(ctx context.Context, req infer.FunctionRequest[ObservedCallsArgs]) (infer.FunctionResponse[ObservedCallsResult], error) {
	var out infer.FunctionResponse[ObservedCallsResult]
	in, findings := req.Input, &check.Findings{}
	in.check(findings)
	if err := findings.Err(); err != nil {
		return out, err
	}
	seen := in.observe(ctx, findings)
	if err := findings.Err(); err != nil {
		return out, err
	}
	report, err := calls.Compare(seen.Calls(), in.question())
	if err != nil {
		return out, err
	}
	blocks, err := importer.CallsBlock(report.Wanted)
	out.Output = ObservedCallsResult{
		Calls: report.Observed, Missing: observedCalls(report.Missing), Unseen: observedCalls(report.Unseen), Blocked: observedCalls(report.Blocked),
		Unnamed: observedCalls(report.Unnamed), ServerReported: observedCalls(report.ByServer),
		Blocks: map[string]string{}, Window: in.window(), Notes: append([]string{}, seen.Notes...),
	}
	for language, block := range blocks {
		out.Output.Blocks[string(language)] = block
	}
	return out, err
}

func (o *ObservedCallsArgs) window() string { return orElse(o.Window, defaultWindow) }

func (o *ObservedCallsArgs) question() calls.Question {
	period := "within " + o.window()
	if o.MetricsJSON != nil && o.Window == nil {
		period = "in the saved answer"
	}
	return calls.Question{
		Declared: o.Calls, MeshNamespace: orElse(o.MeshNamespace, istio.SystemNamespace), Ignore: o.IgnoreNamespaces,
		ByHost: orElse(o.Detail, "namespace") == "host", Period: period,
	}
}

func (o *ObservedCallsArgs) server() calls.Server {
	return calls.Server{
		URL: orElse(o.PrometheusURL, ""), Username: orElse(o.Username, ""), Password: orElse(o.Password, ""), BearerToken: orElse(o.BearerToken, ""),
		Headers: o.Headers, CAFile: orElse(o.CAFile, ""), Timeout: time.Duration(orElse(o.TimeoutSeconds, defaultQueryTimeout)) * time.Second,
	}
}

func observedCalls(items []calls.Item) []ObservedCall {
	out := []ObservedCall{}
	for _, i := range items {
		out = append(out, ObservedCall{
			Namespace: i.Namespace, Entry: i.Entry, Hosts: append([]string{}, i.Hosts...), Workloads: append([]string{}, i.Workloads...), Message: i.Message,
		})
	}
	return out
}
