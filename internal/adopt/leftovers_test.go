package adopt

import (
	"testing"

	"github.com/stretchr/testify/assert"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestLeftovers(t *testing.T) {
	t.Parallel()
	l := &leftovers{planned: map[string]bool{"Role a/planned": true}, revisions: []string{"default"}, found: map[string]string{}}
	for _, o := range []metav1.ObjectMeta{
		{Name: "planned"},
		{Name: "sds"},
		{Name: "ours", Labels: map[string]string{revisionLabel: "default"}},
		{Name: "canary", Labels: map[string]string{revisionLabel: "canary"}},
		{Name: "helms", Annotations: map[string]string{releaseAnnotation: "istiod"}},
		{Name: "program", ManagedFields: []metav1.ManagedFieldsEntry{{Manager: "pulumi-kubernetes-abc"}}},
	} {
		o.Namespace = "a"
		l.add("Role", &o)
	}
	assert.Equal(t, Old{
		Useless: []string{"Role a/ours", "Role a/sds"},
		Others:  map[string][]string{"canary": {"Role a/canary"}},
	}, l.sorted(), "what a release has, or the program, is of use, and another control plane's is that one's")
}
