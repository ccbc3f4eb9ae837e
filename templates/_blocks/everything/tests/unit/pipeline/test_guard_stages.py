"""Each way to weaken stages, actions and conditions of the pipeline must be confirmed by an approver."""

from collections.abc import Callable
from typing import Any

import pytest

Change = Callable[[Any], object]

SAFE_RULE = {"Name": "W", "RuleTypeId": {"Provider": "DeploymentWindow"}, "Configuration": {}}
CODE_RULE = {"Name": "C", "RuleTypeId": {"Provider": "Commands"}, "Configuration": {}}


def move(items: list[Any], index: int, to: int) -> None:
    items.insert(to, items.pop(index))


def put_the_approval_beside_the_deployment(template: Any) -> None:
    template.stage("Prod")["Actions"].append(template.stage("ApproveProd")["Actions"].pop())


CHANGES: dict[str, tuple[Change, str]] = {
    "an approval is removed": (
        lambda t: t.stage("ApproveProd")["Actions"].clear(), "action ApproveProd/Approve is removed"),
    "a stage with its approval is removed": (lambda t: t.stages().pop(4), "stage ApproveProd is removed"),
    "an approval moves behind what it guards": (
        lambda t: move(t.stages(), 4, 5), "action Prod/Deploy no longer waits for ApproveProd/Approve"),
    "an approval moves beside what it guards": (
        put_the_approval_beside_the_deployment, "action ApproveProd/Approve is removed"),
    "an approval is answered by something else than a person": (
        lambda t: t.stage("ApproveProd")["Actions"][0]["ActionTypeId"].update(Owner="Custom"),
        "action ApproveProd/Approve changes ActionTypeId"),
    "stages are reordered": (
        lambda t: move(t.stages(), 3, 5), "action Prod/Deploy no longer waits for Staging/Deploy, Staging/EndToEnd"),
    "tests run beside the deployment that they test": (
        lambda t: t.stage("Staging")["Actions"][1].update(RunOrder=1),
        "action Staging/EndToEnd no longer waits for Staging/Deploy"),
    "the checks are removed": (lambda t: t.stage("Build")["Actions"].pop(0), "action Build/Check is removed"),
    "a test suite is removed": (lambda t: t.stage("Staging")["Actions"].pop(), "action Staging/EndToEnd is removed"),
    "the verification is removed": (lambda t: t.stage("Prod")["Actions"].pop(), "action Prod/Verify is removed"),
    "the guard is removed from its stage": (
        lambda t: t.stage("UpdatePipeline")["Actions"].pop(0), "action UpdatePipeline/Guard is removed"),
    "the guard runs after the update": (
        lambda t: t.stage("UpdatePipeline")["Actions"][0].update(RunOrder=3),
        "action UpdatePipeline/Update no longer waits for UpdatePipeline/Guard"),
    "the guard gets other parameters": (
        lambda t: t.stage("UpdatePipeline")["Actions"][0]["Configuration"].update(UserParameters="{}"),
        "action UpdatePipeline/Guard changes Configuration"),
    "the rollback is removed": (
        lambda t: t.stage("Prod").pop("OnFailure"), "condition OnFailure of stage Prod is removed"),
    "the rollback becomes a retry": (
        lambda t: t.stage("Prod").update(OnFailure={"Result": "RETRY"}), "condition OnFailure of stage Prod changes"),
    "the deployment window is removed": (
        lambda t: t.stage("Prod").pop("BeforeEntry"), "condition BeforeEntry of stage Prod is removed"),
    "the deployment window is widened": (
        lambda t: t.stage("Prod")["BeforeEntry"]["Conditions"][0]["Rules"][0]["Configuration"].update(Cron="* * *"),
        "condition BeforeEntry of stage Prod changes"),
    "the variable check is removed": (
        lambda t: t.stage("ApproveProd").pop("BeforeEntry"), "condition BeforeEntry of stage ApproveProd is removed"),
    "a new condition skips a stage": (
        lambda t: t.stage("Staging").update(BeforeEntry={"Conditions": [{"Result": "SKIP", "Rules": [SAFE_RULE]}]}),
        "condition BeforeEntry of stage Staging changes"),
    "a new condition runs commands": (
        lambda t: t.stage("Staging").update(BeforeEntry={"Conditions": [{"Result": "FAIL", "Rules": [CODE_RULE]}]}),
        "condition BeforeEntry of stage Staging changes"),
    "a failure is retried until it passes": (
        lambda t: t.stage("Staging").update(OnFailure={"Result": "RETRY"}),
        "condition OnFailure of stage Staging changes"),
    "an action deploys before the approval": (
        lambda t: t.stage("Build")["Actions"].append({**t.stage("Prod")["Actions"][0], "Name": "Early"}),
        "action Build/Early is added"),
    "a gate runs another project": (
        lambda t: t.stage("Prod")["Actions"][1]["Configuration"].update(ProjectName={"Ref": "PullRequests"}),
        "action Prod/Verify changes Configuration"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_must_be_confirmed_when(kind: str, template: Any) -> None:
    change, line = CHANGES[kind]
    lines = template.lines_after(change)
    assert any(found.startswith(line) for found in lines), lines
