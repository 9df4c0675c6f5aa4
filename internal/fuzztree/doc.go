// Package fuzztree makes trees of what a fuzzer draws, for tests alone. Bytes that are drawn are hardly ever JSON, and a text
// that is hardly ever has the keys that a check looks at.
package fuzztree
