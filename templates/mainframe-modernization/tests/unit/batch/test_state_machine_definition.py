"""The state machine as data: what it promises in each state, and that Amazon States Language accepts it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from cfnlint.api import lint  # type: ignore[import-untyped]

from batch.state_machine import lock_seconds, state_machine
from tests.support.batch_jobs import job
from tests.support.batch_machine import TASKS

JOB = job("""
    name: DAILY
    restart: POST
    steps:
    - {name: SORT, program: SORT, minutes: 5}
    - {name: POST.ACCTPOST, program: ACCTPOST}
    - {name: POST, program: ACCTPOST}
""")


@pytest.fixture
def definition() -> dict[str, Any]:
    return state_machine(JOB, TASKS)


def findings(definition: dict[str, Any]) -> list[str]:
    role = "arn:aws:iam::111111111111:role/batch"
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": role, "Definition": definition},
    }
    # Errors and warnings, as in the checks of every template.
    return [str(match) for match in lint(json.dumps({"Resources": {"Machine": machine}}))]


def next_states(state: dict[str, Any]) -> Iterator[str]:
    for each in (state, *state.get("Catch", []), *state.get("Choices", [])):
        yield from (each[name] for name in ("Next", "Default") if name in each)


def test_cloudformation_accepts_it(definition: dict[str, Any]) -> None:
    assert findings(definition) == []

    del definition["States"]["SORT"]["Resource"]
    assert any("Resource" in each for each in findings(definition))


def test_each_state_that_is_named_is_there_and_each_is_reached(definition: dict[str, Any]) -> None:
    states = definition["States"]
    named = {name for state in states.values() for name in next_states(state)}

    assert named | {definition["StartAt"]} == set(states)


def test_after_the_lock_every_way_to_an_end_releases_it(definition: dict[str, Any]) -> None:
    states = definition["States"]
    seen, open_ways = set(), [states["Lock"]["Next"], "Lock"]
    while open_ways:
        name = open_ways.pop()
        if name in seen or name == "Release":
            continue
        seen.add(name)
        open_ways += next_states(states[name])

    ends = {name for name in seen if states[name]["Type"] in ("Fail", "Succeed")}
    # It was never this execution's.
    assert ends == {"Already running"}
    assert set(next_states(states["Release"])) == {"Judge"}


def test_every_task_of_a_step_has_limits_and_only_the_infrastructure_is_tried_again(
    definition: dict[str, Any],
) -> None:
    for step in JOB.steps:
        state = definition["States"][step.name]
        assert state["Resource"] == "arn:aws:states:::ecs:runTask.waitForTaskToken"
        assert 0 < state["HeartbeatSeconds"] < state["TimeoutSeconds"]
        assert [each["ErrorEquals"] for each in state["Catch"]] == [["Batch.Abend"], ["States.ALL"]]
        [retry] = state["Retry"]
        assert "States.HeartbeatTimeout" in retry["ErrorEquals"]
        assert not {"States.ALL", "States.TaskFailed", "States.Timeout", "Batch.Abend"} & set(retry["ErrorEquals"])
    assert definition["States"]["SORT"]["TimeoutSeconds"] == 300


def test_the_lock_lasts_longer_than_all_tries_of_all_steps() -> None:
    longest = sum((TASKS.tries + 1) * TASKS.seconds(step) for step in JOB.steps)

    assert longest + 3 * 30 * 3 < lock_seconds(JOB, TASKS) < 2 * longest


def test_an_execution_begins_where_the_definition_says_without_an_input(definition: dict[str, Any]) -> None:
    assert "'POST'" in definition["States"]["Lock"]["Assign"]["next"]


def test_255_steps_stay_below_the_limit_of_a_definition() -> None:
    steps = "\n".join(f"- {{name: STEP{number:04d}, program: ACCTPOST}}" for number in range(255))

    assert len(json.dumps(state_machine(job(f"name: LARGE\nsteps:\n{steps}"), TASKS))) < 1 << 20
