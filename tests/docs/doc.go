// Package docs checks the programs in the documentation: those in YAML against the schema, those in TypeScript with the
// compiler. It holds only tests; npm fetches the compiler and Pulumi's packages.
package docs
