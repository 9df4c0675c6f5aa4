package prometheus

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/agext/levenshtein"
	"github.com/prometheus/common/model"
)

// CheckJobs reports what is wrong with scrape_configs that a user adds, as data of a YAML list. Taken holds the names of
// jobs that exist already and where they come from; names found are added, with the path where they stand.
func CheckJobs(jobs []any, path string, taken map[string]string) []Problem {
	var found problems
	for i, entry := range jobs {
		at := fmt.Sprintf("%s[%d]", path, i)
		job, ok := entry.(map[string]any)
		if !ok {
			if !hasUnknown(entry) {
				found.add(at, "a scrape_config is a map, not %s; write job_name: and what to scrape", kindOf(entry))
			}
			continue
		}
		if inner, wrapped := job["scrape_configs"]; wrapped {
			found.add(at+".scrape_configs", "Prometheus wants the jobs themselves here, and this wraps %s; write the entries below scrape_configs: alone", kindOf(inner))
			continue
		}
		c := jobCheck{&found, job, at}
		c.name(taken)
		c.keys()
		c.timing()
		c.kubernetes()
	}
	return found
}

type jobCheck struct {
	found *problems
	job   map[string]any
	at    string
}

func (c jobCheck) name(taken map[string]string) {
	switch name := c.job["job_name"].(type) {
	case Unknown:
	case string:
		if name == "" {
			c.found.add(c.at+".job_name", "the name of the job is empty; write one")
			return
		}
		if first, twice := taken[name]; twice {
			c.found.add(c.at+".job_name", "%q is the name of %s too, and Prometheus refuses two jobs of one name; write another", name, first)
			return
		}
		taken[name] = c.at
	case nil:
		c.found.add(c.at+".job_name", "the job has no name; write job_name:")
	default:
		c.found.add(c.at+".job_name", "the name of a job is a text, not %s; put it in quotes", kindOf(name))
	}
}

func (c jobCheck) keys() {
	for _, key := range sortedKeys(c.job) {
		value, at := c.job[key], c.at+"."+key
		k, known := keyKind(key)
		if !known {
			c.found.add(at, "Prometheus knows no such key and refuses its whole configuration for it; %s", remedy(key))
			continue
		}
		if key == "job_name" || value == nil {
			continue
		}
		if k == relabelings {
			checkRelabelings(c.found, at, value)
			continue
		}
		if reason := k.misfit(value); reason != "" {
			c.found.add(at, "%s", reason)
		}
	}
	if scheme, ok := c.job["scheme"].(string); ok && scheme != "http" && scheme != "https" {
		c.found.add(c.at+".scheme", "%q is not a scheme that Prometheus speaks; write http or https", scheme)
	}
}

// misfit says why a value isn't of the kind, "" where it is or isn't known.
func (k kind) misfit(value any) string {
	if hasUnknown(value) {
		return ""
	}
	ok, wanted := true, ""
	switch k {
	case text:
		switch value.(type) {
		case map[string]any, []any:
			ok = false
		}
		wanted = "a text is wanted"
	case flag:
		_, ok = value.(bool)
		wanted = "true or false is wanted"
	case number:
		ok, wanted = kindOf(value) == "a number", "a number is wanted"
	case list:
		_, ok = value.([]any)
		wanted = "a list is wanted"
	case object:
		_, ok = value.(map[string]any)
		wanted = "a map is wanted"
	case duration:
		if _, err := model.ParseDuration(fmt.Sprint(value)); err != nil {
			return fmt.Sprintf("%q is not a duration of Prometheus; write a whole number and a unit, for example 30s or 1m", fmt.Sprint(value))
		}
	}
	if ok {
		return ""
	}
	return fmt.Sprintf("%s, not %s", wanted, kindOf(value))
}

// timing refuses what lets the next scrape begin before one has given up.
func (c jobCheck) timing() {
	interval, timeout := parsedDuration(c.job["scrape_interval"]), parsedDuration(c.job["scrape_timeout"])
	if interval > 0 && timeout > interval {
		c.found.add(c.at+".scrape_timeout", "the timeout %s is longer than the interval %s, which Prometheus refuses; write at most %s",
			c.job["scrape_timeout"], c.job["scrape_interval"], c.job["scrape_interval"])
	}
}

func parsedDuration(v any) time.Duration {
	d, err := model.ParseDuration(fmt.Sprint(v))
	if err != nil {
		return 0
	}
	return time.Duration(d)
}

// kubernetes checks the service discovery that jobs of a mesh use.
func (c jobCheck) kubernetes() {
	configs, _ := c.job["kubernetes_sd_configs"].([]any)
	for i, entry := range configs {
		at := fmt.Sprintf("%s.kubernetes_sd_configs[%d]", c.at, i)
		config, ok := entry.(map[string]any)
		if !ok {
			if !hasUnknown(entry) {
				c.found.add(at, "a map is wanted, not %s; write role: pod", kindOf(entry))
			}
			continue
		}
		for _, key := range sortedKeys(config) {
			if !KnownDiscoveryKey(key) {
				c.found.add(at+"."+key, "Prometheus knows no such key here and refuses its whole configuration for it; write one of %s",
					strings.Join(kubernetesKeys, ", "))
			}
		}
		switch role := config["role"].(type) {
		case Unknown:
		case string:
			if !slices.Contains(kubernetesRoles, role) {
				c.found.add(at+".role", "%q is not a role; write one of %s", role, strings.Join(kubernetesRoles, ", "))
			}
		default:
			c.found.add(at+".role", "the role is missing; write one of %s", strings.Join(kubernetesRoles, ", "))
		}
		if spaces, given := config["namespaces"]; given && !hasUnknown(spaces) {
			if m, ok := spaces.(map[string]any); !ok || m["names"] == nil && m["own_namespace"] == nil {
				c.found.add(at+".namespaces", "a map with names is wanted; write namespaces: {names: [shop]}")
			}
		}
	}
}

// remedy names the key that was meant, where one is near.
func remedy(key string) string {
	best, least := "", 4
	for _, known := range append(sortedKeys(scrapeKeys), "static_configs", "kubernetes_sd_configs") {
		if d := levenshtein.Distance(key, known, nil); d < least {
			best, least = known, d
		}
	}
	if best == "" {
		return "leave it out, or see scrape_config in Prometheus' documentation"
	}
	return "write " + best
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
