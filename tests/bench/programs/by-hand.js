// What that MeshStack consists of, by the classes that a program would write.
"use strict";
const fs = require("fs");
const k8s = require("@pulumi/kubernetes");
const pulumi = require("@pulumi/pulumi");

const classes = {
    "kubernetes:core/v1:Namespace": k8s.core.v1.Namespace,
    "kubernetes:helm.sh/v3:Release": k8s.helm.v3.Release,
    "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfigurationPatch": k8s.admissionregistration.v1.MutatingWebhookConfigurationPatch,
    "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfigurationPatch": k8s.admissionregistration.v1.ValidatingWebhookConfigurationPatch,
};

const config = new pulumi.Config();
const provider = new k8s.Provider("cluster", { kubeconfig: config.require("kubeconfig") });
const registered = {};
for (const r of JSON.parse(fs.readFileSync(config.require("input"), "utf8"))) {
    const options = { deleteBeforeReplace: r.deleteBeforeReplace, dependsOn: r.dependsOn.map(name => registered[name]) };
    if (r.type === "meshstack:index:RenderedRelease") {
        const { RenderedRelease } = require("@meshstack/pulumi-meshstack"); // which the program without records does without
        registered[r.name] = new RenderedRelease(r.name, r.properties, options);
        continue;
    }
    registered[r.name] = new classes[r.type](r.name, r.properties, { provider, ...options });
}
