package components

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// providers reports findings of the mesh config's providers.
func (w wiring) providers() {
	for _, v := range w.meshViews() {
		v.defaultMetrics()
		v.allocates()
		v.serviceNames()
		v.defaultsExist()
		v.providersInScope()
		v.collectorsSeen()
	}
}

// meshView is the mesh config of one control plane, as it was rendered.
type meshView struct {
	wiring
	control   plane
	config    map[string]any
	providers []extensionProvider
	// complete: every provider could be read.
	complete bool
	// said are the findings of the control planes before, which mostly share their mesh config.
	said map[string]bool
}

// meshViews are those that the proxies of this cluster go by, as far as they are known. With the profile remote their
// control plane has another one.
func (w wiring) meshViews() []meshView {
	var out []meshView
	said := map[string]bool{}
	for _, control := range w.planes {
		config := w.meshConfig(control)
		if config == nil || w.profile() == profileRemote {
			continue
		}
		v := meshView{wiring: w, control: control, config: config, said: said}
		v.providers, v.complete = v.extensionProviders()
		out = append(out, v)
	}
	return out
}

// report records a finding, unless another control plane had it.
func (v meshView) report(id check.ID, path, format string, args ...any) {
	key := string(id) + " " + path
	if v.said[key] {
		return
	}
	v.said[key] = true
	v.Report(id, path, format, args...)
}

// written reports whether the user wrote something at a path of the mesh config, in either of the two places.
func (v meshView) written(path string) bool { return v.wrote(v.at(path)) }

func (v meshView) inValues(path ...string) bool {
	return proof.Has(proof.At(v.istiod(v.control).User, "meshConfig"), path...)
}

// at is the argument that a path of the mesh config comes from.
func (v meshView) at(path string) string { return v.meshConfigPath(v.control, path) }

// readableText is a text of the rendered mesh config, of which no part is hidden.
func readableText(node any) (string, bool) {
	text, ok := node.(string)
	return text, ok && !strings.Contains(text, plan.SecretText)
}

// The kinds of providers that send something to a Service, and those of them that ask it for permission.
var (
	serviceKinds = append([]string{"zipkin", "opentelemetry", "skywalking", "datadog", "lightstep", "envoyOtelAls", "envoyHttpAls", "envoyTcpAls"}, authorizerKinds...)

	authorizerKinds = []string{"envoyExtAuthzHttp", "envoyExtAuthzGrpc"}
)

// extensionProvider is an entry of the mesh config's list.
type extensionProvider struct {
	name, kind string
	settings   map[string]any
	// service is where it sends to, as it is written; "" where it sends nowhere, or it isn't known.
	service string
	// path is that of the argument.
	path string
	// others: it comes neither from us nor from the user, but from the chart's profile.
	others bool
}

// extensionProviders reads the list, and reports whether all of it could be read.
func (v meshView) extensionProviders() (out []extensionProvider, complete bool) {
	given, there := v.config[extensionProviders]
	list, ok := given.([]any)
	complete = ok || !there || given == nil
	for i, e := range list {
		entry, _ := e.(map[string]any)
		name, ok := readableText(entry["name"])
		if !ok {
			complete = false
			continue
		}
		p := extensionProvider{name: name}
		p.path, p.others = v.providerPath(i, name)
		for _, kind := range slices.Sorted(maps.Keys(entry)) {
			if kind == "name" {
				continue
			}
			p.kind = kind
			p.settings, _ = entry[kind].(map[string]any)
			if slices.Contains(serviceKinds, kind) {
				p.service, _ = readableText(p.settings["service"])
			}
		}
		out = append(out, p)
	}
	return out, complete
}

// providerPath is where the user wrote the provider that stands at a place of the rendered list, and whether nobody did: in
// values the list takes the place of ours, in the mesh config it is joined with ours.
func (v meshView) providerPath(index int, name string) (path string, others bool) {
	if v.inValues(extensionProviders) {
		return fmt.Sprintf("values.istiod.meshConfig.%s[%d]", extensionProviders, index), false
	}
	given := plan.Resolve(v.ctx, v.meshConfigValue()).Value
	list, _ := valueAt(given, extensionProviders).([]any)
	if i := providerNamed(list, name); i >= 0 {
		return fmt.Sprintf("meshConfig.%s[%d]", extensionProviders, i), false
	}
	others = v.chartProfile() == profileDemo && providerNamed(demoProviders(v.control.version), name) >= 0
	return "meshConfig." + extensionProviders, others
}

// place is the namespace and host of what a provider sends to. The namespace is "" where the name doesn't tell it.
func (p extensionProvider) place() (namespace, host string) {
	if in, host, found := strings.Cut(p.service, "/"); found {
		return in, host
	}
	if service, _, inside := strings.Cut(p.service, ".svc."); inside {
		if _, namespace, two := strings.Cut(service, "."); two && !strings.Contains(namespace, ".") {
			return namespace, p.service
		}
	}
	return "", p.service
}

// defaults lists the default providers of a use: metrics, tracing or accessLogging.
func (v meshView) defaults(use string) []string {
	list, _ := proof.At(v.config, "defaultProviders", use).([]any)
	var out []string
	for _, e := range list {
		name, _ := readableText(e)
		out = append(out, name)
	}
	return out
}

// planned lists what the mesh's Telemetry says of a use, nil where it says nothing.
func (w wiring) plannedTelemetry(use string) []any {
	if o := w.object("telemetry"); o != nil {
		list, _ := valueAt(plan.Resolve(w.ctx, o.Body).Value, "spec", use).([]any)
		return list
	}
	return nil
}

// inUse are the providers that proxies send to: those that the mesh's Telemetry names, or else the default ones, and those
// that are asked for permission.
func (v meshView) inUse() []extensionProvider {
	named := map[string]bool{}
	for _, use := range []string{"tracing", "metrics", "accessLogging"} {
		said := v.plannedTelemetry(use)
		for _, e := range said {
			list, _ := valueAt(e, "providers").([]any)
			for _, p := range list {
				name, _ := valueAt(p, "name").(string)
				named[strings.ToLower(name)] = true
			}
		}
		if said == nil {
			for _, name := range v.defaults(use) {
				named[strings.ToLower(name)] = true
			}
		}
	}
	var out []extensionProvider
	for _, p := range v.providers {
		if !p.others && p.service != "" && (named[strings.ToLower(p.name)] || slices.Contains(authorizerKinds, p.kind)) {
			out = append(out, p)
		}
	}
	return out
}

// hasHidden reports whether something in a tree isn't known.
func hasHidden(node any) bool {
	switch node := node.(type) {
	case map[string]any:
		for _, e := range node {
			if hasHidden(e) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(node, hasHidden)
	case string:
		return strings.Contains(node, plan.SecretText)
	case plan.Hidden:
		return true
	}
	return false
}
