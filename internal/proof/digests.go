package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Digests are those of every rendered object by `Kind namespace/name`, without those that hang on unknown values.
func (m *Mesh) Digests() map[string]string {
	out := map[string]string{}
	for _, r := range m.Releases {
		for i := range r.Objects {
			if o := &r.Objects[i]; !o.unknown {
				out[o.Key()] = o.digest()
			}
		}
	}
	return out
}

// Unknown reports whether some release has values that the update brings.
func (m *Mesh) Unknown() bool {
	for _, r := range m.Releases {
		if len(r.Values.Unknown) > 0 {
			return true
		}
	}
	return false
}

// digest is that of what can be known of an object: of its JSON, or of a CRD's text.
func (o *Object) digest() string {
	body := o.Text
	if o.Body != nil {
		body, _ = json.Marshal(o.Body) // maps and plain leaves always are JSON
	}
	return textDigest(body)
}

func textDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}
