// Package stack is the example's program.
package stack

import (
	"github.com/meshstack/pulumi-meshstack/sdk/go/meshstack"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

// Program installs the mesh.
func Program(ctx *pulumi.Context) error {
	conf := config.New(ctx, "")

	// Without a kubeconfig of its own the provider takes the ambient one.
	access := &kubernetes.ProviderArgs{}
	if kubeconfig := conf.Get("kubeconfig"); kubeconfig != "" {
		access.Kubeconfig = pulumi.String(kubeconfig)
	}
	cluster, err := kubernetes.NewProvider(ctx, "cluster", access)
	if err != nil {
		return err
	}

	// Stands for any other resource whose outputs the mesh needs, such as a certificate of the cloud.
	platform, err := corev1.NewConfigMap(ctx, "platform", &corev1.ConfigMapArgs{
		Metadata: &metav1.ObjectMetaArgs{Name: pulumi.String("platform"), Namespace: pulumi.String("default")},
		Data: pulumi.StringMap{
			"certificate-arn": pulumi.String("arn:aws:acm:eu-central-1:123456789012:certificate/mesh"),
		},
	}, pulumi.Provider(cluster))
	if err != nil {
		return err
	}

	mesh, err := meshstack.NewMeshStack(ctx, "mesh", &meshstack.MeshStackArgs{
		Version:  pulumi.StringRef(valueOr(conf, "istioVersion", "1.31.1")),
		Charts:   charts(conf),
		Cni:      &meshstack.CNIArgs{},
		Gateways: gateways(conf, platform),
		Injection: &meshstack.InjectionArgs{
			Namespaces: []meshstack.InjectedNamespaceArgs{
				{Name: "shop", Create: pulumi.BoolRef(true)},
				{Name: "payments", Create: pulumi.BoolRef(true)},
			},
		},
		// shop calls payments; payments calls nobody.
		Sidecars: &meshstack.SidecarsArgs{
			Namespaces: []meshstack.SidecarScopeSpecArgs{
				{Namespace: "shop", Reaches: []string{"payments"}},
				{Namespace: "payments"},
			},
		},
		Security:  security(),
		AccessLog: &meshstack.AccessLogArgs{Encoding: encoding(conf)},
		Dns:       &meshstack.DNSArgs{Capture: pulumi.BoolRef(true)},
		Tracing:   tracing(),
		Metrics:   metrics(),
		Grafana:   grafana(),
		Kiali:     kiali(),
		// Whatever of Istio's mesh config has no argument of its own.
		MeshConfig: pulumi.Map{"enableAutoMtls": pulumi.Bool(true)},
	}, pulumi.Providers(cluster))
	if err != nil {
		return err
	}

	ctx.Export("version", mesh.Version)
	ctx.Export("injectionLabels", mesh.InjectionLabels)
	ctx.Export("gateways", mesh.Gateways)
	ctx.Export("tracing", mesh.Tracing)
	ctx.Export("prometheus", mesh.Prometheus)
	ctx.Export("kiali", mesh.Kiali)
	return nil
}

func gateways(conf *config.Config, platform *corev1.ConfigMap) []meshstack.GatewaySpecArgs {
	clusterIP := meshstack.ServiceTypeClusterIP
	specs := []meshstack.GatewaySpecArgs{
		{
			Name: "istio-ingress",
			Service: &meshstack.GatewayServiceArgs{
				Annotations: pulumi.StringMap{
					"service.beta.kubernetes.io/aws-load-balancer-ssl-cert": platform.Data.MapIndex(pulumi.String("certificate-arn")),
				},
			},
		},
		{Name: "istio-egress", Service: &meshstack.GatewayServiceArgs{Type: &clusterIP}},
	}
	if name := conf.Get("extraGateway"); name != "" {
		specs = append(specs, meshstack.GatewaySpecArgs{Name: name})
	}
	return specs
}

func security() *meshstack.SecurityArgs {
	mtls, outbound := meshstack.MTLSStrict, meshstack.OutboundTrafficRegistryOnly
	return &meshstack.SecurityArgs{Mtls: &mtls, OutboundTraffic: &outbound}
}

func encoding(conf *config.Config) *meshstack.AccessLogEncoding {
	encoding := meshstack.AccessLogEncodingText
	if conf.Get("accessLogEncoding") == string(meshstack.AccessLogEncodingJSON) {
		encoding = meshstack.AccessLogEncodingJSON
	}
	return &encoding
}

func charts(conf *config.Config) *meshstack.ChartsArgs {
	if repository := conf.Get("chartRepository"); repository != "" {
		return &meshstack.ChartsArgs{Repository: &repository}
	}
	return nil
}

func valueOr(conf *config.Config, key, fallback string) string {
	if value := conf.Get(key); value != "" {
		return value
	}
	return fallback
}
