package istioapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/meshstack/pulumi-meshstack/internal/istioapi"
)

// modulesKnownOn is the day on which modules was last compared with go.mod at the tags of istio/istio.
const modulesKnownOn = "2026-11-22"

// modules are the versions of istio.io/api that the release 1.y.0 was built with, keyed by y. The module proxy doesn't serve
// those of most later patches; where it does (1.30.3, 1.31.1) they have the same fields. The sums are those of go.sum.
var modules = map[uint64]struct{ version, sum string }{
	24: {"v1.24.0-rc.0.0.20241101200753-9397ebf09c3a", "h1:mg5/FHlPjNxwIdw0LKyLWH3kGpPtLPvbwUII1YdJCoU="},
	25: {"v1.25.0-alpha.0.0.20250212060243-76cd29bc906f", "h1:C1+VOTJD74UQXW9TeE/uOHqO13zxb7mGuM0G7Tj/xc8="},
	26: {"v1.26.0-beta.0", "h1:m1WxHjHdAOrjuz0YzSFgzlKRmf3hvVmspkWTM6FX/po="},
	27: {"v1.27.0-beta.0.0.20250731082105-36763529c462", "h1:rmeRAAxlNrCj96Zlaf8r6YqU5kcU8Y7/96i29KPDHaY="},
	28: {"v1.28.0-rc.0", "h1:MUP4SnHDe8O6w9ELecNQX37Sw1iuwdcYzh6auloumg4="},
	29: {"v1.29.0-rc.1.0.20260209142455-7fea5efd57ca", "h1:5dgXP7jX4xSuHd4NRXu4Q8x1OtEhrZJTKtgn/NbJpIM="},
	30: {"v1.30.0-rc.0.0.20260508191950-a283232d9647", "h1:q5krBszeiQAZ8YBGQN3Drkkz4ovPSzSclYENcMwgBhE="},
	31: {"v1.31.0", "h1:qGf/hZwCu5LOPK0jGti38NF71E8Eq4jGyhz/l2xsszU="},
}

// sources are the files whose messages internal/istioapi walks; what they import is read as well.
var sources = []string{
	"mesh/v1alpha1/config.proto",
	"networking/v1alpha3/sidecar.proto", "networking/v1alpha3/destination_rule.proto", "networking/v1alpha3/service_entry.proto",
	"networking/v1alpha3/virtual_service.proto", "networking/v1alpha3/gateway.proto",
	"security/v1beta1/authorization_policy.proto", "security/v1beta1/peer_authentication.proto",
	"security/v1beta1/request_authentication.proto", "telemetry/v1alpha1/telemetry.proto",
}

// Generate makes the data of internal/istioapi from the .proto files of every release's module, which are downloaded where
// Go's module cache lacks them. Those of a message or an enum that is as new aren't named.
func Generate(ctx context.Context) (istioapi.Since, error) {
	out := istioapi.Since{
		About:   "which minor release of Istio first has a field or an enum value; written in the folder tests by: go test ./istioapi -run TestSince -update",
		KnownOn: modulesKnownOn, Modules: map[string]string{}, Minor: map[string]uint64{},
	}
	minors := make([]uint64, 0, len(modules))
	for minor, module := range modules {
		minors = append(minors, minor)
		out.Modules[strconv.FormatUint(minor, 10)] = "istio.io/api " + module.version
	}
	slices.Sort(minors)
	seen := map[protoreflect.FullName]bool{}
	for _, minor := range minors {
		names, err := namesOf(ctx, modules[minor].version, modules[minor].sum)
		if err != nil {
			return out, err
		}
		for name, scope := range names {
			if minor != minors[0] && !seen[name] && seen[scope] {
				out.Minor[string(name)] = minor
			}
		}
		for name := range names {
			seen[name] = true
		}
	}
	return out, nil
}

// namesOf are the fields and enum values that one version has, with the message or enum that they are of, and those, with "".
func namesOf(ctx context.Context, version, sum string) (map[protoreflect.FullName]protoreflect.FullName, error) {
	folder, err := download(ctx, "istio.io/api@"+version, sum)
	if err != nil {
		return nil, err
	}
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{
		ImportPaths: []string{folder, folder + "/common-protos"},
	})}
	files, err := compiler.Compile(ctx, sources...)
	if err != nil {
		return nil, fmt.Errorf("read the .proto files of istio.io/api %s: %w", version, err)
	}
	out := map[protoreflect.FullName]protoreflect.FullName{}
	done := map[string]bool{}
	var file func(fd protoreflect.FileDescriptor)
	file = func(fd protoreflect.FileDescriptor) {
		if done[fd.Path()] || fd.Package().Parent() == "google" {
			return
		}
		done[fd.Path()] = true
		collect(out, fd)
		for i := range fd.Imports().Len() {
			file(fd.Imports().Get(i))
		}
	}
	for _, fd := range files {
		file(fd)
	}
	return out, nil
}

// collect adds what is in a file or a message.
func collect(out map[protoreflect.FullName]protoreflect.FullName, in interface {
	Messages() protoreflect.MessageDescriptors
	Enums() protoreflect.EnumDescriptors
},
) {
	for i := range in.Enums().Len() {
		enum := in.Enums().Get(i)
		out[enum.FullName()] = ""
		for j := range enum.Values().Len() {
			out[enum.Values().Get(j).FullName()] = enum.FullName()
		}
	}
	for i := range in.Messages().Len() {
		message := in.Messages().Get(i)
		if message.IsMapEntry() {
			continue
		}
		out[message.FullName()] = ""
		for j := range message.Fields().Len() {
			out[message.Fields().Get(j).FullName()] = message.FullName()
		}
		collect(out, message)
	}
}

// download returns the folder of a module, given as path@version, in Go's module cache. The checksum database lacks some of
// these versions, so the sum is compared here.
func download(ctx context.Context, module, sum string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	cmd.Dir = os.TempDir() // outside of any module, whose go.sum would be asked
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "GONOSUMDB=istio.io/api")
	out, err := cmd.Output()
	var answer struct{ Dir, Sum, Error string }
	// On a failure the reason is in the answer.
	if jsonErr := json.Unmarshal(out, &answer); jsonErr == nil && answer.Error != "" {
		return "", errors.New(answer.Error)
	}
	if err != nil {
		return "", fmt.Errorf("download %s: %w", module, err)
	}
	if answer.Sum != sum {
		return "", fmt.Errorf("%s has the sum %s and not %s", module, answer.Sum, sum)
	}
	return answer.Dir, nil
}
