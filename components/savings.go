package components

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/cluster"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
	"github.com/meshstack/pulumi-meshstack/internal/savings"
)

// Saving is what a scope is estimated to save in each proxy.
type Saving struct {
	Scope  string   `pulumi:"scope"`
	Before Told     `pulumi:"before"`
	After  Told     `pulumi:"after"`
	Saved  MemoryOf `pulumi:"saved"`
}

// Annotate describes the properties for the schema.
func (s *Saving) Annotate(a infer.Annotator) {
	a.Describe(&s, "What a scope is estimated to save in each proxy that it is for (docs/sidecars.md).")
	a.Describe(&s.Scope, "The Sidecar, `namespace/name`.")
	a.Describe(&s.Before, "What the proxy is told about without a scope.")
	a.Describe(&s.After, "What it is told about with it.")
	a.Describe(&s.Saved, "Estimate of the memory that the proxy takes less.")
}

// Told is what a proxy is told about.
type Told struct {
	Services int      `pulumi:"services"`
	Clusters int      `pulumi:"clusters"`
	Memory   MemoryOf `pulumi:"memory"`
}

// Annotate describes the properties for the schema.
func (t *Told) Annotate(a infer.Annotator) {
	a.Describe(&t, "What a proxy is told about.")
	a.Describe(&t.Services, "Number of Services.")
	a.Describe(&t.Clusters, "Number of Envoy clusters that they make, one for each TCP port.")
	a.Describe(&t.Memory, "Estimate of the memory that they take, above an empty proxy.")
}

// MemoryOf is an estimate of memory.
type MemoryOf struct {
	LowMiB  float64 `pulumi:"lowMiB"`
	HighMiB float64 `pulumi:"highMiB"`
}

// Annotate describes the properties for the schema.
func (m *MemoryOf) Annotate(a infer.Annotator) {
	a.Describe(&m, "An estimate of resident memory, by the formula of docs/benchmarks.md with its error, for 1 to 12 endpoints of each cluster.")
	a.Describe(&m.LowMiB, "The least, in MiB.")
	a.Describe(&m.HighMiB, "The most, in MiB.")
}

// SavingArrayOutput is an output of savings.
type SavingArrayOutput struct{ *pulumi.OutputState }

// ElementType tells what the output becomes.
func (SavingArrayOutput) ElementType() reflect.Type { return reflect.TypeFor[[]Saving]() }

// SavingOutput is an output of one saving.
type SavingOutput struct{ *pulumi.OutputState }

// ElementType tells what the output becomes.
func (SavingOutput) ElementType() reflect.Type { return reflect.TypeFor[Saving]() }

func init() {
	pulumi.RegisterOutputType(SavingArrayOutput{})
	pulumi.RegisterOutputType(SavingOutput{})
}

const savingsText = "What each scope is estimated to save in a proxy, by the Services of the ambient cluster or `sidecars.services`. Empty without scopes, and where the Services aren't known."

// checkServices reports what can't be a number of Services.
func (s *Sidecars) checkServices(f *check.Findings, path string) {
	for _, namespace := range slices.Sorted(maps.Keys(s.Services)) {
		at := fmt.Sprintf("%s[%q]", path, namespace)
		check.Namespace(f, at, namespace)
		if s.Services[namespace] < 0 {
			f.Errorf(at, "%d is no number of Services; write 0 or more", s.Services[namespace])
		}
	}
}

// inventory starts to ask which Services there are; what it returns waits for the answer, nil where there's none. It takes
// part in no decision, so that nothing is said where it isn't known.
func (m *mesh) inventory(ctx *pulumi.Context, opts []pulumi.ResourceOption) func() *savings.Inventory {
	s := m.args.Sidecars
	if s == nil || len(m.scopes) == 0 {
		return func() *savings.Inventory { return nil }
	}
	if len(s.Services) > 0 {
		out := savings.NewInventory()
		for _, namespace := range slices.Sorted(maps.Keys(s.Services)) {
			out.AddUnnamed(namespace, fmt.Sprintf(".%s.svc.%s", namespace, m.clusterDomain()), s.Services[namespace])
		}
		return func() *savings.Inventory { return out }
	}
	config, _ := m.ambientCluster(ctx, opts)
	if config == nil || m.discoversSome() {
		return func() *savings.Inventory { return nil }
	}
	answer := make(chan *savings.Inventory, 1)
	go func() {
		bounded, stop := context.WithTimeout(ctx.Context(), lookTimeout)
		defer stop()
		answer <- m.askServices(bounded, *config)
	}()
	return func() *savings.Inventory { return <-answer }
}

// discoversSome reports whether istiod is told to look at some namespaces only, so that it's not known which.
func (m *mesh) discoversSome() bool {
	in := []any{valueAt(m.meshConfigValue(), "discoverySelectors")}
	if v := m.args.Values; v != nil && !v.Istiod.IsZero() {
		in = append(in, valueAt(v.Istiod.Value(), "meshConfig", "discoverySelectors"))
	}
	return slices.ContainsFunc(in, func(selectors any) bool { return selectors != nil })
}

func (m *mesh) askServices(ctx context.Context, config cluster.Config) *savings.Inventory {
	services, err := cluster.Services(ctx, config)
	if err != nil || len(services) == 0 {
		return nil
	}
	out, domain := savings.NewInventory(), m.clusterDomain()
	for _, s := range services {
		out.Add(s.Namespace, fmt.Sprintf("%s.%s.svc.%s", s.Name, s.Namespace, domain), s.Ports)
	}
	return out
}

// savings estimates what each scope saves, in the order of the scopes. A scope with hosts that aren't known is left out.
func (m *mesh) savings(ctx context.Context, p *plan.Plan, known *savings.Inventory) []Saving {
	out := []Saving{}
	if known == nil {
		return out
	}
	for _, o := range p.Scopes {
		scope := m.scopeOf(o)
		if scope == nil {
			continue
		}
		hosts, ok := hostsOf(ctx, o)
		if !ok {
			continue
		}
		own := scope.namespace
		if scope.meshDefault {
			own = "" // that of each proxy, which has no more than the others
		}
		before, after := known.All(), known.Reach(own, hosts)
		out = append(out, Saving{
			Scope: o.Namespace + "/" + o.Name, Before: told(before), After: told(after),
			Saved: memoryOf(savings.Saved(before.Clusters - after.Clusters)),
		})
	}
	return out
}

// hostsOf are the egress hosts of a planned Sidecar, false where one isn't known.
func hostsOf(ctx context.Context, o *plan.Object) ([]string, bool) {
	egress, _ := proof.At(plan.ToGo(plan.Resolve(ctx, o.Body).Value), "spec", "egress").([]any)
	if len(egress) == 0 {
		return nil, false
	}
	entries, _ := proof.At(egress[0], "hosts").([]any)
	out := make([]string, len(entries))
	for i, e := range entries {
		host, isText := e.(string)
		if !isText {
			return nil, false
		}
		out[i] = host
	}
	return out, true
}

func told(c savings.Count) Told {
	return Told{Services: c.Services, Clusters: c.Clusters, Memory: memoryOf(savings.Memory(c.Clusters))}
}

func memoryOf(r savings.Range) MemoryOf { return MemoryOf{LowMiB: r.Low, HighMiB: r.High} }

// reportSavings says in one line what the scopes save, where that is something for sure.
func reportSavings(f *check.Findings, saved []Saving) {
	if len(saved) == 0 {
		return
	}
	byClusters := func(a, b Saving) int { return a.After.Clusters - b.After.Clusters }
	least, most := slices.MinFunc(saved, byClusters), slices.MaxFunc(saved, byClusters)
	if least.Saved.LowMiB < 1 {
		return
	}
	told := fmt.Sprint(least.After.Clusters)
	if most.After.Clusters != least.After.Clusters {
		told += fmt.Sprintf(" to %d", most.After.Clusters)
	}
	f.Report(check.ScopesSave, "sidecars", "with the scopes (%d) a proxy is told about %s of %d clusters, by which it takes an estimated %.0f to %.0f MiB less memory",
		len(saved), told, least.Before.Clusters, most.Saved.LowMiB, least.Saved.HighMiB)
}
