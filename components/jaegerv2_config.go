package components

import (
	"context"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// ownConfig is Jaeger's configuration as the arguments have it, without the user's own.
func (j *JaegerV2) ownConfig() plan.Tree {
	kind := j.kind()
	return jaeger.Config(plan.Tree{kind.name: kind.settings}, j.basePath())
}

// withoutNull drops what the user removed: a collector takes null for a setting's default, and its operator takes none. An
// Input is left alone, as the SDK drops nulls when it sends it.
func withoutNull(config any) any {
	tree, ok := plan.ToGo(plan.Plain(config)).(map[string]any)
	if !ok {
		return config
	}
	return plan.Plain(withoutNulls(tree))
}

// checkKnown looks at addresses and configuration, also where they came as outputs and are known by now.
func (j *JaegerV2) checkKnown(ctx context.Context, f *check.Findings, path string, protocol TracingProtocol) {
	if j == nil {
		return
	}
	j.Storage.checkKnown(ctx, f, path+".storage")
	path += ".config"
	var given any = plan.Tree{}
	if !j.Config.IsZero() {
		given = plan.Open(ctx, j.Config.Value())
	}
	if whole, closed := given.(pulumi.Input); closed {
		if plan.IsSecret(ctx, whole) {
			f.Errorf(path, "the whole map is secret, and Jaeger's configuration lies in a ConfigMap; pass a plain map, with ${env:NAME} where its credentials would be")
			return
		}
		f.Report(check.JaegerConfigUnknown, path, "nothing of it is known before the update, so it was not checked that Jaeger starts with it, takes spans and answers queries")
		return
	}
	reportJaeger(f, path, jaeger.InClear(ctx, given))
	config, _ := withoutNull(plan.Open(ctx, plan.Merge(j.ownConfig(), given))).(plan.Tree)
	reportJaeger(f, path, jaeger.CheckConfig(config, string(protocol), j.basePath()))
}
