// Package kubernetes is a stand-in for the released Pulumi Kubernetes provider (pulumi-resource-kubernetes 4.32.0).
//
// The released plugin is a download that an offline machine can't have, but the end-to-end tests need a provider that
// does the real thing: installs Helm releases, applies objects, waits, refreshes and deletes. This package does that
// for the resource types the tests use, under the same type tokens, so that the same programs and the same assertions
// run on either plugin.
//
// What it mirrors:
//
//   - kubernetes:helm.sh/v3:Release, with the Helm library;
//   - every built-in kind, custom resources and the Patch form of both, through discovery and the dynamic client;
//   - the checkpoint in the state: live object, __inputs, __fieldManager and __initialApiVersion, secrets marked;
//   - the diff between the live object, cut down to the shape of the old inputs, and the new inputs, and which of its
//     fields force a replacement;
//   - client-side create followed by server-side apply updates, previews by server dry run, and what a preview can't
//     know yet: missing kinds, missing namespaces, unknown values and Patch resources return their inputs;
//   - waiting, by the kind or by the annotations pulumi.com/waitFor, skipAwait and timeoutSeconds.
//
// Where it knowingly differs from the released plugin:
//
//   - Only SSA mode is complete. With enableServerSideApply=false updates are JSON merge patches, never strategic ones.
//   - The first update takes over the fields of client-side managers only, not those of "kubectl apply --server-side".
//   - No functions, no List, no components (Chart, ConfigFile, Kustomize), no YAML rendering, no skipUpdateUnreachable,
//     no strictMode, no deprecation or Helm hook warnings, no alwaysRender; such provider settings are accepted and
//     ignored.
//   - The paths of pulumi.com/waitFor are kubectl's JSONPath dialect, not RFC 9535: the same for plain paths and for
//     filters in parentheses.
//   - Waiting polls instead of watching, and for workloads it asks less: Deployment, StatefulSet, DaemonSet, Job, Pod,
//     Service, Ingress and PersistentVolumeClaim have one plain readiness rule each, without the event log that the
//     released plugin prints. PULUMI_K8S_AWAIT_ALL and pulumi.com/replaceUnready are ignored.
//   - Refresh reads objects; it doesn't judge their readiness, so it never turns a broken Deployment into an error.
//   - Release ignores lint, and import doesn't search Helm's local repositories for the chart.
//   - An error's wording is the released one where programs or people are likely to match on it, else its own.
package kubernetes
