package kubernetes

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"sigs.k8s.io/yaml"
)

// releaseTimeout is Helm's --timeout, in seconds, when a release waits and sets none.
const releaseTimeout = 300

// Release is the shape of kubernetes:helm.sh/v3:Release, inputs and outputs. The state has all of its fields, those the
// program left out with Go's zero value.
type Release struct {
	AllowNullValues          bool                `json:"allowNullValues,omitempty"`
	Atomic                   bool                `json:"atomic,omitempty"`
	Chart                    string              `json:"chart,omitempty"`
	CleanupOnFail            bool                `json:"cleanupOnFail,omitempty"`
	CreateNamespace          bool                `json:"createNamespace,omitempty"`
	DependencyUpdate         bool                `json:"dependencyUpdate,omitempty"`
	Description              string              `json:"description,omitempty"`
	Devel                    bool                `json:"devel,omitempty"`
	DisableCRDHooks          bool                `json:"disableCRDHooks,omitempty"`
	DisableOpenapiValidation bool                `json:"disableOpenapiValidation,omitempty"`
	DisableWebhooks          bool                `json:"disableWebhooks,omitempty"`
	ForceUpdate              bool                `json:"forceUpdate,omitempty"`
	Keyring                  string              `json:"keyring,omitempty"`
	Lint                     bool                `json:"lint,omitempty"`
	MaxHistory               *int                `json:"maxHistory,omitempty"`
	Name                     string              `json:"name,omitempty"`
	Namespace                string              `json:"namespace,omitempty"`
	Postrender               string              `json:"postrender,omitempty"`
	RecreatePods             bool                `json:"recreatePods,omitempty"`
	RenderSubchartNotes      bool                `json:"renderSubchartNotes,omitempty"`
	Replace                  bool                `json:"replace,omitempty"`
	RepositoryOpts           *RepositoryOpts     `json:"repositoryOpts,omitempty"`
	ResetValues              bool                `json:"resetValues,omitempty"`
	ReuseValues              bool                `json:"reuseValues,omitempty"`
	Values                   map[string]any      `json:"values,omitempty"`
	SkipCrds                 bool                `json:"skipCrds,omitempty"`
	Timeout                  int                 `json:"timeout,omitempty"`
	Verify                   bool                `json:"verify,omitempty"`
	Version                  string              `json:"version,omitempty"`
	SkipAwait                bool                `json:"skipAwait,omitempty"`
	WaitForJobs              bool                `json:"waitForJobs,omitempty"`
	ResourceNames            map[string][]string `json:"resourceNames,omitempty"`
	Status                   *ReleaseStatus      `json:"status,omitempty"`
}

// RepositoryOpts says where a chart comes from.
type RepositoryOpts struct {
	Repo     string `json:"repo,omitempty"`
	CAFile   string `json:"caFile,omitempty"`
	CertFile string `json:"certFile,omitempty"`
	KeyFile  string `json:"keyFile,omitempty"`
	Password string `json:"password,omitempty"`
	Username string `json:"username,omitempty"`
}

// ReleaseStatus is what Helm recorded about the release's latest revision.
type ReleaseStatus struct {
	AppVersion string `json:"appVersion,omitempty"`
	Chart      string `json:"chart,omitempty"`
	Name       string `json:"name,omitempty"`
	Namespace  string `json:"namespace,omitempty"`
	Revision   *int   `json:"revision,omitempty"`
	Status     string `json:"status,omitempty"`
	Version    string `json:"version,omitempty"`
}

// toRelease reads a release out of properties. Unknowns become zero values, and the contents of valueYamlFiles go
// beneath the values.
func toRelease(props resource.PropertyMap) (*Release, error) {
	files, err := valueFiles(props["valueYamlFiles"])
	if err != nil {
		return nil, err
	}
	plain := props.MapRepl(nil, stripUnknown)
	delete(plain, "valueYamlFiles")
	delete(plain, inputsKey)
	raw, err := json.Marshal(plain)
	if err != nil {
		return nil, fmt.Errorf("read the release: %w", err)
	}
	release := &Release{}
	if err := json.Unmarshal(raw, release); err != nil {
		return nil, fmt.Errorf("read the release: %w", err)
	}
	release.Values = merge(files, release.Values)
	return release, nil
}

// valueFiles reads and merges the files of valueYamlFiles, the later over the earlier.
func valueFiles(v resource.PropertyValue) (map[string]any, error) {
	if v.IsSecret() {
		return valueFiles(v.SecretValue().Element)
	}
	values := map[string]any{}
	if !v.IsArray() {
		return values, nil
	}
	for _, e := range v.ArrayValue() {
		if e.IsSecret() {
			e = e.SecretValue().Element
		}
		if e.IsComputed() {
			continue
		}
		if !e.IsAsset() {
			return nil, fmt.Errorf("unsupported type for 'valueYamlFiles' arg: %s", e.TypeString())
		}
		content, err := e.AssetValue().Bytes()
		if err != nil {
			return nil, fmt.Errorf("read valueYamlFiles: %w", err)
		}
		file := map[string]any{}
		if err := yaml.Unmarshal(content, &file); err != nil {
			return nil, fmt.Errorf("read valueYamlFiles: %w", err)
		}
		values = merge(values, file)
	}
	return values, nil
}

// merge lays over on base, map by map; lists and nulls of over win as they are.
func merge(base, over map[string]any) map[string]any {
	merged := make(map[string]any, len(base))
	for key, v := range base {
		merged[key] = v
	}
	for key, v := range over {
		inner, ok := v.(map[string]any)
		under, also := merged[key].(map[string]any)
		if ok && also {
			v = merge(under, inner)
		}
		merged[key] = v
	}
	return merged
}

// checkRelease completes the inputs of a release. It loads the chart, so every preview needs the chart's repository:
// that finds a wrong chart early and turns a version constraint into the version that it means today.
func (p *Provider) checkRelease(req *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	urn := resource.URN(req.GetUrn())
	olds, err := decode("old inputs", req.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := decode("inputs", req.GetNews())
	if err != nil {
		return nil, err
	}
	given := news.Copy()
	if _, named := news["name"]; !named && len(olds) > 0 {
		news["name"] = olds["name"]
	}
	if name, ok := news["name"]; !ok || name.IsString() && name.StringValue() == "" {
		unique, err := resource.NewUniqueHex(urn.Name()+"-", 0, 0)
		if err != nil {
			return nil, err
		}
		news["name"] = resource.NewStringProperty(unique)
	}
	p.releaseDefaults(news)
	release, err := toRelease(news)
	if err != nil {
		return nil, err
	}
	var failures []*pulumirpc.CheckFailure
	if !news.ContainsUnknowns() {
		chart, err := p.helm.load(release)
		if err != nil {
			failures = append(failures, &pulumirpc.CheckFailure{
				Property: "chart",
				Reason:   fmt.Sprintf("%v; check the chart name and repository configuration.", err),
			})
		} else {
			release.Version = chart.Metadata.Version
			p.helm.planCRDs(chart, release)
		}
	}
	checked := resource.NewPropertyMap(release)
	delete(checked, "resourceNames")
	markUnknowns(checked, given)
	markSecrets(checked, given)
	inputs, err := p.encode("checked inputs", checked)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CheckResponse{Inputs: inputs, Failures: failures}, nil
}

// releaseDefaults fills in what Helm's command line would.
func (p *Provider) releaseDefaults(props resource.PropertyMap) {
	if v, ok := props["namespace"]; !ok || v.IsString() && v.StringValue() == "" {
		props["namespace"] = resource.NewStringProperty(p.settings.namespace)
	}
	if v, ok := props["skipAwait"]; !ok || v.IsBool() && !v.BoolValue() {
		if _, set := props["timeout"]; !set {
			props["timeout"] = resource.NewNumberProperty(releaseTimeout)
		}
	}
	if v := props["verify"]; v.IsBool() && v.BoolValue() && !props.HasValue("keyring") {
		props["keyring"] = resource.NewStringProperty(os.ExpandEnv("$HOME/.gnupg/pubring.gpg"))
	}
}

// releaseState makes the state of a release: its fields, and under __inputs the inputs as they were, all of it secret
// because the values may hold secrets anywhere. During a preview what Helm is going to say is unknown.
func releaseState(inputs resource.PropertyMap, release *Release, preview bool) resource.PropertyMap {
	state := resource.NewPropertyMap(release)
	state[inputsKey] = resource.MakeSecret(resource.NewObjectProperty(inputs))
	markUnknowns(state, inputs)
	markSecrets(state, inputs)
	if preview {
		unknown := resource.MakeComputed(resource.NewStringProperty(""))
		state["resourceNames"], state["status"] = unknown, unknown
	}
	return state
}

// releaseInputs returns the inputs that a state was made from, or nil when it was made from none.
func releaseInputs(state resource.PropertyMap) resource.PropertyMap {
	v, ok := state[inputsKey]
	if ok && v.IsSecret() {
		v = v.SecretValue().Element
	}
	if !ok || !v.IsObject() {
		return nil
	}
	return v.ObjectValue()
}
