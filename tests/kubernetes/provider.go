package kubernetes

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	sdkprovider "github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// host is the part of the engine that the provider talks to.
type host interface {
	Log(ctx context.Context, sev diag.Severity, urn resource.URN, msg string) error
	LogStatus(ctx context.Context, sev diag.Severity, urn resource.URN, msg string) error
}

// Provider is one configured instance of the plugin; the engine runs one process for each explicit provider.
type Provider struct {
	pulumirpc.UnimplementedResourceProviderServer

	host host

	// ctx outlives each request: Cancel ends it, and with it every wait that is under way.
	ctx    context.Context
	cancel context.CancelFunc

	settings settings
	cluster  *cluster
	helm     *helm
}

// New returns a provider that reports progress to the engine.
func New(h host) *Provider {
	ctx, cancel := context.WithCancel(context.Background())
	return &Provider{host: h, ctx: ctx, cancel: cancel}
}

// Serve runs the plugin until the engine that started it goes away.
func Serve() error {
	return sdkprovider.Main("kubernetes", func(h *sdkprovider.HostClient) (pulumirpc.ResourceProviderServer, error) {
		return New(h), nil
	})
}

// GetPluginInfo returns the version stamped into the binary.
func (p *Provider) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: Version}, nil
}

// Cancel ends every wait and Helm operation that is under way.
func (p *Provider) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	p.cancel()
	return &emptypb.Empty{}, nil
}

// Attach connects a provider that was started by hand, for debugging, to the engine.
func (p *Provider) Attach(_ context.Context, req *pulumirpc.PluginAttach) (*emptypb.Empty, error) {
	h, err := sdkprovider.NewHostClient(req.GetAddress())
	if err != nil {
		return nil, fmt.Errorf("attach to the engine: %w", err)
	}
	p.host = h
	return &emptypb.Empty{}, nil
}

// GetSchema describes the one resource whose shape is the plugin's own. The shapes of all others belong to the
// Kubernetes API, and the provider passes them through.
func (p *Provider) GetSchema(context.Context, *pulumirpc.GetSchemaRequest) (*pulumirpc.GetSchemaResponse, error) {
	str := map[string]any{"type": "string"}
	object := map[string]any{"type": "object", "additionalProperties": map[string]any{"$ref": "pulumi.json#/Any"}}
	schema, err := json.Marshal(map[string]any{
		"name":        "kubernetes",
		"version":     Version,
		"description": "Stand-in for the Pulumi Kubernetes provider, for tests.",
		"resources": map[string]any{
			releaseToken: map[string]any{
				"description":     "A Helm release.",
				"properties":      map[string]any{"name": str, "namespace": str, "version": str, "values": object},
				"inputProperties": map[string]any{"name": str, "namespace": str, "version": str, "values": object, "chart": str},
				"requiredInputs":  []string{"chart"},
			},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("render the schema: %w", err)
	}
	return &pulumirpc.GetSchemaResponse{Schema: string(schema)}, nil
}

// status shows msg in the progress line of a resource.
func (p *Provider) status(urn resource.URN, msg string) {
	_ = p.host.LogStatus(p.ctx, diag.Info, urn, msg)
}

// warn shows msg in the list of diagnostics.
func (p *Provider) warn(urn resource.URN, msg string) {
	_ = p.host.Log(p.ctx, diag.Warning, urn, msg)
}
