package e2e

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// state returns what the program asked for, by URN: the inputs of every resource in the state. It checks on the way that
// they all came to the program's own Kubernetes provider.
func (s example) state(t *testing.T) map[string]any {
	t.Helper()
	resources, _, err := s.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	inputs := map[string]any{}
	for _, r := range resources {
		inputs[r.URN] = r.Inputs
		if strings.HasPrefix(r.Type, "kubernetes:") && !strings.Contains(r.Provider, "::cluster::") {
			t.Errorf("%s went to the provider %s; want the program's own", r.Name(), r.Provider)
		}
		if r.Type == "pulumi:providers:kubernetes" && r.Name() != "cluster" {
			t.Errorf("the stack has a second Kubernetes provider, %s", r.Name())
		}
	}
	return inputs
}

// expectSame checks that two programs are the same stack.
func expectSame(t *testing.T, got, want map[string]any) {
	t.Helper()
	if names, others := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(names, others) {
		t.Errorf("the resources are %v; want those of the first language, %v", names, others)
		return
	}
	for urn, inputs := range got {
		if !reflect.DeepEqual(inputs, want[urn]) {
			t.Errorf("%s has the inputs\n%v\nwant those of the first language,\n%v", urn, inputs, want[urn])
		}
	}
}
