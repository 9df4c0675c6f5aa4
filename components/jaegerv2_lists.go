package components

// Where the user's own values and fields of a Jaeger v2 are written.
const (
	valuesPath = "tracing.jaegerV2.values"
	specPath   = "tracing.jaegerV2.spec"
)

// What to write in place of an item that is in the way of one of ours.
const (
	otherVariable = "write storage.credentials of the storage, or a variable of another name"
	otherVolume   = "call yours otherwise, or leave it out if it is the same"
	otherMount    = "mount yours elsewhere, or leave it out if it is the same"
	otherPort     = "leave it out, as queries are answered there, or write one of another name and number"
)

// jaegerV2ValueLists are the lists of the chart's values that hold something of ours, and what the chart's own template has
// in them (charts/jaeger/templates/jaeger/jaeger-deploy.yaml of jaegertracing/helm-charts, 4.11.1).
var jaegerV2ValueLists = joinedLists{
	"global.imagePullSecrets":  {unique: []string{""}},
	"jaeger.extraEnv":          {unique: []string{"name"}, remedy: otherVariable},
	"jaeger.extraVolumes":      {unique: []string{"name"}, taken: []any{"user-config"}, remedy: otherVolume},
	"jaeger.extraVolumeMounts": {unique: []string{"mountPath"}, taken: []any{"/etc/jaeger/user-config.yaml"}, remedy: otherMount},
}

// jaegerV2SpecLists are those of an OpenTelemetryCollector.
var jaegerV2SpecLists = joinedLists{
	"env":          {unique: []string{"name"}, remedy: otherVariable},
	"volumes":      {unique: []string{"name"}, remedy: otherVolume},
	"volumeMounts": {unique: []string{"mountPath"}, remedy: otherMount},
	"ports":        {unique: []string{"port", "name"}, remedy: otherPort},
}

// jaegerLists are those of a Jaeger v1. Its operator adds environment and volumes of its own to what these hold.
var jaegerLists = joinedLists{"imagePullSecrets": {unique: []string{"name"}}}
