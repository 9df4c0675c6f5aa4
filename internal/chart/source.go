package chart

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Source is where charts come from.
type Source struct {
	// Repository is an http(s) URL of a Helm repository, an oci:// URL of a registry path, or a local folder.
	Repository string
	// Username and Password are for basic authentication; both or neither.
	Username, Password string
	// CAFile is a PEM file with the repository's certificate authority, "" for the system's.
	CAFile string
	// Keyring is a PGP keyring file, "" for none. With one, each chart's provenance must be signed by one of its keys
	// (helm.sh/docs/topics/provenance).
	Keyring string
}

// Ref names one chart in a source.
type Ref struct {
	Name string
	// Version is exact.
	Version string
}

// CheckRepository reports what can't be a repository at all, without going there. The error says what to write instead.
func CheckRepository(repository string) error {
	if folder, ok := LocalFolder(repository); ok {
		info, err := os.Stat(folder)
		if err != nil || !info.IsDir() {
			return fmt.Errorf("%q is not a folder here; write an existing folder, an https:// or an oci:// address", repository)
		}
		return nil
	}
	u, err := url.Parse(repository)
	if err != nil || u.Host == "" {
		return fmt.Errorf("%q is not an address; write https://host/path, oci://host/path or a local folder", repository)
	}
	switch u.Scheme {
	case "http", "https", "oci":
	default:
		return fmt.Errorf("%q can't be read by Helm (scheme %q); write https://, oci:// or a local folder", repository, u.Scheme)
	}
	if u.User != nil {
		return fmt.Errorf("the address holds a user name; write it in charts.username and charts.password, which stay secret")
	}
	return nil
}

// LocalFolder returns the folder that a repository names, if it names one.
func LocalFolder(repository string) (string, bool) {
	if rest, ok := strings.CutPrefix(repository, "file://"); ok {
		return rest, true
	}
	return repository, !strings.Contains(repository, "://")
}

// LocalPath is where a chart lies in a local folder: an archive of that version, or else a folder of its name.
func LocalPath(folder, name, version string) string {
	archive := filepath.Join(folder, name+"-"+version+".tgz")
	if _, err := os.Stat(archive); err == nil {
		return archive
	}
	return filepath.Join(folder, name)
}
