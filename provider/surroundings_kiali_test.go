package provider

// kialiPlaces tries what Kiali is told in both ways of telling it: the chart's values, and a ConfigMap's text.
func kialiPlaces() map[string][]place {
	install := withKiali
	configMap := m{"kiali": m{"configMap": m{}, "prometheus": m{"url": "http://prometheus.monitoring:9090"}}}
	both := func(p place) []place {
		inText := p
		inText.with, p.with = lay(configMap, p.with), lay(install, p.with)
		inText.inText = true
		return []place{p, inText}
	}
	out := map[string][]place{
		"kiali.signingKey":           both(place{reason: "it is 16 bytes, and goes into a Secret", text: sentinel + "-key", alwaysSecret: true}),
		"kiali.install.image":        {{reason: "Kiali needs Prometheus", with: install}},
		"kiali.auth.openid.issuer":   both(place{reason: "a URL", with: openID, text: "https://" + sentinel}),
		"kiali.auth.openid.clientId": both(place{reason: "it goes with the issuer", with: openID}),
		"kiali.auth.openid.clientSecret": both(place{
			reason: "it goes into a Secret", with: openID, alwaysSecret: true,
		}),
		"kiali.prometheus.url": both(place{reason: "a URL", text: "http://" + sentinel + ":9090", refused: true}),
		"kiali.tracing.url":    both(place{reason: "a URL", text: "http://" + sentinel + ":16685", refused: true}),
		"kiali.grafana.url":    both(place{reason: "a URL", text: "http://" + sentinel + ":3000", refused: true}),
		"kiali.grafana.externalUrl": both(place{
			reason: "it goes with url", with: m{"kiali": m{"grafana": m{"url": "http://grafana.grafana:3000"}}}, text: "https://" + sentinel, refused: true,
		}),
		"kiali.tracing.externalUrl": both(place{
			reason: "it goes with url", with: m{"kiali": m{"tracing": m{"url": "http://jaeger-query.observability:16685"}}}, text: "https://" + sentinel, refused: true,
		}),
	}
	for service, url := range map[string]string{"prometheus": "http://p:9090", "tracing": "http://t:16685", "grafana": "http://g:3000"} {
		at := "kiali." + service + ".credentials."
		named := m{"kiali": m{service: m{"url": url, "credentials": m{"username": "u", "password": "p"}}}}
		token := m{"kiali": m{service: m{"url": url}}}
		out[at+"username"] = both(place{reason: "it goes into a Secret", with: named, alwaysSecret: true})
		out[at+"password"] = both(place{reason: "it goes into a Secret", with: named, alwaysSecret: true})
		out[at+"token"] = both(place{reason: "it goes into a Secret", with: token, alwaysSecret: true})
	}
	freeforms(out, install, both)
	return out
}

var openID = m{"kiali": m{"auth": m{"strategy": "openid", "openid": m{"issuer": "https://login.example.com", "clientId": "kiali"}}}}

// freeforms are keys that Kiali reads, in the maps that are merged with its configuration.
func freeforms(out map[string][]place, install m, both func(place) []place) {
	const config, values = "kiali.config", "kiali.install.values"
	details := list{m{"title": "a", "annotation": "b"}}
	named := m{"external_services": m{"prometheus": m{"auth": m{"type": "basic", "username": "u", "password": "p"}}}}

	out[config] = both(place{reason: "nothing is known of it", entry: m{"auth": m{"openid": m{"api_proxy": sentinel}}}, refused: true})
	out[config+".a"] = append(
		both(place{reason: "keys are compared", at: config + ".auth.openid.additional_request_params.a", refused: true}),
		both(place{
			reason: "a credential goes into a Secret", at: config + ".external_services.prometheus.auth.password",
			with: m{"kiali": m{"config": named}}, alwaysSecret: true,
		})...)
	out[config+".a.b.c.d"] = both(place{reason: "keys are compared", at: config + ".external_services.tracing.query_scope.d", refused: true})
	out[config+".list[1].x"] = both(place{
		reason: "keys are compared", at: config + ".additional_display_details[1].title",
		with: m{"kiali": m{"config": m{"additional_display_details": details}}}, refused: true,
	})

	at := func(key string, with m) []place {
		return []place{{reason: "the chart writes its values into a ConfigMap", at: values + key, with: lay(install, with), refused: true}}
	}
	out[values] = []place{{reason: "nothing is known of it", with: install, entry: m{"deployment": m{"image_digest": sentinel}}, refused: true}}
	out[values+".a"] = at(".deployment.pod_annotations.a", nil)
	out[values+".a.b.c.d"] = at(".deployment.affinity.node.b.c.d", nil)
	out[values+".list[1].x"] = at(".additional_display_details[1].title", m{"kiali": m{"install": m{"values": m{"additional_display_details": details}}}})
}
