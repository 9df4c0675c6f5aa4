package importer

// of is an IstioOperator with a spec, in YAML's short form.
func of(spec string) []byte {
	return []byte("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: " + spec + "\n")
}

// seed are the IstioOperators of the document that this project comes from, by its sections. They are compared with what
// istioctl makes of them today.
var seed = []input{
	{name: "document: installation", text: of(`{profile: default}`), reason: "section 2: the profile"},
	{
		name: "document: another registry", text: of(`{profile: default, hub: example.com/istio, tag: 1.11.0}`),
		reason: "section 2: registry and tag",
	},
	{
		name:   "document: tracing",
		text:   of(`{meshConfig: {enableTracing: true, defaultConfig: {tracing: {sampling: 1.0, zipkin: {address: "jaeger-collector.observability:9411"}}}}}`),
		reason: "section 3: the proxies' own tracer",
	},
	{
		name: "document: gateway",
		text: of(`{components: {ingressGateways: [{name: istio-ingress, namespace: istio-ingress}]}, ` +
			`values: {gateways: {istio-ingressgateway: {injectionTemplate: gateway}}}}`),
		reason: "section 4: an injected gateway in a namespace of its own",
	},
	{name: "document: cni", text: of(`{components: {cni: {enabled: true}}}`), reason: "section 5: the chart and istiod's side"},
	{
		name:   "document: name server",
		text:   of(`{meshConfig: {defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: "true", ISTIO_META_DNS_AUTO_ALLOCATE: "true"}}}}`),
		reason: "section 9: the proxies' name server",
	},
	{name: "document: Google's registry", text: of(`{hub: gcr.io/istio}`), reason: "section 11: what to write where docker.io isn't reached"},
}
