import * as k8s from "@pulumi/kubernetes";
import * as meshstack from "@meshstack/pulumi-meshstack";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const extraGateway = config.get("extraGateway");

// Without a kubeconfig of its own the provider takes the ambient one.
const cluster = new k8s.Provider("cluster", { kubeconfig: config.get("kubeconfig") });

// Stands for any other resource whose outputs the mesh needs, such as a certificate of the cloud.
const platform = new k8s.core.v1.ConfigMap("platform", {
    metadata: { name: "platform", namespace: "default" },
    data: { "certificate-arn": "arn:aws:acm:eu-central-1:123456789012:certificate/mesh" },
}, { provider: cluster });

const mesh = new meshstack.MeshStack("mesh", {
    version: config.get("istioVersion") ?? "1.31.1",
    charts: { repository: config.get("chartRepository") },
    cni: {},
    gateways: [
        {
            name: "istio-ingress",
            service: {
                annotations: {
                    "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": platform.data["certificate-arn"],
                },
            },
        },
        { name: "istio-egress", service: { type: "ClusterIP" } },
        ...(extraGateway ? [{ name: extraGateway }] : []),
    ],
    injection: {
        namespaces: [
            { name: "shop", create: true },
            { name: "payments", create: true },
        ],
    },
    // shop calls payments; payments calls nobody.
    sidecars: {
        namespaces: [
            { namespace: "shop", reaches: ["payments"] },
            { namespace: "payments" },
        ],
    },
    security: { mtls: "strict", outboundTraffic: "registryOnly" },
    accessLog: { encoding: config.get("accessLogEncoding") === "json" ? "json" : "text" },
    dns: { capture: true },
    // Whatever of Istio's mesh config has no argument of its own.
    meshConfig: { enableAutoMtls: true },
}, { providers: [cluster] });

export const version = mesh.version;
export const injectionLabels = mesh.injectionLabels;
export const gateways = mesh.gateways;
