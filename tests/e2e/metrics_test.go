package e2e

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// The Secret that Prometheus reads changes in place, keeps the jobs that others wrote, and hides their passwords.
func TestScrapeJobsChangeInPlace(t *testing.T) {
	const password = "scrape-3f6d21"
	newNamespace(t, "scrapes", nil)
	interval := "15s"
	s := newProgram(t, "scrapes", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{"metrics": pulumi.Map{
			"interval": pulumi.String(interval),
			"additionalScrapeConfigs": pulumi.Map{
				"namespace": pulumi.String("scrapes"),
				"extraJobs": pulumi.Array{pulumi.Map{
					"job_name":       pulumi.String("node"),
					"basic_auth":     pulumi.Map{"username": pulumi.String("me"), "password": pulumi.ToSecret(pulumi.String(password))},
					"static_configs": pulumi.Array{pulumi.Map{"targets": pulumi.ToStringArray([]string{"10.0.0.9:9100"})}},
				}},
				"extraJobsYaml": pulumi.String("- job_name: blackbox\n  static_configs: [{targets: [\"10.0.0.9:9115\"]}]\n"),
			},
		}}, cluster)
		return err
	})
	require.NoError(t, s.up(t.Context()))
	before, jobs := scrapeJobs(t)
	extra := map[string]any{
		"node": map[string]any{
			"job_name": "node", "basic_auth": map[string]any{"username": "me", "password": password},
			"static_configs": []any{map[string]any{"targets": []any{"10.0.0.9:9100"}}},
		},
		"blackbox": map[string]any{"job_name": "blackbox", "static_configs": []any{map[string]any{"targets": []any{"10.0.0.9:9115"}}}},
	}
	expectScrapes(t, jobs, extra, "15s")
	s.unchanged(t)

	interval = "30s"
	require.NoError(t, s.up(t.Context()))
	after, jobs := scrapeJobs(t)
	assert.Equal(t, before.UID, after.UID, "in place: Prometheus would be without jobs in between")
	assert.NotEqual(t, before.ResourceVersion, after.ResourceVersion)
	expectScrapes(t, jobs, extra, "30s")
	s.unchanged(t)

	stored, err := environment.Checkpoints("scrapes")
	require.NoError(t, err)
	assert.Contains(t, string(stored), "mesh-scrape-configs")
	notInClear(t, string(stored), password, "the state")
	notInClear(t, s.log.String(), password, "what the CLI prints")
	s.destroy(t)
	_, err = cluster.CoreV1().Secrets("scrapes").Get(t.Context(), "additional-scrape-configs", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err), "the Secret goes with the mesh")
	expectUntouched(t)
}

// scrapeJobs returns the Secret and its jobs by name.
func scrapeJobs(t *testing.T) (secret *corev1.Secret, jobs map[string]map[string]any) {
	t.Helper()
	secret, err := cluster.CoreV1().Secrets("scrapes").Get(t.Context(), "additional-scrape-configs", metav1.GetOptions{})
	require.NoError(t, err)
	var list []map[string]any
	require.NoError(t, yaml.UnmarshalStrict(secret.Data["prometheus-additional.yaml"], &list))
	jobs = map[string]map[string]any{}
	for _, job := range list {
		name, _ := job["job_name"].(string)
		jobs[name] = job
	}
	assert.Len(t, jobs, len(list), "each job has a name of its own")
	return secret, jobs
}

// expectScrapes checks the jobs of others and that the mesh's own have the interval.
func expectScrapes(t *testing.T, jobs map[string]map[string]any, extra map[string]any, interval string) {
	t.Helper()
	own := 0
	for name, job := range jobs {
		if want, others := extra[name]; others {
			assert.Equal(t, want, job)
			continue
		}
		own++
		assert.Equal(t, interval, job["scrape_interval"], name)
	}
	assert.Len(t, jobs, own+len(extra), "every job of others")
	assert.Positive(t, own)
}
