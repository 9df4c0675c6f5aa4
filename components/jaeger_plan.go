package components

import (
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// zipkinEverywhere opens the Zipkin port: operators before 1.23 leave it closed, and list it in the Service all the same.
const zipkinEverywhere = ":9411"

const defaultTopic = "jaeger-spans"

// contribute plans the resource. Its pods stay out of the mesh, by the operator's own default.
func (j *Jaeger) contribute(p *plan.Plan, m *mesh) {
	if j == nil {
		return
	}
	after := needNamespace(p, j.namespace(), orElse(j.CreateNamespace, m.createNamespaces), nil)
	spec := plan.Tree{"strategy": string(j.strategy())}
	spec.Set(j.Resources.tree(), "resources")
	j.storageSpec(spec)
	if s := j.Storage; s != nil && s.Credentials != nil {
		p.AddObject(s.Credentials.secret("tracing-storage", j.name()+storageSecretSuffix, j.namespace(), after, j.credentialKeys()))
		after = append(after, "tracing-storage")
	}
	open := plan.Tree{jaeger.ZipkinFlag: zipkinEverywhere}
	var query any = plan.Tree{}
	if j.Query != nil {
		path := plan.Tree{}
		path.Set(j.Query.BasePath, jaeger.BasePathFlag)
		query = withFlags(path, j.Query.Options)
	}
	if j.strategy() == jaegerAllInOne {
		spec["allInOne"] = plan.Tree{"options": withFlags(plan.Merge(open, query), j.Options)}
	} else {
		j.partSpecs(spec, open, query)
	}
	spec.Set(m.args.Image.pullSecretRefs(), "imagePullSecrets")
	p.AddObject(&plan.Object{
		ID:         "tracing-jaeger",
		APIVersion: "jaegertracing.io/v1", Kind: "Jaeger", Name: j.name(), Namespace: j.namespace(),
		Body: plan.Tree{"spec": jaegerLists.merge("tracing.jaeger.spec", spec, j.Spec)}, After: after,
	})
}

// partSpecs are the programs of the strategies with several.
func (j *Jaeger) partSpecs(spec, open plan.Tree, query any) {
	produce, consume := plan.Tree{}, plan.Tree{}
	if k := j.Kafka; k != nil {
		produce.Set(plan.Plain(k.Brokers), "kafka.producer.brokers")
		produce.Set(orElse(k.Topic, defaultTopic), "kafka.producer.topic")
		consume.Set(plan.Plain(k.Brokers), "kafka.consumer.brokers")
		consume.Set(orElse(k.Topic, defaultTopic), "kafka.consumer.topic")
	}
	collector, _ := plan.Merge(open, produce).(plan.Tree)
	spec["collector"] = j.Collector.spec(collector)
	if j.strategy() == jaegerStreaming {
		spec["ingester"] = j.Ingester.spec(consume)
	}
	of := plan.Tree{}
	if q := j.Query; q != nil {
		of.Set(q.Replicas, "replicas")
		of.Set(q.Resources.tree(), "resources")
	}
	of.Set(query, "options")
	spec.Set(of, "query")
}

func (p *JaegerPart) spec(flags plan.Tree) plan.Tree {
	out := plan.Tree{}
	if p == nil {
		out.Set(flags, "options")
		return out
	}
	out.Set(p.Replicas, "replicas")
	out.Set(p.Autoscale, "autoscale")
	out.Set(p.MinReplicas, "minReplicas")
	out.Set(p.MaxReplicas, "maxReplicas")
	out.Set(p.Resources.tree(), "resources")
	out.Set(withFlags(flags, p.Options), "options")
	return out
}

// withFlags lays the user's options over ours, in the one form with dots, so that none is given twice. Options that are an
// output as a whole are laid over once they are known.
func withFlags(ours any, options *freeform.Map) any {
	if options.IsZero() {
		return ours
	}
	if tree, ok := plan.Plain(options.Value()).(plan.Tree); ok {
		return plan.Merge(ours, jaeger.Flatten(tree))
	}
	return plan.Merge(ours, options.Value())
}

func (j *Jaeger) storageSpec(spec plan.Tree) {
	spec.Set(string(j.storage()), "storage", "type")
	s := j.Storage
	if s == nil {
		return
	}
	spec.Set(withFlags(plan.Tree{}, s.Options), "storage", "options")
	spec.Set(s.SecretName, "storage", "secretName")
	if s.Credentials != nil {
		spec.Set(j.name()+storageSecretSuffix, "storage", "secretName")
	}
}

// credentialKeys are the environment variables by which a storage is told user name and password.
func (j *Jaeger) credentialKeys() [2]string {
	if j.storage() == jaegerCassandra {
		return [2]string{"CASSANDRA_USERNAME", "CASSANDRA_PASSWORD"}
	}
	return [2]string{"ES_USERNAME", "ES_PASSWORD"}
}

const storageSecretSuffix = "-storage"

// secret is the Secret that is made of user name and password.
func (c *StorageCredentials) secret(id, name, namespace string, after []string, keys [2]string) *plan.Object {
	data := plan.Tree{}
	data.Set(plan.Plain(c.Username), keys[0])
	data.Set(plan.Plain(c.Password), keys[1])
	return &plan.Object{
		ID: id, APIVersion: "v1", Kind: "Secret", Name: name, Namespace: namespace,
		Body: plan.Tree{"stringData": data}, After: after,
	}
}
