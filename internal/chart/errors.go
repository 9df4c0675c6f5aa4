package chart

import (
	"fmt"
	"strings"
)

// UnreachableError says that nothing answered at the repository, or that it refused to.
type UnreachableError struct {
	Repository string
	Err        error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("the chart repository %s can't be read: %v; check the address, the network and the credentials, "+
		"or write a mirror or a local folder", e.Repository, e.Err)
}

func (e *UnreachableError) Unwrap() error { return e.Err }

// NotFoundError says that the repository answered and doesn't have the chart in that version.
type NotFoundError struct {
	Repository string
	Ref        Ref
	// Newest lists versions it does have, newest first.
	Newest []string
}

func (e *NotFoundError) Error() string {
	msg := fmt.Sprintf("chart %s %s is not in %s", e.Ref.Name, e.Ref.Version, e.Repository)
	if len(e.Newest) > 0 {
		return msg + "; it has " + strings.Join(e.Newest, ", ")
	}
	return msg + "; check the version and charts.repository"
}

// CorruptError says that the chart was found and can't be used.
type CorruptError struct {
	Repository string
	Ref        Ref
	Err        error
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("chart %s %s of %s is damaged or not what it says: %v; fetch it anew into the repository",
		e.Ref.Name, e.Ref.Version, e.Repository, e.Err)
}

func (e *CorruptError) Unwrap() error { return e.Err }

// ProvenanceError says that nothing proves who made the chart, where a proof was asked for.
type ProvenanceError struct {
	Repository string
	Ref        Ref
	Keyring    string
	Err        error
}

func (e *ProvenanceError) Error() string {
	return fmt.Sprintf("chart %s %s of %s is not proved by a key of %s: %v; sign it with `helm package --sign` and publish "+
		"its .prov file beside it, name the keyring of who signed it, or leave charts.keyring out",
		e.Ref.Name, e.Ref.Version, e.Repository, e.Keyring, e.Err)
}

func (e *ProvenanceError) Unwrap() error { return e.Err }
