package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
)

// JaegerV2 is a Jaeger v2.
type JaegerV2 struct {
	Via             *JaegerVia            `pulumi:"via,optional"`
	Name            *string               `pulumi:"name,optional"`
	Namespace       *string               `pulumi:"namespace,optional"`
	CreateNamespace *bool                 `pulumi:"createNamespace,optional"`
	Chart           *JaegerChart          `pulumi:"chart,optional"`
	Image           pulumi.StringPtrInput `pulumi:"image,optional"`
	Storage         *JaegerV2Storage      `pulumi:"storage,optional"`
	Replicas        *int                  `pulumi:"replicas,optional"`
	Resources       *Resources            `pulumi:"resources,optional"`
	BasePath        *string               `pulumi:"basePath,optional"`
	Config          *freeform.Map         `pulumi:"config,optional"`
	Values          *freeform.Map         `pulumi:"values,optional"`
	Spec            *freeform.Map         `pulumi:"spec,optional"`
	Timeout         *int                  `pulumi:"timeout,optional"`
}

// Annotate describes the properties for the schema.
func (j *JaegerV2) Annotate(a infer.Annotator) {
	a.Describe(&j, "A Jaeger v2: one program that takes spans by every protocol, keeps them, and answers queries. Its pods stay out of the mesh.")
	a.Describe(&j.Via, "What installs it: `helm` (default), or `openTelemetryOperator`, which must be in the cluster.")
	a.Describe(&j.Name, "Name of the release or resource. Its Service is called so with `helm`, and `<name>-collector` with `openTelemetryOperator`. Default: `jaeger`.")
	a.Describe(&j.Namespace, "Its namespace. The chart's ConfigMap has a fixed name, so a namespace holds one such release. Default: `observability`.")
	a.Describe(&j.CreateNamespace, "Whether the namespace is created and deleted with the mesh. Default: as `createNamespaces` says.")
	a.Describe(&j.Chart, "The chart, with `helm`.")
	a.Describe(&j.Image, "Image, for example `registry.example.com/jaegertracing/jaeger:2.20.0`. Default: the chart's own with `helm`, `"+jaegerV2Image+"` with `openTelemetryOperator`.")
	a.Describe(&j.Storage, "Where traces are kept. Default: in memory.")
	a.Describe(&j.Replicas, "Number of replicas; more than one needs a storage that they share. Default: 1.")
	a.Describe(&j.Resources, "Compute resources. Default: none.")
	a.Describe(&j.BasePath, "Path under which queries are answered, for example `/jaeger`. Default: none.")
	a.Describe(&j.Config, "Jaeger's configuration (an OpenTelemetry collector's), merged last over what the other arguments give. Null removes a setting. It lies in a ConfigMap, so it must hold no secret and no password: write `${env:NAME}`. Default: nothing besides.")
	a.Describe(&j.Values, "Values of the chart, merged last, with `helm`. Default: none.")
	a.Describe(&j.Spec, "Fields of the OpenTelemetryCollector's `spec`, merged last, with `openTelemetryOperator`. Default: none.")
	a.Describe(&j.Timeout, "Seconds to wait for the release, with `helm`. Default: 600.")
}

// JaegerVia is what installs a Jaeger v2.
type JaegerVia string

const (
	jaegerViaHelm     JaegerVia = "helm"
	jaegerViaOperator JaegerVia = "openTelemetryOperator"
)

// Values lists the ways.
func (JaegerVia) Values() []infer.EnumValue[JaegerVia] {
	return []infer.EnumValue[JaegerVia]{
		{Name: "Helm", Value: jaegerViaHelm, Description: "Jaeger's Helm chart."},
		{Name: "OpenTelemetryOperator", Value: jaegerViaOperator, Description: "An OpenTelemetryCollector resource."},
	}
}

// JaegerChart says which chart of Jaeger is installed.
type JaegerChart struct {
	Version    *string `pulumi:"version,optional"`
	Repository *string `pulumi:"repository,optional"`
}

// Annotate describes the properties for the schema.
func (c *JaegerChart) Annotate(a infer.Annotator) {
	a.Describe(&c, "Which chart of Jaeger is installed.")
	a.Describe(&c.Version, "Version of the chart, `4.y.z`: older ones are Jaeger v1. Default: `"+jaegerChartVersion+"`.")
	a.Describe(&c.Repository, "A Helm repository (`https://host/path`), an OCI registry (`oci://host/path`) or a local folder that has the chart `jaeger`. Default: `"+jaegerRepository+"`.")
}

const (
	jaegerRepository   = "https://jaegertracing.github.io/helm-charts"
	jaegerChartVersion = "4.11.1"
	jaegerV2Image      = "docker.io/jaegertracing/jaeger:2.20.0"
)

// JaegerV2Storage is where a Jaeger v2 keeps traces: one of its properties.
type JaegerV2Storage struct {
	Memory        *JaegerV2Memory     `pulumi:"memory,optional"`
	Badger        *JaegerV2Badger     `pulumi:"badger,optional"`
	Elasticsearch *JaegerV2Search     `pulumi:"elasticsearch,optional"`
	OpenSearch    *JaegerV2Search     `pulumi:"opensearch,optional"`
	Cassandra     *JaegerV2Cassandra  `pulumi:"cassandra,optional"`
	ClickHouse    *JaegerV2ClickHouse `pulumi:"clickhouse,optional"`
}

// Annotate describes the properties for the schema.
func (s *JaegerV2Storage) Annotate(a infer.Annotator) {
	a.Describe(&s, "Where a Jaeger v2 keeps traces: exactly one of its properties.")
	a.Describe(&s.Memory, "In memory: lost at a restart.")
	a.Describe(&s.Badger, "In files of the one pod.")
	a.Describe(&s.Elasticsearch, "In Elasticsearch 8 or 9.")
	a.Describe(&s.OpenSearch, "In OpenSearch 2 or 3.")
	a.Describe(&s.Cassandra, "In Cassandra 4 or 5.")
	a.Describe(&s.ClickHouse, "In ClickHouse.")
}

// JaegerV2Memory keeps traces in memory.
type JaegerV2Memory struct {
	MaxTraces *int `pulumi:"maxTraces,optional"`
}

// Annotate describes the properties for the schema.
func (s *JaegerV2Memory) Annotate(a infer.Annotator) {
	a.Describe(&s, "Keeps traces in memory.")
	a.Describe(&s.MaxTraces, "Number of traces that are kept; the oldest go first. Default: 100000.")
}

// JaegerV2Badger keeps traces in files.
type JaegerV2Badger struct {
	ClaimName *string `pulumi:"claimName,optional"`
	TTL       *string `pulumi:"ttl,optional"`
}

// Annotate describes the properties for the schema.
func (s *JaegerV2Badger) Annotate(a infer.Annotator) {
	a.Describe(&s, "Keeps traces in files of the one pod.")
	a.Describe(&s.ClaimName, "PersistentVolumeClaim of the namespace that holds the files. Default: none; the files are lost with the pod.")
	a.Describe(&s.TTL, "How long traces are kept, for example `72h`. Default: `72h`.")
}

// JaegerV2Search keeps traces in Elasticsearch or OpenSearch.
type JaegerV2Search struct {
	ServerURLs  pulumi.StringPtrInput `pulumi:"serverUrls,optional"`
	IndexPrefix *string               `pulumi:"indexPrefix,optional"`
	Credentials *StorageCredentials   `pulumi:"credentials,optional"`
	TLS         *StorageTLS           `pulumi:"tls,optional"`
}

// Annotate describes the properties for the schema.
func (s *JaegerV2Search) Annotate(a infer.Annotator) {
	a.Describe(&s, "Keeps traces in Elasticsearch or OpenSearch.")
	a.Describe(&s.ServerURLs, "URLs of the servers, with commas between them, for example `https://elasticsearch.logging:9200`. Needed. Default: none.")
	a.Describe(&s.IndexPrefix, "Prefix of the indices, for example `prod`. Default: none.")
	a.Describe(&s.Credentials, "User name and password. Default: none.")
	a.Describe(&s.TLS, "How servers with `https` are trusted. Default: by the system's authorities.")
}

// JaegerV2Cassandra keeps traces in Cassandra.
type JaegerV2Cassandra struct {
	Servers      pulumi.StringPtrInput `pulumi:"servers,optional"`
	Keyspace     *string               `pulumi:"keyspace,optional"`
	CreateSchema *bool                 `pulumi:"createSchema,optional"`
	Credentials  *StorageCredentials   `pulumi:"credentials,optional"`
	TLS          *StorageTLS           `pulumi:"tls,optional"`
}

// Annotate describes the properties for the schema.
func (s *JaegerV2Cassandra) Annotate(a infer.Annotator) {
	a.Describe(&s, "Keeps traces in Cassandra.")
	a.Describe(&s.Servers, "Hosts of the servers, with commas between them, for example `cassandra.data`. Needed. Default: none.")
	a.Describe(&s.Keyspace, "Keyspace. Default: `jaeger_dc1`.")
	a.Describe(&s.CreateSchema, "Whether Jaeger creates the schema where it is missing. Default: true.")
	a.Describe(&s.Credentials, "User name and password. Default: none.")
	a.Describe(&s.TLS, "TLS to the servers. Default: none; `{}` for the system's authorities.")
}

// JaegerV2ClickHouse keeps traces in ClickHouse.
type JaegerV2ClickHouse struct {
	Addresses    pulumi.StringPtrInput `pulumi:"addresses,optional"`
	Database     *string               `pulumi:"database,optional"`
	CreateSchema *bool                 `pulumi:"createSchema,optional"`
	Credentials  *StorageCredentials   `pulumi:"credentials,optional"`
	TLS          *StorageTLS           `pulumi:"tls,optional"`
}

// Annotate describes the properties for the schema.
func (s *JaegerV2ClickHouse) Annotate(a infer.Annotator) {
	a.Describe(&s, "Keeps traces in ClickHouse.")
	a.Describe(&s.Addresses, "Addresses of the servers, host:port of the native protocol, with commas between them, for example `clickhouse.data:9000`. Needed. Default: none.")
	a.Describe(&s.Database, "Database, which must exist. Default: `jaeger`.")
	a.Describe(&s.CreateSchema, "Whether Jaeger creates the tables where they are missing. Default: true.")
	a.Describe(&s.Credentials, "User name and password. Default: none.")
	a.Describe(&s.TLS, "TLS to the servers. Default: none; `{}` for the system's authorities.")
}

// StorageTLS is how the servers of a storage are trusted.
type StorageTLS struct {
	CASecretName       *string `pulumi:"caSecretName,optional"`
	InsecureSkipVerify *bool   `pulumi:"insecureSkipVerify,optional"`
}

// Annotate describes the properties for the schema.
func (t *StorageTLS) Annotate(a infer.Annotator) {
	a.Describe(&t, "How the servers of a storage are trusted.")
	a.Describe(&t.CASecretName, "Secret of the namespace with the certificate authority under the key `ca.crt`. Default: the system's authorities.")
	a.Describe(&t.InsecureSkipVerify, "Whether any certificate will do. Default: false.")
}

func (j *JaegerV2) name() string { return orElse(j.Name, "jaeger") }

func (j *JaegerV2) namespace() string { return orElse(j.Namespace, tracingNamespace) }

func (j *JaegerV2) basePath() string { return orElse(j.BasePath, "") }

func (j *JaegerV2) byOperator() bool { return j.Via != nil && *j.Via == jaegerViaOperator }

// service is the name of the Service that takes spans and answers queries.
func (j *JaegerV2) service() string {
	if j.byOperator() {
		return jaeger.CollectorService(j.name())
	}
	return j.name()
}

func (j *JaegerV2) chart() (version, repository string) {
	version, repository = jaegerChartVersion, jaegerRepository
	if c := j.Chart; c != nil {
		version, repository = orElse(c.Version, version), orElse(c.Repository, repository)
	}
	return version, repository
}
