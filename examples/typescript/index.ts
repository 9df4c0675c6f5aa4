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
    // One request in ten leaves a trace, at a collector that runs already; jaegerV2: {} in place of existing installs one.
    tracing: {
        sampling: 10,
        existing: {
            address: "jaeger-collector.observability.svc.cluster.local:4317",
            queryUrl: "http://jaeger-query.observability:16686",
        },
    },
    // Scrape jobs for a Prometheus of the operator in that namespace, and alerts.
    metrics: {
        additionalScrapeConfigs: { namespace: "monitoring", createNamespace: true },
        rules: { as: "configMap" },
    },
    grafana: {
        url: "http://grafana.monitoring:3000",
        externalUrl: "https://grafana.example.com",
        dashboards: { namespace: "monitoring", folder: "Istio" },
    },
    // The Deployment kiali runs there already; install: {} in place of configMap installs it from its chart.
    kiali: { configMap: { namespace: "observability", create: true } },
    // Whatever of Istio's mesh config has no argument of its own.
    meshConfig: { enableAutoMtls: true },
}, { providers: [cluster] });

export const version = mesh.version;
export const injectionLabels = mesh.injectionLabels;
export const gateways = mesh.gateways;
export const tracing = mesh.tracing;
export const prometheus = mesh.prometheus;
export const kiali = mesh.kiali;
