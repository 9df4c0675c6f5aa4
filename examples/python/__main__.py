import pulumi
import pulumi_kubernetes as k8s
import pulumi_meshstack as meshstack

config = pulumi.Config()
extra_gateway = config.get("extraGateway")

# Without a kubeconfig of its own the provider takes the ambient one.
cluster = k8s.Provider("cluster", kubeconfig=config.get("kubeconfig"))

# Stands for any other resource whose outputs the mesh needs, such as a certificate of the cloud.
platform = k8s.core.v1.ConfigMap(
    "platform",
    metadata={"name": "platform", "namespace": "default"},
    data={"certificate-arn": "arn:aws:acm:eu-central-1:123456789012:certificate/mesh"},
    opts=pulumi.ResourceOptions(provider=cluster),
)

mesh = meshstack.MeshStack(
    "mesh",
    version=config.get("istioVersion") or "1.31.1",
    charts=meshstack.ChartsArgs(repository=config.get("chartRepository")),
    cni=meshstack.CNIArgs(),
    gateways=[
        meshstack.GatewaySpecArgs(
            name="istio-ingress",
            service=meshstack.GatewayServiceArgs(
                annotations={
                    "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": platform.data["certificate-arn"],
                },
            ),
        ),
        meshstack.GatewaySpecArgs(
            name="istio-egress",
            service=meshstack.GatewayServiceArgs(type=meshstack.ServiceType.CLUSTER_IP),
        ),
        *([meshstack.GatewaySpecArgs(name=extra_gateway)] if extra_gateway else []),
    ],
    injection=meshstack.InjectionArgs(
        namespaces=[
            meshstack.InjectedNamespaceArgs(name="shop", create=True),
            meshstack.InjectedNamespaceArgs(name="payments", create=True),
        ],
    ),
    # shop calls payments; payments calls nobody.
    sidecars=meshstack.SidecarsArgs(
        namespaces=[
            meshstack.SidecarScopeSpecArgs(namespace="shop", reaches=["payments"]),
            meshstack.SidecarScopeSpecArgs(namespace="payments"),
        ],
    ),
    security=meshstack.SecurityArgs(
        mtls=meshstack.MTLS.STRICT,
        outbound_traffic=meshstack.OutboundTraffic.REGISTRY_ONLY,
    ),
    access_log=meshstack.AccessLogArgs(
        encoding=meshstack.AccessLogEncoding(config.get("accessLogEncoding") or "text"),
    ),
    dns=meshstack.DNSArgs(capture=True),
    # One request in ten leaves a trace, at a collector that runs already; jaeger_v2 in place of existing installs one.
    tracing=meshstack.TracingArgs(
        sampling=10,
        existing=meshstack.ExistingTracingArgs(
            address="jaeger-collector.observability.svc.cluster.local:4317",
            query_url="http://jaeger-query.observability:16686",
        ),
    ),
    # Scrape jobs for a Prometheus of the operator in that namespace, and alerts.
    metrics=meshstack.MetricsArgs(
        additional_scrape_configs=meshstack.AdditionalScrapeConfigsArgs(
            namespace="monitoring",
            create_namespace=True,
        ),
        rules=meshstack.MetricRulesArgs(as_=meshstack.RuleDelivery.CONFIG_MAP),
    ),
    grafana=meshstack.GrafanaArgs(
        url="http://grafana.monitoring:3000",
        external_url="https://grafana.example.com",
        dashboards=meshstack.GrafanaDashboardsArgs(namespace="monitoring", folder="Istio"),
    ),
    # The Deployment kiali runs there already; install in place of config_map installs it from its chart.
    kiali=meshstack.KialiArgs(
        config_map=meshstack.KialiConfigMapArgs(namespace="observability", create=True),
    ),
    # Whatever of Istio's mesh config has no argument of its own.
    mesh_config={"enableAutoMtls": True},
    opts=pulumi.ResourceOptions(providers=[cluster]),
)

pulumi.export("version", mesh.version)
pulumi.export("injectionLabels", mesh.injection_labels)
pulumi.export("gateways", mesh.gateways)
pulumi.export("tracing", mesh.tracing)
pulumi.export("prometheus", mesh.prometheus)
pulumi.export("kiali", mesh.kiali)
