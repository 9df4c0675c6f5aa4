package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Jaeger is a Jaeger v1 that the Jaeger operator runs.
type Jaeger struct {
	Name            *string         `pulumi:"name,optional"`
	Namespace       *string         `pulumi:"namespace,optional"`
	CreateNamespace *bool           `pulumi:"createNamespace,optional"`
	Strategy        *JaegerStrategy `pulumi:"strategy,optional"`
	Storage         *JaegerStorage  `pulumi:"storage,optional"`
	Kafka           *JaegerKafka    `pulumi:"kafka,optional"`
	Collector       *JaegerPart     `pulumi:"collector,optional"`
	Ingester        *JaegerPart     `pulumi:"ingester,optional"`
	Query           *JaegerQuery    `pulumi:"query,optional"`
	Resources       *Resources      `pulumi:"resources,optional"`
	Options         *freeform.Map   `pulumi:"options,optional"`
	Spec            *freeform.Map   `pulumi:"spec,optional"`
}

// Annotate describes the properties for the schema.
func (j *Jaeger) Annotate(a infer.Annotator) {
	a.Describe(&j, "A Jaeger v1, as a resource of the Jaeger operator (`jaegertracing.io/v1`), which must be in the cluster. Jaeger v1 has ended: prefer `jaegerV2`.")
	a.Describe(&j.Name, "Name of the resource; the collector's Service is `<name>-collector`. Default: `jaeger`.")
	a.Describe(&j.Namespace, "Its namespace. An operator that watches its own namespace only must be there. Default: `observability`.")
	a.Describe(&j.CreateNamespace, "Whether the namespace is created and deleted with the mesh. Default: as `createNamespaces` says.")
	a.Describe(&j.Strategy, "What runs: `allInOne` (default), `production` or `streaming`. The last two need a storage that several programs share.")
	a.Describe(&j.Storage, "Where traces are kept. Default: in memory.")
	a.Describe(&j.Kafka, "The Kafka between collector and storage, which the strategy `streaming` needs.")
	a.Describe(&j.Collector, "The collector, for the strategies `production` and `streaming`.")
	a.Describe(&j.Ingester, "What reads Kafka and writes the storage, for the strategy `streaming`.")
	a.Describe(&j.Query, "What answers queries.")
	a.Describe(&j.Resources, "Compute resources of each program that says nothing else. Default: none.")
	a.Describe(&j.Options, "Further flags of the one program of the strategy `allInOne`, for example `{memory: {max-traces: 100000}}`. The other strategies read `collector.options`, "+
		"`query.options` and `ingester.options`. Default: none.")
	a.Describe(&j.Spec, "Further fields of the resource's `spec`, merged last, for example `{ingress: {enabled: false}}`. Default: none.")
}

// JaegerStrategy is how a Jaeger v1 is split into programs.
type JaegerStrategy string

const (
	jaegerAllInOne   JaegerStrategy = "allInOne"
	jaegerProduction JaegerStrategy = "production"
	jaegerStreaming  JaegerStrategy = "streaming"
)

// Values lists the strategies.
func (JaegerStrategy) Values() []infer.EnumValue[JaegerStrategy] {
	return []infer.EnumValue[JaegerStrategy]{
		{Name: "AllInOne", Value: jaegerAllInOne, Description: "One program for everything."},
		{Name: "Production", Value: jaegerProduction, Description: "Collector and query apart, with a storage that they share."},
		{Name: "Streaming", Value: jaegerStreaming, Description: "As production, with Kafka between collector and storage."},
	}
}

// JaegerStorage is where a Jaeger v1 keeps traces.
type JaegerStorage struct {
	Type        *JaegerStorageType  `pulumi:"type,optional"`
	Options     *freeform.Map       `pulumi:"options,optional"`
	SecretName  *string             `pulumi:"secretName,optional"`
	Credentials *StorageCredentials `pulumi:"credentials,optional"`
}

// Annotate describes the properties for the schema.
func (s *JaegerStorage) Annotate(a infer.Annotator) {
	a.Describe(&s, "Where a Jaeger v1 keeps traces.")
	a.Describe(&s.Type, "`memory` (default), `badger`, `elasticsearch`, `cassandra` or `grpc-plugin`.")
	a.Describe(&s.Options, "Flags of the storage, for example `{es: {server-urls: \"http://elasticsearch.logging:9200\"}}`. Leaves may be outputs. Default: none.")
	a.Describe(&s.SecretName, "Secret of the namespace whose keys become environment variables, `ES_USERNAME` and `ES_PASSWORD` or `CASSANDRA_USERNAME` and `CASSANDRA_PASSWORD`. Default: none.")
	a.Describe(&s.Credentials, "User name and password, of which that Secret is made. Default: none.")
}

// JaegerStorageType is a kind of storage of Jaeger v1.
type JaegerStorageType string

const (
	jaegerMemory        JaegerStorageType = "memory"
	jaegerBadger        JaegerStorageType = "badger"
	jaegerElasticsearch JaegerStorageType = "elasticsearch"
	jaegerCassandra     JaegerStorageType = "cassandra"
	jaegerGRPCPlugin    JaegerStorageType = "grpc-plugin"
)

// Values lists the kinds.
func (JaegerStorageType) Values() []infer.EnumValue[JaegerStorageType] {
	return []infer.EnumValue[JaegerStorageType]{
		{Name: "Memory", Value: jaegerMemory, Description: "In memory: lost at a restart."},
		{Name: "Badger", Value: jaegerBadger, Description: "In files of the one pod."},
		{Name: "Elasticsearch", Value: jaegerElasticsearch, Description: "In Elasticsearch or OpenSearch."},
		{Name: "Cassandra", Value: jaegerCassandra, Description: "In Cassandra."},
		{Name: "GRPCPlugin", Value: jaegerGRPCPlugin, Description: "In whatever a storage plugin speaks to."},
	}
}

// JaegerKafka is the Kafka of the strategy streaming.
type JaegerKafka struct {
	Brokers pulumi.StringPtrInput `pulumi:"brokers,optional"`
	Topic   *string               `pulumi:"topic,optional"`
}

// Annotate describes the properties for the schema.
func (k *JaegerKafka) Annotate(a infer.Annotator) {
	a.Describe(&k, "The Kafka of the strategy `streaming`.")
	a.Describe(&k.Brokers, "Addresses of the brokers, with commas between them, for example `kafka-0.kafka:9092,kafka-1.kafka:9092`. Needed. Default: none.")
	a.Describe(&k.Topic, "Topic of the spans. Default: `jaeger-spans`.")
}

// JaegerPart is a program of Jaeger v1 that can run more than once.
type JaegerPart struct {
	Replicas    *int          `pulumi:"replicas,optional"`
	Autoscale   *bool         `pulumi:"autoscale,optional"`
	MinReplicas *int          `pulumi:"minReplicas,optional"`
	MaxReplicas *int          `pulumi:"maxReplicas,optional"`
	Resources   *Resources    `pulumi:"resources,optional"`
	Options     *freeform.Map `pulumi:"options,optional"`
}

// Annotate describes the properties for the schema.
func (p *JaegerPart) Annotate(a infer.Annotator) {
	a.Describe(&p, "A program of Jaeger v1 that can run more than once.")
	a.Describe(&p.Replicas, "Fixed number of replicas; the operator's autoscaler is off then. Default: the autoscaler decides.")
	a.Describe(&p.Autoscale, "Whether the operator's autoscaler decides. Default: true, unless `replicas` is given.")
	a.Describe(&p.MinReplicas, "Fewest replicas of the autoscaler. Default: 1.")
	a.Describe(&p.MaxReplicas, "Most replicas of the autoscaler. Default: 100.")
	a.Describe(&p.Resources, "Compute resources. Default: those of `jaeger.resources`.")
	a.Describe(&p.Options, "Flags of the program, nested or with dots, for example `{collector: {queue-size: 5000}}`. Leaves may be outputs. Default: none.")
}

// JaegerQuery is what answers queries in Jaeger v1.
type JaegerQuery struct {
	Replicas  *int          `pulumi:"replicas,optional"`
	BasePath  *string       `pulumi:"basePath,optional"`
	Resources *Resources    `pulumi:"resources,optional"`
	Options   *freeform.Map `pulumi:"options,optional"`
}

// Annotate describes the properties for the schema.
func (q *JaegerQuery) Annotate(a infer.Annotator) {
	a.Describe(&q, "What answers queries in Jaeger v1.")
	a.Describe(&q.Replicas, "Number of replicas, for the strategies `production` and `streaming`. Default: 1.")
	a.Describe(&q.BasePath, "Path under which it answers, for example `/jaeger`. Default: none.")
	a.Describe(&q.Resources, "Compute resources. Default: those of `jaeger.resources`.")
	a.Describe(&q.Options, "Flags of the program, for example `{query: {max-clock-skew-adjustment: 1s}}`. Leaves may be outputs. Default: none.")
}

// StorageCredentials are user name and password of a storage.
type StorageCredentials struct {
	Username   pulumi.StringPtrInput `pulumi:"username,optional"`
	Password   pulumi.StringPtrInput `pulumi:"password,optional"`
	SecretName *string               `pulumi:"secretName,optional"`
}

// Annotate describes the properties for the schema.
func (c *StorageCredentials) Annotate(a infer.Annotator) {
	a.Describe(&c, "User name and password of a storage: both, of which a Secret is made, or the name of a Secret that has them. They reach the program as environment variables and stand in "+
		"no ConfigMap. A changed password is taken over when the pod restarts.")
	a.Describe(&c.Username, "User name. Goes with `password`. Default: none.")
	a.Describe(&c.Password, "Password. Goes with `username`. It is kept secret in the state. Default: none.")
	a.Describe(&c.SecretName, "Secret of the namespace with the keys `username` and `password`, for `jaegerV2`. Default: one is made.")
}

// tracingNamespace is where Jaeger is by default.
const tracingNamespace = "observability"

func (j *Jaeger) name() string { return orElse(j.Name, "jaeger") }

func (j *Jaeger) namespace() string { return orElse(j.Namespace, tracingNamespace) }

func orElse[T any](value *T, other T) T {
	if value == nil {
		return other
	}
	return *value
}

func (j *Jaeger) strategy() JaegerStrategy { return orElse(j.Strategy, jaegerAllInOne) }

func (j *Jaeger) storage() JaegerStorageType {
	if j.Storage == nil {
		return jaegerMemory
	}
	return orElse(j.Storage.Type, jaegerMemory)
}

// basePath is where queries are answered, also if it is among the flags.
func (j *Jaeger) basePath() string {
	if j.Query != nil && j.Query.BasePath != nil {
		return *j.Query.BasePath
	}
	if path, ok := plan.Plain(j.flags()[jaeger.BasePathFlag]).(string); ok {
		return path
	}
	return ""
}

// flags are those of the program that answers queries.
func (j *Jaeger) flags() plan.Tree {
	out := plan.Tree{}
	if j.Query != nil {
		out = flagsOf(j.Query.Options)
	}
	if j.strategy() == jaegerAllInOne {
		out, _ = plan.Merge(out, flagsOf(j.Options)).(plan.Tree)
	}
	return out
}

// flagsOf flattens options. Those that are an output as a whole can't be looked into, and are none here.
func flagsOf(options *freeform.Map) plan.Tree {
	if options.IsZero() {
		return plan.Tree{}
	}
	return jaeger.Flatten(options.Value())
}
