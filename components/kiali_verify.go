package components

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// verify checks what Kiali will be told, with what the other features tell it in the plan.
func (k *Kiali) verify(ctx context.Context, f *check.Findings, path string, m *mesh, p *plan.Plan) {
	if k == nil || (k.Install == nil) == (k.ConfigMap == nil) || !m.versionsKnown() {
		return // reported
	}
	v := kialiVerifier{ctx: ctx, f: f, kiali: k, path: path, d: k.draft(p, m)}
	for _, o := range k.overlays(path) {
		v.overlay(o)
	}
	v.values()
	v.credentials()
	v.prometheus()
	v.tracing(p, m)
	v.grafana(p)
	v.probes()
	v.open()
}

type kialiVerifier struct {
	// ctx is that of the one call of verify.
	ctx   context.Context
	f     *check.Findings
	kiali *Kiali
	path  string
	d     *kialiDraft
}

// known tells what a leaf is, unless that is a secret or comes later.
func (v kialiVerifier) known(leaf any) (any, bool) {
	in, later := leaf.(pulumi.Input)
	if !later {
		return leaf, true
	}
	return plan.AwaitOpen(v.ctx, in)
}

func (v kialiVerifier) overlay(o kialiOverlay) {
	if o.whole != nil {
		if plan.IsSecret(v.ctx, o.whole) {
			v.f.Errorf(o.path, "the whole map is secret, and Kiali's configuration lies in a ConfigMap; pass a plain map whose credentials are secret")
			return
		}
		v.f.Report(check.KialiKeysUnknown, o.path, "nothing of it is known before the update, so its keys were not compared with those that Kiali %s reads", v.d.settings.Version)
		return
	}
	for _, r := range o.renames {
		id := check.KialiOldKey
		if r.Lost {
			id = check.KialiKey
		}
		v.f.Report(id, o.path+"."+r.Old, "%s", r.Text)
	}
	for _, problem := range kiali.Check(o.config, v.d.settings.Version, v.known) {
		at := o.path + "." + problem.Path
		switch problem.What {
		case kiali.Unknown, kiali.TooNew:
			v.f.Report(check.KialiKey, at, "%s", problem.Text)
		case kiali.Removed:
			v.f.Report(check.KialiOldKey, at, "%s", problem.Text)
		case kiali.ChartOnly:
			if v.kiali.ConfigMap != nil {
				v.f.Report(check.KialiChartKey, at, "%s", problem.Text)
			}
		case kiali.WrongKind:
			v.f.Errorf(at, "%s", problem.Text)
		}
	}
	for _, at := range kiali.InClear(o.config) {
		v.f.Errorf(o.path+"."+at, "a credential would stand in a ConfigMap here; %s", clearRemedy(at))
	}
	v.hidden(o.path, o.config)
}

// values reports what Kiali would not start with. What our own arguments say was checked with them.
func (v kialiVerifier) values() {
	for _, problem := range kiali.Validate(v.d.config) {
		if kialiAt(v.d.written, problem.Path) != nil {
			v.f.Errorf(v.origin(problem.Path), "%s", problem.Text)
		}
	}
}

func clearRemedy(path string) string {
	if path == "auth.openid.client_secret" {
		return "write the argument auth.openid.clientSecret"
	}
	return "write secret:<name>:<key>, the place of a Secret that Kiali's pod mounts"
}

// hidden reports secrets in a part of the configuration that stays in the ConfigMap.
func (v kialiVerifier) hidden(at string, config map[string]any) {
	left := plan.ToGo(plan.Merge(plan.Tree{}, config)).(map[string]any)
	for _, c := range kiali.Credentials(v.d.settings.Version) {
		if _, there := kiali.Get(left, c.Path); there {
			left = withoutKey(left, c.Path)
		}
	}
	v.walk(at, left)
}

func (v kialiVerifier) walk(at string, node any) {
	switch node := node.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(node)) {
			v.walk(at+"."+key, node[key])
		}
	case []any:
		for i, e := range node {
			v.walk(fmt.Sprintf("%s[%d]", at, i), e)
		}
	case pulumi.Input:
		if plan.IsSecret(v.ctx, node) {
			v.f.Errorf(at, "it is a secret, and would stand in a ConfigMap in clear; only credentials of services and the signing key go into Secrets. Pass what isn't secret here")
		}
	}
}

// withoutKey is a configuration without what is at a path.
func withoutKey(config map[string]any, path string) map[string]any {
	out, _ := plan.ToGo(plan.Merge(plan.Tree{}, config)).(map[string]any)
	kiali.Take(out, path)
	return out
}

// credentials reports what can't be put into a Secret.
func (v kialiVerifier) credentials() {
	for _, c := range kiali.Credentials(v.d.settings.Version) {
		value := kialiAt(v.d.config, c.Path)
		at := v.origin(c.Path)
		if c.Path == kiali.SigningKey {
			value, at = firstGiven(value, plan.Plain(v.kiali.SigningKey)), v.path+".signingKey"
		}
		if value == nil {
			continue
		}
		in, later := value.(pulumi.Input)
		seen, known := v.known(value)
		text, _ := seen.(string)
		_, _, reference := kiali.ParseReference(text)
		switch {
		case known && later && reference:
			v.f.Errorf(at, "a reference must be known beforehand, as it decides what is created; write secret:<name>:<key> as plain text, not as an output")
		case reference && v.kiali.Install != nil && !v.d.settings.Version.AtLeast(kiali.References):
			v.f.Errorf(at, "the chart of Kiali %s doesn't mount references, that of 2.%d does; pass the credential itself, and it goes into a Secret, or write a later version",
				v.d.settings.Version, kiali.References)
		case c.Path == kiali.SigningKey && !reference:
			v.signingKey(at, value, in)
		}
	}
}

// signingKey looks at the length of a key, also of a secret one: the message doesn't hold it.
func (v kialiVerifier) signingKey(at string, value any, in pulumi.Input) {
	if in != nil {
		value, _ = plan.Await(v.ctx, in)
	}
	if text, known := value.(string); known {
		checkSigningKey(v.f, at, text)
	}
}

func (v kialiVerifier) prometheus() {
	const at = "external_services.prometheus."
	if enabled := kialiAt(v.d.config, at+"enabled"); enabled == false {
		return
	}
	if kialiAt(v.d.config, at+"url") == nil && len(v.d.later) == 0 {
		v.f.Report(check.KialiNoPrometheus, v.path+".prometheus.url", "nobody said where Prometheus is, and Kiali's graph would be empty; write for example http://prometheus.monitoring:9090")
		return
	}
	v.url(at + "url")
}

// url looks at an address that Kiali is told, and returns it where it is known.
func (v kialiVerifier) url(path string) (string, bool) {
	value := kialiAt(v.d.config, path)
	if value == nil {
		return "", false
	}
	at := v.origin(path)
	if in, later := value.(pulumi.Input); later && plan.IsSecret(v.ctx, in) {
		if kialiAt(v.d.written, path) == nil { // or else it was reported
			v.f.Errorf(at, "the address is a secret, and would stand in a ConfigMap in clear; pass one without credentials that isn't secret")
		}
		return "", false
	}
	seen, known := v.known(value)
	text, isText := seen.(string)
	if !known || !isText {
		return "", false
	}
	if err := kiali.CheckURL(text); err != nil {
		v.f.Errorf(at, "%v", err)
		return "", false
	}
	return text, true
}

func (v kialiVerifier) tracing(p *plan.Plan, m *mesh) {
	const at = "external_services.tracing."
	t := v.d.settings.Tracing
	sent := p.Tracing != nil && (m.args.Tracing == nil || !m.args.Tracing.off())
	off := kialiAt(v.d.written, at+"enabled") == false
	if off && (sent || v.kiali.Tracing != nil) {
		v.f.Report(check.KialiTracesOff, v.origin(at+"enabled"), "the mesh has traces, and this keeps Kiali from showing them; leave it out")
	}
	switch {
	case t == nil && v.kiali.Tracing != nil:
		v.f.Errorf(v.path+".tracing.url", "nobody said where Kiali asks for traces; write for example http://jaeger-query.observability:16685/jaeger, or leave tracing out")
		return
	case t == nil && sent && !off:
		v.f.Report(check.KialiNoTraces, v.path+".tracing.url", "the mesh sends traces, but nobody said where they are asked for, so Kiali shows none; write for example http://jaeger-query.observability:16685/jaeger")
		return
	case t == nil:
		return
	}
	v.url(at + "external_url")
	address, known := v.url(at + "internal_url")
	grpc, grpcKnown := v.known(kialiAt(v.d.config, at+"use_grpc"))
	speaks, isBool := grpc.(bool)
	provider, _ := kialiAt(v.d.config, at+"provider").(string)
	if !grpcKnown || !isBool || kialiAt(v.d.config, at+"enabled") == false {
		return
	}
	told := v.d.toldGRPC
	var err error
	if known && (told == nil || *told != speaks) {
		err = kiali.CheckTracing(address, provider, speaks)
	}
	if err == nil && told != nil {
		err = kiali.CheckTold(provider, *told, speaks)
	}
	if err != nil {
		v.f.Report(check.KialiProtocol, v.origin(at+"internal_url"), "%v", err)
	}
}

func (v kialiVerifier) grafana(p *plan.Plan) {
	const at = "external_services.grafana."
	g := v.d.settings.Grafana
	if g == nil {
		if v.kiali.Grafana != nil {
			v.f.Errorf(v.path+".grafana.url", "nobody said where Grafana is; write for example http://grafana.grafana:3000, or leave grafana out")
		}
		return
	}
	v.url(at + "internal_url")
	v.url(at + "external_url")
	if kialiAt(v.d.config, at+"enabled") != false {
		v.dashboards(p)
	}
	if g.ExternalURL == nil && v.d.settings.Strategy != string(kialiOpenShift) {
		v.f.Report(check.KialiNoLinks, v.path+".grafana.externalUrl", "Kiali shows no links to Grafana without the address that browsers use; write for example https://grafana.example.com")
	}
}

// probes warns of a path that the probes of a Deployment that isn't ours hardly ask at.
func (v kialiVerifier) probes() {
	if root := v.d.settings.Web.Root; v.kiali.ConfigMap != nil && v.kiali.URL != nil && root != "/kiali" {
		v.f.Warnf(v.path+".url", "Kiali will be served under %s; its Deployment's probes must ask there, too (the chart's and Istio's sample ask at /kiali/healthz)", root)
	}
}

// open warns where nobody logs in and everybody may come.
func (v kialiVerifier) open() {
	expose, _ := v.kiali.expose(v.path)
	if expose == nil || kialiAt(v.d.config, "auth.strategy") != string(kialiAnonymous) {
		return
	}
	may := " and may change Istio's configuration"
	if kialiAt(v.d.config, "deployment.view_only_mode") == true {
		may = ""
	}
	v.f.Report(check.KialiOpen, v.origin("auth.strategy"), "whoever reaches the gateway %s gets into Kiali without logging in%s; write another strategy, or keep others away from the gateway",
		expose.Gateway, may)
}

// origin is the path of the argument that a key of Kiali's configuration comes from.
func (v kialiVerifier) origin(key string) string {
	for _, o := range v.kiali.overlays(v.path) {
		if kialiAt(o.config, key) != nil {
			return o.path + "." + key
		}
	}
	if argument, ok := kialiArguments[key]; ok {
		return v.path + "." + argument
	}
	return v.path + ".config." + key
}

// kialiArguments are the arguments that stand for keys.
var kialiArguments = map[string]string{
	"auth.strategy":                              "auth.strategy",
	"external_services.prometheus.url":           "prometheus.url",
	"external_services.prometheus.auth.username": "prometheus.credentials.username",
	"external_services.prometheus.auth.password": "prometheus.credentials.password",
	"external_services.prometheus.auth.token":    "prometheus.credentials.token",
	"external_services.grafana.internal_url":     "grafana.url",
	"external_services.grafana.external_url":     "grafana.externalUrl",
	"external_services.grafana.auth.username":    "grafana.credentials.username",
	"external_services.grafana.auth.password":    "grafana.credentials.password",
	"external_services.grafana.auth.token":       "grafana.credentials.token",
	"external_services.tracing.internal_url":     "tracing.url",
	"external_services.tracing.external_url":     "tracing.externalUrl",
	"external_services.tracing.auth.username":    "tracing.credentials.username",
	"external_services.tracing.auth.password":    "tracing.credentials.password",
	"external_services.tracing.auth.token":       "tracing.credentials.token",
}
