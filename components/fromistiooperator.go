package components

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/importer"
)

// FromIstioOperator is the function that turns an IstioOperator into a MeshStack.
type FromIstioOperator struct{}

// Annotate describes the function for the schema.
func (f *FromIstioOperator) Annotate(a infer.Annotator) {
	a.SetToken("index", "fromIstioOperator")
	a.Describe(f, "What an IstioOperator of Istio 1.5 to 1.31 is as a MeshStack: arguments, a program in each language, and what became of every field. "+
		"Nothing is created, and nobody is asked. Everything that is wrong with the YAML comes back as one error, with lines and paths.")
}

// FromIstioOperatorArgs are the arguments of FromIstioOperator.
type FromIstioOperatorArgs struct {
	YAML          string  `pulumi:"yaml"`
	SourceVersion *string `pulumi:"sourceVersion,optional"`
	TargetVersion *string `pulumi:"targetVersion,optional"`
}

// Annotate describes the arguments for the schema.
func (f *FromIstioOperatorArgs) Annotate(a infer.Annotator) {
	a.Describe(&f.YAML, "The YAML as it is: one or several documents, or a List. What is no IstioOperator is reported and left alone.")
	a.Describe(&f.SourceVersion, "Istio release that ran it, `x.y` or `x.y.z`: up to 1.23 a list of gateways adds to the profile's, from 1.24 on it replaces them. "+
		"Default: `spec.tag` where that is a release, else 1.24 and later.")
	a.Describe(&f.TargetVersion, "Istio release to install, `x.y.z`. Default: `spec.tag` where MeshStack installs that release, else none, which is the newest.")
}

// FromIstioOperatorResult is what the function returns.
type FromIstioOperatorResult struct {
	Args     map[string]any    `pulumi:"args"`
	Programs map[string]string `pulumi:"programs"`
	Report   []ImportEntry     `pulumi:"report"`
}

// Annotate describes the properties for the schema.
func (r *FromIstioOperatorResult) Annotate(a infer.Annotator) {
	a.Describe(&r, "An IstioOperator as a MeshStack.")
	a.Describe(&r.Args, "The arguments of the MeshStack, by their names.")
	a.Describe(&r.Programs, "The main file of a program, by language: `typescript`, `python`, `go` and `yaml`. Patches for what arguments can't say are in it.")
	a.Describe(&r.Report, "What became of each field, in the order of the YAML.")
}

// ImportEntry is what became of one field of an IstioOperator.
type ImportEntry struct {
	Path     string   `pulumi:"path"`
	Document int      `pulumi:"document"`
	Line     int      `pulumi:"line"`
	Outcome  string   `pulumi:"outcome"`
	To       []string `pulumi:"to"`
	Message  string   `pulumi:"message"`
}

// Annotate describes the properties for the schema.
func (e *ImportEntry) Annotate(a infer.Annotator) {
	a.Describe(&e, "What became of one field of an IstioOperator.")
	a.Describe(&e.Path, "The field, for example `spec.values.global.hub`. Empty for a document that is no IstioOperator.")
	a.Describe(&e.Document, "The document it is in, counted from 1.")
	a.Describe(&e.Line, "Its line, counted from 1 over all documents.")
	a.Describe(&e.Outcome, "`carried`: it is an argument now, or a patch. `default`: it holds without being said. `dropped`: it had no effect, or needs none. "+
		"`manual`: somebody has to decide or do something.")
	a.Describe(&e.To, "Paths of the arguments that it became, or the patch.")
	a.Describe(&e.Message, "Why, and what to do. Empty for what is carried as it is.")
}

// Invoke imports the YAML.
func (FromIstioOperator) Invoke(_ context.Context, req infer.FunctionRequest[FromIstioOperatorArgs]) (infer.FunctionResponse[FromIstioOperatorResult], error) {
	var out infer.FunctionResponse[FromIstioOperatorResult]
	options := importer.Options{SourceVersion: orElse(req.Input.SourceVersion, ""), TargetVersion: orElse(req.Input.TargetVersion, "")}
	result, err := importer.Import([]byte(req.Input.YAML), options)
	if err != nil {
		return out, err
	}
	out.Output = FromIstioOperatorResult{Args: result.Args, Programs: map[string]string{}, Report: []ImportEntry{}}
	for language, program := range result.Programs {
		out.Output.Programs[string(language)] = program
	}
	for _, e := range result.Report {
		out.Output.Report = append(out.Output.Report, ImportEntry{
			Path: e.Path, Document: e.Document, Line: e.Line, Outcome: string(e.Outcome), To: append([]string{}, e.To...), Message: e.Message,
		})
	}
	return out, nil
}
