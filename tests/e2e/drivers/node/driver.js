// Runs one operation on a stack whose program is a compiled index.js, in the Automation API's inline mode:
//
//     DRIVER_REQUEST=request.json node driver.js preview|up|refresh|destroy
//
// The request and the result are described in ../../harness/driver.go.
"use strict";
const fs = require("fs");

const operation = process.argv[2];
const request = JSON.parse(fs.readFileSync(process.env.DRIVER_REQUEST, "utf8"));
// The program's own copy of the SDK: the two must share its state.
const auto = require(require.resolve("@pulumi/pulumi/automation", { paths: [request.program] }));
const loaded = Date.now() / 1000;

const result = { steps: [], diagnostics: [], changes: {}, outputs: {} };

function onEvent(event) {
    const step = event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent;
    if (step) {
        const { op, type, urn, diffs } = step.metadata;
        const stage = event.resourcePreEvent ? "planned" : event.resOutputsEvent ? "done" : "failed";
        result.steps.push({ stage, op, type, urn, diffs: diffs ?? [] });
    } else if (event.diagnosticEvent) {
        const { severity, message, urn } = event.diagnosticEvent;
        result.diagnostics.push({ severity, message, urn: urn ?? "" });
    } else if (event.summaryEvent) {
        result.changes = event.summaryEvent.resourceChanges ?? {};
    }
}

async function run() {
    const stack = await auto.LocalWorkspace.createOrSelectStack({
        stackName: request.stack,
        projectName: request.project,
        program: async () => ({ ...require(request.program) }),
    }, { workDir: request.workDir });
    for (const [key, value] of Object.entries(request.config)) {
        await stack.setConfig(key, { value });
    }
    const options = { onEvent, onOutput: text => process.stdout.write(text), color: "never" };
    if (operation === "preview") {
        options.expectNoChanges = request.expectNoChanges;
    }
    const start = performance.now();
    await stack[operation](options);
    result.seconds = loaded - request.started + (performance.now() - start) / 1000;
    result.outputs = await stack.outputs();
}

run().catch(error => {
    result.error = error.message;
    process.exitCode = 1;
}).finally(() => fs.writeFileSync(request.result, JSON.stringify(result)));
