"""What the pipeline promises, read from its synthesised template."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs

import app
from environments import ENVIRONMENTS, PIPELINE
from pipeline.delivery import Delivery
from pipeline.environment import DeploymentWindow
from pipeline.names import data_role, deploying_roles, quiet_role, reading_roles
from pipeline.stack import STACK_NAME
from project import NAME, QUALIFIER
from workload.environment import Environment
from workload.names import stack_name

APPROVED = [environment for environment in ENVIRONMENTS if environment.approval]


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    outdir = tmp_path_factory.mktemp("pipeline")
    app.build(outdir=str(outdir), context={"package": "workload/service/runtime"}).synth()
    found: dict[str, Any] = json.loads((outdir / f"{STACK_NAME}.template.json").read_text())["Resources"]
    return found


def of_type(resources: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [resource["Properties"] for resource in resources.values() if resource["Type"] == kind]


@pytest.fixture(scope="module")
def pipeline(resources: dict[str, Any]) -> dict[str, Any]:
    (found,) = of_type(resources, "AWS::CodePipeline::Pipeline")
    return found


def stage(pipeline: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in pipeline["Stages"] if each["Name"] == name]
    return found


def test_stages_stand_in_promotion_order(pipeline: dict[str, Any]) -> None:
    names = [each["Name"] for each in pipeline["Stages"]]
    assert names[:3] == ["Source", "Build", "UpdatePipeline"]
    deployed = [name for name in names if name in {environment.title for environment in ENVIRONMENTS}]
    assert deployed == [environment.title for environment in ENVIRONMENTS]


@pytest.mark.parametrize("environment", APPROVED, ids=lambda environment: environment.name)
def test_an_approval_stands_alone_before_anything_of_its_environment(
    pipeline: dict[str, Any], environment: Any
) -> None:
    names = [each["Name"] for each in pipeline["Stages"]]
    title = environment.title
    assert names.index(f"Approve{title}") < names.index(f"{title}Data") < names.index(title)
    (approval,) = stage(pipeline, f"Approve{title}")["Actions"]
    assert approval["ActionTypeId"]["Category"] == "Approval"
    assert approval["TimeoutInMinutes"] == PIPELINE.approval_timeout_hours * 60


@pytest.mark.parametrize("environment", APPROVED, ids=lambda environment: environment.name)
def test_a_failure_rolls_the_service_back_and_never_the_data(pipeline: dict[str, Any], environment: Any) -> None:
    assert stage(pipeline, environment.title)["OnFailure"]["Result"] == "ROLLBACK"
    assert "OnFailure" not in stage(pipeline, f"{environment.title}Data")
    assert "OnFailure" not in stage(pipeline, f"Approve{environment.title}")


@pytest.mark.parametrize("environment", APPROVED, ids=lambda environment: environment.name)
def test_the_daily_run_skips_everything_behind_an_approval(pipeline: dict[str, Any], environment: Any) -> None:
    for name in (f"Approve{environment.title}", f"{environment.title}Data", environment.title):
        (condition,) = stage(pipeline, name)["BeforeEntry"]["Conditions"]
        assert condition["Result"] == "SKIP"
        assert condition["Rules"][0]["Configuration"]["Variable"] == "#{variables.RELEASE}"


def test_the_daily_run_starts_the_pipeline_without_a_release(resources: dict[str, Any]) -> None:
    (schedule,) = of_type(resources, "AWS::Scheduler::Schedule")
    assert '"RELEASE","Value":"false"' in json.dumps(schedule["Target"]["Input"]).replace('\\"', '"').replace(
        '"Name":', ""
    )


def test_no_stage_has_more_than_one_condition_before_entry(pipeline: dict[str, Any]) -> None:
    assert all(len(each.get("BeforeEntry", {}).get("Conditions", [])) <= 1 for each in pipeline["Stages"])


def test_everything_deployed_comes_from_the_one_artifact_of_build(pipeline: dict[str, Any]) -> None:
    for each in pipeline["Stages"][3:]:
        for action in each["Actions"]:
            if action["ActionTypeId"]["Provider"] == "CodeBuild":
                assert action["InputArtifacts"][0]["Name"] == "Build"


def test_at_most_three_builds_run_side_by_side(pipeline: dict[str, Any]) -> None:
    for each in pipeline["Stages"]:
        orders = [action["RunOrder"] for action in each["Actions"]]
        assert max(orders.count(order) for order in orders) <= 3


def test_the_guard_judges_before_the_pipeline_is_updated(pipeline: dict[str, Any]) -> None:
    guard, update = sorted(stage(pipeline, "UpdatePipeline")["Actions"], key=lambda action: int(action["RunOrder"]))
    assert guard["ActionTypeId"]["Provider"] == "Lambda"
    assert update["ActionTypeId"]["Provider"] == "CloudFormation"
    assert guard["RunOrder"] < update["RunOrder"]


def test_the_pipeline_is_v2_and_restarts_after_its_own_update(pipeline: dict[str, Any]) -> None:
    assert pipeline["PipelineType"] == "V2"
    assert pipeline["ExecutionMode"] == PIPELINE.execution_mode
    assert pipeline["RestartExecutionOnUpdate"] is True


def test_artifacts_are_encrypted_versioned_and_kept(resources: dict[str, Any]) -> None:
    key = of_type(resources, "AWS::KMS::Key")
    assert all(each["EnableKeyRotation"] for each in key)
    for bucket in of_type(resources, "AWS::S3::Bucket"):
        assert bucket["VersioningConfiguration"]["Status"] == "Enabled"
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        for rule in bucket.get("LifecycleConfiguration", {}).get("Rules", []):
            assert rule["ExpirationInDays"] >= PIPELINE.artifact_retention_days


def test_every_bucket_refuses_plain_http(resources: dict[str, Any]) -> None:
    policies = json.dumps(of_type(resources, "AWS::S3::BucketPolicy"))
    assert policies.count('"aws:SecureTransport": "false"') >= len(of_type(resources, "AWS::S3::Bucket"))


def test_a_role_may_assume_only_the_bootstrap_roles_of_its_environment(resources: dict[str, Any]) -> None:
    found = 0
    for policy in of_type(resources, "AWS::IAM::Policy"):
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement.get("Sid") == "BootstrapRolesOfTheEnvironment":
                found += 1
                assert f"role/cdk-{QUALIFIER}-" in json.dumps(statement["Resource"])
                assert '"*"' not in json.dumps(statement["Resource"])
    assert found >= 2 * len(ENVIRONMENTS)


def test_the_pull_request_check_can_deploy_nothing(resources: dict[str, Any]) -> None:
    for id, resource in resources.items():
        if resource["Type"] == "AWS::IAM::Policy" and id.startswith("PullRequestsRole"):
            text = json.dumps(resource["Properties"]["PolicyDocument"])
            assert not [word for word in ("sts:", "cloudformation:", "s3:", "codepipeline:", "iam:") if word in text]


def test_an_extension_stage_is_off_until_a_team_turns_it_on(pipeline: dict[str, Any]) -> None:
    assert "LicenceReview" not in [each["Name"] for each in pipeline["Stages"]]


def test_an_extension_stage_follows_the_stage_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extensions.stages.EXAMPLE", True)
    app.build(outdir=str(tmp_path), context={"package": "workload/service/runtime"}).synth()
    template = json.loads((tmp_path / f"{STACK_NAME}.template.json").read_text())
    (found,) = of_type(template["Resources"], "AWS::CodePipeline::Pipeline")
    names = [each["Name"] for each in found["Stages"]]
    assert names[names.index("Staging") + 1] == "LicenceReview"


def pipeline_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *environments: Environment
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The pipeline's resource, and all resources of its stack, for other environments than those of the repository."""
    monkeypatch.setattr("pipeline.stack.ENVIRONMENTS", environments)
    app.build(outdir=str(tmp_path), context={"package": "workload/service/runtime"}).synth()
    resources = json.loads((tmp_path / f"{STACK_NAME}.template.json").read_text())["Resources"]
    return of_type(resources, "AWS::CodePipeline::Pipeline")[0], resources


def test_sizes_and_strategies_do_not_change_the_pipeline(
    pipeline: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = [
        replace(each, memory_mb=2048, bake_minutes=45, delivery=Delivery.linear(percent=20, minutes=7))
        for each in ENVIRONMENTS
    ]
    changed, _ = pipeline_with(tmp_path, monkeypatch, *other)
    assert changed == pipeline


def test_a_longer_shift_gives_its_deploy_action_more_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = replace(ENVIRONMENTS[-1], delivery=Delivery.linear(percent=10, minutes=11))
    _, resources = pipeline_with(tmp_path, monkeypatch, slow)
    timeouts = [
        project["TimeoutInMinutes"]
        for project in of_type(resources, "AWS::CodeBuild::Project")
        if project["Source"]["BuildSpec"] == "buildspecs/deploy.yml"
    ]
    assert min(timeouts) > slow.deployment_minutes > 99


def test_a_deployment_window_is_entered_after_the_approval_and_before_any_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = DeploymentWindow(cron="* * 9-16 ? * MON-FRI", time_zone="Europe/Berlin")
    last = replace(ENVIRONMENTS[-1], window=window)
    changed, _ = pipeline_with(tmp_path, monkeypatch, *ENVIRONMENTS[:-1], last)
    names = [each["Name"] for each in changed["Stages"]]
    assert names[-4:] == [f"Approve{last.title}", f"{last.title}Window", f"{last.title}Data", last.title]
    (condition,) = stage(changed, f"{last.title}Window")["BeforeEntry"]["Conditions"]
    (rule,) = condition["Rules"]
    assert rule["RuleTypeId"]["Provider"] == "DeploymentWindow"
    assert rule["Configuration"] == {"Cron": window.cron, "TimeZone": window.time_zone}


def test_the_bootstrap_trusts_every_role_that_must_assume_one_of_its_roles_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = DeploymentWindow(cron="* * 9-16 ? * MON-FRI")
    last = replace(ENVIRONMENTS[-1], window=window)
    _, resources = pipeline_with(tmp_path, monkeypatch, *ENVIRONMENTS[:-1], last)
    assuming = {
        resources[reference["Ref"]]["Properties"]["RoleName"]
        for policy in of_type(resources, "AWS::IAM::Policy")
        if "BootstrapRolesOfTheEnvironment" in json.dumps(policy)
        for reference in policy["Roles"]
    }
    trusted = {role for each in ENVIRONMENTS for role in (*deploying_roles(each.name), *reading_roles(each.name))}
    # The bootstrap may be older than a window or an approval, so it names roles that may come.
    possible = {role for each in ENVIRONMENTS for role in (data_role(each.name), quiet_role(each.name))}
    assert assuming <= trusted
    assert trusted - assuming <= possible


def test_an_approver_may_confirm_and_retry_what_the_guard_refused(resources: dict[str, Any]) -> None:
    (policy,) = of_type(resources, "AWS::IAM::ManagedPolicy")
    allowed = {
        action if isinstance(statement["Action"], list) else statement["Action"]
        for statement in policy["PolicyDocument"]["Statement"]
        for action in statement["Action"]
    }
    assert {"codepipeline:PutApprovalResult", "codepipeline:RetryStageExecution", "ssm:PutParameter"} <= allowed
    assert all(statement["Resource"] != "*" for statement in policy["PolicyDocument"]["Statement"])


def test_cfn_lint_finds_nothing_in_the_pipeline(resources: dict[str, Any]) -> None:
    template = json.dumps({"Resources": resources, "Parameters": {"BootstrapVersion": {"Type": "String"}}})
    config = ManualArgs(regions=[PIPELINE.region], ignore_checks=["W3005", "W2001"])
    assert [f"{match.rule.id} {match.message}" for match in lint(template, config=config)] == []


def test_failures_rollbacks_and_waiting_approvals_reach_people(resources: dict[str, Any]) -> None:
    patterns = json.dumps([rule.get("EventPattern", {}) for rule in of_type(resources, "AWS::Events::Rule")])
    assert all(word in patterns for word in ('"FAILED"', '"AutomatedRollback"', '"Approval"'))
    assert all(alarm["AlarmActions"] for alarm in of_type(resources, "AWS::CloudWatch::Alarm"))


def test_the_environments_have_stacks_of_their_own() -> None:
    names = {stack_name(environment, part) for environment in ENVIRONMENTS for part in ("data", "service")}
    assert len(names) == 2 * len(ENVIRONMENTS)
    assert all(name.startswith(f"{NAME}-") for name in names)
