package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/tests/bench/stack"
	"github.com/meshstack/pulumi-meshstack/tests/e2e/harness"
	"github.com/meshstack/pulumi-meshstack/tests/plugin"
)

// BenchmarkPrograms compares programs as users have them: written with the SDKs, and a process of their own that each preview
// starts anew. Those in Go are in tests/e2e/drivers/go/programs, as their module is.
func BenchmarkPrograms(b *testing.B) {
	c := newCluster(b)
	args := stack.Wire(c.bed.ChartRepository())
	none := maps.Clone(args)
	none["preview"] = "none"
	children := byProgram(b, construct(b, args))
	bare := slices.DeleteFunc(slices.Clone(children), child.isRecord)
	require.Len(b, children, len(bare)+records)
	out := table{heads: []string{"", "", "resources", "median", "so many times the program by hand", "so many times that with the records", "goal"}}
	for _, p := range []struct {
		language           harness.Language
		name, byHand, mesh string
	}{
		{harness.Go, "Go, compiled", "byhand", "mesh"},
		{harness.TypeScript, "TypeScript, compiled", "programs/by-hand.js", "programs/mesh.js"},
		{harness.Python, "Python", "programs/by_hand.py", "programs/mesh.py"},
	} {
		byHand, recorded := c.program(b, p.language, p.byHand, bare), c.program(b, p.language, p.byHand, children)
		without, with := c.program(b, p.language, p.mesh, none), c.program(b, p.language, p.mesh, args)
		all := mustPair(b, *rounds, byHand.preview(b.Context()), recorded.preview(b.Context()), without.preview(b.Context()), with.preview(b.Context()))
		require.ElementsMatch(b, append(byHand.creates, component), without.creates, "a MeshStack is made of what the program registers")
		require.ElementsMatch(b, append(recorded.creates, component), with.creates, "with the records, too")
		same, more, sameWithRecords := all[2].over(all[0]), all[3].over(all[0]), all[3].over(all[1])
		row := func(language, name string, i int, s *programmed, cells ...string) {
			out.rows = append(out.rows, append([]string{language, name, strconv.Itoa(len(s.creates)), seconds(all[i].median())}, cells...))
		}
		row(p.name, "by hand", 0, byHand, "", "", "")
		row("", "by hand, with the records", 1, recorded, "", "", "")
		row("", "MeshStack, `preview: none`", 2, without, same.String(), "", same.verdict(overByHand))
		row("", "MeshStack, `preview: objects`", 3, with, more.String(), sameWithRecords.String(), "with the records: "+sameWithRecords.verdict(overByHand))
	}
	publish(b, c.part("programs"), append(out.lines(), "", c.plugin))
}

// component is what a program with a MeshStack creates beside its children.
const component = components.MeshStackType + " mesh"

// programmed is the stack of a program that is a process of its own.
type programmed struct {
	*harness.Stack
	name string
	// creates are the types and names of what its last preview was about to create, without the default provider of this package,
	// which is the engine's. The stack is there by its type.
	creates []string
	took    time.Duration
}

// program is the stack of a program, as harness.NewProgram takes it, which finds its input in a file.
func (c *cluster) program(b *testing.B, language harness.Language, program string, input any) *programmed {
	b.Helper()
	content, err := json.Marshal(input)
	require.NoError(b, err)
	path := filepath.Join(b.TempDir(), "input.json")
	require.NoError(b, os.WriteFile(path, content, 0o600))
	s, err := c.environment.NewProgram(b.Context(), language, program, map[string]string{"kubeconfig": c.bed.Kubeconfig(), "input": path})
	require.NoError(b, err)
	return &programmed{Stack: s, name: program}
}

// preview is the contender that previews the stack, in a process of its own. What that process does before and after doesn't count.
func (p *programmed) preview(ctx context.Context) contender {
	return contender{name: p.name, run: func() error {
		result, err := p.Preview(ctx)
		if err != nil {
			return err
		}
		if complaints := result.Complaints(); len(complaints) > 0 {
			return fmt.Errorf("the preview complains: %s", strings.Join(complaints, "\n"))
		}
		p.creates, p.took = nil, time.Duration(result.Seconds*float64(time.Second))
		for _, step := range result.Steps {
			switch {
			case step.Stage != "planned" || step.Op != "create" || step.Type == "pulumi:providers:meshstack":
			case step.Type == "pulumi:pulumi:Stack":
				p.creates = append(p.creates, step.Type)
			default:
				p.creates = append(p.creates, step.Type+" "+step.Name())
			}
		}
		return nil
	}, took: func() time.Duration { return p.took }}
}

// child is a resource that a program registers, by the class of its type. Version and PluginDownloadURL are those of this
// package's plugin, where it makes the resource and a program names it without the SDK.
type child struct {
	Type                string         `json:"type"`
	Name                string         `json:"name"`
	Properties          map[string]any `json:"properties"`
	DependsOn           []string       `json:"dependsOn"`
	DeleteBeforeReplace bool           `json:"deleteBeforeReplace"`
	Version             string         `json:"version"`
	PluginDownloadURL   string         `json:"pluginDownloadURL"`
}

// isRecord reports whether the resource is one of this package's records of what a release is made of.
func (c child) isRecord() bool { return strings.HasPrefix(c.Type, ours) }

// byProgram lists the children of a mesh as the programs read them.
func byProgram(t testing.TB, mesh *wiretest.Result) []child {
	t.Helper()
	var out []child
	for _, c := range mesh.Children {
		if c.Request == nil {
			continue
		}
		r := c.Request
		require.Empty(t, r.GetDeletedWith()+strings.Join(append(r.GetIgnoreChanges(), r.GetReplaceOnChanges()...), ""), "the programs don't do this")
		one := child{Type: c.Type, Name: c.Name, Properties: map[string]any{}, DependsOn: []string{}, DeleteBeforeReplace: r.GetDeleteBeforeReplace()}
		if one.isRecord() {
			version, err := plugin.Version() // what constructs here has none
			require.NoError(t, err)
			one.Version, one.PluginDownloadURL = version, r.GetPluginDownloadURL()
		}
		for key, value := range c.Inputs.All {
			if key != "compat" { // the classes of releases add it themselves
				one.Properties[key] = plainly(t, value)
			}
		}
		for _, urn := range r.GetDependencies() {
			one.DependsOn = append(one.DependsOn, nameOf(urn))
		}
		out = append(out, one)
	}
	return out
}

// plainly is a value as JSON has it.
func plainly(t testing.TB, v property.Value) any {
	t.Helper()
	require.False(t, v.Secret() || v.IsComputed(), "the programs don't do this")
	switch {
	case v.IsMap():
		out := map[string]any{}
		for key, e := range v.AsMap().All {
			out[key] = plainly(t, e)
		}
		return out
	case v.IsArray():
		out := []any{}
		for _, e := range v.AsArray().All {
			out = append(out, plainly(t, e))
		}
		return out
	case v.IsBool():
		return v.AsBool()
	case v.IsNumber():
		return v.AsNumber()
	}
	return v.AsString()
}
