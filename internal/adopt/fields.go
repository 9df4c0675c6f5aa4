package adopt

import (
	"bytes"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

// fieldsOf are the fields of an entry; what can't be read has none.
func fieldsOf(e *metav1.ManagedFieldsEntry) *fieldpath.Set {
	out := fieldpath.NewSet()
	if e.FieldsV1 == nil || out.FromJSON(bytes.NewReader(e.FieldsV1.GetRawBytes())) != nil {
		return fieldpath.NewSet()
	}
	return out
}

// ownedBy are the fields that any of the managers owns, but for the status.
func ownedBy(live metav1.Object, managers []string) *fieldpath.Set {
	out, entries := fieldpath.NewSet(), live.GetManagedFields()
	for i := range entries {
		if entries[i].Subresource == "" && slices.Contains(managers, entries[i].Manager) {
			out = out.Union(fieldsOf(&entries[i]))
		}
	}
	return out
}

// hasField reports whether a field, by its names, is among the others, or what lies in it.
func hasField(fields *fieldpath.Set, names []string) bool {
	at := fieldpath.Path{}
	for _, name := range names {
		at = append(at, fieldpath.FieldNameElement(name))
	}
	return fields.Has(at) || !fields.WithPrefix(at[0]).Empty() && within(fields, at)
}

// within reports whether a field has parts among the others.
func within(fields *fieldpath.Set, at fieldpath.Path) bool {
	for _, step := range at {
		fields = fields.WithPrefix(step)
	}
	return !fields.Empty()
}

// others reports whether a field is none of an installer's business, whoever wrote it: finalizers, and the certificates that
// istiod fills in. Taken away they would take what they guard with them.
func others(at fieldpath.Path) bool {
	name := func(i int) string {
		if i >= len(at) || at[i].FieldName == nil {
			return ""
		}
		return *at[i].FieldName
	}
	return name(0) == "metadata" && name(1) == "finalizers" || name(len(at)-1) == "caBundle"
}

// disown takes the fields that are others' from what a manager applied. Their values stay, as nobody's.
func disown(live metav1.Object, manager string) (changed bool, err error) {
	entries := live.GetManagedFields()
	for i := range entries {
		if !applies(manager)(entries[i]) {
			continue
		}
		all, rest := fieldsOf(&entries[i]), fieldpath.NewSet()
		all.Iterate(func(at fieldpath.Path) {
			if !others(at) {
				rest.Insert(at.Copy())
			}
		})
		if rest.Size() == all.Size() {
			continue
		}
		text, err := rest.ToJSON()
		if err != nil {
			return false, fmt.Errorf("write the managed fields: %w", err)
		}
		entries[i].FieldsV1 = metav1.NewFieldsV1(string(text))
		changed = true
	}
	live.SetManagedFields(entries)
	return changed, nil
}
