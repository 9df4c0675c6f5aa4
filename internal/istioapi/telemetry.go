package istioapi

func (w *walker) telemetry(n node, _ string) {
	w.attachment(n)
	for _, metrics := range n.field("metrics").items() {
		w.providerRefs(metrics.field("providers"))
		for _, override := range metrics.field("overrides").items() {
			w.metricOverride(override)
		}
	}
	tracing := n.field("tracing").items()
	if len(tracing) > 1 {
		w.add(Doubt, n.field("tracing").path, "only the first one has an effect; leave the others out")
	}
	for _, one := range tracing {
		w.tracing(one)
	}
	for _, log := range n.field("accessLogging").items() {
		w.providerRefs(log.field("providers"))
	}
}

func (w *walker) tracing(n node) {
	providers := n.field("providers")
	if len(providers.items()) > 1 {
		w.add(Doubt, providers.path, "only the first one has an effect; leave the others out")
	}
	w.providerRefs(providers)
	w.checkPercent(n.field("randomSamplingPercentage"))
	tags := n.field("customTags")
	for _, name := range tags.keys() {
		tag := tags.field(name)
		if name == "" {
			w.add(Rule, tag.path, "is a tag without a name; write one")
		}
		for kind, field := range map[string]string{"literal": "value", "header": "name", "environment": "name"} {
			at := tag.field(kind)
			if at.set() && !at.opaque() && !at.field(field).filled() {
				w.add(Rule, at.field(field).path, "is needed; write a text that isn't empty")
			}
		}
	}
}

func (w *walker) metricOverride(n node) {
	if custom := n.at("match", "customMetric"); custom.is("") {
		w.add(Rule, custom.path, "is empty; write the metric's name")
	}
	tags := n.field("tagOverrides")
	for _, name := range tags.keys() {
		tag := tags.field(name)
		if name == "" {
			w.add(Doubt, tag.path, "is a tag without a name; write one")
		}
		operation, ok := tag.field("operation").text()
		value := tag.field("value")
		switch {
		case !ok || tag.opaque():
		case operation == "REMOVE" && value.given() && value.filled():
			w.add(Rule, value.path, "has no place where the tag is removed; leave it out")
		case operation != "REMOVE" && !value.filled():
			w.add(Rule, value.path, "is needed, as the tag is set; write an expression, or the operation REMOVE")
		}
	}
}

func (w *walker) providerRefs(list node) {
	for _, ref := range list.items() {
		if !ref.field("name").filled() {
			w.add(Rule, ref.field("name").path, "is needed; write the name of one of the mesh config's extensionProviders")
		}
	}
}
