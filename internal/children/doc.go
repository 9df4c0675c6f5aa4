// Package children registers a plan with the Pulumi engine: the one place where resources are made. It fixes, for every
// child, the parent, the prefixed name, the order, and the version of the Kubernetes plugin.
//
// It writes the Kubernetes package's resources by token and property name. Importing their types from the SDK would
// triple the plugin's size, because the package of Release registers every type of the Kubernetes API; a test compares
// the names with the SDK's.
package children
