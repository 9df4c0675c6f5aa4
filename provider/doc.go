// Package provider is the plugin: it offers the components through Pulumi's provider protocol. New composes it from the
// inferred provider and wrappers with a file and tests of their own: one makes the schema tell the truth about what takes
// an output, one keeps secrets, unknowns and dependencies whole on their way to the components, one keeps secrets out of
// error messages.
package provider
