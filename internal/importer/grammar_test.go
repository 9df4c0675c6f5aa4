package importer

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var update = flag.Bool("update", false, "write grammar.txt")

// The types below are what an IstioOperator may hold, by the names of its fields; they are read by reflection alone. Fields
// that went with a release are in them, as their remedy is not "leave it out".
type specFields struct {
	Profile              string          `json:"profile"`
	InstallPackagePath   string          `json:"installPackagePath"`
	Hub                  string          `json:"hub"`
	Tag                  any             `json:"tag"`
	Namespace            string          `json:"namespace"`
	Revision             string          `json:"revision"`
	DefaultRevision      any             `json:"defaultRevision"`
	OldDefaultRevision   any             `json:"default_revision"`
	ResourceSuffix       any             `json:"resourceSuffix"`
	CompatibilityVersion string          `json:"compatibilityVersion"`
	MeshConfig           map[string]any  `json:"meshConfig"`
	Components           componentFields `json:"components"`
	AddonComponents      map[string]any  `json:"addonComponents"`
	Values               map[string]any  `json:"values"`
	UnvalidatedValues    map[string]any  `json:"unvalidatedValues"`
}

type componentFields struct {
	Base            oneComponent       `json:"base"`
	Pilot           oneComponent       `json:"pilot"`
	Cni             oneComponent       `json:"cni"`
	Ztunnel         oneComponent       `json:"ztunnel"`
	IstiodRemote    oneComponent       `json:"istiodRemote"`
	IngressGateways []gatewayComponent `json:"ingressGateways"`
	EgressGateways  []gatewayComponent `json:"egressGateways"`
	// The rest went with 1.5 to 1.8.
	Proxy           map[string]any `json:"proxy"`
	Policy          map[string]any `json:"policy"`
	Telemetry       map[string]any `json:"telemetry"`
	Citadel         map[string]any `json:"citadel"`
	NodeAgent       map[string]any `json:"nodeAgent"`
	Galley          map[string]any `json:"galley"`
	SidecarInjector map[string]any `json:"sidecarInjector"`
}

type oneComponent struct {
	Enabled   bool           `json:"enabled"`
	Namespace string         `json:"namespace"`
	Hub       string         `json:"hub"`
	Tag       any            `json:"tag"`
	K8s       kubernetesType `json:"k8s"`
	Spec      any            `json:"spec"`
}

type gatewayComponent struct {
	oneComponent
	Name  string            `json:"name"`
	Label map[string]string `json:"label"`
}

type kubernetesType struct {
	Affinity            corev1.Affinity                  `json:"affinity"`
	Env                 []corev1.EnvVar                  `json:"env"`
	HpaSpec             scalerFields                     `json:"hpaSpec"`
	ImagePullPolicy     string                           `json:"imagePullPolicy"`
	NodeSelector        map[string]string                `json:"nodeSelector"`
	PodDisruptionBudget policyv1.PodDisruptionBudgetSpec `json:"podDisruptionBudget"`
	PodAnnotations      map[string]string                `json:"podAnnotations"`
	PriorityClassName   string                           `json:"priorityClassName"`
	ReadinessProbe      corev1.Probe                     `json:"readinessProbe"`
	ReplicaCount        uint32                           `json:"replicaCount"`
	Resources           corev1.ResourceRequirements      `json:"resources"`
	Service             corev1.ServiceSpec               `json:"service"`
	Strategy            appsv1.DeploymentStrategy        `json:"strategy"`
	Tolerations         []corev1.Toleration              `json:"tolerations"`
	ServiceAnnotations  map[string]string                `json:"serviceAnnotations"`
	SecurityContext     corev1.PodSecurityContext        `json:"securityContext"`
	Volumes             []corev1.Volume                  `json:"volumes"`
	VolumeMounts        []corev1.VolumeMount             `json:"volumeMounts"`
	Overlays            []overlayFields                  `json:"overlays"`
}

// scalerFields are those of autoscaling/v2, and of v2beta1 what istioctl took until Kubernetes 1.26.
type scalerFields struct {
	ScaleTargetRef autoscalingv2.CrossVersionObjectReference     `json:"scaleTargetRef"`
	MinReplicas    *int32                                        `json:"minReplicas"`
	MaxReplicas    int32                                         `json:"maxReplicas"`
	Metrics        []metricFields                                `json:"metrics"`
	Behavior       autoscalingv2.HorizontalPodAutoscalerBehavior `json:"behavior"`
}

type metricFields struct {
	autoscalingv2.MetricSpec
	Resource resourceMetric `json:"resource"`
}

type resourceMetric struct {
	autoscalingv2.ResourceMetricSource
	TargetAverageUtilization int32 `json:"targetAverageUtilization"`
}

type overlayFields struct {
	APIVersion string        `json:"apiVersion"`
	Kind       string        `json:"kind"`
	Name       string        `json:"name"`
	Patches    []patchFields `json:"patches"`
}

type patchFields struct {
	Path  string `json:"path"`
	Value any    `json:"value"`
}

// wholeTypes are those of values that are read as one of Kubernetes' types, too.
type wholeTypes struct {
	SeccompProfile            corev1.SeccompProfile
	Lifecycle                 corev1.Lifecycle
	TopologySpreadConstraints corev1.TopologySpreadConstraint
	LabelSelector             metav1.LabelSelector
}

// TestGrammar compares grammar.txt with the types.
func TestGrammar(t *testing.T) {
	t.Parallel()
	g := grammarOf{lines: map[string]string{}, types: map[string]reflect.Type{}}
	g.name(t, reflect.TypeFor[specFields]())
	for f := range reflect.TypeFor[wholeTypes]().Fields() {
		g.name(t, f.Type)
	}
	var want strings.Builder
	for _, name := range sortedKeys(g.lines) {
		want.WriteString(g.lines[name] + "\n")
	}
	if *update {
		require.NoError(t, os.WriteFile("grammar.txt", []byte(want.String()), 0o644))
		return
	}
	assert.Equal(t, want.String(), grammarText, "run go test ./internal/importer -run TestGrammar -update, and read what changes")
}

type grammarOf struct {
	lines map[string]string
	types map[string]reflect.Type
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// name is how the grammar calls a type; those that it calls by their names are written.
func (g grammarOf) name(t *testing.T, of reflect.Type) string {
	t.Helper()
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	switch of.Name() {
	case "Quantity":
		return "quantity"
	case "IntOrString":
		return "intOrText"
	case "FieldsV1":
		return "any"
	case "Time", "MicroTime":
		return "text"
	}
	require.False(t, of.Kind() != reflect.Interface && reflect.PointerTo(of).Implements(unmarshaler), "%s reads itself, and the grammar doesn't say how", of)
	switch of.Kind() {
	case reflect.Struct:
		g.structure(t, of)
		return of.Name()
	case reflect.Map:
		return "{}" + g.name(t, of.Elem())
	case reflect.Slice:
		return "[]" + g.name(t, of.Elem())
	case reflect.Interface:
		return "any"
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "bool"
	}
	require.Contains(t, bounds, of.Kind().String(), of)
	return of.Kind().String()
}

func (g grammarOf) structure(t *testing.T, of reflect.Type) {
	t.Helper()
	if other, ok := g.types[of.Name()]; ok {
		require.Equal(t, other, of, "two types of one name")
		return
	}
	g.types[of.Name()] = of
	line := of.Name()
	fields := fieldsOf(of)
	for _, name := range sortedKeys(fields) {
		line += " " + name + ":" + g.name(t, fields[name])
	}
	g.lines[of.Name()] = line
}

// fieldsOf lists the fields of a struct by their names in JSON. A field goes before one of the same name that is embedded.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			out[name] = f.Type
		}
		if f.Anonymous && (name == "" || options == "inline") {
			for name, of := range fieldsOf(f.Type) {
				if _, ok := out[name]; !ok {
					out[name] = of
				}
			}
		}
	}
	for f := range t.Fields() { // again, as an embedded one may have come first
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			out[name] = f.Type
		}
	}
	return out
}
