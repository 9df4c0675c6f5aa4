package adopt

import (
	"fmt"
	"strings"
)

// ForeignText says that an object belongs to another release, and what to do.
func (f Found) ForeignText() string {
	return fmt.Sprintf("%s belongs to the Helm release %s, and release %s can't take it from that one; `helm uninstall` would delete it, so release "+
		"it first (docs/adoption.md tells how), or leave out here what that release installs", f.Object, f.Owner, f.Release)
}

// StuckText says that a selector can't change, and what to do.
func (f Found) StuckText() string {
	return fmt.Sprintf("the selector of %s differs from that of its chart, and Kubernetes never lets it change; give the chart the same labels, or run "+
		"`kubectl delete %s %s -n %s --cascade=orphan`, which keeps the pods running until the new one's are ready",
		f.Object, strings.ToLower(f.Kind), f.Name, f.Namespace)
}
