// Package istioapi proves mesh configs and the bodies of Istio's custom resources before anything is installed: every field
// against the descriptors of istio.io/api, whether the chosen release has it, and Istio's own rules of validation.
// Plain data goes in, problems come out; it knows nothing of Pulumi. A value that isn't known yet is an Opaque.
//
// What Istio makes of a wrong tree is why this is stricter than Istio:
//
//   - A mesh config is decoded by istiod twice (protomarshal.ApplyYAML): strictly, and where that fails once more with unknown
//     fields allowed. So an unknown field is dropped without a word, at any depth, while a wrong type, enum value or duration
//     stops istiod at its start, and is dropped with a log line when it runs. Of two members of a oneof one wins.
//     Both forms of a field's name are read: connectTimeout and connect_timeout.
//   - A body passes the API server first, whose CRD has the JSON names alone: any other field is pruned (with a warning, if the
//     client asks for it), a wrong type or enum value is refused. istiod's webhook, where it answers, applies the rules.
package istioapi
