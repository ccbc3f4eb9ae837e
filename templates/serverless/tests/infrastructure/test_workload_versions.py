"""There is a new version, and so a canary, when code or configuration of the function changes, and only then."""

from pathlib import Path

import pytest

from environments import SANDBOX
from tests.support.choices import GUARDED, SMALL
from tests.support.cloudformation import properties, resources
from tests.support.functions import function
from tests.support.synthesis import CODE
from tests.support.workload_templates import deployed
from workload.environment import Environment


def version(environment: Environment, package: Path = CODE) -> str:
    """The logical id of the version: CloudFormation publishes a new one when it changes."""
    (name,) = resources(deployed(environment, package=package)["service"], "AWS::Lambda::Version")
    return name


def test_changed_memory_makes_a_new_version() -> None:
    assert version(SANDBOX) != version(SMALL)


def test_changed_code_makes_a_new_version_and_equal_code_does_not(tmp_path: Path) -> None:
    for folder, code in (("old", "answer = 1"), ("new", "answer = 2"), ("same", "answer = 2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "code.py").write_text(code, encoding="utf-8")
    old, new, same = (version(SANDBOX, tmp_path / folder) for folder in ("old", "new", "same"))
    assert old != new == same


def test_other_limits_of_alarms_and_requests_make_no_new_version() -> None:
    assert version(SANDBOX) == version(GUARDED)


def test_an_old_version_is_kept_for_a_rollback() -> None:
    (kept,) = resources(deployed(SANDBOX)["service"], "AWS::Lambda::Version").values()
    # Which of them: the CDK says it in the template, SAM when it executes the change set.
    assert kept["DeletionPolicy"] in {"Retain", "RetainExceptOnCreate"}


@pytest.mark.parametrize("handler", ["api", "pre_traffic", "post_traffic"])
def test_functions_run_python_3_13_on_arm64_with_traces(handler: str) -> None:
    _, written = function(deployed(SMALL)["service"], handler)
    assert written["Runtime"] == "python3.13"
    assert written["Architectures"] == ["arm64"]
    assert written["TracingConfig"] == {"Mode": "Active"}
    assert written["MemorySize"] == SMALL.memory_mb
    variables = written["Environment"]["Variables"]
    assert {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "LOG_LEVEL"} <= set(variables)


def test_the_api_function_knows_its_tables() -> None:
    variables = function(deployed(SANDBOX)["service"], "api")[1]["Environment"]["Variables"]
    assert variables["TABLE_NAME"]
    assert variables["IDEMPOTENCY_TABLE_NAME"]
    assert variables["TABLE_NAME"] != variables["IDEMPOTENCY_TABLE_NAME"]


def test_the_functions_are_one_package_with_three_entries() -> None:
    functions = properties(deployed(SANDBOX)["service"], "AWS::Lambda::Function")
    assert len(functions) == 3
    assert all(written["Code"] == functions[0]["Code"] for written in functions)
