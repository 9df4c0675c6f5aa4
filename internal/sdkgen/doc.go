// Package sdkgen generates the schema and the SDKs from the provider. Both the generator command and the test that
// compares the committed files with what would be generated use it.
package sdkgen
