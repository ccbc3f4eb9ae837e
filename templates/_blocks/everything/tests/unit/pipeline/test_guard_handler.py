"""The guard of the pipeline's update as Lambda runs it: the inline text, with one job of CodePipeline."""

import io
import json
import re
import time
import zipfile
from typing import Any

import boto3
import pytest

from pipeline.self_update import inline
from tests.support.guard_cloud import JOB, OLDER, PARAMETERS, Cloud, artifact


@pytest.fixture
def cloud(template: Any, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    cloud = Cloud(template)
    monkeypatch.setattr(boto3, "client", cloud.client)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    return cloud


def weaken(cloud: Cloud) -> None:
    cloud.new["Resources"].pop("PullRequests")


def running(stage: str) -> dict[str, Any]:
    return {"stageName": stage, "latestExecution": {"pipelineExecutionId": OLDER, "status": "InProgress"}}


def test_an_equal_template_passes(cloud: Cloud) -> None:
    cloud.later_stages = [running("Prod")]
    cloud.run_guard()
    assert cloud.success == {"jobId": JOB, "executionDetails": {"summary": "No change of the pipeline."}}


def handed_on(cloud: Cloud) -> str:
    """The text of the template that the update gets."""
    assert {name: cloud.handed_on[name] for name in ("Bucket", "Key")} == {"Bucket": "artifacts", "Key": "Template/1"}
    with zipfile.ZipFile(io.BytesIO(cloud.handed_on["Body"])) as archive:
        assert archive.namelist() == [PARAMETERS["template"]]
        return archive.read(archive.namelist()[0]).decode()


def test_the_update_gets_what_was_examined_also_when_nothing_changes(cloud: Cloud) -> None:
    cloud.new["Description"] = "Bestellungen für Köln"
    cloud.run_guard()
    assert json.loads(handed_on(cloud)) == cloud.new
    cloud.deployed["Description"] = cloud.new["Description"]
    cloud.run_guard()
    assert json.loads(handed_on(cloud)) == cloud.new


def test_the_update_gets_no_second_meaning_of_a_text(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a template with a key that is there twice, of which a parser takes the first or the last
    text = json.dumps(cloud.new).replace('"Resources":', '"Description": "hidden", "Description": "seen", "Resources":')
    monkeypatch.setattr(Cloud, "artifact", lambda _cloud: artifact(text))
    cloud.run_guard()
    assert "hidden" not in handed_on(cloud)
    assert json.loads(handed_on(cloud))["Description"] == "seen"


def test_the_update_gets_nothing_that_was_refused_or_waits(cloud: Cloud) -> None:
    cloud.new["Resources"]["Board"] = {"Type": "AWS::CloudWatch::Dashboard"}
    cloud.later_stages = [running("Prod")]
    cloud.run_guard()
    assert cloud.success["continuationToken"]
    assert not cloud.handed_on
    weaken(cloud)
    cloud.run_guard()
    assert cloud.failure
    assert not cloud.handed_on


def test_letters_that_cloudformation_gives_back_as_question_marks_are_no_change(cloud: Cloud) -> None:
    cloud.deployed["Description"] = cloud.new["Description"] = "Bestellungen für Köln"
    cloud.run_guard()
    assert cloud.success["executionDetails"]["summary"] == "No change of the pipeline."


def test_a_harmless_change_passes(cloud: Cloud) -> None:
    cloud.new["Resources"]["Board"] = {"Type": "AWS::CloudWatch::Dashboard"}
    cloud.run_guard()
    assert cloud.success["executionDetails"]["summary"] == "Nothing that needs a confirmation."


def test_only_a_piece_of_the_artifact_is_read(cloud: Cloud) -> None:
    cloud.run_guard()
    read = sum(int(last) - int(first) for first, last in (text[6:].split("-") for text in cloud.ranges))
    assert read < len(cloud.artifact()) / 2


def test_a_commit_that_removes_the_guard_is_refused_with_the_command_that_would_confirm_it(cloud: Cloud) -> None:
    cloud.new["Resources"].pop("Guard")
    cloud.new.stage("UpdatePipeline")["Actions"].pop(0)
    cloud.run_guard()
    assert not cloud.success
    assert "- action UpdatePipeline/Guard is removed" in cloud.failure
    command = "aws ssm put-parameter --region eu-west-1 --name /orders/pipeline/confirmed-change --type String"
    assert re.search(rf"\n{command} --overwrite --value [0-9a-f]{{64}}\n", cloud.failure)


def confirmation(cloud: Cloud) -> str:
    cloud.run_guard()
    return cloud.failure.split("--value ")[1].split()[0]


def test_a_confirmed_change_passes(cloud: Cloud) -> None:
    weaken(cloud)
    cloud.confirmed = confirmation(cloud)
    cloud.run_guard()
    assert cloud.success["executionDetails"]["summary"] == "Confirmed by an approver."


def test_a_confirmation_is_for_one_new_template_only(cloud: Cloud) -> None:
    weaken(cloud)
    cloud.confirmed = confirmation(cloud)
    cloud.new["Resources"].pop("Checks")
    cloud.run_guard()
    assert "Checks (AWS::CodeBuild::Project) is removed" in cloud.failure


def test_a_confirmation_is_for_one_deployed_template_only(cloud: Cloud) -> None:
    weaken(cloud)
    cloud.confirmed = confirmation(cloud)
    cloud.deployed["Resources"]["Board"] = {"Type": "AWS::CloudWatch::Dashboard"}
    cloud.run_guard()
    assert not cloud.success


def test_a_long_list_of_changes_keeps_the_command_and_fits_into_the_message(cloud: Cloud) -> None:
    cloud.new["Resources"] |= {f"Function{number:04}": {"Type": "AWS::Lambda::Function"} for number in range(500)}
    cloud.run_guard()
    assert "--value " in cloud.failure
    assert re.search(r"\.\.\. and \d+ more; compare the templates\.$", cloud.failure)
    assert len(cloud.failure) <= 5000


@pytest.mark.parametrize(
    "behind",
    [
        running("Prod"),
        {"stageName": "Prod", "inboundExecutions": [{"pipelineExecutionId": OLDER, "status": "InProgress"}]},
    ],
    ids=["in a later stage", "at the entry of a later stage"],
)
def test_a_change_waits_for_an_execution(behind: dict[str, Any], cloud: Cloud) -> None:
    cloud.new["Resources"]["Board"] = {"Type": "AWS::CloudWatch::Dashboard"}
    cloud.later_stages = [{"stageName": "Dev", "latestExecution": {"status": "Succeeded"}}, behind]
    cloud.run_guard()
    assert cloud.success["executionDetails"]["summary"] == f"Waits for execution {OLDER} in stage Prod."
    token = cloud.success["continuationToken"]
    assert 59 * 60 < float(token) - time.time() <= 60 * 60

    cloud.run_guard(token)
    assert cloud.success["continuationToken"] == token, "the deadline stays"

    cloud.later_stages = []
    cloud.run_guard(token)
    assert "continuationToken" not in cloud.success


def test_a_change_waits_for_no_daily_run_which_may_stand_before_a_window_all_weekend(cloud: Cloud) -> None:
    cloud.new["Resources"]["Board"] = {"Type": "AWS::CloudWatch::Dashboard"}
    cloud.later_stages, cloud.daily_runs = [running("ProdWindow")], {OLDER}
    cloud.run_guard()
    assert cloud.success["executionDetails"]["summary"] == "Nothing that needs a confirmation."


def test_waiting_ends_in_a_failure_that_says_what_to_do(cloud: Cloud) -> None:
    cloud.new["Resources"]["Board"] = {"Type": "AWS::CloudWatch::Dashboard"}
    cloud.later_stages = [running("ApproveProd")]
    cloud.run_guard(token=str(time.time() - 1))
    assert not cloud.success
    assert cloud.failure.startswith(f"Updating the pipeline would cancel execution {OLDER} in stage ApproveProd")
    assert cloud.failure.endswith("then retry stage UpdatePipeline.")


def test_an_artifact_without_the_template_is_a_failure(cloud: Cloud) -> None:
    cloud.run_guard(parameters={**PARAMETERS, "template": "cdk.out/other.template.json"})
    assert not cloud.success
    assert cloud.failure.startswith("The change could not be examined, so nothing was updated (KeyError")


def test_a_template_that_is_too_large_is_a_failure(cloud: Cloud) -> None:
    cloud.run_guard(parameters={**PARAMETERS, "template": "dist/large"})
    assert "dist/large is larger than 1048576 bytes" in cloud.failure


def test_a_stage_that_the_pipeline_does_not_have_is_a_failure(cloud: Cloud) -> None:
    cloud.new["Resources"]["Board"] = {"Type": "AWS::CloudWatch::Dashboard"}
    cloud.run_guard(parameters={**PARAMETERS, "stage": "Update"})
    assert not cloud.success
    assert "nothing was updated" in cloud.failure


@pytest.mark.parametrize("asked", ["get_template", "put_object"])
def test_aws_that_does_not_answer_is_a_failure(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    def refuse(**_of: str) -> Any:
        raise RuntimeError("throttled")

    monkeypatch.setattr(cloud, asked, refuse)
    cloud.run_guard()
    assert not cloud.success
    assert cloud.failure.endswith("nothing was updated (RuntimeError: throttled).")


def test_the_inline_text_needs_nothing_of_the_repository_and_defines_no_name_twice() -> None:
    names = re.findall(r"^(?:def|class) (\w+)|^([A-Z_]+) =", inline.code(), re.MULTILINE)
    flat = [one or other for one, other in names]
    assert len(flat) == len(set(flat))
    assert "pipeline.self_update" not in inline.code()
    assert inline.code().isascii(), "CloudFormation would give other letters back as question marks"
