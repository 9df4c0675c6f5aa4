// Package xds asks istiod for configuration as a proxy would, over plaintext gRPC and the aggregated discovery service
// (state of the world), so that tests can compare what different proxies get.
package xds
