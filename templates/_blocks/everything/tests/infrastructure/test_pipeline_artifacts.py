"""Who may write an artifact: the role that makes it, and no other. The policy of the bucket says so for each artifact.

That IAM understands the policy in this way is a test of the template, with a policy engine.
"""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_s3 as s3

from security.artifacts import KEPT_CHARACTERS, artifact_name, protect_artifacts
from settings.configuration import ConfigurationError
from tests.support.cloudformation import Template, as_list, in_words, references, resources
from tests.support.pipeline_templates import (
    actions_with_roles,
    pipeline,
    pipeline_template,
    with_a_stage_of_the_team,
)


def denials(template: Template) -> list[dict[str, Any]]:
    """What the policy of the artifact bucket denies."""
    (bucket,) = references(pipeline(template)["ArtifactStore"]["Location"])
    policies = [each["Properties"] for each in resources(template, "AWS::S3::BucketPolicy").values()]
    (policy,) = (each for each in policies if references(each["Bucket"]) == {bucket})
    return [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]


def writers(template: Template) -> dict[str, set[str]]:
    """The roles that are not denied to write, by the part of the key that names the artifact."""
    denied = [each for each in denials(template) if "ArnNotEquals" in each.get("Condition", {}) and "Resource" in each]
    return {
        in_words(statement["Resource"]).split("/")[-2]: references(statement["Condition"]["ArnNotEquals"])
        for statement in denied
    }


def test_each_artifact_is_written_by_the_role_that_makes_it_and_no_other() -> None:
    template = pipeline_template()
    written = writers(template)
    outputs = [(action, name) for action in actions_with_roles(template) for name in action.outputs]
    assert len(written) == len(outputs) > 0
    for action, name in outputs:
        found = written[name[:KEPT_CHARACTERS]]
        assert action.role in found
        assert len(found) == 1 or action.provider != "CodeBuild"


def test_nothing_else_is_written_by_an_action_and_nothing_deleted_by_anybody() -> None:
    (deletes,) = (each for each in denials(pipeline_template()) if "Condition" not in each)
    (others,) = (each for each in denials(pipeline_template()) if "NotResource" in each)
    assert "s3:PutObject*" in as_list(others["Action"])
    # But for CodePipeline itself, which no code of a commit is.
    assert references(others["Condition"]["ArnNotEquals"]) == references(pipeline(pipeline_template())["RoleArn"])
    assert {in_words(each).split("/")[-2] for each in others["NotResource"]} == set(writers(pipeline_template()))
    assert as_list(deletes["Action"]) == ["s3:DeleteObject*"]


def test_no_build_can_look_for_what_another_execution_made() -> None:
    template = pipeline_template()
    (lists,) = (each for each in denials(template) if "ArnEquals" in each.get("Condition", {}))
    builds = {each.role for each in actions_with_roles(template) if each.provider == "CodeBuild"}
    assert references(lists["Condition"]) == builds
    assert {"s3:ListBucket", "s3:ListBucketVersions"} <= set(lists["Action"])


def test_no_action_runs_before_its_artifacts_are_protected() -> None:
    template = pipeline_template()
    (resource,) = resources(template, "AWS::CodePipeline::Pipeline").values()
    assert set(resources(template, "AWS::S3::BucketPolicy")) & set(resource["DependsOn"])


def test_what_a_stage_of_the_team_writes_is_protected_like_all_else() -> None:
    template = with_a_stage_of_the_team()
    (review,) = (each for each in actions_with_roles(template) if "Findings" in each.outputs)
    assert writers(template)["Findings"] == {review.role}


@pytest.mark.parametrize(("one", "other"), [("ProductionEu", "ProductionUs"), ("Production", "ProductionUs")])
def test_environments_whose_names_begin_alike_have_artifacts_with_different_keys(one: str, other: str) -> None:
    names = {artifact_name(each, "Outputs")[:KEPT_CHARACTERS] for each in (one, other)}
    assert len(names) == 2
    assert artifact_name("Prod", "Outputs") == "ProdOutputs"
    # And of one environment no two artifacts have the same.
    kinds = {artifact_name(one, kind)[:KEPT_CHARACTERS] for kind in ("Outputs", "Review")}
    assert len(kinds) == 2


def protected(*outputs: str, imported: bool = False) -> None:
    """A pipeline in which a build writes these artifacts."""
    stack = cdk.Stack(cdk.App())
    source = codepipeline.Artifact("Source")
    project: codebuild.IProject = codebuild.PipelineProject(stack, "Project")
    if imported:
        project = codebuild.Project.from_project_name(stack, "Elsewhere", "elsewhere")
    from_bucket = actions.S3SourceAction(
        action_name="Source", bucket=s3.Bucket(stack, "Uploads"), bucket_key="source.zip", output=source
    )
    build = actions.CodeBuildAction(
        action_name="Build",
        project=project,
        input=source,
        outputs=[codepipeline.Artifact(name) for name in outputs],
    )
    bucket = s3.Bucket(stack, "Bucket")
    stages = [
        codepipeline.StageProps(stage_name=each.action_properties.action_name, actions=[each])
        for each in (from_bucket, build)
    ]
    protect_artifacts(
        bucket,
        pipeline=codepipeline.Pipeline(
            stack,
            "Pipeline",
            pipeline_type=codepipeline.PipelineType.V2,
            artifact_bucket=bucket,
            stages=stages,
        ),
    )


def test_two_artifacts_that_a_key_cannot_tell_apart_are_refused() -> None:
    protected("QualityReports", "Quality")
    with pytest.raises(ConfigurationError, match='artifact "QualityReplay": CodePipeline keeps 10 characters'):
        protected("QualityReports", "QualityReplay")


def test_an_artifact_of_a_build_whose_role_is_not_known_is_refused() -> None:
    protected(imported=True)
    with pytest.raises(ConfigurationError, match='action "Build" writes artifact "Reports" by a project or function'):
        protected("Reports", imported=True)
