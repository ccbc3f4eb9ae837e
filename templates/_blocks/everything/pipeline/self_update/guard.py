"""The guard of the pipeline's own update: a Lambda action of UpdatePipeline, before the one that updates the stack.

It runs as the *deployed* pipeline has it, so that a commit cannot remove the gate that guards it. What is not proven
harmless needs a confirmation of an approver, for exactly this change: from the deployed template to the new one.
It sees the template only. The files that actions run (buildspecs, Makefile, tests) are guarded by CODEOWNERS.

Never print the event: it holds credentials. `inline.py` makes one text of this file and what it imports from here.
"""

import hashlib
import json
import os
import time
from typing import Any

import boto3

from pipeline.self_update.artifact import read_member, write_member
from pipeline.self_update.weakenings import to_confirm

MESSAGE_LENGTH = 5000  # characters, CodePipeline's limit
RUNNING = {"InProgress", "Stopping"}


class Refused(Exception):
    """The update must not happen. The message is what a person reads in the pipeline."""


def handler(event: dict[str, Any], _context: object) -> None:
    """Answer one job of CodePipeline: success, success with a continuation token (asked again later), or failure.

    The job's user parameters are a JSON object: stack, template (path in the artifact), pipeline, stage (of this
    action), parameter (name in Parameter Store) and wait_minutes.
    """
    job = event["CodePipeline.job"]
    codepipeline = boto3.client("codepipeline")
    try:
        summary, token = _examine(job["data"], codepipeline)
    except Refused as refused:
        message = str(refused)
    except Exception as error:  # whatever it is, an update that was not examined must not happen
        message = f"The change could not be examined, so nothing was updated ({type(error).__name__}: {error})."
    else:
        answer = {"continuationToken": token} if token else {}
        codepipeline.put_job_success_result(jobId=job["id"], executionDetails={"summary": summary}, **answer)
        return
    failure = {"type": "JobFailed", "message": message[:MESSAGE_LENGTH]}
    codepipeline.put_job_failure_result(jobId=job["id"], failureDetails=failure)


def _examine(job: dict[str, Any], codepipeline: Any) -> tuple[str, str]:
    """What to say, and the token to be asked again with; without a token the update happens, with what was examined."""
    given = json.loads(job["actionConfiguration"]["configuration"]["UserParameters"])
    new = json.loads(read_member(job["inputArtifacts"][0], job["artifactCredentials"], given["template"]))
    summary, token = _judge(given, new, str(job.get("continuationToken", "")), codepipeline)
    if not token:
        # As it was understood here: of the bytes that were read, another parser could make something else.
        write_member(job["outputArtifacts"][0], given["template"], _canonical(new).encode())
    return summary, token


def _judge(given: dict[str, Any], new: dict[str, Any], token: str, codepipeline: Any) -> tuple[str, str]:
    cloudformation = boto3.client("cloudformation")
    old = cloudformation.get_template(StackName=given["stack"], TemplateStage="Original")["TemplateBody"]
    old = json.loads(old) if isinstance(old, str) else old
    if _as_stored(old) == _as_stored(new):
        return "No change of the pipeline.", ""
    lines = to_confirm(json.loads(_as_stored(old)), json.loads(_as_stored(new)))
    digest = hashlib.sha256(f"{_as_stored(old)}\n{_canonical(new)}".encode()).hexdigest()
    if lines and _confirmed(given["parameter"]) != digest:
        raise Refused(_what_to_confirm(lines, given["parameter"], digest))
    behind = _releases_behind(codepipeline, given["pipeline"], given["stage"])
    if not behind:
        return "Confirmed by an approver." if lines else "Nothing that needs a confirmation.", ""
    # An update cancels the executions in progress, so releases that are further on finish first.
    deadline = float(token or time.time() + 60 * given["wait_minutes"])
    if time.time() >= deadline:
        raise Refused(
            f"Updating the pipeline would cancel {behind}, waited for {given['wait_minutes']} minutes: let it finish, "
            f"answer its approval or stop it, then retry stage {given['stage']}."
        )
    return f"Waits for {behind}.", str(deadline)


def _canonical(template: dict[str, Any]) -> str:
    return json.dumps(template, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _as_stored(template: dict[str, Any]) -> str:
    """CloudFormation gives a template back with a question mark for every character that is not ASCII."""
    return _canonical(template).encode("ascii", "replace").decode()


def _confirmed(parameter: str) -> str:
    ssm = boto3.client("ssm")
    try:
        return str(ssm.get_parameter(Name=parameter)["Parameter"]["Value"]).strip()
    except ssm.exceptions.ParameterNotFound:
        return ""


def _what_to_confirm(lines: list[str], parameter: str, digest: str) -> str:
    command = (
        f"aws ssm put-parameter --region {os.environ['AWS_REGION']} --name {parameter} --type String --overwrite "
        f"--value {digest}"
    )
    head = f"This commit changes {len(lines)} guarded parts of the pipeline. To confirm just that, an approver runs:"
    message = f"{head}\n{command}\nand retries the stage. The changes:"
    for number, line in enumerate(lines):
        rest = f"\n... and {len(lines) - number} more; compare the templates."
        if len(message) + len(line) + len(rest) + 3 > MESSAGE_LENGTH:
            return message + rest
        message += f"\n- {line}"
    return message


def _releases_behind(codepipeline: Any, pipeline: str, own: str) -> str:
    """The releases in the stages after `own`, running there or waiting at the entry; empty when there is none.

    A daily run is none: it may wait for a deployment window all weekend, and a new one comes every day.
    """
    stages = codepipeline.get_pipeline_state(name=pipeline)["stageStates"]
    after = [stage["stageName"] for stage in stages].index(own) + 1
    found = []
    for stage in stages[after:]:
        latest = stage.get("latestExecution", {})
        entries = [*stage.get("inboundExecutions", []), stage.get("inboundExecution", {})]
        entries += [latest] if latest.get("status") in RUNNING else []
        ids = {entry["pipelineExecutionId"] for entry in entries if entry}
        releases = [one for one in sorted(ids) if _is_release(codepipeline, pipeline, one)]
        found += [f"execution {one} in stage {stage['stageName']}" for one in releases]
    return ", ".join(found)


def _is_release(codepipeline: Any, pipeline: str, execution: str) -> bool:
    found = codepipeline.get_pipeline_execution(pipelineName=pipeline, pipelineExecutionId=execution)
    variables = {each["name"]: each.get("resolvedValue") for each in found["pipelineExecution"].get("variables", ())}
    return variables.get("RELEASE") != "false"
