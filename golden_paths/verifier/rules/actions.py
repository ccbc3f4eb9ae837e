"""Actions of a pipeline: their configuration, the variables that they pass, and the build that they run."""

import re
from collections.abc import Iterator

from ..examples import with_pipeline
from ..pipelines import Action
from ..repository import Repository
from ..rule import At, rule

REFERENCE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/structure-configuration-examples.html"
VARIABLES = "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html"
# By provider: the keys of `Configuration`. Source: the action structure reference of CodePipeline, a page a provider.
KEYS = {
    "CodeBuild": {
        "ProjectName",
        "PrimarySource",
        "BatchEnabled",
        "BuildspecOverride",
        "CombineArtifacts",
        "EnvironmentVariables",
    },
    "CodeStarSourceConnection": {
        "ConnectionArn",
        "FullRepositoryId",
        "BranchName",
        "OutputArtifactFormat",
        "DetectChanges",
    },
    "CodeCommit": {"RepositoryName", "BranchName", "PollForSourceChanges", "OutputArtifactFormat"},
    "CloudFormation": {
        "ActionMode",
        "StackName",
        "Capabilities",
        "ChangeSetName",
        "RoleArn",
        "TemplatePath",
        "OutputFileName",
        "ParameterOverrides",
        "TemplateConfiguration",
    },
    "CodeDeploy": {"ApplicationName", "DeploymentGroupName"},
    "Manual": {"NotificationArn", "CustomData", "ExternalEntityLink"},
    "Lambda": {"FunctionName", "UserParameters"},
    "ECS": {"ClusterName", "ServiceName", "FileName", "DeploymentTimeout"},
}
# Variables that CodePipeline itself has.
GIVEN = {"codepipeline", "variables"}
BUILD = "ActionTypeId: {Category: Build, Provider: CodeBuild}"
PROJECT = """
Project:
  Type: AWS::CodeBuild::Project
  Properties: {Source: {Type: CODEPIPELINE, BuildSpec: buildspec.yml}}
"""
BUILDSPEC = """
version: 0.2
env:
  exported-variables: [VERSION]
phases:
  build:
    commands: [make package]
artifacts:
  files: [dist/**/*]
"""


@rule(
    id="action-configuration-known",
    reason="CodePipeline refuses a misspelt key, and everything else in the update of the pipeline with it.",
    source=REFERENCE,
    fails=with_pipeline(f"- {{Name: Build, Actions: [{{Name: Pack, {BUILD}, Configuration: {{Project: pack}}}}]}}"),
    passes=with_pipeline(
        f"- {{Name: Build, Actions: [{{Name: Pack, {BUILD}, Configuration: {{ProjectName: pack}}}}]}}"
    ),
)
def configuration_known(repository: Repository) -> Iterator[At]:
    """The configuration of an action has only keys that its provider knows."""
    for pipeline in repository.pipelines:
        for action in pipeline.actions:
            known = KEYS.get(action.provider)
            for key in action.configuration:
                if known is not None and key not in known:
                    yield At(
                        pipeline.resource.template.file,
                        str(action),
                        f'the configuration has "{key}", which the provider {action.provider} does not know: use one '
                        f"of {', '.join(sorted(known))}",
                    )


@rule(
    id="action-names-its-primary-source",
    reason="CodeBuild finds the buildspec in the primary source, and with several inputs it has to be told which.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html",
    fails=with_pipeline(
        f"- {{Name: Test, Actions: [{{Name: E2e, {BUILD}, InputArtifacts: [{{Name: Source}}, {{Name: Outputs}}]}}]}}"
    ),
    passes=with_pipeline(
        f"- {{Name: Test, Actions: [{{Name: E2e, {BUILD}, InputArtifacts: [{{Name: Source}}, {{Name: Outputs}}], "
        "Configuration: {PrimarySource: Source}}]}"
    ),
)
def primary_source(repository: Repository) -> Iterator[At]:
    """With several inputs, PrimarySource names one of them."""
    for pipeline in repository.pipelines:
        for action in pipeline.actions:
            named = action.configuration.get("PrimarySource")
            if action.provider != "CodeBuild" or (named is None and len(action.inputs) < 2):
                continue
            if isinstance(named, str | None) and named not in action.inputs:
                told = f'"{named}", which is none of its inputs' if named else "nothing, but it has several inputs"
                yield At(
                    pipeline.resource.template.file,
                    str(action),
                    f"PrimarySource names {told}: name the one with the buildspec, one of {', '.join(action.inputs)}",
                )


@rule(
    id="action-variables-readable",
    reason="The variables of a build are a text of JSON; CodeBuild starts no build with anything else.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html",
    fails=with_pipeline(
        f"- {{Name: Test, Actions: [{{Name: E2e, {BUILD}, Configuration: {{EnvironmentVariables: 'STAGE=dev'}}}}]}}"
    ),
    passes=with_pipeline(
        f"- {{Name: Test, Actions: [{{Name: E2e, {BUILD}, "
        """Configuration: {EnvironmentVariables: '[{"name": "STAGE", "value": "dev"}]'}}]}"""
    ),
)
def variables_readable(repository: Repository) -> Iterator[At]:
    """EnvironmentVariables is a JSON list, and a folder of an artifact that it names is that of an input."""
    for pipeline in repository.pipelines:
        for action in pipeline.actions:
            problem = _unreadable(action)
            if problem:
                yield At(pipeline.resource.template.file, str(action), problem)


def _unreadable(action: Action) -> str:
    if action.provider != "CodeBuild" or not isinstance(action.configuration.get("EnvironmentVariables", ""), str):
        return ""
    try:
        values = action.variables.values()
    except (ValueError, KeyError, TypeError):
        return (
            "EnvironmentVariables is no JSON list of objects with name and value: write, for example, "
            '[{"name":"STAGE","value":"dev","type":"PLAINTEXT"}]'
        )
    for value in values:
        folder = re.fullmatch(r"CODEBUILD_SRC_DIR_(\w+)", value)
        if folder and folder[1] not in action.inputs:
            return (
                f'a variable names the folder of the artifact "{folder[1]}", which is no input of this action: add it '
                f"to InputArtifacts, or name one of {', '.join(action.inputs)}"
            )
    return ""


@rule(
    id="action-reads-variables-that-exist",
    reason="CodePipeline fails the action that reads a variable which no earlier action gave.",
    source=VARIABLES,
    fails=with_pipeline(
        f"""
        - Name: Build
          Actions:
          - {{Name: Pack, Namespace: Pack, {BUILD}, Configuration: {{ProjectName: !Ref Project}}}}
          - {{Name: Approve, RunOrder: 2, Configuration: {{CustomData: 'Release #{{Pack.COMMIT}}?'}}}}
        """,
        PROJECT,
        buildspec_yml=BUILDSPEC,
    ),
    passes=with_pipeline(
        f"""
        - Name: Build
          Actions:
          - {{Name: Pack, Namespace: Pack, {BUILD}, Configuration: {{ProjectName: !Ref Project}}}}
          - {{Name: Approve, RunOrder: 2, Configuration: {{CustomData: 'Release #{{Pack.VERSION}}?'}}}}
        """,
        PROJECT,
        buildspec_yml=BUILDSPEC,
    ),
)
def reads_variables_that_exist(repository: Repository) -> Iterator[At]:
    """`#{Namespace.NAME}` is a namespace of an earlier action, and its build exports a variable of that name."""
    for pipeline in repository.pipelines:
        spaces = {action.namespace: action for action in pipeline.actions if action.namespace}
        for action in pipeline.actions:
            for space, name in action.used_variables:
                maker = spaces.get(space)
                if space in GIVEN:
                    continue
                build = repository.build_of(maker) if maker else None
                if maker is None or maker.order >= action.order:
                    problem = f'no earlier action has the namespace "{space}": give it to the action that makes {name}'
                elif (
                    build
                    and build.buildspec
                    and name not in build.buildspec.exported
                    and not name.startswith("CODEBUILD_")
                ):
                    problem = f"{build.file} does not export {name}: add it to exported-variables there"
                else:
                    continue
                yield At(
                    pipeline.resource.template.file,
                    str(action),
                    f"the variable #{{{space}.{name}}} is never set: {problem}",
                )


@rule(
    id="action-output-in-the-buildspec",
    reason="CodeBuild fails a build that does not make the artifact of its action, and only after all the work.",
    source="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
    fails=with_pipeline(
        f"""
        - Name: Build
          Actions:
          - {{Name: Pack, {BUILD}, OutputArtifacts: [{{Name: Package}}], Configuration: {{ProjectName: !Ref Project}}}}
        """,
        PROJECT,
        buildspec_yml="version: 0.2\nphases: {build: {commands: [make package]}}",
    ),
    passes=with_pipeline(
        f"""
        - Name: Build
          Actions:
          - {{Name: Pack, {BUILD}, OutputArtifacts: [{{Name: Package}}], Configuration: {{ProjectName: !Ref Project}}}}
        """,
        PROJECT,
        buildspec_yml=BUILDSPEC,
    ),
)
def output_in_the_buildspec(repository: Repository) -> Iterator[At]:
    """Each output of an action that builds is an artifact of its buildspec; several are secondary artifacts by name."""
    for build in repository.builds:
        for action in build.actions:
            if build.buildspec is None or "BuildspecOverride" in action.configuration:
                continue
            made = build.buildspec.artifacts
            wanted = set(action.outputs) if len(action.outputs) > 1 else set()
            missing = sorted(wanted - made) if wanted else action.outputs if not made else []
            for name in missing:
                yield At(
                    build.file,
                    str(action),
                    f'the action puts out "{name}", which the buildspec does not make: add it to artifacts, with '
                    "several outputs to secondary-artifacts under this name",
                )
