package provider

// freeformLeaves are where the tests write into a free-form map; see leavesOf.
var freeformLeaves = []string{"", ".a", ".a.b.c.d", ".list[1].x"}

// bothCredentials go together.
var bothCredentials = m{"credentials": m{"username": "u", "password": "p"}}

func jaegerPlaces() map[string][]place {
	v1 := func(args m) m { return m{"tracing": m{"jaeger": args}} }
	search := m{"type": "elasticsearch", "options": m{"es": m{"server-urls": "http://elasticsearch.logging:9200"}}}
	production := v1(m{"strategy": "production", "storage": search})
	streaming := v1(m{"strategy": "streaming", "storage": search, "kafka": m{"brokers": "kafka-0.kafka:9092"}})
	plugin := v1(m{"storage": m{"type": "grpc-plugin"}})

	const collector, query, ingester = "tracing.jaeger.collector.options", "tracing.jaeger.query.options", "tracing.jaeger.ingester.options"
	const flags, credential = "tracing.jaeger.storage.options", "tracing.jaeger.storage.credentials."
	out := map[string][]place{
		"tracing.jaeger.kafka.brokers": {{reason: "the strategy streaming reads it", with: streaming, text: sentinel + ":9092", refused: true}},
	}
	for _, name := range []string{"username", "password"} {
		out[credential+name] = []place{{reason: "a Secret of both", with: v1(m{"storage": lay(search, bothCredentials)}), alwaysSecret: true}}
	}
	for _, leaf := range freeformLeaves {
		out[collector+leaf] = []place{{reason: "a strategy with several programs has a collector", with: production, refused: true}}
		out[query+leaf] = []place{
			{reason: "its own program", with: production, refused: true},
			{reason: "the one program of allInOne", refused: true},
		}
		out[ingester+leaf] = []place{{reason: "the strategy streaming has an ingester", with: streaming, refused: true}}
		out[flags+leaf] = []place{{reason: "flags are those of the storage", with: plugin, at: flags + ".grpc-storage" + leaf, refused: true}}
		out["tracing.jaeger.options"+leaf] = []place{{reason: "the one program of allInOne", refused: true}}
	}
	out[flags] = []place{{reason: "flags are those of the storage", with: plugin, entry: m{"grpc-storage": m{"server": sentinel}}, refused: true}}
	return out
}

func jaegerV2Places() map[string][]place {
	byOperator := m{"tracing": m{"jaegerV2": m{"via": "openTelemetryOperator"}}}
	const storages, image = "tracing.jaegerV2.storage.", sentinel + "/jaeger:2.20.0"
	out := map[string][]place{
		"tracing.jaegerV2.image": {
			{reason: "the chart has repository and tag apart", text: image, arrives: sentinel + "/jaeger"},
			{reason: "the resource has them together", with: byOperator, text: image},
		},
		storages + "elasticsearch.serverUrls": {{reason: "a list of URLs", text: "https://" + sentinel + ":9200", refused: true}},
		storages + "opensearch.serverUrls":    {{reason: "a list of URLs", text: "https://" + sentinel + ":9200", refused: true}},
		storages + "cassandra.servers":        {{reason: "a list", text: "a, " + sentinel, arrives: sentinel, refused: true}},
		storages + "clickhouse.addresses":     {{reason: "a list of host:port", text: sentinel + ":9000,b:9000", arrives: sentinel + ":9000", refused: true}},
	}
	for storage, servers := range map[string]m{
		"elasticsearch": {"serverUrls": "https://e:9200"}, "opensearch": {"serverUrls": "https://e:9200"},
		"cassandra": {"servers": "c"}, "clickhouse": {"addresses": "c:9000"},
	} {
		with := m{"tracing": m{"jaegerV2": m{"storage": m{storage: lay(servers, bothCredentials)}}}}
		for _, name := range []string{"username", "password"} {
			out[storages+storage+".credentials."+name] = []place{
				{reason: "the chart's pod reads a Secret of both", with: with, alwaysSecret: true},
				{reason: "so does the operator's", with: lay(with, byOperator), alwaysSecret: true},
			}
		}
	}
	for _, leaf := range freeformLeaves {
		out["tracing.jaegerV2.config"+leaf] = []place{
			{reason: "the chart's values hold it", refused: true},
			{reason: "the resource holds it", with: byOperator, refused: true},
		}
		out["tracing.jaegerV2.spec"+leaf] = []place{{reason: "a resource has it, a chart has values", with: byOperator}}
	}
	return out
}
