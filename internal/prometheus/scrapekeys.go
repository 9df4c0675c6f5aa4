package prometheus

import (
	"slices"
	"strings"
)

// kind is what a key of a scrape_config holds.
type kind int

const (
	anything kind = iota
	text
	flag
	number
	duration
	list
	object
	relabelings
)

// scrapeKeys are the keys of a scrape_config that every Prometheus from 2.x to 3.x knows one way or another: ScrapeConfig of
// github.com/prometheus/prometheus/config and HTTPClientConfig of github.com/prometheus/common/config. A test compares them.
var scrapeKeys = map[string]kind{
	"job_name": text, "scrape_interval": duration, "scrape_timeout": duration, "metrics_path": text, "scheme": text, "params": object,
	"honor_labels": flag, "honor_timestamps": flag, "track_timestamps_staleness": flag, "enable_compression": flag,
	"scrape_protocols": list, "fallback_scrape_protocol": text, "scrape_failure_log_file": text, "extra_scrape_metrics": flag,
	"scrape_native_histograms": flag, "always_scrape_classic_histograms": flag, "convert_classic_histograms_to_nhcb": flag,
	"body_size_limit": anything, "sample_limit": number, "target_limit": number, "label_limit": number,
	"label_name_length_limit": number, "label_value_length_limit": number, "keep_dropped_targets": number,
	"native_histogram_bucket_limit": number, "native_histogram_min_bucket_factor": number,
	"metric_name_validation_scheme": text, "metric_name_escaping_scheme": text,
	"relabel_configs": relabelings, "metric_relabel_configs": relabelings,

	"basic_auth": object, "authorization": object, "oauth2": object, "bearer_token": text, "bearer_token_file": text,
	"tls_config": object, "follow_redirects": flag, "enable_http2": flag, "http_headers": object,
	"proxy_url": text, "no_proxy": text, "proxy_from_environment": flag, "proxy_connect_header": object,

	// Prometheus 2.45 to 2.55; 3.0 calls it always_scrape_classic_histograms.
	"scrape_classic_histograms": flag,
}

// kubernetesKeys are those of a kubernetes_sd_config beside those of the HTTP client.
var kubernetesKeys = []string{"api_server", "role", "kubeconfig_file", "namespaces", "selectors", "attach_metadata"}

// kubernetesRoles are the roles of kubernetes_sd_configs.
var kubernetesRoles = []string{"pod", "service", "endpoints", "endpointslice", "node", "ingress"}

// keyKind returns what a key holds, and whether it is one. Service discovery comes with every release anew.
func keyKind(key string) (kind, bool) {
	if k, known := scrapeKeys[key]; known {
		return k, true
	}
	return list, key == "static_configs" || strings.HasSuffix(key, "_sd_configs")
}

// httpKeys are the keys of the HTTP client, which service discovery has, too.
var httpKeys = []string{
	"basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file", "tls_config", "follow_redirects", "enable_http2",
	"http_headers", "proxy_url", "no_proxy", "proxy_from_environment", "proxy_connect_header",
}

// KnownKey reports whether a scrape_config has that key.
func KnownKey(key string) bool {
	_, known := keyKind(key)
	return known
}

// KnownDiscoveryKey reports whether a kubernetes_sd_config has that key.
func KnownDiscoveryKey(key string) bool {
	return slices.Contains(kubernetesKeys, key) || slices.Contains(httpKeys, key)
}
