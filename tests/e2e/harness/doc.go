// Package harness runs the programs in examples/ against a cluster, with the Pulumi CLI of package tools and the plugins
// of this checkout, apart from whatever Pulumi the machine has.
//
// No language host (pulumi-language-*) is needed: a small driver per language, in ../drivers, runs the program in the
// Automation API's inline mode, in a process of its own for each operation. What has to be installed for that (a node_modules,
// a Python environment) lies in the user's cache folder, by the digest of what it is made from.
package harness
