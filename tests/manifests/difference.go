package manifests

import (
	"encoding/json"
	"fmt"
)

// Difference is one place where two sets of objects differ.
type Difference struct {
	// Object is its helmrender.Key.
	Object string
	// Path leads to the place: metadata.labels."istio.io/rev". An item of a list goes by its name, spec.ports.http2, or
	// else by its index. The path is empty where one side lacks the object.
	Path string
	// Ours and Theirs are what is there, nil for nothing. Lists whose items have names are maps by these names, and
	// documents in ConfigMaps are what they say.
	Ours, Theirs any
}

// String is the place, and what both sides have there, of which it shows the first 300 characters.
func (d Difference) String() string {
	return fmt.Sprintf("%s %s\n\tMeshStack: %.300s\n\tistioctl:  %.300s", d.Object, d.Path, show(d.Ours), show(d.Theirs))
}

// show writes a value as JSON.
func show(v any) string {
	if v == nil {
		return "nothing"
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}
