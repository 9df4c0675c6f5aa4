package istioapi

import (
	"maps"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// Successors shows the table to tests.
func Successors() map[protoreflect.FullName]string { return maps.Clone(successors) }

// ZeroAllowed shows the table to tests.
func ZeroAllowed() map[protoreflect.FullName]bool { return maps.Clone(zeroAllowed) }
