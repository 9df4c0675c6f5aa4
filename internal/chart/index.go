package chart

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/Masterminds/semver/v3"
	"sigs.k8s.io/yaml"
)

// index is what matters here of a Helm repository's index.yaml (helm.sh/docs/topics/chart_repository).
type index struct {
	APIVersion string                  `json:"apiVersion"`
	Entries    map[string][]indexEntry `json:"entries"`
}

type indexEntry struct {
	Version string   `json:"version"`
	URLs    []string `json:"urls"`
	// Digest is the SHA-256 of the archive, with or without its prefix; older repositories leave it out.
	Digest string `json:"digest"`
}

func parseIndex(body []byte) (*index, error) {
	i := &index{}
	if err := yaml.Unmarshal(body, i); err != nil {
		return nil, fmt.Errorf("its index.yaml is not the index of a Helm repository: %w", err)
	}
	if i.APIVersion == "" {
		return nil, errors.New("its index.yaml is not the index of a Helm repository")
	}
	return i, nil
}

func (i *index) find(ref Ref) *indexEntry {
	for n, e := range i.Entries[ref.Name] {
		if strings.TrimPrefix(e.Version, "v") == ref.Version {
			return &i.Entries[ref.Name][n]
		}
	}
	return nil
}

// newestListed is how many versions an error names.
const newestListed = 5

// newest lists some releases of a chart, newest first.
func (i *index) newest(name string) []string {
	var versions semver.Collection
	for _, e := range i.Entries[name] {
		if v, err := semver.NewVersion(e.Version); err == nil && v.Prerelease() == "" {
			versions = append(versions, v)
		}
	}
	sort.Sort(sort.Reverse(versions))
	var out []string
	for _, v := range versions[:min(newestListed, len(versions))] {
		out = append(out, v.Original())
	}
	return out
}
