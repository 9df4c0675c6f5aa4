// Package jaeger is what is known of Jaeger itself: its ports and the names of its Services, the configuration of v2 and
// the flags of v1, and what in them keeps spans from arriving or would stand in clear. Trees may hold Pulumi Inputs.
package jaeger
