package istio

// After reports whether v is a later release than o.
func (v Version) After(o Version) bool { return v.v.GreaterThan(o.v) }
