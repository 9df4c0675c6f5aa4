package kubernetes

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"helm.sh/helm/v3/pkg/helmpath"
)

// settings are the provider's inputs that change its behaviour, apart from how the cluster is reached.
type settings struct {
	acceptSecrets    bool
	serverSideApply  bool
	patchForce       bool
	upsertExisting   bool
	configMapMutable bool
	secretMutable    bool
	// deleteUnreachable lets refresh and destroy forget what lives in a cluster that is gone.
	deleteUnreachable bool
	// namespace is where objects and releases go that name none.
	namespace string
	client    clientSettings
	helm      helmSettings
}

// clientSettings bound how hard the provider presses the API server.
type clientSettings struct {
	Burst   *int     `json:"burst"`
	QPS     *float64 `json:"qps"`
	Timeout *int     `json:"timeout"`
}

// helmSettings say where Helm keeps its files and its release records.
type helmSettings struct {
	Driver               string `json:"driver"`
	PluginsPath          string `json:"pluginsPath"`
	RegistryConfigPath   string `json:"registryConfigPath"`
	RepositoryConfigPath string `json:"repositoryConfigPath"`
	RepositoryCache      string `json:"repositoryCache"`
}

// readSettings reads the settings from the provider's inputs. What they leave open the environment decides, as for the
// released plugin.
func readSettings(vars map[string]string, acceptSecrets bool) (settings, error) {
	flag := func(key, env string, fallback bool) bool {
		if v, ok := vars["kubernetes:config:"+key]; ok {
			return v == "true"
		}
		if v, ok := os.LookupEnv(env); ok {
			return v == "true"
		}
		return fallback
	}
	s := settings{
		acceptSecrets:     acceptSecrets,
		serverSideApply:   flag("enableServerSideApply", "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY", true),
		patchForce:        flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE", false),
		upsertExisting:    flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS", false),
		configMapMutable:  flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE", false),
		secretMutable:     flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE", false),
		deleteUnreachable: flag("deleteUnreachable", "PULUMI_K8S_DELETE_UNREACHABLE", false),
		namespace:         vars["kubernetes:config:namespace"],
	}
	if raw := vars["kubernetes:config:kubeClientSettings"]; raw != "" {
		if err := json.Unmarshal([]byte(raw), &s.client); err != nil {
			return settings{}, fmt.Errorf("read kubeClientSettings: %w", err)
		}
	}
	if err := s.client.fillIn(); err != nil {
		return settings{}, err
	}
	if raw := vars["kubernetes:config:helmReleaseSettings"]; raw != "" {
		if err := json.Unmarshal([]byte(raw), &s.helm); err != nil {
			return settings{}, fmt.Errorf("read helmReleaseSettings: %w", err)
		}
	}
	s.helm.fillIn()
	return s, nil
}

// fillIn completes the settings from the environment and with the released plugin's defaults, which are a good deal
// higher than client-go's.
func (c *clientSettings) fillIn() error {
	if v := os.Getenv("PULUMI_K8S_CLIENT_BURST"); v != "" && c.Burst == nil {
		n, err := strconv.Atoi(v)
		if err != nil {
			return fmt.Errorf("invalid value specified for PULUMI_K8S_CLIENT_BURST: %w", err)
		}
		c.Burst = &n
	}
	if v := os.Getenv("PULUMI_K8S_CLIENT_QPS"); v != "" && c.QPS == nil {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return fmt.Errorf("invalid value specified for PULUMI_K8S_CLIENT_QPS: %w", err)
		}
		c.QPS = &n
	}
	if v := os.Getenv("PULUMI_K8S_CLIENT_TIMEOUT"); v != "" && c.Timeout == nil {
		n, err := strconv.Atoi(v)
		if err != nil {
			return fmt.Errorf("invalid value specified for PULUMI_K8S_CLIENT_TIMEOUT: %w", err)
		}
		c.Timeout = &n
	}
	if c.Burst == nil {
		c.Burst = new(int)
		*c.Burst = 120
	}
	if c.QPS == nil {
		c.QPS = new(float64)
		*c.QPS = 50
	}
	return nil
}

// fillIn completes the settings from the environment and with Helm's own defaults.
func (h *helmSettings) fillIn() {
	set := func(field *string, env, fallback string) {
		if *field == "" {
			*field = os.Getenv(env)
		}
		if *field == "" {
			*field = fallback
		}
	}
	registry := helmpath.ConfigPath("registry.json")
	if _, err := os.Stat(registry); err != nil {
		registry = helmpath.ConfigPath("registry/config.json")
	}
	set(&h.Driver, "PULUMI_K8S_HELM_DRIVER", "secret")
	set(&h.PluginsPath, "PULUMI_K8S_HELM_PLUGINS_PATH", helmpath.DataPath("plugins"))
	set(&h.RegistryConfigPath, "PULUMI_K8S_HELM_REGISTRY_CONFIG_PATH", registry)
	set(&h.RepositoryConfigPath, "PULUMI_K8S_HELM_REPOSITORY_CONFIG_PATH", helmpath.ConfigPath("repositories.yaml"))
	set(&h.RepositoryCache, "PULUMI_K8S_HELM_REPOSITORY_CACHE", helmpath.CachePath("repository"))
}
