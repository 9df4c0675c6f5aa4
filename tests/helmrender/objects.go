package helmrender

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// Key names an object: kind/namespace/name. The namespace is what the object itself says; without one (cluster-wide
// objects, and those whose chart leaves it to Helm) it's empty: ClusterRole//istiod.
func Key(object map[string]any) string {
	o := unstructured.Unstructured{Object: object}
	return o.GetKind() + "/" + o.GetNamespace() + "/" + o.GetName()
}

// Collect adds an object by its key. It refuses what has no kind or no name, and a second object of the same key.
func Collect(objects map[string]map[string]any, object map[string]any) error {
	o := unstructured.Unstructured{Object: object}
	if o.GetKind() == "" || o.GetName() == "" {
		return fmt.Errorf("a document without kind or metadata.name: %v", object)
	}
	key := Key(object)
	if _, ok := objects[key]; ok {
		return fmt.Errorf("%s is there twice", key)
	}
	objects[key] = object
	return nil
}

// add reads a file of YAML documents, of which empty ones don't count.
func add(objects map[string]map[string]any, file string, text []byte) error {
	documents := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		data, err := yaml.YAMLToJSON(document)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		var object map[string]any
		if err := utiljson.Unmarshal(data, &object); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if object == nil {
			continue
		}
		if err := Collect(objects, object); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
}
