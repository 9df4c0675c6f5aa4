package components

import (
	"context"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func (j *Jaeger) check(f *check.Findings, path string) {
	if j == nil {
		return
	}
	f.Report(check.JaegerV1Ended, path, "Jaeger v1 and its operator have had no release since 2025; write jaegerV2 in place of jaeger")
	checkJaegerName(f, path+".name", j.name())
	check.Namespace(f, path+".namespace", j.namespace())
	check.Enum(f, path+".strategy", j.Strategy)
	j.Resources.check(f, path+".resources", Resources{})
	j.checkStorage(f, path+".storage")
	j.checkParts(f, path)
	j.checkKafka(f, path)
	checkReserved(f, path+".spec", j.Spec, map[string]string{
		"strategy": "write the argument strategy", "storage": "write the argument storage",
		"collector.options": "write collector.options", "query.options": "write query.options", "allInOne.options": "write options",
	})
	jaegerLists.check(f, path+".spec", plan.Tree{}, j.Spec)
}

// checkKnown looks at flags and addresses, also where they came as outputs and are known by now.
func (j *Jaeger) checkKnown(ctx context.Context, f *check.Findings, path string, protocol TracingProtocol) {
	if j == nil {
		return
	}
	j.checkStorageFlags(ctx, f, path+".storage.options")
	j.checkFlags(ctx, f, path, protocol)
	j.checkBrokers(ctx, f, path+".kafka.brokers")
}

func checkJaegerName(f *check.Findings, path, name string) {
	check.Label(f, path, name, "Jaeger")
	if len(name) > jaeger.MaxName {
		f.Errorf(path, "%d characters are too many, as the collector's Service would be cut short and called otherwise; write at most %d", len(name), jaeger.MaxName)
	}
}

// checkParts reports settings of programs that the strategy doesn't run.
func (j *Jaeger) checkParts(f *check.Findings, path string) {
	all := j.strategy() == jaegerAllInOne
	for name, part := range map[string]*JaegerPart{"collector": j.Collector, "ingester": j.Ingester} {
		if part == nil {
			continue
		}
		switch {
		case all:
			f.Errorf(path+"."+name, "the strategy allInOne is one program, which reads options and resources; write those, or strategy: production")
		case name == "ingester" && j.strategy() != jaegerStreaming:
			f.Errorf(path+".ingester", "only the strategy streaming has an ingester; leave it out, or write strategy: streaming")
		}
		part.check(f, path+"."+name)
	}
	if q := j.Query; q != nil {
		q.Resources.check(f, path+".query.resources", Resources{})
		checkBasePath(f, path+".query.basePath", q.BasePath)
		if q.Replicas != nil && *q.Replicas < 1 {
			f.Errorf(path+".query.replicas", "%d replicas answer no query; write 1 or more", *q.Replicas)
		}
		for name, given := range map[string]bool{"replicas": q.Replicas != nil, "resources": q.Resources != nil} {
			if given && all {
				f.Errorf(path+".query."+name, "the strategy allInOne is one program; leave it out, or write strategy: production")
			}
		}
	}
	if !all && !j.Options.IsZero() {
		f.Errorf(path+".options", "only the strategy allInOne reads them; write collector.options, query.options or ingester.options")
	}
}

func (p *JaegerPart) check(f *check.Findings, path string) {
	p.Resources.check(f, path+".resources", Resources{})
	if p.Replicas != nil && *p.Replicas < 1 {
		f.Errorf(path+".replicas", "%d replicas take no spans; write 1 or more", *p.Replicas)
	}
	if p.Replicas != nil && (p.MinReplicas != nil || p.MaxReplicas != nil || p.Autoscale != nil && *p.Autoscale) {
		f.Errorf(path+".replicas", "replicas and the autoscaler exclude each other; remove one of the two")
	}
	low, high := orElse(p.MinReplicas, 1), orElse(p.MaxReplicas, 100)
	if low < 1 || high < low {
		f.Errorf(path+".maxReplicas", "from %d to %d replicas is no range; write minReplicas of 1 or more, and maxReplicas not below it", low, high)
	}
}

func checkBasePath(f *check.Findings, path string, base *string) {
	if base == nil {
		return
	}
	if !strings.HasPrefix(*base, "/") || len(*base) > 1 && strings.HasSuffix(*base, "/") || strings.Contains(*base, "//") || strings.ContainsAny(*base, "?# ") {
		f.Errorf(path, "%q is not a path; write one that begins with / and doesn't end with it, for example /jaeger", *base)
	}
}

// checkStorage reports storages that the strategy can't share. The operator takes them for allInOne without a word, and
// leaves out what is set for the other programs.
func (j *Jaeger) checkStorage(f *check.Findings, path string) {
	kind := j.storage()
	shared := kind != jaegerMemory && kind != jaegerBadger
	if j.strategy() != jaegerAllInOne && !shared {
		f.Report(check.JaegerRunsAllInOne, path+".type", "the programs of the strategy %s can't share the storage %s, and the operator would run allInOne instead, without your settings; "+
			"write elasticsearch or cassandra, or strategy: allInOne", j.strategy(), kind)
	}
	s := j.Storage
	if s == nil {
		return
	}
	check.Enum(f, path+".type", s.Type)
	if s.Type != nil && *s.Type == "kafka" {
		f.Errorf(path+".type", "Kafka is on the way to a storage, not one; write strategy: streaming with kafka, and the storage here")
	}
	if s.SecretName != nil {
		check.Subdomain(f, path+".secretName", *s.SecretName)
	}
	j.checkCredentials(f, path)
}

// checkStorageFlags reports flags that say too much, are dropped, or are missing.
func (j *Jaeger) checkStorageFlags(ctx context.Context, f *check.Findings, path string) {
	if j.Storage == nil {
		return
	}
	kind := j.storage()
	flags, known := openFlags(ctx, f, path, j.Storage.Options)
	if !known {
		return
	}
	reportJaeger(f, path, jaeger.CheckStorageFlags(ctx, flags, string(kind)))
	for of, flag := range map[JaegerStorageType][3]string{
		jaegerElasticsearch: {"es", "es.server-urls", "http://elasticsearch.logging:9200"},
		jaegerCassandra:     {"cassandra", "cassandra.servers", "cassandra.data"},
	} {
		_, later := flags[flag[0]].(pulumi.Input)
		if of == kind && flags[flag[1]] == nil && !later {
			f.Report(check.JaegerRefuses, path, "the option %s is missing, so the operator would look for a storage of its own; write for example %s", flag[1], flag[2])
		}
	}
}

// reportJaeger reports problems of Jaeger's settings. What others would read can't be overruled.
func reportJaeger(f *check.Findings, path string, problems []jaeger.Problem) {
	for _, p := range problems {
		if p.InClear {
			f.Errorf(path+"."+p.Path, "%s", p.Message)
			continue
		}
		f.Report(check.JaegerRefuses, path+"."+p.Path, "%s", p.Message)
	}
}

// openFlags flattens options with what is known by now, and reports whether they can be looked into.
func openFlags(ctx context.Context, f *check.Findings, path string, options *freeform.Map) (flags plan.Tree, known bool) {
	if options.IsZero() {
		return plan.Tree{}, true
	}
	opened := plan.Open(ctx, options.Value())
	if whole, closed := opened.(pulumi.Input); closed {
		if plan.IsSecret(ctx, whole) {
			f.Errorf(path, "the whole map is secret, and would stand in clear among the program's arguments; pass a plain map, and credentials by storage.credentials or storage.secretName")
		}
		return nil, false
	}
	return jaeger.Flatten(opened), true
}

func (j *Jaeger) checkCredentials(f *check.Findings, path string) {
	c := j.Storage.Credentials
	if c == nil {
		return
	}
	if kind := j.storage(); kind != jaegerElasticsearch && kind != jaegerCassandra {
		f.Errorf(path+".credentials", "the storage %s takes no user name; leave them out", kind)
	}
	if j.Storage.SecretName != nil {
		f.Errorf(path+".credentials", "secretName names the Secret that has them; write one of the two")
	}
	if c.SecretName != nil {
		f.Errorf(path+".credentials.secretName", "a Jaeger v1 reads environment variables from a Secret; write storage.secretName")
		return
	}
	c.check(f, path+".credentials")
}

func (c *StorageCredentials) check(f *check.Findings, path string) {
	if c == nil {
		return
	}
	given := c.Username != nil || c.Password != nil
	switch {
	case c.SecretName != nil && given:
		f.Errorf(path, "secretName names the Secret that has user name and password; write it, or the two")
	case c.SecretName != nil:
		check.Subdomain(f, path+".secretName", *c.SecretName)
	case c.Username == nil || c.Password == nil:
		f.Errorf(path, "username and password go together; give both, or secretName")
	}
}

func (j *Jaeger) checkKafka(f *check.Findings, path string) {
	streaming := j.strategy() == jaegerStreaming
	switch {
	case !streaming && j.Kafka != nil:
		f.Errorf(path+".kafka", "only the strategy streaming goes through Kafka; leave it out, or write strategy: streaming")
	case streaming && (j.Kafka == nil || j.Kafka.Brokers == nil):
		f.Errorf(path+".kafka.brokers", "the strategy streaming needs them, as the operator would set up a Kafka of its own; write for example kafka-0.kafka:9092")
	}
}

func (j *Jaeger) checkBrokers(ctx context.Context, f *check.Findings, path string) {
	if j.strategy() != jaegerStreaming || j.Kafka == nil || j.Kafka.Brokers == nil {
		return
	}
	if plan.IsSecret(ctx, j.Kafka.Brokers) {
		f.Errorf(path, "the address is a secret, and would stand in clear among the program's arguments; write one without user name and password that isn't secret")
		return
	}
	value, _ := plan.Await(ctx, j.Kafka.Brokers)
	if brokers, known := value.(string); known {
		checkHostPorts(f, path, brokers, "kafka-0.kafka:9092")
	}
}

// checkHostPorts reports what isn't a list of host:port with commas between.
func checkHostPorts(f *check.Findings, path, list, example string) {
	for _, e := range strings.Split(list, ",") {
		if strings.Contains(e, "@") {
			f.Errorf(path, "it holds a user name, which would stand in clear; write host:port alone, for example %s, and credentials where there are such arguments", example)
			return
		}
		if _, port, err := splitAddress(strings.TrimSpace(e)); err != nil || port == 0 {
			f.Errorf(path, "it is not a list of host:port with commas between; write for example %s", example)
			return
		}
	}
}

// checkFlags reports flags that close a port or say too much, each where it is written.
func (j *Jaeger) checkFlags(ctx context.Context, f *check.Findings, path string, protocol TracingProtocol) {
	at := map[string]*freeform.Map{"options": j.Options}
	if j.Collector != nil {
		at["collector.options"] = j.Collector.Options
	}
	if j.Ingester != nil {
		at["ingester.options"] = j.Ingester.Options
	}
	if j.Query != nil {
		at["query.options"] = j.Query.Options
	}
	for where, options := range at {
		where = path + "." + where
		flags, _ := openFlags(ctx, f, where, options)
		reportJaeger(f, where, jaeger.CheckFlags(ctx, flags, string(protocol)))
		j.checkBaseFlag(f, where, flags[jaeger.BasePathFlag], flagsOf(options)[jaeger.BasePathFlag])
	}
}

// checkBaseFlag reports a base path among the flags that comes twice, or that is an output: what is said of it elsewhere is
// planned beforehand.
func (j *Jaeger) checkBaseFlag(f *check.Findings, where string, opened, written any) {
	if opened == nil {
		return
	}
	where += "." + jaeger.BasePathFlag
	if _, plain := written.(string); !plain {
		f.Errorf(where, "Kiali must be told it beforehand; write query.basePath")
	} else if j.Query != nil && j.Query.BasePath != nil && strings.HasSuffix(where, ".query.options."+jaeger.BasePathFlag) {
		f.Errorf(where, "basePath says it too; write basePath alone")
	}
}
