// A MeshStack, with the arguments that the benchmark writes into a file.
"use strict";
const fs = require("fs");
const k8s = require("@pulumi/kubernetes");
const meshstack = require("@meshstack/pulumi-meshstack");
const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config();
const cluster = new k8s.Provider("cluster", { kubeconfig: config.require("kubeconfig") });
new meshstack.MeshStack("mesh", JSON.parse(fs.readFileSync(config.require("input"), "utf8")), { providers: [cluster] });
