"""Stages of your own. `copier update` never touches this folder.

`stages_after` is called once after each stage of the pipeline with its name, and returns the stages to put there.
The example below is off; set EXAMPLE to True to see it in the pipeline.
"""

from collections.abc import Sequence

from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_kms as kms
from constructs import Construct

from pipeline.build_project import BuildProject

EXAMPLE = False


def stages_after(
    stage_name: str, *, scope: Construct, build: codepipeline.Artifact, key: kms.IKey
) -> Sequence[codepipeline.StageProps]:
    """The stages that follow `stage_name`.

    scope: where to create constructs. build: the artifact of the Build stage. key: encrypts logs and artifacts.
    """
    if EXAMPLE and stage_name == "Staging":
        return [_licence_review(scope, build=build, key=key)]
    return []


def _licence_review(scope: Construct, *, build: codepipeline.Artifact, key: kms.IKey) -> codepipeline.StageProps:
    """Refuses a dependency whose licence is not on a list: runs `extensions/licences.yml`."""
    review = BuildProject(scope, "LicenceReview", buildspec="extensions/licences", key=key)
    return codepipeline.StageProps(
        stage_name="LicenceReview",
        actions=[actions.CodeBuildAction(action_name="Licences", project=review.project, input=build)],
    )
