// Package components holds what users of the Pulumi package see: the components MeshStack, Gateway and SidecarScope and
// their arguments. One file per subject, with its arguments, their descriptions, their checks and what they add to the
// plan.
//
// Arguments that decide which resources exist, or that are checked before anything is applied, are plain Go values; what
// only flows into a resource is a Pulumi Input.
package components
