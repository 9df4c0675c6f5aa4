package provider

const (
	jobs   = "metrics.additionalScrapeConfigs.extraJobs[0]"
	groups = "metrics.rules.extraGroups[0]"
)

var oneJob = m{"metrics": m{"additionalScrapeConfigs": m{"extraJobs": list{m{
	"job_name": "a", "static_configs": list{m{"targets": list{"a:1"}}},
}}}}}

var oneGroup = m{"metrics": m{"rules": m{"extraGroups": list{m{
	"name": "a", "rules": list{m{"record": "a", "expr": "up"}, m{"record": "b", "expr": "up"}},
}}}}}

var metricsPlaces = map[string][]place{
	"metrics.additionalScrapeConfigs.extraJobsYaml": {
		{reason: "jobs are checked", text: "- job_name: " + sentinel, arrives: sentinel, inText: true, alwaysSecret: true},
	},
	jobs:                {{reason: "a job has a name", entry: m{"job_name": sentinel}, inText: true, alwaysSecret: true}},
	jobs + ".a":         {{reason: "keys are checked", with: oneJob, at: jobs + ".proxy_url", inText: true, alwaysSecret: true}},
	jobs + ".a.b.c.d":   {{reason: "keys are checked", with: oneJob, at: jobs + ".basic_auth.password", inText: true, alwaysSecret: true}},
	jobs + ".list[1].x": {{reason: "keys are checked", with: oneJob, at: jobs + ".static_configs[1].labels.x", inText: true, alwaysSecret: true}},
	groups:              {{reason: "a group has a name", entry: m{"name": sentinel, "rules": list{}}, refused: true}},
	groups + ".a":       {{reason: "keys are checked", with: oneGroup, at: groups + ".labels.a", refused: true}},
	groups + ".a.b.c.d": {{reason: "keys are checked", with: oneGroup, at: groups + ".labels.d", refused: true}},
	groups + ".list[1].x": {
		{reason: "keys are checked", with: oneGroup, at: groups + ".rules[1].labels.x", refused: true},
		{reason: "a file is one text", with: lay(oneGroup, m{"metrics": m{"rules": m{"as": "configMap"}}}), at: groups + ".rules[1].labels.x", inText: true, refused: true},
	},
	"metrics.rules.extraGroupsYaml": {
		{reason: "groups are checked", text: "- {name: " + sentinel + ", rules: []}", arrives: sentinel, refused: true},
		{
			reason: "a file is one text", with: m{"metrics": m{"rules": m{"as": "configMap"}}},
			text: "- {name: " + sentinel + ", rules: []}", arrives: sentinel, inText: true, refused: true,
		},
	},
	"metrics.prometheusUrl": {
		{reason: "only Kiali asks there", with: m{"kiali": m{"install": m{}}}, text: "http://" + sentinel + ":9090", refused: true},
	},
}
