package chart

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/Masterminds/semver/v3"
	"gopkg.in/yaml.v3"
)

// index is what matters here of a Helm repository's index.yaml (helm.sh/docs/topics/chart_repository).
type index struct {
	APIVersion string                  `yaml:"apiVersion"`
	Entries    map[string][]indexEntry `yaml:"entries"`
}

type indexEntry struct {
	Version string   `yaml:"version"`
	URLs    []string `yaml:"urls"`
	// Digest is the SHA-256 of the archive, with or without its prefix; older repositories leave it out.
	Digest string `yaml:"digest"`
}

func parseIndex(body []byte, into *index) error {
	if err := yaml.Unmarshal(body, into); err != nil {
		return fmt.Errorf("its index.yaml is not the index of a Helm repository: %w", err)
	}
	if into.APIVersion == "" {
		return errors.New("its index.yaml is not the index of a Helm repository")
	}
	return nil
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
