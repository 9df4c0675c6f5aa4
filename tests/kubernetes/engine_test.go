package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/meshstack/pulumi-meshstack/tests/testbed"
)

// bed is the cluster of all integration tests of this package, started by the first that asks for it.
var bed = struct {
	once sync.Once
	*testbed.Testbed
	err error
}{}

func TestMain(m *testing.M) {
	code := m.Run()
	if bed.Testbed != nil {
		if err := bed.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// testCluster returns the cluster, and fails the test when there is none: no prerequisite is optional.
func testCluster(t *testing.T) *testbed.Testbed {
	t.Helper()
	bed.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
		defer cancel()
		bed.Testbed, bed.err = testbed.Start(ctx, testbed.Options{Log: os.Stderr})
	})
	require.NoError(t, bed.err)
	return bed.Testbed
}

// journal is an engine's log.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) Log(_ context.Context, _ diag.Severity, _ resource.URN, msg string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, msg)
	return nil
}

func (j *journal) LogStatus(ctx context.Context, sev diag.Severity, urn resource.URN, msg string) error {
	return j.Log(ctx, sev, urn, msg)
}

func (j *journal) has(msg string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Contains(j.lines, msg)
}

// engine does with a provider what Pulumi's engine does for one resource at a time.
type engine struct {
	t       *testing.T
	p       *Provider
	journal *journal
	states  map[string]*recorded
}

// recorded is a resource in the state.
type recorded struct {
	urn           resource.URN
	id            string
	inputs, state *structpb.Struct
	initFailed    bool
}

// newEngine returns an engine with a provider for the test cluster.
func newEngine(t *testing.T, config map[string]string) *engine {
	t.Helper()
	j := &journal{}
	p := New(j)
	content, err := os.ReadFile(testCluster(t).Kubeconfig())
	require.NoError(t, err)
	vars := map[string]string{
		"kubernetes:config:kubeconfig": string(content),
		"kubernetes:config:helmReleaseSettings": fmt.Sprintf(`{"repositoryCache":%q,"repositoryConfigPath":%q}`,
			t.TempDir(), t.TempDir()+"/repositories.yaml"),
	}
	for key, v := range config {
		vars["kubernetes:config:"+key] = v
	}
	response, err := p.Configure(context.Background(), &pulumirpc.ConfigureRequest{Variables: vars, AcceptSecrets: true})
	require.NoError(t, err)
	require.True(t, response.GetSupportsPreview())
	require.NoError(t, p.cluster.unreachable)
	return &engine{t: t, p: p, journal: j, states: map[string]*recorded{}}
}

func (e *engine) encode(m resource.PropertyMap) *structpb.Struct {
	e.t.Helper()
	s, err := e.p.encode("properties", m)
	require.NoError(e.t, err)
	return s
}

func (e *engine) decode(s *structpb.Struct) resource.PropertyMap {
	e.t.Helper()
	m, err := decode("properties", s)
	require.NoError(e.t, err)
	return m
}

// preview returns what would be done to a resource, and its outputs as far as the preview knows them.
func (e *engine) preview(token, name string, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	e.t.Helper()
	return e.step(token, name, inputs, true)
}

// up does it.
func (e *engine) up(token, name string, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	e.t.Helper()
	return e.step(token, name, inputs, false)
}

// must is up that succeeds with the operation that the test expects.
func (e *engine) must(want, token, name string, inputs resource.PropertyMap) resource.PropertyMap {
	e.t.Helper()
	op, outputs, err := e.up(token, name, inputs)
	require.NoError(e.t, err)
	require.Equal(e.t, want, op)
	return outputs
}

func (e *engine) step(
	token, name string, inputs resource.PropertyMap, preview bool,
) (string, resource.PropertyMap, error) {
	e.t.Helper()
	urn := urnOf(token, name)
	old := e.states[string(urn)]
	check := &pulumirpc.CheckRequest{Urn: string(urn), News: e.encode(inputs)}
	if old != nil {
		check.Olds = old.inputs
	}
	checked, err := e.p.Check(context.Background(), check)
	if err != nil {
		return "", nil, err
	}
	if failures := checked.GetFailures(); len(failures) > 0 {
		return "", nil, errors.New(failures[0].GetProperty() + ": " + failures[0].GetReason())
	}
	if old == nil {
		return e.create(urn, checked.GetInputs(), preview)
	}
	diff, err := e.p.Diff(context.Background(), &pulumirpc.DiffRequest{
		Urn: string(urn), Id: old.id, OldInputs: old.inputs, Olds: old.state, News: checked.GetInputs(),
	})
	if err != nil {
		return "", nil, err
	}
	switch {
	case len(diff.GetReplaces()) > 0 && diff.GetDeleteBeforeReplace():
		if preview {
			_, outputs, err := e.create(urn, checked.GetInputs(), true)
			return "delete-replace", outputs, err
		}
		if err := e.destroy(token, name); err != nil {
			return "", nil, err
		}
		_, outputs, err := e.create(urn, checked.GetInputs(), false)
		return "delete-replace", outputs, err
	case len(diff.GetReplaces()) > 0:
		_, outputs, err := e.create(urn, checked.GetInputs(), preview)
		if err == nil && !preview {
			err = e.remove(old)
		}
		return "replace", outputs, err
	case diff.GetChanges() == pulumirpc.DiffResponse_DIFF_SOME || old.initFailed:
		return e.update(old, checked.GetInputs(), preview)
	}
	return "same", e.decode(old.state), nil
}

func (e *engine) create(
	urn resource.URN, inputs *structpb.Struct, preview bool,
) (string, resource.PropertyMap, error) {
	e.t.Helper()
	response, err := e.p.Create(context.Background(), &pulumirpc.CreateRequest{
		Urn: string(urn), Properties: inputs, Preview: preview,
	})
	if err != nil {
		e.recordFailure(urn, inputs, err)
		return "create", nil, err
	}
	if !preview {
		e.states[string(urn)] = &recorded{urn: urn, id: response.GetId(), inputs: inputs, state: response.GetProperties()}
	}
	return "create", e.decode(response.GetProperties()), nil
}

func (e *engine) update(old *recorded, inputs *structpb.Struct, preview bool) (string, resource.PropertyMap, error) {
	e.t.Helper()
	response, err := e.p.Update(context.Background(), &pulumirpc.UpdateRequest{
		Urn: string(old.urn), Id: old.id, OldInputs: old.inputs, Olds: old.state, News: inputs, Preview: preview,
	})
	if err != nil {
		if !preview {
			e.recordFailure(old.urn, inputs, err)
		}
		return "update", nil, err
	}
	if !preview {
		old.inputs, old.state, old.initFailed = inputs, response.GetProperties(), false
	}
	return "update", e.decode(response.GetProperties()), nil
}

// recordFailure keeps the state of a resource that exists but isn't well.
func (e *engine) recordFailure(urn resource.URN, inputs *structpb.Struct, err error) {
	s, ok := status.FromError(err)
	if !ok {
		return
	}
	for _, detail := range s.Details() {
		if failed, ok := detail.(*pulumirpc.ErrorResourceInitFailed); ok {
			e.states[string(urn)] = &recorded{
				urn: urn, id: failed.GetId(), inputs: inputs, state: failed.GetProperties(), initFailed: true,
			}
		}
	}
}

// refresh reads a resource and says whether it is still there.
func (e *engine) refresh(token, name string) bool {
	e.t.Helper()
	old := e.states[string(urnOf(token, name))]
	require.NotNil(e.t, old)
	response, err := e.p.Read(context.Background(), &pulumirpc.ReadRequest{
		Urn: string(old.urn), Id: old.id, Inputs: old.inputs, Properties: old.state,
	})
	require.NoError(e.t, err)
	if response.GetId() == "" {
		delete(e.states, string(old.urn))
		return false
	}
	old.inputs, old.state = response.GetInputs(), response.GetProperties()
	return true
}

func (e *engine) destroy(token, name string) error {
	e.t.Helper()
	old := e.states[string(urnOf(token, name))]
	require.NotNil(e.t, old)
	if err := e.remove(old); err != nil {
		return err
	}
	delete(e.states, string(old.urn))
	return nil
}

func (e *engine) remove(old *recorded) error {
	_, err := e.p.Delete(context.Background(), &pulumirpc.DeleteRequest{
		Urn: string(old.urn), Id: old.id, Properties: old.state, OldInputs: old.inputs,
	})
	return err
}
