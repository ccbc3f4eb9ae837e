"""What stands in which stage of the pipeline, and what decides that a release goes on."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from aws_cdk import aws_iam as iam

from environments import ENVIRONMENTS, PIPELINE
from project import QUALIFIER
from settings.packaging import Check
from tests.support.cloudformation import Template, in_words, properties, references, statements
from tests.support.pipeline_templates import (
    WITH_WINDOW,
    pipeline,
    pipeline_template,
    stages,
    with_a_stage_of_the_team,
    with_checks_of_the_workload,
)
from tests.support.remembered_synthesis import remembered
from tests.support.synthesis import synthesised
from workload.environment import Environment

SIGN_IN = iam.PolicyStatement(sid="SignIn", actions=["ecr-public:GetAuthorizationToken"], resources=["*"])
each_approved = pytest.mark.parametrize(
    "environment", [each for each in ENVIRONMENTS if each.approval], ids=lambda environment: environment.name
)


def test_stages_stand_in_promotion_order() -> None:
    names = list(stages(pipeline_template()))
    assert names[:3] == ["Source", "Build", "UpdatePipeline"]
    deployed = [name for name in names if name in {environment.title for environment in ENVIRONMENTS}]
    assert deployed == [environment.title for environment in ENVIRONMENTS]


@each_approved
def test_an_approval_comes_before_anything_of_its_environment_changes(environment: Environment) -> None:
    names, title = list(stages(pipeline_template())), environment.title
    assert names.index(f"Approve{title}") < names.index(f"{title}Data") < names.index(title)
    review, approval = stages(pipeline_template())[f"Approve{title}"]["Actions"]
    assert approval["ActionTypeId"]["Category"] == "Approval"
    assert approval["TimeoutInMinutes"] == PIPELINE.approval_timeout_hours * 60
    # What stands beside it reads, first.
    assert (review["Name"], review["RunOrder"] < approval["RunOrder"]) == ("Review", True)


@each_approved
def test_whoever_approves_reads_what_would_change_and_nothing_else_is_deployed(environment: Environment) -> None:
    title = environment.title
    review, approval = stages(pipeline_template())[f"Approve{title}"]["Actions"]
    exported = Path("buildspecs/review.yml").read_text("utf-8")
    assert f"#{{{review['Namespace']}.SUMMARY}}" in approval["Configuration"]["CustomData"]
    assert approval["Configuration"]["ExternalEntityLink"] == f"#{{{review['Namespace']}.LINK}}"
    assert "exported-variables: [SUMMARY, LINK]" in exported
    (written,) = review["OutputArtifacts"]
    for stage in (f"{title}Data", title):
        deploy = stages(pipeline_template())[stage]["Actions"][0]
        assert written in deploy["InputArtifacts"]
        given = {each["name"]: each["value"] for each in json.loads(deploy["Configuration"]["EnvironmentVariables"])}
        assert given == {"REVIEW_FOLDER": f"CODEBUILD_SRC_DIR_{written['Name']}", "STAGE": stage}


@each_approved
def test_a_failure_rolls_the_service_back_and_never_the_data(environment: Environment) -> None:
    assert stages(pipeline_template())[environment.title]["OnFailure"]["Result"] == "ROLLBACK"
    assert "OnFailure" not in stages(pipeline_template())[f"{environment.title}Data"]
    assert "OnFailure" not in stages(pipeline_template())[f"Approve{environment.title}"]


@each_approved
def test_the_daily_run_skips_everything_behind_an_approval(environment: Environment) -> None:
    for name in (f"Approve{environment.title}", f"{environment.title}Data", environment.title):
        (condition,) = stages(pipeline_template())[name]["BeforeEntry"]["Conditions"]
        assert condition["Result"] == "SKIP"
        assert condition["Rules"][0]["Configuration"]["Variable"] == "#{variables.RELEASE}"


def test_the_daily_run_starts_the_pipeline_without_a_release() -> None:
    (schedule,) = properties(pipeline_template(), "AWS::Scheduler::Schedule")
    text = json.dumps(schedule["Target"]["Input"]).replace('\\"', '"').replace('"Name":', "")
    assert '"RELEASE","Value":"false"' in text
    hour, minute = map(int, PIPELINE.daily_run.split(":"))
    assert schedule["ScheduleExpression"] == f"cron({minute} {hour} * * ? *)"


def test_the_daily_run_updates_nothing_since_an_updated_pipeline_starts_a_release() -> None:
    (condition,) = stages(pipeline_template())["UpdatePipeline"]["BeforeEntry"]["Conditions"]
    assert condition["Result"] == "SKIP"
    assert condition["Rules"][0]["Configuration"]["Variable"] == "#{variables.RELEASE}"


def test_what_runs_on_the_artifact_of_build_takes_its_packages_from_there() -> None:
    """Those of the template. A stage of the team may install what it likes."""
    template, ours = pipeline_template(WITH_WINDOW), set()
    for action in (action for stage in stages(template).values() for action in stage["Actions"]):
        of_build = {"Name": "Build"} in action.get("InputArtifacts", [])
        if of_build and action["ActionTypeId"]["Provider"] == "CodeBuild":
            project = template["Resources"][action["Configuration"]["ProjectName"]["Ref"]]["Properties"]
            ours |= {str(project["Source"]["BuildSpec"])}
    for buildspec in (each for each in ours if each.startswith("buildspecs/")):
        text = Path(buildspec).read_text("utf-8")
        assert "STAGE_PACKAGES: dist/packages" in text, f"{buildspec} has no `STAGE_PACKAGES: dist/packages`"
        assert "make install" not in text, f"{buildspec}: a registry that is out of order would stop a release"
    assert {"buildspecs/deploy.yml", "buildspecs/quiet.yml", "buildspecs/verify.yml"} <= ours


def test_the_guard_judges_the_template_that_is_deployed() -> None:
    actions = {action["Name"]: action for action in stages(pipeline_template())["UpdatePipeline"]["Actions"]}
    judged = json.loads(in_words(actions["Guard"]["Configuration"]["UserParameters"]))
    update = actions["Update"]["Configuration"]
    (handed_on,) = actions["Guard"]["OutputArtifacts"]
    assert update["TemplatePath"] == f"{handed_on['Name']}::{judged['template']}"
    assert (synthesised() / judged["template"].removeprefix("cdk.out/")).is_file()
    assert judged["stack"] == update["StackName"]
    assert f"cdk-{QUALIFIER}-cfn-exec-role-" in in_words(update["RoleArn"])


def test_no_stage_has_more_than_one_condition_before_entry() -> None:
    assert all(
        len(stage.get("BeforeEntry", {}).get("Conditions", [])) <= 1 for stage in stages(pipeline_template()).values()
    )


def test_everything_deployed_comes_from_the_one_artifact_of_build() -> None:
    for stage in list(stages(pipeline_template()).values())[3:]:
        for action in stage["Actions"]:
            if action["ActionTypeId"]["Provider"] == "CodeBuild":
                assert action["InputArtifacts"][0]["Name"] == "Build"


def at_most_three_builds_run_side_by_side(template: Template) -> bool:
    orders = [[action["RunOrder"] for action in stage["Actions"]] for stage in stages(template).values()]
    return all(each.count(order) <= 3 for each in orders for order in each)


def test_at_most_three_builds_run_side_by_side() -> None:
    assert at_most_three_builds_run_side_by_side(pipeline_template())


def test_what_the_workload_checks_as_well_comes_in_build_and_before_anything_is_deployed() -> None:
    # Given more checks than may run at once, one of which needs docker and a right
    names = ("Fuzz", "Licences", "Notices", "Packets")
    plain = [Check(name=name, buildspec=f"buildspecs/{name.lower()}") for name in names]
    packets = Check(name="Packets", buildspec="buildspecs/packets", runs_docker=True, statements=(SIGN_IN,))
    template = with_checks_of_the_workload(*plain[:3], replace(packets, without_resources=True))
    # Then each is an action of Build with the source of the commit, and none replaces one of the others
    build = {action["Name"]: action for action in stages(template)["Build"]["Actions"]}
    assert list(build) == ["Quality", "Test", "Package", *names]
    assert {build[name]["InputArtifacts"][0]["Name"] for name in names} == {
        each["Name"] for each in build["Test"]["InputArtifacts"]
    }
    assert at_most_three_builds_run_side_by_side(template)
    assert min(build[name]["RunOrder"] for name in names) > build["Package"]["RunOrder"]
    assert [build[name]["OutputArtifacts"][0]["Name"] for name in names] == [f"{name}Reports" for name in names]
    # And only the one that asks has docker and the right
    builds = {each["Source"]["BuildSpec"]: each for each in properties(template, "AWS::CodeBuild::Project")}
    own = {each["Environment"]["PrivilegedMode"] for spec, each in builds.items() if spec == "buildspecs/packets.yml"}
    assert own == {True}
    assert not any(builds[f"{each.buildspec}.yml"]["Environment"]["PrivilegedMode"] for each in plain[:3])
    signing_in = {role for role, statement in statements(template) if statement.get("Sid") == SIGN_IN.sid}
    assert signing_in == references(builds["buildspecs/packets.yml"]["ServiceRole"])


def test_a_right_on_everything_that_a_check_does_not_declare_is_a_finding() -> None:
    check = Check(name="Packets", buildspec="buildspecs/packets", statements=(SIGN_IN,))
    said = remembered().refusal("a check with a right on everything", lambda: with_checks_of_the_workload(check))
    assert "AwsSolutions-IAM5" in said


def test_the_guard_judges_before_the_pipeline_is_updated() -> None:
    actions = stages(pipeline_template())["UpdatePipeline"]["Actions"]
    guard, update = sorted(actions, key=lambda action: int(action["RunOrder"]))
    assert guard["ActionTypeId"]["Provider"] == "Lambda"
    assert update["ActionTypeId"]["Provider"] == "CloudFormation"
    assert guard["RunOrder"] < update["RunOrder"]


def test_the_pipeline_is_v2_and_runs_releases_as_its_settings_say() -> None:
    written = pipeline(pipeline_template())
    assert written["PipelineType"] == "V2"
    assert written["ExecutionMode"] == PIPELINE.execution_mode


def test_a_stage_of_the_team_follows_the_stage_it_names() -> None:
    names = list(stages(with_a_stage_of_the_team()))
    assert names[names.index(ENVIRONMENTS[0].title) + 1] == "Review"
