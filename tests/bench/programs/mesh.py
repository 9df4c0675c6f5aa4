"""A MeshStack, with the arguments that the benchmark writes into a file."""

import json

import pulumi
import pulumi_kubernetes as k8s
import pulumi_meshstack as meshstack

config = pulumi.Config()
cluster = k8s.Provider("cluster", kubeconfig=config.require("kubeconfig"))
with open(config.require("input"), encoding="utf-8") as file:
    args = json.load(file)
meshstack.MeshStack(
    "mesh",
    version=args["version"],
    kubernetes_version=args["kubernetesVersion"],
    charts=meshstack.ChartsArgs(repository=args["charts"]["repository"]),
    cni=meshstack.CNIArgs(),
    ztunnel=meshstack.ZtunnelArgs(),
    gateways=[meshstack.GatewaySpecArgs(name=gateway["name"]) for gateway in args["gateways"]],
    preview=args.get("preview"),
    opts=pulumi.ResourceOptions(providers=[cluster]),
)
