package components

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// KialiExpose makes Kiali reachable through a gateway.
type KialiExpose struct {
	Gateway   string  `pulumi:"gateway"`
	Host      string  `pulumi:"host"`
	TLSSecret *string `pulumi:"tlsSecret,optional"`
}

// Annotate describes the properties for the schema.
func (e *KialiExpose) Annotate(a infer.Annotator) {
	a.Describe(&e, "Makes Kiali reachable through a gateway of the mesh: an Istio Gateway and a VirtualService.")
	a.Describe(&e.Gateway, "Name of a gateway of this mesh.")
	a.Describe(&e.Host, "Host name under which browsers reach it, for example `kiali.example.com`. Point its DNS record to the gateway.")
	a.Describe(&e.TLSSecret, "Name of the Secret with certificate and key (`kubernetes.io/tls`), in the gateway's namespace. Default: none, which is plain HTTP.")
}

// expose is how Kiali is made reachable, and the path of that argument.
func (k *Kiali) expose(path string) (*KialiExpose, string) {
	switch {
	case k.Install != nil && k.Install.Expose != nil:
		return k.Install.Expose, path + ".install.expose"
	case k.ConfigMap != nil && k.ConfigMap.Expose != nil:
		return k.ConfigMap.Expose, path + ".configMap.expose"
	}
	return nil, ""
}

const (
	httpPort  = 80
	httpsPort = 443
)

func (e *KialiExpose) check(f *check.Findings, path string, m *mesh) {
	check.Subdomain(f, path+".host", e.Host)
	if e.TLSSecret != nil {
		check.Subdomain(f, path+".tlsSecret", *e.TLSSecret)
	}
	g := e.gateway(m)
	if g == nil {
		var names []string
		for _, known := range m.gateways {
			names = append(names, known.Name)
		}
		remedy := "this mesh has none; add one to gateways"
		if len(names) > 0 {
			remedy = "write one of " + strings.Join(names, ", ")
		}
		f.Errorf(path+".gateway", "no gateway of this mesh is called %q; %s", e.Gateway, remedy)
		return
	}
	if want := e.port(); !slices.Contains(listens(g), want) {
		f.Errorf(path+".gateway", "the Service of gateway %s has no port %d; add it to the gateway's service.ports", e.Gateway, want)
	}
}

// port is where the gateway takes Kiali's requests.
func (e *KialiExpose) port() int {
	if e.TLSSecret != nil {
		return httpsPort
	}
	return httpPort
}

func (e *KialiExpose) gateway(m *mesh) *GatewaySpec {
	for i := range m.gateways {
		if m.gateways[i].Name == e.Gateway {
			return &m.gateways[i]
		}
	}
	return nil
}

// listens lists the ports of a gateway's Service.
func listens(g *GatewaySpec) []int {
	if g.Service == nil || len(g.Service.Ports) == 0 {
		return []int{httpPort, httpsPort}
	}
	var out []int
	for _, p := range g.Service.Ports {
		out = append(out, p.Port)
	}
	return out
}

// podLabels are those by which the gateway's pods are found, as the chart gives them.
func (g *GatewaySpec) podLabels() map[string]string {
	labels := map[string]string{"app": g.Name, "istio": strings.TrimPrefix(g.Name, "istio-")}
	for name := range labels {
		if own, ok := g.Labels[name]; ok {
			labels[name] = own
		}
	}
	return labels
}

// contribute plans the Gateway, beside the gateway's pods, whose Secret it names, and the VirtualService beside Kiali.
func (e *KialiExpose) contribute(p *plan.Plan, m *mesh, d *kialiDraft) {
	g := e.gateway(m)
	if g == nil {
		return // reported
	}
	after := append(m.validators(p), p.Present("kiali", "kiali-rollout", "gateway-"+g.Name)...)
	name := d.settings.InstanceName
	p.AddObject(&plan.Object{
		ID: "kiali-gateway", APIVersion: "networking.istio.io/v1", Kind: "Gateway", Name: name, Namespace: g.namespace(),
		Body:  plan.Tree{"spec": plan.Tree{"selector": g.podLabels(), "servers": e.servers(g)}},
		After: after,
	})
	p.AddObject(&plan.Object{
		ID: "kiali-route", APIVersion: "networking.istio.io/v1", Kind: "VirtualService", Name: name, Namespace: d.settings.Namespace,
		Body: plan.Tree{"spec": plan.Tree{
			"hosts": []any{e.Host}, "gateways": []any{g.namespace() + "/" + name}, "http": routes(d, m.clusterDomain()),
		}},
		After: append(after, "kiali-gateway"),
	})
	if servesTLS(p, m, d) {
		p.AddObject(&plan.Object{
			ID: "kiali-tls", APIVersion: "networking.istio.io/v1", Kind: "DestinationRule", Name: name, Namespace: d.settings.Namespace,
			Body: plan.Tree{"spec": plan.Tree{
				"host": kialiHost(d, m.clusterDomain()),
				// Kiali's certificate is of a CA that the gateway's pods don't know, as OpenShift's for Services. Without
				// it, the same way is plain HTTP.
				"trafficPolicy": plan.Tree{"tls": plan.Tree{"mode": "SIMPLE", "insecureSkipVerify": true}},
			}},
			After: after,
		})
	}
}

// servesTLS tells whether Kiali itself speaks HTTPS: with a certificate, which the chart gives to it on OpenShift.
func servesTLS(p *plan.Plan, m *mesh, d *kialiDraft) bool {
	if certificate, given := kiali.Get(d.config, "identity.cert_file"); given {
		return certificate != ""
	}
	return m.platform() == platformOpenShift && p.Has("kiali")
}

// kialiHost is the name of Kiali's Service, which is called as its instance.
func kialiHost(d *kialiDraft, clusterDomain string) string {
	return d.settings.InstanceName + "." + d.settings.Namespace + ".svc." + clusterDomain
}

func (e *KialiExpose) servers(g *GatewaySpec) []any {
	plain := plan.Tree{
		"hosts": []any{e.Host},
		"port":  plan.Tree{"name": "http-kiali", "number": httpPort, "protocol": "HTTP"},
	}
	if e.TLSSecret == nil {
		return []any{plain}
	}
	servers := []any{plan.Tree{
		"hosts": []any{e.Host},
		"port":  plan.Tree{"name": "https-kiali", "number": httpsPort, "protocol": "HTTPS"},
		"tls":   plan.Tree{"mode": "SIMPLE", "credentialName": *e.TLSSecret},
	}}
	if slices.Contains(listens(g), httpPort) {
		plain["tls"] = plan.Tree{"httpsRedirect": true}
		servers = append(servers, plain)
	}
	return servers
}

// routes lead to Kiali, under the path it is served under.
func routes(d *kialiDraft, clusterDomain string) []any {
	port := kialiAt(d.config, "server.port")
	if port == nil {
		port = kiali.Port
	}
	kialiService := []any{plan.Tree{"destination": plan.Tree{
		"host": kialiHost(d, clusterDomain),
		"port": plan.Tree{"number": port},
	}}}
	root, _ := kialiAt(d.config, "server.web_root").(string)
	if root == "/" || root == "" {
		return []any{plan.Tree{"route": kialiService}}
	}
	return []any{
		plan.Tree{"match": []any{plan.Tree{"uri": plan.Tree{"prefix": root}}}, "route": kialiService},
		plan.Tree{"match": []any{plan.Tree{"uri": plan.Tree{"exact": "/"}}}, "redirect": plan.Tree{"uri": root}},
	}
}
