package components

import (
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// kind is the storage, memory where none is given.
func (j *JaegerV2) kind() storageKind {
	if kinds := j.Storage.kinds(); len(kinds) > 0 {
		return kinds[0]
	}
	return memoryKind(nil)
}

// config is Jaeger's configuration: a Tree, or an Input where the user's is an output as a whole.
func (j *JaegerV2) config() any { return withoutNull(mergeUser(j.ownConfig(), j.Config)) }

func (j *JaegerV2) check(f *check.Findings, path string) {
	if j == nil {
		return
	}
	check.Enum(f, path+".via", j.Via)
	checkJaegerName(f, path+".name", j.name())
	check.Namespace(f, path+".namespace", j.namespace())
	j.Storage.check(f, path+".storage")
	j.Resources.check(f, path+".resources", Resources{})
	checkBasePath(f, path+".basePath", j.BasePath)
	checkTimeout(f, path+".timeout", j.Timeout)
	if n := orElse(j.Replicas, 1); n < 1 {
		f.Errorf(path+".replicas", "%d replicas take no spans; write 1 or more", n)
	} else if kind := j.kind(); n > 1 && !kind.shared {
		f.Errorf(path+".replicas", "the storage %s is each replica's own, so a query would find a part of the traces; write 1, or a storage that they share", kind.name)
	}
	if image, ok := plan.Plain(j.Image).(string); ok && !strings.Contains(image[strings.LastIndex(image, "/")+1:], ":") {
		f.Errorf(path+".image", "the image has no tag; write for example %s", jaegerV2Image)
	}
	j.checkVia(f, path)
}

// checkVia reports settings of the other way of installing.
func (j *JaegerV2) checkVia(f *check.Findings, path string) {
	if j.byOperator() {
		for name, given := range map[string]bool{"chart": j.Chart != nil, "values": !j.Values.IsZero(), "timeout": j.Timeout != nil} {
			if given {
				f.Errorf(path+"."+name, "no chart is installed via openTelemetryOperator; leave it out, or write via: helm")
			}
		}
		checkReserved(f, path+".spec", j.Spec, map[string]string{
			"config": "write config", "mode": "leave it out: the collector's Service needs a deployment", "replicas": "write replicas", "image": "write image",
		})
		jaegerV2SpecLists.check(f, path+".spec", j.spec(j.kind()), j.Spec)
		return
	}
	if !j.Spec.IsZero() {
		f.Errorf(path+".spec", "a chart has values; write values, or via: openTelemetryOperator")
	}
	version, repository := j.chart()
	j.checkChartVersion(f, path+".chart.version", version)
	if err := chart.CheckRepository(repository); err != nil {
		f.Errorf(path+".chart.repository", "%v", err)
	}
	checkReserved(f, path+".values", j.Values, map[string]string{
		"userconfig": "write config", "config": "write config, as the chart doesn't read this", "fullnameOverride": "write name", "nameOverride": "write name",
		"jaeger.enabled": "leave it out", "jaeger.replicas": "write replicas", "jaeger.service.type": "leave it out: queries and spans go to the Service inside the cluster",
	})
	jaegerV2ValueLists.check(f, path+".values", j.values(j.kind()), j.Values)
}

// The first charts of Jaeger v2 that read all of our values, and those of volumes: earlier ones read allInOne in place of
// jaeger, want the configuration as a text, or drop the environment; and they mount nothing (charts/jaeger/templates of
// jaegertracing/helm-charts at the tags jaeger-4.1.5, 4.3.2, 4.4.1 and 4.11.0).
var jaegerChartReads, jaegerChartMounts = semver.MustParse("4.4.2"), semver.MustParse("4.11.1")

// checkChartVersion reports charts that would leave something out without a word.
func (j *JaegerV2) checkChartVersion(f *check.Findings, path, version string) {
	v, err := semver.NewVersion(version)
	if err != nil || v.Major() != jaegerChartReads.Major() {
		f.Errorf(path, "%q is not a chart of Jaeger v2; write 4.y.z, for example %s", version, jaegerChartVersion)
		return
	}
	if v.LessThan(jaegerChartReads) {
		f.Errorf(path, "the chart %s doesn't read all that Jaeger is told here, and would run without its storage or its credentials; write %s or a later one", version, jaegerChartReads)
		return
	}
	if volumes, _ := j.kind().volumes(); volumes != nil && v.LessThan(jaegerChartMounts) {
		f.Errorf(path, "the chart %s mounts no volumes, so Jaeger would have neither storage.badger.claimName nor tls.caSecretName; write %s or a later one", version, jaegerChartMounts)
	}
}

// configHashLabel restarts the pod when its configuration changes: the chart has neither a checksum nor annotations.
// A label holds 63 characters.
const (
	configHashLabel  = "meshstack/config-hash"
	configHashDigits = 16
)

// notInjected keeps a pod out of the mesh: proxies send their spans in clear where no Service tells them otherwise.
const notInjected = "sidecar.istio.io/inject"

func (j *JaegerV2) contribute(p *plan.Plan, m *mesh) {
	if j == nil {
		return
	}
	after := needNamespace(p, j.namespace(), orElse(j.CreateNamespace, m.createNamespaces), nil)
	kind := j.kind()
	if c := kind.credentials; c != nil && c.SecretName == nil {
		p.AddObject(c.secret("tracing-storage", j.name()+storageSecretSuffix, j.namespace(), after, [2]string{"username", "password"}))
		after = append(after, "tracing-storage")
	}
	if j.byOperator() {
		j.contributeCollector(p, m, after)
		return
	}
	version, repository := j.chart()
	values := j.values(kind)
	values.Set(m.args.Image.pullSecrets(), "global", "imagePullSecrets")
	p.AddRelease(&plan.Release{
		ID: "tracing-jaeger", Name: j.name(), Namespace: j.namespace(),
		Chart: plan.Chart{
			Name: "jaeger", Version: version, VersionPath: "tracing.jaegerV2.chart.version",
			Repository: repository, RepositoryPath: "tracing.jaegerV2.chart.repository",
		},
		Values: jaegerV2ValueLists.merge(valuesPath, values, j.Values), User: userAt(valuesPath, j.Values), Timeout: seconds(j.Timeout), After: after,
	})
}

// contributeCollector plans the OpenTelemetryCollector, whose pods have pull secrets by their service account alone (Using
// imagePullSecrets in the operator's README).
func (j *JaegerV2) contributeCollector(p *plan.Plan, m *mesh, after []string) {
	spec := j.spec(j.kind())
	if secrets := m.args.Image.pullSecretRefs(); secrets != nil && !j.ownServiceAccount() {
		account := &plan.Object{
			ID: "tracing-serviceaccount", APIVersion: "v1", Kind: "ServiceAccount", Name: j.name() + "-pods", Namespace: j.namespace(),
			Body: plan.Tree{"imagePullSecrets": secrets}, After: after,
		}
		p.AddObject(account)
		spec[serviceAccountField] = account.Name
		after = append(slices.Clone(after), account.ID)
	}
	p.AddObject(&plan.Object{
		ID:         "tracing-jaeger",
		APIVersion: "opentelemetry.io/v1beta1", Kind: "OpenTelemetryCollector", Name: j.name(), Namespace: j.namespace(),
		Body: plan.Tree{"spec": jaegerV2SpecLists.merge(specPath, spec, j.Spec)}, After: after,
	})
}

const serviceAccountField = "serviceAccount"

// ownServiceAccount reports whether the user has one, whose pull secrets are the user's affair.
func (j *JaegerV2) ownServiceAccount() bool {
	return !j.Spec.IsZero() && lookup(j.Spec.Value(), []string{serviceAccountField})
}

// values are the chart's.
func (j *JaegerV2) values(kind storageKind) plan.Tree {
	config := j.config()
	pod := plan.Tree{
		"replicas":  orElse(j.Replicas, 1),
		"podLabels": plan.Tree{notInjected: "false", configHashLabel: plan.Hash(config, configHashDigits)},
	}
	pod.Set(j.Resources.tree(), "resources")
	pod.Set(kind.environment(j.name()), "extraEnv")
	volumes, mounts := kind.volumes()
	pod.Set(volumes, "extraVolumes")
	pod.Set(mounts, "extraVolumeMounts")
	if j.Image != nil {
		for i, key := range []string{"repository", "tag", "digest"} {
			pod.Set(imagePart(j.Image, i), "image", key)
		}
	}
	return plan.Tree{"fullnameOverride": j.name(), "userconfig": config, "jaeger": pod}
}

// spec is that of the OpenTelemetryCollector. The ports of the query are listed, as operators put those of extensions
// elsewhere, each release in its own way.
func (j *JaegerV2) spec(kind storageKind) plan.Tree {
	image := plan.Plain(j.Image)
	if image == nil {
		image = jaegerV2Image
	}
	out := plan.Tree{
		"mode": "deployment", "image": image, "replicas": orElse(j.Replicas, 1), "config": j.config(),
		"podAnnotations": plan.Tree{notInjected: "false"},
		"ports": []any{
			plan.Tree{"name": "http-query", "port": jaeger.QueryPort, "appProtocol": "http"},
			plan.Tree{"name": "grpc-query", "port": jaeger.QueryGRPCPort, "appProtocol": "grpc"},
		},
	}
	out.Set(j.Resources.tree(), "resources")
	out.Set(kind.environment(j.name()), "env")
	volumes, mounts := kind.volumes()
	out.Set(volumes, "volumes")
	out.Set(mounts, "volumeMounts")
	return out
}

// environment is how the pod gets user name and password.
func (k storageKind) environment(name string) []any {
	if k.credentials == nil {
		return nil
	}
	secret := orElse(k.credentials.SecretName, name+storageSecretSuffix)
	from := func(variable, key string) any {
		return plan.Tree{"name": variable, "valueFrom": plan.Tree{"secretKeyRef": plan.Tree{"name": secret, "key": key}}}
	}
	return []any{from(storageUsername, "username"), from(storagePassword, "password")}
}

func (k storageKind) volumes() (volumes, mounts []any) {
	if k.claim != "" {
		volumes = append(volumes, plan.Tree{"name": "badger", "persistentVolumeClaim": plan.Tree{"claimName": k.claim}})
		mounts = append(mounts, plan.Tree{"name": "badger", "mountPath": badgerFolder})
	}
	if k.tls != nil && k.tls.CASecretName != nil {
		volumes = append(volumes, plan.Tree{"name": "storage-tls", "secret": plan.Tree{"secretName": *k.tls.CASecretName}})
		mounts = append(mounts, plan.Tree{"name": "storage-tls", "mountPath": storageTLSFolder, "readOnly": true})
	}
	return volumes, mounts
}

// imagePart is the repository (0), tag (1) or digest (2) of an image, nil where it is known to have none.
func imagePart(image pulumi.StringPtrInput, part int) any {
	switch v := plan.Plain(image).(type) {
	case string:
		return nonEmpty(splitImage(v)[part])
	case pulumi.Output:
		return v.ApplyT(func(text any) string {
			image, _ := plan.Plain(text).(string)
			return splitImage(image)[part]
		})
	}
	return nil
}

func splitImage(image string) [3]string {
	rest, sum, _ := strings.Cut(image, "@")
	if i := strings.LastIndex(rest, ":"); i > strings.LastIndex(rest, "/") {
		return [3]string{rest[:i], rest[i+1:], sum}
	}
	return [3]string{rest, "", sum}
}
