package children_test

// The Kubernetes SDK is a requirement of go.mod for the sake of TestKubernetesVersion and of the contract tests, which
// read its source. This is its smallest package; those with the resources cost gigabytes to compile.
import _ "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/utilities"
