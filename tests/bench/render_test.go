package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"istio.io/istio/operator/pkg/render"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/tests/bench/stack"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// The goals of rendering and proving.
const (
	overIstioctl = 0.5
	overHelm     = 0.35
	mostMemory   = 150 // MB
)

// peers are what renders the same mesh.
type peers struct {
	prove, istioctl, helm string // programs
	repository, operator  string
	releases              []release
	// env is that of each process: folders of its own.
	env []string
	// memory of each run of prove, in MB.
	memory []float64
}

func BenchmarkRender(b *testing.B) {
	p := newPeers(b)
	p.sameWorkloads(b)
	b.Run("processes", func(b *testing.B) { p.processes(b) })
	b.Run("library", func(b *testing.B) { p.library(b) })
}

func newPeers(b *testing.B) *peers {
	b.Helper()
	folder := b.TempDir()
	require.NoError(b, tools.BuildPeers(b.Context(), os.Stderr))
	p := &peers{prove: filepath.Join(folder, "prove"), operator: filepath.Join(folder, "operator.yaml")}
	var err error
	p.istioctl, err = tools.Path("istioctl")
	require.NoError(b, err)
	p.helm, err = tools.Path("helm")
	require.NoError(b, err)
	build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", p.prove, "./prove")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	out, err := build.CombinedOutput()
	require.NoError(b, err, string(out))

	server, err := charts.Serve()
	require.NoError(b, err)
	b.Cleanup(func() { assert.NoError(b, server.Close()) })
	p.repository = server.URL()
	operator, err := yaml.Marshal(stack.Operator())
	require.NoError(b, err)
	require.NoError(b, os.WriteFile(p.operator, operator, 0o600))
	p.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder}
	// From here on nothing is built, so that the caches of the tools aren't missed.
	b.Setenv("XDG_CACHE_HOME", filepath.Join(folder, ".cache"))
	p.releases = releasesOf(b, construct(b, stack.Wire(p.repository)), folder)
	require.Len(b, p.releases, 6, "base, istiod, CNI, ztunnel and two gateways")
	return p
}

// sameWorkloads holds what is rendered against each other: who renders less is sooner done.
func (p *peers) sameWorkloads(b *testing.B) {
	b.Helper()
	var ours []string
	for key := range construct(b, stack.Wire(p.repository)).State.Get("objects").AsMap().All {
		ours = append(ours, key)
	}
	var byHelm bytes.Buffer
	require.NoError(b, p.template(b.Context(), &byHelm))
	byIstioctl, err := p.command(b.Context(), p.istioctl, "manifest", "generate", "--filename", p.operator).Output()
	require.NoError(b, err)
	want := workloads(ours)
	require.Len(b, want, 5)
	assert.Equal(b, want, workloads(keys(b, byHelm.String())), "by Helm")
	assert.Equal(b, want, workloads(keys(b, string(byIstioctl))), "by istioctl")
	fmt.Printf("%d objects by this package, %d by Helm, %d by istioctl\n", len(ours), len(keys(b, byHelm.String())), len(keys(b, string(byIstioctl))))
}

// keys lists the objects of a manifest, as `Kind name`.
func keys(b *testing.B, manifest string) []string {
	b.Helper()
	var out []string
	for document := range strings.SplitSeq(manifest, "\n---\n") {
		var object struct {
			Kind     string
			Metadata struct{ Name string }
		}
		require.NoError(b, yaml.Unmarshal([]byte(document), &object))
		if object.Kind != "" {
			out = append(out, object.Kind+" "+object.Metadata.Name)
		}
	}
	return out
}

// workloads are what runs, without namespaces, which Helm leaves out.
func workloads(keys []string) []string {
	var out []string
	for _, key := range keys {
		kind, name, _ := strings.Cut(key, " ")
		if kind == "Deployment" || kind == "DaemonSet" {
			out = append(out, kind+" "+name[strings.LastIndex(name, "/")+1:])
		}
	}
	slices.Sort(out)
	return out
}

func (p *peers) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env, cmd.Stderr = p.env, os.Stderr
	return cmd
}

// template runs `helm template` for one release after another. A nil output is thrown away.
func (p *peers) template(ctx context.Context, out *bytes.Buffer) error {
	for _, r := range p.releases {
		cmd := p.command(ctx, p.helm, "template", r.name, r.archive, "--namespace", r.namespace, "--values", r.values,
			"--kube-version", stack.KubeVersion, "--include-crds")
		if out != nil {
			cmd.Stdout = out
		}
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("release %s: %w", r.name, err)
		}
		if out != nil {
			out.WriteString("\n---\n")
		}
	}
	return nil
}

// processes compares the commands.
func (p *peers) processes(b *testing.B) {
	ctx := b.Context()
	all := mustPair(b, *rounds,
		contender{name: "prove", run: func() error { return p.proved(ctx) }},
		contender{name: "istioctl manifest generate", run: func() error {
			return p.command(ctx, p.istioctl, "manifest", "generate", "--filename", p.operator).Run()
		}},
		contender{name: "helm template", run: func() error { return p.template(ctx, nil) }},
	)
	publish(b, "processes", append(compared(all, "`prove`, the charts from an HTTP repository", "`istioctl manifest generate`", "`helm template`, six times"),
		"", p.remembered()+" "+ofRounds()))
}

// proved runs prove and notes its memory.
func (p *peers) proved(ctx context.Context) error {
	out, err := p.command(ctx, p.prove, p.repository).Output()
	if err != nil {
		return err
	}
	var images int
	var peak float64
	if _, err := fmt.Sscan(string(out), &images, &peak); err != nil {
		return fmt.Errorf("read %q: %w", out, err)
	}
	p.memory = append(p.memory, peak/1000)
	return nil
}

func (p *peers) remembered() string {
	most := slices.Max(p.memory)
	verdict := "kept"
	if most > mostMemory {
		verdict = "**missed**"
	}
	return fmt.Sprintf("The most memory that `prove` held (VmHWM): %.0f MB in the middle, %.0f MB at most; at most %d MB: %s.",
		median(p.memory), most, mostMemory, verdict)
}

// library compares the libraries behind the commands, in this process.
func (p *peers) library(b *testing.B) {
	ctx := b.Context()
	all := mustPair(b, *rounds,
		contender{name: "ImagesOf", run: func() error {
			_, err := components.ImagesOf(ctx, stack.Args(p.repository))
			return err
		}},
		contender{name: "GenerateManifest", run: func() error {
			_, _, err := render.GenerateManifest([]string{p.operator}, nil, false, nil, nil)
			return err
		}},
		contender{name: "action.Install", run: func() error {
			for _, r := range p.releases {
				if _, err := r.template(); err != nil {
					return err
				}
			}
			return nil
		}},
	)
	publish(b, "library", append(compared(all, "`components.ImagesOf`, the charts from an HTTP repository", "istioctl's `render.GenerateManifest`",
		"Helm's `action.Install`, six times"), "", ofRounds()))
}

// compared is the table of ours, istioctl and Helm.
func compared(all []times, ours, istioctl, helm string) []string {
	row := func(name string, i int, goal float64) []string {
		ratio := all[0].over(all[i])
		return []string{name, milliseconds(all[i].median()), ratio.String(), ratio.verdict(goal)}
	}
	return table{
		heads: []string{"", "median", "ours is so many times that", "goal"},
		rows: [][]string{
			{ours, milliseconds(all[0].median()), "", ""},
			row(istioctl, 1, overIstioctl), row(helm, 2, overHelm),
		},
	}.lines()
}
