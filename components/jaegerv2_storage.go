package components

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Where the files of a storage are in the pod, and the variables that its configuration refers to.
const (
	badgerFolder     = "/badger"
	storageTLSFolder = "/storage-tls"
	storageUsername  = "JAEGER_STORAGE_USERNAME"
	storagePassword  = "JAEGER_STORAGE_PASSWORD"
)

// storageKind is one kind of storage, in the terms of Jaeger's configuration.
type storageKind struct {
	// name is that of the argument, and the type in the configuration.
	name     string
	settings plan.Tree
	// shared: several replicas can use it.
	shared      bool
	credentials *StorageCredentials
	tls         *StorageTLS
	// claim is a PersistentVolumeClaim, "" for none.
	claim string
}

// kinds lists the storages that are given.
func (s *JaegerV2Storage) kinds() []storageKind {
	var out []storageKind
	if s == nil {
		return out
	}
	if v := s.Memory; v != nil {
		out = append(out, memoryKind(v.MaxTraces))
	}
	if v := s.Badger; v != nil {
		settings := plan.Tree{"ephemeral": v.ClaimName == nil, "ttl": plan.Tree{"spans": orElse(v.TTL, "72h")}}
		if v.ClaimName != nil {
			settings["directories"] = plan.Tree{"keys": badgerFolder + "/keys", "values": badgerFolder + "/values"}
		}
		out = append(out, storageKind{name: "badger", settings: settings, claim: orElse(v.ClaimName, "")})
	}
	if v := s.Elasticsearch; v != nil {
		out = append(out, v.kind("elasticsearch"))
	}
	if v := s.OpenSearch; v != nil {
		out = append(out, v.kind("opensearch"))
	}
	if v := s.Cassandra; v != nil {
		connection := plan.Tree{"tls": tlsSettings(v.TLS, true)}
		connection.Set(commaList(v.Servers), "servers")
		connection.Set(v.Credentials.basic(), "auth", "basic")
		settings := plan.Tree{"schema": plan.Tree{"create": orElse(v.CreateSchema, true)}, "connection": connection}
		settings.Set(v.Keyspace, "schema", "keyspace")
		out = append(out, storageKind{name: "cassandra", settings: settings, shared: true, credentials: v.Credentials, tls: v.TLS})
	}
	if v := s.ClickHouse; v != nil {
		settings := plan.Tree{"create_schema": orElse(v.CreateSchema, true)}
		settings.Set(commaList(v.Addresses), "addresses")
		settings.Set(v.Database, "database")
		settings.Set(v.Credentials.basic(), "auth", "basic")
		if v.TLS != nil {
			settings["tls"] = tlsSettings(v.TLS, true)
		}
		out = append(out, storageKind{name: "clickhouse", settings: settings, shared: true, credentials: v.Credentials, tls: v.TLS})
	}
	return out
}

func memoryKind(maxTraces *int) storageKind {
	const defaultTraces = 100000
	return storageKind{name: "memory", settings: plan.Tree{"max_traces": orElse(maxTraces, defaultTraces)}}
}

func (s *JaegerV2Search) kind(name string) storageKind {
	settings := plan.Tree{}
	settings.Set(commaList(s.ServerURLs), "server_urls")
	settings.Set(s.IndexPrefix, "indices", "index_prefix")
	settings.Set(s.Credentials.basic(), "auth", "basic")
	if s.TLS != nil {
		settings["tls"] = tlsSettings(s.TLS, false)
	}
	return storageKind{name: name, settings: settings, shared: true, credentials: s.Credentials, tls: s.TLS}
}

// basic refers to the environment variables that come from the Secret: what is in the configuration is in a ConfigMap.
func (c *StorageCredentials) basic() any {
	if c == nil {
		return nil
	}
	return plan.Tree{"username": "${env:" + storageUsername + "}", "password": "${env:" + storagePassword + "}"}
}

// tlsSettings are a collector's. Some storages speak TLS unless they are told to do without.
func tlsSettings(t *StorageTLS, explicit bool) plan.Tree {
	out := plan.Tree{}
	if t == nil {
		out["insecure"] = true
		return out
	}
	if explicit {
		out["insecure"] = false
	}
	if t.CASecretName != nil {
		out["ca_file"] = storageTLSFolder + "/ca.crt"
	}
	out.Set(t.InsecureSkipVerify, "insecure_skip_verify")
	return out
}

// commaList makes a list of a text with commas, at once or when it is known.
func commaList(in pulumi.StringPtrInput) any {
	switch v := plan.Plain(in).(type) {
	case nil:
		return nil
	case string:
		return splitList(v)
	case pulumi.Output:
		return v.ApplyT(func(text any) any {
			list, _ := plan.Plain(text).(string)
			return splitList(list)
		})
	}
	return nil
}

func splitList(text string) []any {
	var out []any
	for _, e := range strings.Split(text, ",") {
		out = append(out, strings.TrimSpace(e))
	}
	return out
}

func (s *JaegerV2Storage) check(f *check.Findings, path string) {
	if s == nil {
		return
	}
	kinds := s.kinds()
	if len(kinds) != 1 {
		f.Errorf(path, "%d storages are given, and Jaeger keeps traces in one; write exactly one of memory, badger, elasticsearch, opensearch, cassandra and clickhouse", len(kinds))
	}
	for _, kind := range kinds {
		kind.credentials.check(f, path+"."+kind.name+".credentials")
		if kind.tls != nil && kind.tls.CASecretName != nil {
			check.Subdomain(f, path+"."+kind.name+".tls.caSecretName", *kind.tls.CASecretName)
		}
	}
	if v := s.Memory; v != nil && v.MaxTraces != nil && *v.MaxTraces < 1 {
		f.Errorf(path+".memory.maxTraces", "%d traces are none; write 1 or more, for example 100000", *v.MaxTraces)
	}
	s.Badger.check(f, path+".badger")
}

// storageAddresses is the argument that says where the servers of a storage are.
type storageAddresses struct {
	path, example string
	in            pulumi.StringPtrInput
	// check reports what is wrong with a list that is known.
	check func(f *check.Findings, path, list, example string)
}

func (s *JaegerV2Storage) addresses(path string) []storageAddresses {
	var out []storageAddresses
	if s == nil {
		return out
	}
	for name, v := range map[string]*JaegerV2Search{"elasticsearch": s.Elasticsearch, "opensearch": s.OpenSearch} {
		if v != nil {
			out = append(out, storageAddresses{path + "." + name + ".serverUrls", "https://elasticsearch.logging:9200", v.ServerURLs, checkServiceURLs})
		}
	}
	if v := s.Cassandra; v != nil {
		out = append(out, storageAddresses{path + ".cassandra.servers", "cassandra.data", v.Servers, checkUserless})
	}
	if v := s.ClickHouse; v != nil {
		out = append(out, storageAddresses{path + ".clickhouse.addresses", "clickhouse.data:9000", v.Addresses, checkHostPorts})
	}
	return out
}

// checkKnown looks at the addresses, also at those that came as outputs and are known by now.
func (s *JaegerV2Storage) checkKnown(ctx context.Context, f *check.Findings, path string) {
	for _, a := range s.addresses(path) {
		if a.in != nil && plan.IsSecret(ctx, a.in) {
			f.Errorf(a.path, "the address is a secret, and would stand in a ConfigMap in clear; write it without user name and password and not as a secret, and these as credentials")
			continue
		}
		value, known := plan.Await(ctx, a.in)
		list, _ := value.(string)
		switch {
		case !known:
		case list == "":
			f.Errorf(a.path, "it is missing; write for example %s", a.example)
		default:
			a.check(f, a.path, list, a.example)
		}
	}
}

func (b *JaegerV2Badger) check(f *check.Findings, path string) {
	if b == nil {
		return
	}
	if b.ClaimName != nil {
		check.Subdomain(f, path+".claimName", *b.ClaimName)
	}
	if b.TTL != nil {
		if d, err := time.ParseDuration(*b.TTL); err != nil || d <= 0 {
			f.Errorf(path+".ttl", "%q is not a duration; write for example 72h", *b.TTL)
		}
	}
}

func checkServiceURLs(f *check.Findings, path, list, example string) {
	for _, e := range strings.Split(list, ",") {
		checkServiceURL(f, path, strings.TrimSpace(e), example)
	}
}

// checkUserless reports a list of hosts in which a user name stands.
func checkUserless(f *check.Findings, path, list, _ string) {
	if strings.Contains(list, "@") {
		f.Errorf(path, userInClear)
	}
}

// userInClear is what is wrong with the address of a storage that holds a user name.
const userInClear = "it holds a user name, which would stand in clear; write credentials instead"

// checkServiceURL reports what isn't the URL of an HTTP service. It doesn't repeat it, as it may hold a password.
func checkServiceURL(f *check.Findings, path, text, example string) *url.URL {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		f.Errorf(path, "it is not an http:// or https:// URL; write for example %s", example)
		return nil
	}
	if u.User != nil {
		f.Errorf(path, userInClear)
		return nil
	}
	return u
}
