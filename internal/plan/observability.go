package plan

// What the observability features tell one another. A field typed any holds plain data or a Pulumi Input of it.

// Tracing is where the mesh's spans go, told by the tracing feature.
type Tracing struct {
	// Host is the collector's fully qualified host name, a string; Port its port, a whole number.
	Host, Port any
	// Protocol is what Istio speaks to it: zipkin, otlpGrpc or otlpHttp.
	Protocol string
	// QueryURL is the base URL at which people and Kiali ask for traces over HTTP, QueryGRPC the one over gRPC; both are
	// in-cluster addresses, and nil where nobody said.
	QueryURL, QueryGRPC any
}

// Prometheus is what the metrics feature tells.
type Prometheus struct {
	// URL is the base URL for queries inside the cluster, nil where nobody said.
	URL any
	// Scrape is how the mesh's metrics get there: annotations, additionalScrapeConfigs, monitors or none.
	Scrape string
	// Secret holds the scrape jobs, nil where there is none, and Jobs are the generated ones as a YAML list.
	Secret *SecretKey
	Jobs   string
}

// SecretKey is one key of a Secret.
type SecretKey struct{ Namespace, Name, Key string }

// Grafana is what the grafana feature tells.
type Grafana struct {
	// URL is the base URL inside the cluster, ExternalURL the one in a browser; nil where nobody said.
	URL, ExternalURL any
	// Dashboards are the titles of the dashboards that are delivered.
	Dashboards []string
}
