// Package cluster proves that internal/cluster understands a real API server. It holds only tests.
package cluster
