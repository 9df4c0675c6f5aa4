package kubernetes

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/downloader"
	"helm.sh/helm/v3/pkg/getter"
	"helm.sh/helm/v3/pkg/registry"
)

// load fetches a release's chart, without any intention to install it.
func (h *helm) load(release *Release) (*chart.Chart, error) {
	config, err := h.action(release.Namespace)
	if err != nil {
		return nil, err
	}
	install := action.NewInstall(config)
	return h.loadWith(&install.ChartPathOptions, config, release)
}

// loadWith fetches a release's chart: a local path, an OCI reference or a chart of a repository.
func (h *helm) loadWith(
	options *action.ChartPathOptions, config *action.Configuration, release *Release,
) (*chart.Chart, error) {
	name := strings.TrimSpace(release.Chart)
	options.Version = strings.TrimSpace(release.Version)
	if options.Version == "" && release.Devel {
		options.Version = ">0.0.0-0"
	}
	options.Verify, options.Keyring = release.Verify, release.Keyring
	if r := release.RepositoryOpts; r != nil {
		options.RepoURL, name = resolveChart(r.Repo, name)
		options.CaFile, options.CertFile, options.KeyFile = r.CAFile, r.CertFile, r.KeyFile
		options.Username, options.Password = r.Username, r.Password
	}
	if options.Username != "" && options.Password != "" && registry.IsOCI(name) {
		client, err := loggedIn(options)
		if err != nil {
			return nil, fmt.Errorf("creating authenticated registry client: %w", err)
		}
		// The action keeps its registry client to itself, but takes another.
		install := action.NewInstall(&action.Configuration{RegistryClient: client})
		install.ChartPathOptions.Version, install.ChartPathOptions.RepoURL = options.Version, options.RepoURL
		install.ChartPathOptions.Verify, install.ChartPathOptions.Keyring = options.Verify, options.Keyring
		options, config = &install.ChartPathOptions, &action.Configuration{RegistryClient: client}
	}
	if err := notAChart(options.RepoURL, name); err != nil {
		return nil, err
	}
	path, err := options.LocateChart(name, h.settings)
	if err != nil {
		return nil, err
	}
	loaded, err := loader.Load(path)
	if err != nil {
		return nil, err
	}
	return h.withDependencies(loaded, path, config, release)
}

// notAChart rejects a local folder that isn't a chart, where Helm's error would be about a missing Chart.yaml.
func notAChart(repo, name string) error {
	if repo != "" || registry.IsOCI(name) || !filepath.IsAbs(name) && !strings.HasPrefix(name, ".") {
		return nil
	}
	info, err := os.Stat(name)
	if err == nil && info.IsDir() {
		_, err = os.Stat(filepath.Join(name, "Chart.yaml"))
	}
	if err != nil {
		return fmt.Errorf("path %q not found", name)
	}
	return nil
}

// resolveChart sorts out what the repository input means: a URL, or the name of a repository in Helm's own list. An OCI
// reference needs no repository.
func resolveChart(repo, name string) (repoURL, chartName string) {
	if registry.IsOCI(name) {
		return "", name
	}
	if _, err := url.ParseRequestURI(repo); err == nil {
		return repo, name
	}
	if repo != "" && !strings.Contains(name, "/") {
		name = repo + "/" + name
	}
	return "", name
}

// loggedIn returns a registry client that has the release's own credentials, which thus never reach the user's store.
func loggedIn(options *action.ChartPathOptions) (*registry.Client, error) {
	clientOptions := []registry.ClientOption{
		registry.ClientOptEnableCache(true), registry.ClientOptWriter(io.Discard),
		registry.ClientOptBasicAuth(options.Username, options.Password),
	}
	if options.CaFile != "" || options.CertFile != "" && options.KeyFile != "" {
		config := &tls.Config{MinVersion: tls.VersionTLS12}
		if options.CaFile != "" {
			pem, err := os.ReadFile(options.CaFile)
			if err != nil {
				return nil, fmt.Errorf("read caFile: %w", err)
			}
			config.RootCAs = x509.NewCertPool()
			if !config.RootCAs.AppendCertsFromPEM(pem) {
				return nil, errors.New("caFile has no certificate")
			}
		}
		if options.CertFile != "" && options.KeyFile != "" {
			pair, err := tls.LoadX509KeyPair(options.CertFile, options.KeyFile)
			if err != nil {
				return nil, fmt.Errorf("read certFile and keyFile: %w", err)
			}
			config.Certificates = []tls.Certificate{pair}
		}
		clientOptions = append(clientOptions, registry.ClientOptHTTPClient(&http.Client{
			Transport: &http.Transport{TLSClientConfig: config, Proxy: http.ProxyFromEnvironment},
		}))
	}
	return registry.NewClient(clientOptions...)
}

// withDependencies makes sure that the charts a chart depends on are there, and fetches them if the release says so.
func (h *helm) withDependencies(
	loaded *chart.Chart, path string, config *action.Configuration, release *Release,
) (*chart.Chart, error) {
	if loaded.Metadata.Dependencies == nil {
		return loaded, nil
	}
	err := action.CheckDependencies(loaded, loaded.Metadata.Dependencies)
	if err == nil || !release.DependencyUpdate {
		return loaded, err
	}
	manager := &downloader.Manager{
		Out: io.Discard, ChartPath: path, Keyring: release.Keyring, Getters: getter.All(h.settings),
		RepositoryConfig: h.settings.RepositoryConfig, RepositoryCache: h.settings.RepositoryCache,
		RegistryClient: config.RegistryClient,
	}
	if err := manager.Update(); err != nil {
		return nil, fmt.Errorf("update the chart's dependencies: %w", err)
	}
	return loader.Load(path)
}
