package proof

// Digests are those of every rendered object by `Kind namespace/name`, without those that hang on unknown values.
func (m *Mesh) Digests() map[string]string {
	out := map[string]string{}
	for _, r := range m.Releases {
		for i := range r.Objects {
			if o := &r.Objects[i]; o.Digest != "" {
				out[o.Key()] = o.Digest
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
