package provider

import (
	"context"
	"slices"
	"strings"
	"unicode"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"

	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
)

// withRedactedErrors keeps secrets out of error messages, and credentials that somebody wrote as plain text. The engine prints
// the value of the property that an input-properties error names, and prints secrets in it too. A path that it can't follow,
// for a space at its end, is printed without a value.
func withRedactedErrors(prov p.Provider) p.Provider {
	inner := prov.Construct
	prov.Construct = func(ctx context.Context, req p.ConstructRequest) (p.ConstructResponse, error) {
		resp, err := inner(ctx, req)
		detailed, ok := rpcerror.FromError(err)
		if err == nil || !ok || len(detailed.InputPropertiesErrors()) == 0 {
			return resp, err
		}
		details := append([]errors.InputPropertyErrorDetails(nil), detailed.InputPropertiesErrors()...)
		for i := range details {
			// A whole IstioOperator is long, and the message has the line.
			if at := details[i].PropertyPath; at == operatorName || secretAt(req.Inputs, at) {
				details[i].PropertyPath = at + " "
			}
		}
		return resp, rpcerror.WrapDetailedError(errors.NewInputPropertiesError(detailed.Message(), details...))
	}
	return prov
}

// secretAt reports whether the value at a path is a secret, lies in one, or holds one, marked as such or not.
func secretAt(inputs property.Map, path string) bool {
	parsed, err := resource.ParsePropertyPath(path)
	if err != nil {
		return false
	}
	v, key := property.New(inputs), ""
	for _, step := range parsed {
		if v.Secret() {
			return true
		}
		switch step := step.(type) {
		case string:
			if !v.IsMap() {
				return v.HasSecrets()
			}
			v, key = v.AsMap().Get(step), step
		case int:
			if !v.IsArray() || step < 0 || step >= v.AsArray().Len() {
				return v.HasSecrets()
			}
			v = v.AsArray().Get(step)
		}
	}
	return v.HasSecrets() || isCredential(key, v)
}

// credentialKeys are keys whose values are nobody's business, in arguments and in the configurations of Kiali and Jaeger. A
// kubeconfig holds tokens and keys.
var credentialKeys = []string{
	"password", "token", "clientSecret", "client_secret", "signingKey", "signing_key", "api_key", "secret_key", "secret_access_key", "key_pem",
	"kubeconfig",
}

func isSeparator(r rune) bool { return r == ',' || unicode.IsSpace(r) }

// isCredential reports whether a value that isn't marked as a secret is, or holds, what must not be repeated: a text under such
// a key, or an address with a user name.
func isCredential(key string, v property.Value) bool {
	switch {
	case v.IsString():
		return slices.Contains(credentialKeys, key) || slices.ContainsFunc(strings.FieldsFunc(v.AsString(), isSeparator), func(address string) bool {
			return jaeger.UserInClear(address) || jaeger.UserInClear("://"+address)
		})
	case v.IsMap():
		for key, e := range v.AsMap().All {
			if isCredential(key, e) {
				return true
			}
		}
	case v.IsArray():
		return slices.ContainsFunc(v.AsArray().AsSlice(), func(e property.Value) bool { return isCredential(key, e) })
	}
	return false
}
