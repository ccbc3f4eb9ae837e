"""What a repository holds and does not deploy is not judged, and what nobody can know is no finding."""

from pathlib import Path

import pytest

from golden_paths.verifier.deploying import deploying_stages
from golden_paths.verifier.examples import with_pipeline, with_resources
from golden_paths.verifier.repository import Repository, read
from golden_paths.verifier.rules import buildspec_shape

OPEN = with_resources("Database: {Type: 'AWS::RDS::DBInstance', Properties: {MasterUserPassword: correct-horse}}")[
    "template.yaml"
]


@pytest.mark.parametrize(
    ("file", "is_template"),
    [
        ("infra/template.yaml", True),
        ("tests/fixtures/template.yaml", False),
        ("service/testdata/template.yaml", False),
        ("vendor/modules/template.yaml", False),
        ("{{cookiecutter.name}}/template.yaml", False),
    ],
)
def test_templates_of_tests_of_others_and_of_generators_are_not_judged(file: str, is_template: bool) -> None:
    assert bool(Repository({file: OPEN}).templates) is is_template


def test_a_folder_that_is_left_out_has_no_texts_and_is_still_there() -> None:
    repository = Repository({"samples/template.yaml": OPEN, "template.yaml": OPEN}).without(["samples"])
    assert [each.file for each in repository.templates] == ["template.yaml"]
    assert "samples/template.yaml" in repository.paths


def _missing(tmp_path: Path, project: str, pipeline: str = "") -> bool:
    """Whether a project's buildspec is told to be missing, beside one that is there."""
    there = "There: {Type: 'AWS::CodeBuild::Project', Properties: {Source: {Type: CODEPIPELINE, BuildSpec: a.yml}}}"
    files = with_pipeline(pipeline, f"{there}\n{project}") if pipeline else with_resources(f"{there}\n{project}")
    (tmp_path / "template.yaml").write_text(files["template.yaml"], "utf-8")
    for name in ("a.yml", "ci", ".codebuild/x.yml", "build/x.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("version: 0.2\nphases: {build: {commands: [make]}}\n", "utf-8")
    found = buildspec_shape.readable.findings(read(tmp_path))
    return any("there is no such file" in each.sentence for each in found)


@pytest.mark.parametrize(
    ("written", "is_found"),
    [
        ("b.yml", True),
        ("ci/b.yml", True),
        ("./a.yml", False),
        ("ci", False),
        (".codebuild/x.yml", False),
        ("build/x.yml", False),
        ("arn:aws:s3:::bucket/x.yml", False),
    ],
)
def test_a_buildspec_is_missing_where_it_would_be_read(tmp_path: Path, written: str, is_found: bool) -> None:
    source = f"{{Type: CODEPIPELINE, BuildSpec: '{written}'}}"
    project = f"Project: {{Type: 'AWS::CodeBuild::Project', Properties: {{Source: {source}}}}}"
    assert _missing(tmp_path, project) is is_found


SOURCES = """
- Name: Source
  Actions:
  - {Name: App, ActionTypeId: {Category: Source, Provider: CodeStarSourceConnection}, OutputArtifacts: [{Name: App}]}
%s- Name: Build
  Actions:
  - Name: Build
    ActionTypeId: {Category: Build, Provider: CodeBuild}
    InputArtifacts: [{Name: %s}]
    Configuration: {ProjectName: !Ref Project}
"""
OTHER = (
    "  - {Name: Tools, ActionTypeId: {Category: Source, Provider: CodeStarSourceConnection}, "
    "OutputArtifacts: [{Name: Tools}]}\n"
)


@pytest.mark.parametrize(("other", "input", "is_found"), [("", "App", True), (OTHER, "Tools", False)])
def test_a_buildspec_of_a_second_source_is_not_missing(tmp_path: Path, other: str, input: str, is_found: bool) -> None:
    project = "Project: {Type: 'AWS::CodeBuild::Project', Properties: {Source: {Type: CODEPIPELINE, BuildSpec: b.yml}}}"
    assert _missing(tmp_path, project, SOURCES % (other, input)) is is_found


DEPLOY = "{Name: Deploy, ActionTypeId: {Category: Deploy, Provider: CloudFormation}}"
SITE = "{Name: Site, ActionTypeId: {Category: Deploy, Provider: S3}}"
AFTER = "{Name: Docs, ActionTypeId: {Category: Build, Provider: CodeBuild}, Configuration: {ProjectName: !Ref Docs}}"
DOCS = "Docs: {Type: 'AWS::CodeBuild::Project', Properties: {Source: {Type: CODEPIPELINE}}}"


def _stages(first: str, last: str, command: str) -> list[str]:
    made = (("Dev", first), ("Prod", first), ("After", last))
    files = with_pipeline("\n".join(f"- {{Name: {name}, Actions: [{action}]}}" for name, action in made), DOCS)
    buildspec = f"version: 0.2\nphases: {{build: {{commands: ['{command}']}}}}\n"
    repository = Repository({**files, "buildspec.yml": buildspec})
    return [stage.name for stage in deploying_stages(repository, repository.pipelines[0])]


@pytest.mark.parametrize(
    ("first", "last", "command", "production"),
    [
        (DEPLOY, AFTER, "make release-notes", "Prod"),
        (DEPLOY, AFTER, "make deploy-docs", "Prod"),
        (DEPLOY, AFTER, "make release", "Prod"),
        (DEPLOY, AFTER, "aws s3 sync site s3://docs", "Prod"),
        (DEPLOY, SITE, "true", "Prod"),
        (DEPLOY, AFTER, "make deploy", "After"),
        (DEPLOY, AFTER, "cdk deploy --all", "After"),
        (SITE, SITE, "true", "After"),
    ],
)
def test_production_is_the_last_stage_that_deploys_a_workload(
    first: str, last: str, command: str, production: str
) -> None:
    assert _stages(first, last, command)[-1] == production
