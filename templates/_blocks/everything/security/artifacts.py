"""Who may write which artifact. CodePipeline finds an artifact by the key of an object, without its version: whoever
overwrites the object decides what later stages run and deploy."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3

from settings.configuration import ConfigurationError

# Of the name of an artifact in a key of CodePipeline: `<pipeline>/<artifact>/<random>`.
KEPT_CHARACTERS = 10
WRITES = ["s3:PutObject*", "s3:AbortMultipartUpload"]
DELETES = ["s3:DeleteObject*"]
LISTS = ["s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"]
# The setting of an action that names what does its work, and the property with the role that it works as.
WORKERS = {
    "CodeBuild": ("ProjectName", codebuild.CfnProject, "service_role"),
    "Lambda": ("FunctionName", lambda_.CfnFunction, "role"),
}


def artifact_name(owner: str, kind: str) -> str:
    """A name whose beginning, all that a key keeps of it, tells `owner` from others and the first letter of `kind`."""
    room = KEPT_CHARACTERS - 1
    if len(owner) > room:
        owner = owner[:4] + hashlib.sha256(owner.encode()).hexdigest()[: room - 4]
    return owner + kind


def protect_artifacts(bucket: s3.Bucket, *, pipeline: codepipeline.Pipeline) -> None:
    """Let each action of `pipeline`, which has all of its stages, write its own outputs only, and nobody delete one.

    Raises ConfigurationError: two artifacts would share their keys, or nobody knows which role writes one.
    """
    writers: defaultdict[str, list[Any]] = defaultdict(list)
    builds: list[Any] = []
    made_here = _workers(cdk.Stack.of(pipeline))
    for action in _actions(pipeline):
        provider, outputs = action["actionTypeId"]["provider"], action.get("outputArtifacts", ())
        workers = [role for worker, role in made_here if worker == _worker(action)]
        if provider == "CodeBuild":
            builds += [role for role in workers if role not in builds]
        if outputs and provider in WORKERS and not workers:
            raise ConfigurationError(_unknown_writer(action["name"], outputs[0]["name"]))
        for output in outputs:
            writers[output["name"]] += [*workers, *_of_codepipeline(action, pipeline=pipeline)]
    _require_different_keys(list(writers))
    for name, roles in writers.items():
        _deny(bucket, WRITES, resources=[_keys(bucket, name)], conditions=_unless(roles))
    others = [_keys(bucket, name) for name in writers]
    # CodePipeline itself may keep a file of its own, such as the template that it hands to CloudFormation.
    _deny(bucket, WRITES, not_resources=others, conditions=_unless([_role(pipeline)]))
    _deny(bucket, DELETES, resources=[bucket.arn_for_objects("*")])
    # The code of a commit runs in builds. It finds no key of what an earlier commit made, and so cannot overwrite it.
    _deny(bucket, LISTS, resources=[bucket.bucket_arn], conditions={"ArnEquals": {"aws:PrincipalArn": builds}})
    # No action runs before it is protected. Not the whole construct: the policy waits for roles that are part of it.
    assert bucket.policy is not None
    policy = bucket.policy.node.default_child
    assert isinstance(policy, s3.CfnBucketPolicy)
    _resource(pipeline).add_resource_dependency(policy)


def _resource(pipeline: codepipeline.Pipeline) -> codepipeline.CfnPipeline:
    child = pipeline.node.default_child
    assert isinstance(child, codepipeline.CfnPipeline)
    return child


def _actions(pipeline: codepipeline.Pipeline) -> Iterator[dict[str, Any]]:
    for stage in cdk.Stack.of(pipeline).resolve(_resource(pipeline).stages):
        yield from stage["actions"]


def _workers(stack: cdk.Stack) -> list[tuple[tuple[str, Any], Any]]:
    """The provider and the name of each project and function in `stack`, and the ARN of its role, as in a template."""
    # Once for all actions: each question to a construct is one to another process.
    resources = [each for each in stack.node.find_all() if isinstance(each, cdk.CfnResource)]
    return [
        ((provider, stack.resolve(each.ref)), stack.resolve(getattr(each, role)))
        for provider, (_, kind, role) in WORKERS.items()
        for each in resources
        if isinstance(each, kind)
    ]


def _worker(action: dict[str, Any]) -> tuple[str, Any] | None:
    """The provider and the name of what does the work of an action; None when it is neither project nor function."""
    provider = action["actionTypeId"]["provider"]
    return (provider, action["configuration"][WORKERS[provider][0]]) if provider in WORKERS else None


def _of_codepipeline(action: dict[str, Any], *, pipeline: codepipeline.Pipeline) -> list[Any]:
    """The roles with which CodePipeline itself may write for an action, which no code of a commit has."""
    if action["actionTypeId"]["provider"] == "CodeBuild":
        return []
    return [*filter(None, [action.get("roleArn")]), _role(pipeline)]


def _role(pipeline: codepipeline.Pipeline) -> Any:
    return cdk.Stack.of(pipeline).resolve(pipeline.role.role_arn)


def _require_different_keys(names: Sequence[str]) -> None:
    taken: dict[str, str] = {}
    for name in names:
        other = taken.setdefault(name[:KEPT_CHARACTERS], name)
        if other != name:
            raise ConfigurationError(
                f'artifact "{name}": CodePipeline keeps {KEPT_CHARACTERS} characters of a name, and "{other}" begins '
                f'with the same, so one could overwrite the other: give it another name, for example "My{name}"'
            )


def _unknown_writer(action: str, artifact: str) -> str:
    return (
        f'action "{action}" writes artifact "{artifact}" by a project or function that is not in the stack of the '
        "pipeline, so nobody else could be kept from writing it: make it there, for example with BuildProject"
    )


def _keys(bucket: s3.Bucket, artifact: str) -> str:
    return bucket.arn_for_objects(f"*/{artifact[:KEPT_CHARACTERS]}/*")


def _unless(roles: list[Any]) -> dict[str, Any]:
    return {"ArnNotEquals": {"aws:PrincipalArn": roles}}


def _deny(bucket: s3.Bucket, actions: list[str], **statement: Any) -> None:
    bucket.add_to_resource_policy(
        iam.PolicyStatement(effect=iam.Effect.DENY, principals=[iam.AnyPrincipal()], actions=actions, **statement)
    )
