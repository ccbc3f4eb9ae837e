"""Every example synthesises, and the tools that AWS has for templates find neither error nor warning in any.

cdk-nag and cloudformation-validate judge all of them. cfn-lint and the controls of Control Tower, which take up to
fifty times as long, judge those in which each choice occurs. A policy engine judges the roles of each kind of pipeline.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from architecture_picture import wrong
from artifact_rights import without, wrong_rights
from broken_task_rights import BROKEN
from build_rights import wrong_rights_of_builds
from called_rights import unused_reasons, wrong_rights_of_functions
from control_tower import Finding, excused, findings, without_a_reason
from each_choice import EACH_CHOICE
from exports import SUPPORT
from quotas import COUNTED, partial, table
from rendering import examples
from service_trusts import lets_in_for_anybody
from task_rights import tasks, unused_reasons_of_tasks, wrong_tasks
from template_linters import EXCUSED, lint, open_findings, validated
from tools import run, workspace

pytestmark = pytest.mark.slow
EXAMPLES = examples()
each_choice = pytest.mark.parametrize("example", EACH_CHOICE, indirect=True)
# An architecture brings checks of its own, and each of these sources another action: one pipeline of each kind.
OTHER_SOURCES = {"codecommit", "s3"}
PIPELINES = {
    source if (source := EXAMPLES[name]["source"]) in OTHER_SOURCES else EXAMPLES[name]["architecture"]: name
    for name in EACH_CHOICE
}
# Builds of the others also run docker, packets and batch jobs, of which no program of Python says what they call.
BY_PROGRAMS = [name for name in EACH_CHOICE if EXAMPLES[name]["architecture"] == "serverless"]
# A network function in EC2 has no task.
WITH_TASKS = [
    name
    for name in EACH_CHOICE
    if EXAMPLES[name]["architecture"] != "serverless" and EXAMPLES[name].get("shape") != "vnf"
]
JOBS = next(name for name in WITH_TASKS if EXAMPLES[name].get("store") == "dynamodb")
SERVICE = next(name for name in WITH_TASKS if EXAMPLES[name]["architecture"] == "containers")
BROKEN_TASKS = [(example, *each) for example, key in ((SERVICE, "service"), (JOBS, "jobs")) for each in BROKEN[key]]
# Source: AWS CodeDeploy, quotas, "Maximum number of alarms that can be associated with a deployment group".
MOST_ALARMS = 10
# `test_accepted_findings.py` of a rendered repository refuses more.
MOST_PER_STACK = 10
STAGES = ["Source", "Build", "UpdatePipeline", "Dev", "Staging", "ApproveProd", "ProdData", "Prod"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(scope="module")
def synthesised(folder: Path) -> dict[str, Any]:
    """What `synthesise.py` says of each example; its templates are in `folder`."""
    done = run(SUPPORT, "synthesise.py", str(folder), *(str(workspace(name)) for name in EXAMPLES))
    assert done.returncode == 0, done.stdout[-6000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert set(found) == set(EXAMPLES)
    return found


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def templates(example: str, synthesised: dict[str, Any], folder: Path) -> dict[str, Path]:
    """The templates of one example: its pipeline, and data and service of each environment."""
    found = {file.name.removesuffix(".template.json"): file for file in sorted((folder / example).iterdir())}
    # SAM has also the team's own, and the sandbox, which the CDK synthesises on request only.
    assert len(found) == (10 if EXAMPLES[example]["infrastructure"] == "sam" else 7), sorted(found)
    return found


def test_it_synthesises_without_an_open_finding_of_cdk_nag(example: str, synthesised: dict[str, Any]) -> None:
    error = synthesised[example]["error"]
    assert not error, error
    # A release of a mainframe application waits until the jobs of the night have ended.
    window = ["ProdWindow"] if EXAMPLES[example]["architecture"] == "mainframe-modernization" else []
    assert synthesised[example]["stages"] == [*STAGES[:-2], *window, *STAGES[-2:]]


def test_the_picture_of_the_architecture_shows_what_is_deployed(example: str, templates: dict[str, Path]) -> None:
    stacks = [json.loads(file.read_text("utf-8")) for name, file in templates.items() if "prod" in name.lower()]
    assert len(stacks) == 2
    deployed = [resource["Type"] for stack in stacks for resource in stack["Resources"].values()]
    assert wrong(workspace(example) / "docs" / "architecture.svg", deployed) == []


def test_each_deployment_group_leaves_room_for_an_alarm_of_the_team(templates: dict[str, Path]) -> None:
    for name, file in templates.items():
        for id, resource in json.loads(file.read_text("utf-8"))["Resources"].items():
            if resource["Type"] == "AWS::CodeDeploy::DeploymentGroup":
                watched = resource["Properties"]["AlarmConfiguration"]["Alarms"]
                assert 0 < len(watched) < MOST_ALARMS, f"{name}: {id}"


def test_each_stack_leaves_room_for_a_finding_that_the_team_accepts(example: str, synthesised: dict[str, Any]) -> None:
    reasons = synthesised[example]["reasons"]
    assert reasons
    assert {stack: count for stack, count in reasons.items() if count >= MOST_PER_STACK} == {}


def test_a_service_is_let_in_on_behalf_of_the_account_alone_where_it_says_for_whom(templates: dict[str, Path]) -> None:
    read = {name: json.loads(file.read_text("utf-8")) for name, file in templates.items()}
    assert {name: found for name, each in read.items() if (found := lets_in_for_anybody(each))} == {}


@each_choice
def test_cfn_lint_finds_neither_error_nor_warning(example: str, templates: dict[str, Path]) -> None:
    region = EXAMPLES[example]["region"]
    found = [f"{name}: {finding}" for name, file in templates.items() for finding in lint(file, region)]
    assert not found, "\n".join(found)


def test_cloudformation_validate_finds_neither_error_nor_warning(example: str, templates: dict[str, Path]) -> None:
    region = EXAMPLES[example]["region"]
    found = [f"{name}: {one}" for name, file in templates.items() for one in open_findings(validated(file, region))]
    assert not found, "\n".join(found)


def test_nothing_is_excused_that_is_not_found_any_more(synthesised: dict[str, Any], folder: Path) -> None:
    found = [finding for file in folder.rglob("*.json") for finding in validated(file, "eu-central-1")]
    assert [excused for excused in EXCUSED if not any(excused.covers(each) for each in found)] == []


@each_choice
def test_the_controls_of_control_tower_find_nothing_without_a_reason(templates: dict[str, Path]) -> None:
    assert without_a_reason(templates.values()) == []


def test_no_control_is_excused_that_is_not_missed_any_more(synthesised: dict[str, Any], folder: Path) -> None:
    found = frozenset().union(*(findings(file) for name in EACH_CHOICE for file in (folder / name).iterdir()))
    assert [excuse for excuse in excused() if not any(excuse.covers(each) for each in found)] == []


def test_the_controls_find_a_bucket_that_nothing_keeps_from_being_public(tmp_path: Path) -> None:
    template = tmp_path / "prod-open.json"
    template.write_text(json.dumps({"Resources": {"Open": {"Type": "AWS::S3::Bucket"}}}), "utf-8")
    assert Finding("CT.S3.PR.1", "AWS::S3::Bucket", "production", "Open") in findings(template)


def pipeline_template(folder: Path, example: str) -> dict[str, Any]:
    (file,) = (folder / example).glob("*-pipeline.template.json")
    template: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return template


@pytest.mark.parametrize("example", PIPELINES.values(), ids=PIPELINES)
def test_each_role_writes_its_own_artifacts_and_no_other(
    example: str, synthesised: dict[str, Any], folder: Path
) -> None:
    assert wrong_rights(pipeline_template(folder, example)) == []


@each_choice
def test_a_function_may_what_its_code_calls_and_nothing_else(example: str, templates: dict[str, Path]) -> None:
    read = {name: json.loads(file.read_text("utf-8")) for name, file in templates.items()}
    wrong = {name: wrong_rights_of_functions(each, workspace(example)) for name, each in read.items()}
    assert {name: sentences for name, sentences in wrong.items() if sentences} == {}


def builds_of(example: str, template: dict[str, Any]) -> list[str]:
    """What is wrong with the rights of its builds, when this is the template of its pipeline."""
    return wrong_rights_of_builds(
        template, workspace(example), {"cdk.out/pipeline.template.json": json.dumps(template)}
    )


@pytest.mark.parametrize("example", BY_PROGRAMS)
def test_a_build_may_what_its_programs_call_and_nothing_else(
    example: str, synthesised: dict[str, Any], folder: Path
) -> None:
    assert builds_of(example, pipeline_template(folder, example)) == []


@pytest.mark.parametrize(
    ("right", "instead", "told"),
    [
        ('"cloudwatch:PutMetricData"', '"cloudwatch:ListMetrics"', "calls cloudwatch:PutMetricData and may not"),
        ('"cloudwatch:PutMetricData"', '["cloudwatch:PutMetricData", "iam:PassRole"]', "may iam:PassRole, which it"),
        ("-review-role-", "-deploy-role-", "may assume the role deploy, which it never does"),
        ("-lookup-role-", "-deploy-role-", "assumes the role lookup and may not"),
    ],
)
def test_a_build_with_a_right_too_few_or_too_many_is_found(
    right: str, instead: str, told: str, synthesised: dict[str, Any], folder: Path
) -> None:
    text = json.dumps(pipeline_template(folder, BY_PROGRAMS[0]))
    assert right in text
    assert any(told in each for each in builds_of(BY_PROGRAMS[0], json.loads(text.replace(right, instead))))


@pytest.mark.parametrize("example", WITH_TASKS, indirect=True)
def test_a_task_may_what_its_programs_call_and_ecs_what_it_starts_with(
    example: str, templates: dict[str, Path]
) -> None:
    texts = [file.read_text("utf-8") for file in templates.values()]
    assert any([*tasks(json.loads(text))] for text in texts)
    assert wrong_tasks(texts, workspace(example)) == []


@pytest.mark.parametrize(("example", "right", "instead", "told"), BROKEN_TASKS, indirect=["example"])
def test_a_task_with_a_right_too_few_or_too_many_is_found(
    example: str, templates: dict[str, Path], right: str, instead: str, told: str
) -> None:
    texts = [file.read_text("utf-8").replace(right, instead) for file in templates.values()]
    assert any(told in each for each in wrong_tasks(texts, workspace(example)))


def test_no_right_is_excused_that_no_function_has(synthesised: dict[str, Any], folder: Path) -> None:
    read = [
        (json.loads(file.read_text("utf-8")), workspace(name))
        for name in EACH_CHOICE
        for file in (folder / name).iterdir()
    ]
    assert unused_reasons(read) == set()
    # The recipe `worker` needs it: test_recipes_are_green.py.
    assert unused_reasons_of_tasks(read) == {"sqs: kms:Decrypt"}


def test_without_the_policy_of_the_bucket_a_role_writes_what_another_one_makes(
    synthesised: dict[str, Any], folder: Path
) -> None:
    example, *_ = PIPELINES.values()
    wrong = wrong_rights(without(pipeline_template(folder, example), "AWS::S3::BucketPolicy"))
    assert any("ProdDeploy" in each and each.endswith(" may s3:PutObject Build") for each in wrong)
    assert any(each.endswith(" may s3:DeleteObject Build") for each in wrong)


@pytest.mark.parametrize("architecture", COUNTED)
def test_the_quotas_in_the_readme_are_counted_in_templates(
    architecture: str, synthesised: dict[str, Any], folder: Path
) -> None:
    current = table((folder / COUNTED[architecture]).iterdir())
    assert partial(architecture).read_text("utf-8") == current, "run: .venv/bin/python tests/support/quotas.py"


def test_both_tools_find_a_misspelt_property(synthesised: dict[str, Any], folder: Path, tmp_path: Path) -> None:
    # Given a template that was clean, with one property misspelt
    (clean,) = folder.glob("github-cdk-canary/devData*.template.json")
    broken = tmp_path / "broken.json"
    broken.write_text(clean.read_text("utf-8").replace('"BillingMode"', '"BilingMode"'), "utf-8")
    # Then both say so
    assert any("BilingMode" in finding for finding in lint(broken, "eu-central-1"))
    assert any("BilingMode" in finding for finding in open_findings(validated(broken, "eu-central-1")))
