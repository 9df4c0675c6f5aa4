package check

import (
	"math"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/pulumi/pulumi-go-provider/infer"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"
)

// Namespace reports what isn't the name of a namespace.
func Namespace(f *Findings, path, name string) { Label(f, path, name, "namespace") }

// Label reports what isn't a DNS label (RFC 1123).
func Label(f *Findings, path, name, what string) {
	if name == "" {
		f.Errorf(path, "the name of the %s is empty; write one", what)
		return
	}
	if len(validation.IsDNS1123Label(name)) > 0 {
		f.Errorf(path, "%q can't be the name of a %s; write lower-case letters, digits and -, beginning and ending with a letter or digit, at most 63",
			name, what)
	}
}

// Subdomain reports what isn't a DNS subdomain (RFC 1123), the name of most objects.
func Subdomain(f *Findings, path, name string) { DNSName(f, path, name, "the name of an object") }

// DNSName reports what isn't a DNS subdomain, under the name of what it is used for.
func DNSName(f *Findings, path, name, what string) {
	if len(validation.IsDNS1123Subdomain(name)) > 0 {
		f.Errorf(path, "%q can't be %s; write lower-case letters, digits, - and ., beginning and ending with a letter or digit", name, what)
	}
}

// Labels reports keys and values that Kubernetes doesn't take as labels.
func Labels(f *Findings, path string, labels map[string]string) {
	for key, value := range labels {
		if len(validation.IsQualifiedName(key)) > 0 {
			f.Errorf(path, "%q can't be the key of a label; write name or prefix/name with letters, digits, -, _ and .", key)
		}
		if len(validation.IsValidLabelValue(value)) > 0 {
			f.Errorf(path+"["+quote(key)+"]", "%q can't be the value of a label; write at most 63 letters, digits, -, _ and .", value)
		}
	}
}

func quote(key string) string { return `"` + key + `"` }

// Enum reports a value that isn't one of its type's: the SDKs hold users to them, YAML and JSON don't.
func Enum[T interface {
	~string
	Values() []infer.EnumValue[T]
}](f *Findings, path string, value *T) {
	if value == nil {
		return
	}
	var names []string
	for _, v := range (*value).Values() {
		names = append(names, string(v.Value))
	}
	text := string(*value)
	OneOf(f, path, &text, names...)
}

// Quantity reports what isn't a positive Kubernetes quantity. The example is one of the kind that is wanted.
func Quantity(f *Findings, path string, quantity *string, example string) {
	if quantity == nil {
		return
	}
	q, err := resource.ParseQuantity(*quantity)
	switch {
	case err != nil:
		f.Errorf(path, "%q is not a Kubernetes quantity; write for example %q", *quantity, example)
	case q.Sign() <= 0:
		f.Errorf(path, "%q is not more than nothing; write for example %q", *quantity, example)
	}
}

// QuantityOrder reports a request above its limit. Both have been checked for themselves, and either may be absent.
func QuantityOrder(f *Findings, path string, request, limit *string, what string) {
	if request == nil || limit == nil {
		return
	}
	r, err1 := resource.ParseQuantity(*request)
	l, err2 := resource.ParseQuantity(*limit)
	if err1 == nil && err2 == nil && l.Sign() > 0 && r.Cmp(l) > 0 {
		f.Errorf(path, "the request %s is above %s %s; raise the limit or lower the request, and give both", *request, what, *limit)
	}
}

// Int32 reports a number that Kubernetes, which counts in 32 bits, can't hold.
func Int32(f *Findings, path string, n *int) {
	if n != nil && *n > math.MaxInt32 {
		f.Errorf(path, "%d is more than Kubernetes can count; write at most %d", *n, math.MaxInt32)
	}
}

// OneOf reports a value that isn't in the list.
func OneOf(f *Findings, path string, value *string, allowed ...string) {
	if value != nil && !slices.Contains(allowed, *value) {
		f.Errorf(path, "%q is not known here; write one of %s", *value, strings.Join(allowed, ", "))
	}
}

// Environment reports names of environment variables that a container can't have. An unknown map is left alone.
func Environment(f *Findings, path string, env any) {
	vars, _ := env.(plan.Tree)
	for name := range vars {
		if len(validation.IsEnvVarName(name)) > 0 {
			f.Errorf(path, "%q can't be the name of an environment variable; write letters, digits, _, - and ., not beginning with a digit", name)
		}
	}
}
