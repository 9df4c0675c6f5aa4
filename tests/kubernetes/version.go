package kubernetes

// Version is what the plugin tells the engine. A build sets it with
//
//	-ldflags "-X github.com/meshstack/pulumi-meshstack/tests/kubernetes.Version=4.32.0"
//
// because the engine looks a plugin up by the version that a program's resources ask for.
var Version = "4.32.0"
