package testbed

import (
	"context"
	"testing"
	"time"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/cli"
)

// helmTimeout limits Helm's waiting.
const helmTimeout = 2 * time.Minute

// helmClient is Helm for one namespace, with folders of its own.
func helmClient(t *testing.T, namespace string) (*action.Configuration, *cli.EnvSettings) {
	t.Helper()
	settings := cli.New()
	settings.KubeConfig, settings.KubeContext = shared.Kubeconfig(), ""
	settings.RepositoryCache, settings.RepositoryConfig = t.TempDir(), t.TempDir()+"/repositories.yaml"
	settings.SetNamespace(namespace)
	c := new(action.Configuration)
	if err := c.Init(settings.RESTClientGetter(), namespace, "secret", func(string, ...any) {}); err != nil {
		t.Fatal(err)
	}
	return c, settings
}

// fetchChart downloads a chart from the testbed's repository.
func fetchChart(t *testing.T, o *action.ChartPathOptions, settings *cli.EnvSettings, name, version string) *chart.Chart {
	t.Helper()
	o.RepoURL, o.Version = shared.ChartRepository(), version
	path, err := o.LocateChart(name, settings)
	if err != nil {
		t.Fatalf("chart %s %s: %v", name, version, err)
	}
	c, err := loader.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func install(t *testing.T, namespace, release, chartName, version string, values map[string]any) {
	t.Helper()
	c, settings := helmClient(t, namespace)
	i := action.NewInstall(c)
	i.Namespace, i.ReleaseName, i.CreateNamespace, i.Wait, i.Timeout = namespace, release, true, true, helmTimeout
	loaded := fetchChart(t, &i.ChartPathOptions, settings, chartName, version)
	if _, err := i.RunWithContext(context.Background(), loaded, values); err != nil {
		t.Fatalf("install %s: %v", release, err)
	}
}

func upgrade(t *testing.T, namespace, release, chartName, version string, values map[string]any) {
	t.Helper()
	c, settings := helmClient(t, namespace)
	u := action.NewUpgrade(c)
	u.Namespace, u.Wait, u.Timeout = namespace, true, helmTimeout
	loaded := fetchChart(t, &u.ChartPathOptions, settings, chartName, version)
	if _, err := u.RunWithContext(context.Background(), release, loaded, values); err != nil {
		t.Fatalf("upgrade %s: %v", release, err)
	}
}
