package components

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// observe writes the outputs about what was wired. Without a feature its output is empty.
func (c *MeshStack) observe(m *mesh, p *plan.Plan) {
	tracing, prometheus, kiali := pulumi.StringMap{}, pulumi.StringMap{}, pulumi.StringMap{}
	if t := p.Tracing; t != nil {
		tracing["collectorAddress"] = text(func(v []any) string { return fmt.Sprintf("%v:%v", v[0], v[1]) }, t.Host, t.Port)
		tracing["protocol"] = pulumi.String(t.Protocol)
		setText(tracing, "queryUrl", t.QueryURL)
	}
	if x := p.Prometheus; x != nil {
		prometheus["scrape"] = pulumi.String(x.Scrape)
		setText(prometheus, "url", x.URL)
		if s := x.Secret; s != nil {
			prometheus["secretNamespace"], prometheus["secretName"] = pulumi.String(s.Namespace), pulumi.String(s.Name)
			prometheus["secretKey"], prometheus["jobs"] = pulumi.String(s.Key), pulumi.String(x.Jobs)
		}
	}
	if k := m.args.Kiali; k != nil {
		kiali["url"] = pulumi.String(k.address(m))
		kiali["namespace"] = pulumi.String(k.namespace(m))
	}
	c.Scopes = manifests(p.Scopes).ToStringMapOutput()
	c.Tracing, c.Prometheus, c.Kiali = tracing.ToStringMapOutput(), prometheus.ToStringMapOutput(), kiali.ToStringMapOutput()
}

func setText(to pulumi.StringMap, key string, value any) {
	if value != nil {
		to[key] = text(func(v []any) string { return fmt.Sprint(v[0]) }, value)
	}
}

// text makes a text of values, which may be Inputs.
func text(of func([]any) string, values ...any) pulumi.StringInput {
	inputs := make([]any, len(values))
	for i, v := range values {
		inputs[i] = plan.Input(v)
	}
	return pulumi.All(inputs...).ApplyT(func(v []any) string {
		for i := range v {
			v[i] = plan.Plain(v[i])
		}
		return of(v)
	}).(pulumi.StringOutput)
}
