"""Runs one operation on a stack whose program is a __main__.py, in the Automation API's inline mode:

    DRIVER_REQUEST=request.json python driver.py preview|up|refresh|destroy

The request and the result are described in ../../harness/driver.go.
"""

import json
import os
import runpy
import sys
import time

from pulumi import automation as auto

loaded = time.time()

operation = sys.argv[1]
with open(os.environ["DRIVER_REQUEST"], encoding="utf-8") as file:
    request = json.load(file)

result = {"steps": [], "diagnostics": [], "changes": {}, "outputs": {}}


def on_event(event: auto.EngineEvent) -> None:
    for stage, step in (
        ("planned", event.resource_pre_event),
        ("done", event.res_outputs_event),
        ("failed", event.res_op_failed_event),
    ):
        if step:
            meta = step.metadata
            result["steps"].append(
                {"stage": stage, "op": meta.op.value, "type": meta.type, "urn": meta.urn, "diffs": meta.diffs or []}
            )
    if event.diagnostic_event:
        diag = event.diagnostic_event
        result["diagnostics"].append({"severity": diag.severity, "message": diag.message, "urn": diag.urn or ""})
    if event.summary_event:
        result["changes"] = dict(event.summary_event.resource_changes or {})


def run() -> None:
    stack = auto.create_or_select_stack(
        stack_name=request["stack"],
        project_name=request["project"],
        program=lambda: runpy.run_path(request["program"], run_name="__main__") and None,
        opts=auto.LocalWorkspaceOptions(work_dir=request["workDir"]),
    )
    for key, value in request["config"].items():
        stack.set_config(key, auto.ConfigValue(value))
    options = {"on_event": on_event, "on_output": lambda text: print(text, flush=True), "color": "never"}
    if operation == "preview":
        options["expect_no_changes"] = request["expectNoChanges"]
    start = time.perf_counter()
    getattr(stack, operation)(**options)
    result["seconds"] = loaded - request["started"] + time.perf_counter() - start
    result["outputs"] = {name: {"value": o.value, "secret": o.secret} for name, o in stack.outputs().items()}


try:
    run()
except Exception as error:  # Whatever it is, the harness reports it.
    result["error"] = str(error)
with open(request["result"], "w", encoding="utf-8") as file:
    json.dump(result, file)
sys.exit(1 if "error" in result else 0)
