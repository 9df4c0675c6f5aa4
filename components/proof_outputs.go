package components

import (
	"reflect"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// Finding is something that was found and didn't stop the update.
type Finding struct {
	ID       string `pulumi:"checkId"`
	Severity string `pulumi:"severity"`
	Path     string `pulumi:"path"`
	Message  string `pulumi:"message"`
}

// Annotate describes the properties for the schema.
func (f *Finding) Annotate(a infer.Annotator) {
	a.Describe(&f, "Something that was found and didn't stop the update.")
	a.Describe(&f.ID, "ID of the check, for example `MS104`, as docs/checks.md explains it and `checks.ignore` takes it. Empty where it can't be overruled.")
	a.Describe(&f.Severity, "`warning`, or `info` for what could not be checked.")
	a.Describe(&f.Path, "Property path of the argument, for example `gateways[0].name`.")
	a.Describe(&f.Message, "What is wrong and what to write instead.")
}

// FindingArrayOutput is an output of findings.
type FindingArrayOutput struct{ *pulumi.OutputState }

// ElementType tells what the output becomes.
func (FindingArrayOutput) ElementType() reflect.Type { return reflect.TypeFor[[]Finding]() }

// FindingOutput is an output of one finding.
type FindingOutput struct{ *pulumi.OutputState }

// ElementType tells what the output becomes.
func (FindingOutput) ElementType() reflect.Type { return reflect.TypeFor[Finding]() }

func init() {
	pulumi.RegisterOutputType(FindingArrayOutput{})
	pulumi.RegisterOutputType(FindingOutput{})
}

// observeProof writes the outputs about what was proved.
func (c *MeshStack) observeProof(proved *proof.Mesh, f *check.Findings) {
	found := []Finding{}
	for _, w := range f.Warnings() {
		found = append(found, Finding{string(w.ID), string(check.Warning), w.Path, w.Message})
	}
	for _, i := range f.Infos() {
		found = append(found, Finding{string(i.ID), string(check.Info), i.Path, i.Message})
	}
	c.Findings = pulumi.ToOutput(found).(FindingArrayOutput)

	images, objects := proved.Images(), proved.Digests()
	// All of it hangs on the unknown values as long as there are any: which images there are, and which objects.
	known := pulumi.ToOutput(true)
	if proved.Unknown() {
		known = pulumi.UnsafeUnknownOutput(nil)
	}
	c.Images = known.ApplyT(func(any) []string { return images }).(pulumi.StringArrayOutput)
	c.Objects = known.ApplyT(func(any) map[string]string { return objects }).(pulumi.StringMapOutput)
}
