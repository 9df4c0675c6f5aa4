"""What that MeshStack consists of, by the classes that a program would write."""

import json
import re

import pulumi
import pulumi_kubernetes as k8s

CLASSES = {
    "kubernetes:core/v1:Namespace": k8s.core.v1.Namespace,
    "kubernetes:helm.sh/v3:Release": k8s.helm.v3.Release,
    "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfigurationPatch": k8s.admissionregistration.v1.MutatingWebhookConfigurationPatch,
    "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfigurationPatch": k8s.admissionregistration.v1.ValidatingWebhookConfigurationPatch,
}


def parameter(property_name: str) -> str:
    return re.sub(r"([A-Z])", lambda upper: "_" + upper[1].lower(), property_name)


config = pulumi.Config()
cluster = k8s.Provider("cluster", kubeconfig=config.require("kubeconfig"))
with open(config.require("input"), encoding="utf-8") as file:
    resources = json.load(file)
registered = {}
for r in resources:
    provider = cluster
    if r["type"] == "meshstack:index:RenderedRelease":
        from pulumi_meshstack import RenderedRelease  # which the program without records does without

        CLASSES[r["type"]], provider = RenderedRelease, None
    registered[r["name"]] = CLASSES[r["type"]](
        r["name"],
        **{parameter(name): value for name, value in r["properties"].items()},
        opts=pulumi.ResourceOptions(
            provider=provider,
            delete_before_replace=r["deleteBeforeReplace"],
            depends_on=[registered[name] for name in r["dependsOn"]],
        ),
    )
