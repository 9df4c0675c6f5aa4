// Package freeform carries free-form maps (Helm values, mesh config) from a Pulumi program to the resources of a
// component without losing what each leaf is: plain, unknown, secret, or bound to other resources.
//
// The Pulumi Go SDK decodes the inputs of a component with CopyTo, which keeps secretness, unknownness and dependencies
// of the first level of a map only; deeper secrets become plain text. So the provider splits each free-form property
// before CopyTo sees it ([Split]): plain values stay in place, every other leaf moves to a flat map keyed by its path,
// where CopyTo keeps all of it. [Map] is the type of such an argument; [Map.Tree] puts the leaves back in place, as
// Pulumi Inputs.
package freeform
